// /api/customers
import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import { IsEmail, IsISO31661Alpha2, IsOptional, IsString, Length, Matches } from 'class-validator';
import { CurrentCaller, Public } from '../common/signature.guard.js';
import type { Caller } from '../common/signed-header.js';
import { CustomersService } from './customers.service.js';

class Registration {
  @IsEmail()
  email: string;

  @IsString()
  @Length(1, 200)
  name: string;

  @IsISO31661Alpha2()
  country: string;

  @IsOptional()
  @Matches(/^pm_/)
  paymentMethod?: string;
}

class NewPaymentMethod {
  @Matches(/^pm_/)
  paymentMethod: string;
}

@Controller('customers')
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Post()
  @Public()
  async register(@Body() registration: Registration): Promise<{ id: number; email: string }> {
    const { id, email } = await this.customers.register(registration);
    return { id, email };
  }

  @Put('me/payment-method')
  @HttpCode(204)
  setPaymentMethod(@CurrentCaller() caller: Caller, @Body() { paymentMethod }: NewPaymentMethod): Promise<void> {
    return this.customers.setPaymentMethod(caller.customerId ?? 0, paymentMethod);
  }
}
