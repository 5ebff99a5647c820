// Registration and sign-in.
import { Body, Controller, Get, Post } from '@nestjs/common';
import { CurrentUser, Public } from '../common/session.guard';
import { RegisterUserDto, SignInDto } from './user.dto';
import type { User } from './user.entity';
import { UserService } from './user.service';

/** Everything here but GET /users/me is public. */
@Controller()
export class UserController {
  constructor(private readonly users: UserService) {}

  @Public()
  @Post('users')
  register(@Body() body: RegisterUserDto): Promise<User> {
    return this.users.register(body);
  }

  @Public()
  @Post('sessions')
  async signIn(@Body() body: SignInDto): Promise<{ token: string }> {
    return { token: await this.users.signIn(body.email, body.password) };
  }

  @Get('users/me')
  me(@CurrentUser() user: User): User {
    return user;
  }
}
