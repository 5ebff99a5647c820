// Stock and kits for specs. Kit types are reference data: they are looked up, never created.
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { KitInventory } from '../../src/kit/kit-inventory.entity';
import { KitType } from '../../src/kit/kit-type.entity';
import { Kit } from '../../src/kit/kit.entity';

/** A kit type of the catalogue. */
export function kitType(dataSource: DataSource, sku = 'GUT-BASIC'): Promise<KitType> {
  return dataSource.getRepository(KitType).findOneByOrFail({ sku });
}

/** Puts that many kits of a type on the shelf and returns the type. */
export async function stock(dataSource: DataSource, sku: string, onHand: number): Promise<KitType> {
  const type = await kitType(dataSource, sku);
  await dataSource.getRepository(KitInventory).insert({ kitTypeId: type.id, onHand });
  return type;
}

/** Stored kits that nobody has yet, in the order of their ids. */
export async function createKits(dataSource: DataSource, count: number, overrides: Partial<Kit> = {}): Promise<Kit[]> {
  const { id: kitTypeId } = await kitType(dataSource);
  const kits = dataSource.getRepository(Kit);
  return kits.save(
    Array.from({ length: count }, () =>
      kits.create({ barcode: `KIT-${randomBytes(8).toString('hex')}`, kitTypeId, ...overrides }),
    ),
  );
}

/** One stored kit. */
export async function createKit(dataSource: DataSource, overrides: Partial<Kit> = {}): Promise<Kit> {
  const [kit] = await createKits(dataSource, 1, overrides);
  if (!kit) throw new Error('No kit was stored');
  return kit;
}
