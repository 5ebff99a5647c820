// What the user endpoints accept.
import { IsEmail, IsISO31661Alpha2, IsOptional, IsString, Length, MinLength } from 'class-validator';

/** Body of POST /users. */
export class RegisterUserDto {
  @IsEmail()
  email!: string;

  @IsString()
  @Length(1, 120)
  name!: string;

  @IsString()
  @MinLength(8)
  password!: string;

  @IsOptional()
  @IsISO31661Alpha2()
  countryCode?: string;
}

/** Body of POST /sessions. */
export class SignInDto {
  @IsString()
  email!: string;

  @IsString()
  password!: string;
}
