// Kits and stock: computed columns, check constraints, the trigger, cascades, rowversion, and stock that never goes below zero.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { InventoryService } from '../../../src/kit/inventory.service';
import { KitInventory } from '../../../src/kit/kit-inventory.entity';
import { KitStatusHistory } from '../../../src/kit/kit-status-history.entity';
import { Kit } from '../../../src/kit/kit.entity';
import { KitService } from '../../../src/kit/kit.service';
import { Practitioner } from '../../../src/practitioner/practitioner.entity';
import { createKit, createKits, kitType, stock } from '../../factories/kit.factory';
import { createPractitioner } from '../../factories/practitioner.factory';
import { errorNumberOf } from '../../support/errors';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
afterAll(() => t.close());

it('computes what is available from what is on hand and reserved', async () => {
  const { id } = await stock(t.dataSource, 'GUT-BASIC', 10);
  const inventory = t.get(InventoryService);

  await inventory.reserve(t.dataSource.manager, id, 3);
  expect(await inventory.level(id)).toMatchObject({ onHand: 10, reserved: 3, available: 7 });
  await inventory.release(t.dataSource.manager, id, 2);
  expect(await inventory.level(id)).toMatchObject({ onHand: 10, reserved: 1, available: 9 });
});

it('does not let a computed column be written (271)', async () => {
  const { id } = await stock(t.dataSource, 'GUT-BASIC', 10);

  const work = t.dataSource.query('UPDATE dbo.kit_inventory SET available = 99 WHERE kit_type_id = @0', [id]);
  expect(await errorNumberOf(work)).toBe(271);
});

it('refuses to reserve more than there is (547)', async () => {
  const { id } = await stock(t.dataSource, 'GUT-BASIC', 10);

  const work = t.dataSource.getRepository(KitInventory).update({ kitTypeId: id }, { reserved: 11 });
  expect(await errorNumberOf(work)).toBe(547);
  expect(await t.get(InventoryService).level(id)).toMatchObject({ reserved: 0 });
});

it('never oversells under 20 parallel calls', async () => {
  const { id } = await stock(t.dataSource, 'GUT-BASIC', 7);
  const inventory = t.get(InventoryService);

  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => inventory.takeOne(id)));
  const left = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(left.sort((a, b) => b - a)).toEqual([6, 5, 4, 3, 2, 1, 0]);
  expect(refused).toHaveLength(13);
  for (const reason of refused) expect(reason).toMatchObject({ status: 409 });
  expect(await inventory.level(id)).toMatchObject({ onHand: 0 });
});

it('never reserves more than there is under 20 parallel calls', async () => {
  const { id } = await stock(t.dataSource, 'GUT-BASIC', 7);
  const inventory = t.get(InventoryService);

  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => t.dataSource.transaction((manager) => inventory.reserve(manager, id, 1))),
  );
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(7);
  expect(await inventory.level(id)).toMatchObject({ reserved: 7, available: 0 });
});

it('writes a recount only if nobody has changed the row since (rowversion)', async () => {
  const { id } = await stock(t.dataSource, 'GUT-BASIC', 10);
  const inventory = t.get(InventoryService);
  const seen = await inventory.level(id);

  expect(await inventory.recount(seen, 12)).toBe(true);
  expect(await inventory.recount(seen, 99)).toBe(false);
  const now = await inventory.level(id);
  expect(now.onHand).toBe(12);
  expect(now.rowVersion.compare(seen.rowVersion)).toBe(1);
});

it('records every change of status, and nothing else, by the trigger', async () => {
  const kit = await createKit(t.dataSource);
  const kits = t.get(KitService);

  await kits.move([kit.id], 'shipped');
  await kits.move([kit.id], 'shipped');
  await t.dataSource.getRepository(Kit).update(kit.id, { barcode: 'changed' });

  const history = await kits.history(kit.id);
  expect(history.map(({ oldStatus, newStatus }) => [oldStatus, newStatus])).toEqual([
    [null, 'available'],
    ['available', 'shipped'],
  ]);
});

it('runs the trigger once for a statement that changes many rows', async () => {
  const kits = await createKits(t.dataSource, 5);

  expect(await t.get(KitService).move(kits.map((kit) => kit.id), 'lost')).toBe(5);
  const lost = await t.dataSource.getRepository(KitStatusHistory).countBy({ newStatus: 'lost' });
  expect(lost).toBe(5);
});

it('takes the history back when the transaction is rolled back', async () => {
  const kit = await createKit(t.dataSource);

  const work = t.dataSource.transaction(async (manager) => {
    await manager.update(Kit, kit.id, { status: 'lost' });
    expect(await manager.countBy(KitStatusHistory, { kitId: kit.id })).toBe(2);
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect(await t.get(KitService).history(kit.id)).toHaveLength(1);
});

it('deletes the history with its kit', async () => {
  const [kit, other] = await createKits(t.dataSource, 2);

  await t.dataSource.getRepository(Kit).delete(kit?.id ?? 0);
  const rows = await t.dataSource.getRepository(KitStatusHistory).find();
  expect(rows.map((row) => row.kitId)).toEqual([other?.id]);
});

it('keeps the kit, without its practitioner, when the practitioner is deleted', async () => {
  const { id: practitionerId } = await createPractitioner(t.dataSource);
  const kit = await createKit(t.dataSource, { practitionerId, status: 'assigned' });

  await t.dataSource.getRepository(Practitioner).delete(practitionerId);
  const stored = await t.dataSource.getRepository(Kit).findOneByOrFail({ id: kit.id });
  expect(stored).toMatchObject({ practitionerId: null, status: 'assigned' });
});

it('refuses a barcode that is there already (2601) and a status that does not exist (547)', async () => {
  const kit = await createKit(t.dataSource, { barcode: 'KIT-A' });

  expect(await errorNumberOf(createKit(t.dataSource, { barcode: 'kit-a' }))).toBe(2601);
  const work = t.dataSource.query(`UPDATE dbo.kits SET status = 'eaten' WHERE id = @0`, [kit.id]);
  expect(await errorNumberOf(work)).toBe(547);
});

it('gives every practitioner a kit of their own when all ask at once', async () => {
  const kits = await createKits(t.dataSource, 6);
  const { id: kitTypeId } = await kitType(t.dataSource);
  const { id: practitionerId } = await createPractitioner(t.dataSource);

  const assigned = await Promise.all(kits.map(() => t.get(KitService).assignNext(kitTypeId, practitionerId)));
  expect(new Set(assigned.map((kit) => kit?.id))).toEqual(new Set(kits.map((kit) => kit.id)));
  expect(await t.get(KitService).assignNext(kitTypeId, practitionerId)).toBeNull();
});

it('serves the catalogue from the cache until a price changes', async () => {
  const kits = t.get(KitService);
  await kits.setPrice('GUT-PRO', 279.5);
  const before = await kits.catalogue();
  await t.dataSource.query(`UPDATE dbo.kit_types SET price = 1 WHERE sku = 'GUT-PRO'`);
  expect(await kits.catalogue()).toEqual(before);

  await kits.setPrice('GUT-PRO', 299.95);
  expect(await kits.catalogue()).toContainEqual(expect.objectContaining({ sku: 'GUT-PRO', price: 299.95 }));
  await kits.setPrice('GUT-PRO', 279.5);
});
