// Single kits and the catalogue.
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Cache } from 'cache-manager';
import { DataSource, Repository } from 'typeorm';
import { KitStatusHistory } from './kit-status-history.entity';
import { KitType } from './kit-type.entity';
import { Kit, type KitStatus } from './kit.entity';

const CATALOGUE_KEY = 'kit-catalogue';

const ASSIGN_SQL = `
  WITH next_kit AS (
    SELECT TOP (1) id, barcode, status, practitioner_id
    FROM dbo.kits WITH (UPDLOCK, READPAST, ROWLOCK)
    WHERE status = 'available' AND kit_type_id = @0
    ORDER BY id
  )
  UPDATE next_kit
  SET status = 'assigned', practitioner_id = @1
`;

/** Hands kits out and follows them. */
@Injectable()
export class KitService {
  constructor(
    @InjectRepository(Kit) private readonly kits: Repository<Kit>,
    @InjectRepository(KitType) private readonly types: Repository<KitType>,
    @InjectRepository(KitStatusHistory) private readonly histories: Repository<KitStatusHistory>,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
    private readonly dataSource: DataSource,
  ) {}

  /** What can be ordered; cached for a minute. */
  catalogue(): Promise<KitType[]> {
    return this.cache.wrap(CATALOGUE_KEY, () => this.types.find({ where: { active: true }, order: { sku: 'ASC' } }));
  }

  async setPrice(sku: string, price: number): Promise<void> {
    await this.types.update({ sku }, { price });
    await this.cache.del(CATALOGUE_KEY);
  }

  /** Gives the next free kit to a practitioner, passing over kits that others are just taking; null when none is left. */
  async assignNext(kitTypeId: number, practitionerId: number): Promise<Kit | null> {
    // The trigger on kits forbids OUTPUT without INTO, so the kit goes through a table variable.
    const [row] = await this.dataSource.query<{ id: number }[]>(
      `DECLARE @assigned TABLE (id INT NOT NULL);
       ${ASSIGN_SQL}
       OUTPUT inserted.id INTO @assigned;
       SELECT id FROM @assigned;`,
      [kitTypeId, practitionerId],
    );
    return row ? this.kits.findOneByOrFail({ id: row.id }) : null;
  }

  /** Moves all these kits to a status at once. */
  async move(ids: number[], status: KitStatus): Promise<number> {
    const { affected } = await this.kits.update(ids, { status });
    return affected ?? 0;
  }

  history(kitId: number): Promise<KitStatusHistory[]> {
    return this.histories.find({ where: { kitId }, order: { id: 'ASC' } });
  }
}
