// Practitioners and clinics.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clinic } from './clinic.entity';
import { PractitionerController } from './practitioner.controller';
import { Practitioner } from './practitioner.entity';
import { PractitionerService } from './practitioner.service';

/** Exports PractitionerService. */
@Module({
  imports: [TypeOrmModule.forFeature([Practitioner, Clinic])],
  controllers: [PractitionerController],
  providers: [PractitionerService],
  exports: [PractitionerService],
})
export class PractitionerModule {}
