// The application under test and the people in it. Every spec file starts the whole application once and cleans the database before each test.
import { cleanDatabase, createTestApp, type HttpAgent, type TestApp, type TestAppOptions } from 'jest-nest-mssql';
import { Customer } from '../../src/customers/customer.entity.js';
import { CustomersService, type NewCustomer } from '../../src/customers/customers.service.js';
import { Invoice } from '../../src/invoices/invoice.entity.js';
import { Subscription } from '../../src/subscriptions/subscription.entity.js';
import { SubscriptionsService, type NewSubscription } from '../../src/subscriptions/subscriptions.service.js';

/** The people and things of a spec. */
export class World {
  constructor(readonly t: TestApp) {}

  /** A registered customer with a card that works. */
  customer(given: Partial<NewCustomer> = {}): Promise<Customer> {
    return this.t.get(CustomersService).register({ email: 'ada@example.com', name: 'Ada', country: 'DE', paymentMethod: 'pm_card_visa', ...given });
  }

  /** A subscription of a new customer, unless one is given. */
  async subscription(given: Partial<NewSubscription> & { readonly customer?: Partial<NewCustomer> } = {}): Promise<Subscription> {
    const { customer, ...rest } = given;
    const customerId = rest.customerId ?? (await this.customer(customer)).id;
    return this.t.get(SubscriptionsService).subscribe({ planCode: 'team', seats: 1, trialDays: 0, ...rest, customerId });
  }

  /** The invoices of a subscription, oldest first. */
  invoices({ id }: Pick<Subscription, 'id'>): Promise<Invoice[]> {
    return this.t.dataSource.manager.find(Invoice, { where: { subscriptionId: id }, order: { id: 'ASC' } });
  }

  async invoice(subscription: Pick<Subscription, 'id'>): Promise<Invoice> {
    const last = (await this.invoices(subscription)).at(-1);
    if (last === undefined) throw new Error(`Subscription ${subscription.id} has no invoice`);
    return last;
  }

  /** The subscription as the database has it now. */
  reload({ id }: Pick<Subscription, 'id'>): Promise<Subscription> {
    return this.t.get(SubscriptionsService).byId(id);
  }

  asCustomer(id: number): Promise<HttpAgent> {
    return this.t.as({ role: 'customer', customerId: id });
  }

  asOperator(): Promise<HttpAgent> {
    return this.t.as({ role: 'operator' });
  }

  async rows<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.t.dataSource.query(sql, parameters) as Promise<Row[]>;
  }
}

/** Starts the application for a spec file; call it at the top of the file. */
export function startWorld(options: TestAppOptions = {}): () => World {
  let world: World;
  beforeAll(async () => {
    world = new World(await createTestApp(options));
  });
  beforeEach(() => cleanDatabase(world.t.dataSource));
  afterEach(() => world.t.clock.restore());
  afterAll(() => world?.t.close());
  return () => world;
}
