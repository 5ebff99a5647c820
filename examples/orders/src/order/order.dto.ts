// What the order endpoints accept.
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { OrderStatus } from './order.entity';

/** One line of a new order. */
export class OrderLineDto {
  @IsString()
  @Length(1, 32)
  sku!: string;

  @IsInt()
  @Min(1)
  @Max(100)
  quantity!: number;
}

/** Body of POST /orders. */
export class PlaceOrderDto {
  @IsArray()
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => OrderLineDto)
  lines!: OrderLineDto[];

  @IsOptional()
  @IsInt()
  practitionerId?: number;

  @IsOptional()
  @IsString()
  @MaxLength(24)
  discountCode?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  note?: string;
}

/** Query of GET /orders. */
export class ListOrdersDto {
  @IsOptional()
  @IsIn(['placed', 'paying', 'paid', 'shipped', 'cancelled'])
  status?: OrderStatus;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  page?: number;
}
