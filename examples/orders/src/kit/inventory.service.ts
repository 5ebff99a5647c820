// Stock. Every method is safe under any number of parallel calls: the database decides, not a value read before.
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, EntityManager, Repository } from 'typeorm';
import { KitInventory } from './kit-inventory.entity';

/** Reserves, releases and takes kits of one type. */
@Injectable()
export class InventoryService {
  constructor(
    @InjectRepository(KitInventory) private readonly inventory: Repository<KitInventory>,
    private readonly dataSource: DataSource,
  ) {}

  /** Reserves inside the caller's transaction; 409 when there are not enough. */
  async reserve(manager: EntityManager, kitTypeId: number, quantity: number): Promise<void> {
    const { affected } = await manager
      .createQueryBuilder()
      .update(KitInventory)
      .set({ reserved: () => 'reserved + :quantity' })
      .where('kitTypeId = :kitTypeId AND onHand - reserved >= :quantity', { kitTypeId, quantity })
      .execute();
    if (affected !== 1) throw new ConflictException('Out of stock');
  }

  async release(manager: EntityManager, kitTypeId: number, quantity: number): Promise<void> {
    await manager.decrement(KitInventory, { kitTypeId }, 'reserved', quantity);
  }

  /** Takes one kit off the shelf and returns how many are left: reads under UPDLOCK, decides, then writes. */
  async takeOne(kitTypeId: number): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const [row] = await manager.query<{ onHand: number; reserved: number }[]>(
        `SELECT on_hand AS onHand, reserved
         FROM dbo.kit_inventory WITH (UPDLOCK, ROWLOCK)
         WHERE kit_type_id = @0`,
        [kitTypeId],
      );
      if (!row || row.onHand - row.reserved < 1) throw new ConflictException('Out of stock');
      const left = row.onHand - 1;
      await manager.query('UPDATE dbo.kit_inventory SET on_hand = @1 WHERE kit_type_id = @0', [kitTypeId, left]);
      return left;
    });
  }

  /** Writes a counted stock, unless somebody has changed the row since it was read. */
  async recount(seen: Pick<KitInventory, 'kitTypeId' | 'rowVersion'>, onHand: number): Promise<boolean> {
    const [row] = await this.dataSource.query<{ affected: number }[]>(
      `UPDATE dbo.kit_inventory SET on_hand = @2 WHERE kit_type_id = @0 AND row_version = @1;
       SELECT @@ROWCOUNT AS affected;`,
      [seen.kitTypeId, seen.rowVersion, onHand],
    );
    return row?.affected === 1;
  }

  async level(kitTypeId: number): Promise<KitInventory> {
    const level = await this.inventory.findOneBy({ kitTypeId });
    if (!level) throw new NotFoundException();
    return level;
  }
}
