// What a practitioner sees of the team.
import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';
import { Roles } from '../common/session.guard';
import { PractitionerService, type TeamMember } from './practitioner.service';

/** For practitioners and administrators. */
@Roles('practitioner', 'admin')
@Controller('practitioners')
export class PractitionerController {
  constructor(private readonly practitioners: PractitionerService) {}

  @Get(':id/team')
  team(@Param('id', ParseIntPipe) id: number): Promise<TeamMember[]> {
    return this.practitioners.team(id);
  }
}
