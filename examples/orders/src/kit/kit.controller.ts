// The public catalogue and the stock, for administrators.
import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';
import { Public, Roles } from '../common/session.guard';
import { InventoryService } from './inventory.service';
import type { KitInventory } from './kit-inventory.entity';
import type { KitType } from './kit-type.entity';
import { KitService } from './kit.service';

/** Read-only. */
@Controller('kits')
export class KitController {
  constructor(
    private readonly kits: KitService,
    private readonly inventory: InventoryService,
  ) {}

  @Public()
  @Get('catalogue')
  catalogue(): Promise<KitType[]> {
    return this.kits.catalogue();
  }

  @Roles('admin')
  @Get(':kitTypeId/stock')
  async stock(@Param('kitTypeId', ParseIntPipe) kitTypeId: number): Promise<Omit<KitInventory, 'rowVersion'>> {
    const { onHand, reserved, available } = await this.inventory.level(kitTypeId);
    return { kitTypeId, onHand, reserved, available };
  }
}
