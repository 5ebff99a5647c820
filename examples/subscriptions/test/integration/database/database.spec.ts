// What a clean promises of this schema, and what its migrations promise each other.
import { cleanDatabase, migrationRoundTrip } from 'jest-nest-mssql';
import { PlansService } from '../../../src/plans/plans.service.js';
import { UsageService } from '../../../src/usage/usage.service.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();
const clean = () => cleanDatabase(world().t.dataSource);

it('begins every test with the first numbers, of identities and of the sequence', async () => {
  for (let times = 1; times <= 2; times += 1) {
    const subscription = await world().subscription();
    expect([subscription.customerId, subscription.id, (await world().invoice(subscription)).number]).toEqual([1000, 1, 'INV-000001']);
    await clean();
  }
});

it('leaves nothing but the plans', async () => {
  const { id } = await world().subscription();
  await world().t.get(UsageService).record({ subscriptionId: id, metric: 'calls', units: 1, key: 'a' });
  await world().t.queues.drain();
  await clean();

  const rows = await world().rows<{ name: string }>(`
    SELECT CONCAT(s.name, '.', o.name) AS name
    FROM sys.tables o JOIN sys.schemas s ON s.schema_id = o.schema_id JOIN sys.partitions p ON p.object_id = o.object_id AND p.index_id IN (0, 1)
    WHERE s.name IN ('catalog', 'billing', 'metering', 'ops') AND p.rows > 0`);
  expect(rows).toEqual([{ name: 'catalog.plans' }]);
  expect(world().t.mocks.stripe.charged).toEqual([]);
});

it('forgets the prices that a test has given a plan, their history too', async () => {
  const plans = world().t.get(PlansService);
  await plans.changePrice('team', 1);
  await plans.changePrice('team', 2);
  await clean();

  expect(await plans.prices('team')).toEqual([4900]);
});

it('has migrations that can be undone and done again, each of them', async () => {
  const trips = await migrationRoundTrip(world().t.dataSource);

  expect(trips.migrations).toHaveLength(8);
  expect(trips.migrations.flatMap(({ migration, differences }) => differences.map((difference) => `${migration}: ${difference}`))).toEqual([]);
  expect(trips.isClean).toBe(true);
});
