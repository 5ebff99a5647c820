// Catalogue, stock and single kits.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InventoryService } from './inventory.service';
import { KitInventory } from './kit-inventory.entity';
import { KitStatusHistory } from './kit-status-history.entity';
import { KitType } from './kit-type.entity';
import { KitController } from './kit.controller';
import { Kit } from './kit.entity';
import { KitService } from './kit.service';

/** Exports KitService and InventoryService. */
@Module({
  imports: [TypeOrmModule.forFeature([Kit, KitType, KitInventory, KitStatusHistory])],
  controllers: [KitController],
  providers: [KitService, InventoryService],
  exports: [KitService, InventoryService],
})
export class KitModule {}
