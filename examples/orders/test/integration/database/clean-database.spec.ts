// What a clean promises: the database is back where the migrations left it.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { BillingService } from '../../../src/billing/billing.service';
import { KitType } from '../../../src/kit/kit-type.entity';
import { Kit } from '../../../src/kit/kit.entity';
import { Clinic } from '../../../src/practitioner/clinic.entity';
import { Country } from '../../../src/user/country.entity';
import { createKit, createKits } from '../../factories/kit.factory';
import { createOrder } from '../../factories/order.factory';
import { createClinic, createPractitioner } from '../../factories/practitioner.factory';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
afterAll(() => t.close());

const clean = () => cleanDatabase(t.dataSource);
const skus = async () => (await t.dataSource.getRepository(KitType).find({ order: { id: 'ASC' } })).map((type) => type.sku);

const ROWS = `
  SELECT CONCAT(s.name, '.', o.name) AS [table]
  FROM sys.tables AS o
  INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  INNER JOIN sys.dm_db_partition_stats AS p ON p.object_id = o.object_id AND p.index_id IN (0, 1)
  WHERE s.name IN ('dbo', 'billing', 'reporting')
  GROUP BY s.name, o.name
  HAVING SUM(p.row_count) > 0
  ORDER BY s.name, o.name
`;

it('empties every table but the reference data', async () => {
  const { id } = await createPractitioner(t.dataSource);
  const clinic = await createClinic(t.dataSource, { leadPractitionerId: id });
  await t.dataSource.query('UPDATE dbo.practitioners SET clinic_id = @0, supervisor_id = id', [clinic.id]);
  await createKits(t.dataSource, 3, { practitionerId: id });
  await t.get(BillingService).issue((await createOrder(t.dataSource, { practitionerId: id })).id);

  await clean();
  const rows = await t.dataSource.query<{ table: string }[]>(ROWS);
  expect(rows.map((row) => row.table)).toEqual(['dbo.countries', 'dbo.kit_types', 'dbo.migrations', 'dbo.typeorm_metadata']);
});

it('keeps the rows that migrations put in', async () => {
  expect(await skus()).toEqual(['GUT-BASIC', 'GUT-PRO', 'VAG-BASIC']);
  expect(await t.dataSource.getRepository(Country).findOneByOrFail({ code: 'ci' })).toMatchObject({
    name: "Côte d'Ivoire",
    vatRate: 18,
    shipsKits: false,
  });
});

it('restores reference rows that a test changed, deleted or added', async () => {
  const types = t.dataSource.getRepository(KitType);
  await types.update({ sku: 'GUT-PRO' }, { price: 1, name: 'changed' });
  await types.delete({ sku: 'VAG-BASIC' });
  await types.save(types.create({ sku: 'NEW', name: 'New', price: 5 }));
  await t.dataSource.getRepository(Country).delete({ code: 'FR' });

  await clean();
  expect(await skus()).toEqual(['GUT-BASIC', 'GUT-PRO', 'VAG-BASIC']);
  expect(await types.findOneByOrFail({ sku: 'GUT-PRO' })).toMatchObject({ id: 2, price: 279.5 });
  expect(await t.dataSource.getRepository(Country).count()).toBe(5);
});

it.each([1, 2])('starts identity values over (round %i)', async () => {
  expect(await createKits(t.dataSource, 2)).toMatchObject([{ id: 1 }, { id: 2 }]);
  expect(await createOrder(t.dataSource)).toMatchObject({ id: 1 });

  await clean();
  expect(await createKit(t.dataSource)).toMatchObject({ id: 1 });
});

it('goes on counting after the reference rows', async () => {
  const types = t.dataSource.getRepository(KitType);
  const add = () => types.save(types.create({ sku: 'NEW', name: 'New', price: 5 }));
  expect(await add()).toMatchObject({ id: 4 });

  await clean();
  expect(await add()).toMatchObject({ id: 4 });
});

it.each([1, 2])('starts the sequences over (round %i)', async () => {
  const orders = [await createOrder(t.dataSource), await createOrder(t.dataSource)];
  const invoice = await t.get(BillingService).issue(orders[0]?.id ?? 0);

  expect(orders.map((order) => order.number)).toEqual([1000, 1001]);
  expect(invoice.number).toBe('INV-000001');
});

it('leaves the trigger on and every constraint enabled and trusted', async () => {
  await createClinic(t.dataSource);
  await clean();

  const off = await t.dataSource.query(`
    SELECT name FROM sys.triggers WHERE is_disabled = 1
    UNION ALL
    SELECT name FROM sys.foreign_keys WHERE is_disabled = 1 OR is_not_trusted = 1
    UNION ALL
    SELECT name FROM sys.check_constraints WHERE is_disabled = 1 OR is_not_trusted = 1
  `);
  expect(off).toEqual([]);
  const kit = await createKit(t.dataSource);
  const history = await t.dataSource.query('SELECT kit_id FROM dbo.kit_status_history');
  expect(history).toEqual([{ kit_id: kit.id }]);
});

it('keeps the list of migrations, so that there is nothing left to run', async () => {
  await clean();

  expect(await t.dataSource.showMigrations()).toBe(false);
});

it('cleans a table that was filled in raw SQL inside a transaction', async () => {
  await t.dataSource.transaction((manager) =>
    manager.query(`INSERT INTO dbo.clinics (name, city) SELECT code, name FROM dbo.countries`),
  );
  expect(await t.dataSource.getRepository(Clinic).count()).toBe(5);

  await clean();
  expect(await t.dataSource.getRepository(Clinic).count()).toBe(0);
});

it('works when there is nothing to clean, any number of times', async () => {
  await createKit(t.dataSource);
  await clean();
  await clean();
  await clean();

  expect(await t.dataSource.getRepository(Kit).count()).toBe(0);
  expect(await skus()).toHaveLength(3);
});
