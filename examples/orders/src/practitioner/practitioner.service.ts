// Practitioners, their clinics and who answers to whom.
import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { Clinic } from './clinic.entity';
import { Practitioner } from './practitioner.entity';

/** Somebody in a team; the head of the team has depth 0. */
export interface TeamMember {
  id: number;
  licenseNo: string;
  depth: number;
}

const TEAM_SQL = `
  WITH team AS (
    SELECT p.id, p.license_no, 0 AS depth
    FROM dbo.practitioners AS p
    WHERE p.id = @0
    UNION ALL
    SELECT p.id, p.license_no, team.depth + 1
    FROM dbo.practitioners AS p
    INNER JOIN team ON p.supervisor_id = team.id
  )
  SELECT id, license_no AS licenseNo, depth
  FROM team
  ORDER BY depth, id
  OPTION (MAXRECURSION 32)
`;

/** Looks practitioners up and moves them between clinics. */
@Injectable()
export class PractitionerService {
  constructor(
    @InjectRepository(Practitioner) private readonly practitioners: Repository<Practitioner>,
    @InjectRepository(Clinic) private readonly clinics: Repository<Clinic>,
    private readonly dataSource: DataSource,
  ) {}

  async team(practitionerId: number): Promise<TeamMember[]> {
    const team = await this.dataSource.query<TeamMember[]>(TEAM_SQL, [practitionerId]);
    if (team.length === 0) throw new NotFoundException();
    return team;
  }

  findByLicense(licenseNo: string): Promise<Practitioner | null> {
    return this.practitioners.findOne({ where: { licenseNo }, relations: { user: true, clinic: true } });
  }

  clinicsIn(city: string): Promise<Clinic[]> {
    return this.clinics.find({ where: { city }, order: { name: 'ASC' } });
  }

  /** Opens a clinic whose lead works there: two rows that reference each other, or none. */
  async openClinic(name: string, city: string, leadId: number): Promise<Clinic> {
    return this.dataSource.transaction(async (manager) => {
      const clinic = await manager.save(manager.create(Clinic, { name, city, leadPractitionerId: leadId }));
      const { affected } = await manager.update(Practitioner, { id: leadId }, { clinicId: clinic.id });
      if (affected !== 1) throw new NotFoundException();
      return clinic;
    });
  }

  /** Practitioners with their clinic and the number of people who answer to them, page by page. */
  async page(pageNumber: number, pageSize: number): Promise<[Practitioner[], number]> {
    return this.practitioners
      .createQueryBuilder('practitioner')
      .leftJoinAndSelect('practitioner.clinic', 'clinic')
      .leftJoinAndSelect('practitioner.team', 'member')
      .orderBy('practitioner.licenseNo', 'ASC')
      .skip((pageNumber - 1) * pageSize)
      .take(pageSize)
      .getManyAndCount();
  }
}
