// Customers, here and at Stripe.
import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Stripe } from 'stripe';
import { Repository } from 'typeorm';
import { STRIPE_CLIENT } from '../clients/tokens.js';
import { Customer } from './customer.entity.js';

export type NewCustomer = Pick<Customer, 'email' | 'name' | 'country'> & { readonly paymentMethod?: string };

@Injectable()
export class CustomersService {
  constructor(
    @InjectRepository(Customer) private readonly customers: Repository<Customer>,
    @Inject(STRIPE_CLIENT) private readonly stripe: Stripe,
  ) {}

  async register({ email, name, country, paymentMethod }: NewCustomer): Promise<Customer> {
    const customer = await this.customers.save(this.customers.create({ email, name, country, paymentMethod: paymentMethod ?? null }));
    const { id } = await this.stripe.customers.create({ email, name, metadata: { customerId: String(customer.id) } }, { idempotencyKey: `customer-${customer.id}` });
    customer.stripeCustomerId = id;
    return this.customers.save(customer);
  }

  async byId(id: number): Promise<Customer> {
    const customer = await this.customers.findOneBy({ id });
    if (customer === null) throw new NotFoundException(`There is no customer ${id}.`);
    return customer;
  }

  async setPaymentMethod(id: number, paymentMethod: string): Promise<void> {
    await this.customers.update({ id }, { paymentMethod });
  }
}
