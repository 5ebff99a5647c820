// Practitioners and clinics for specs.
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Clinic } from '../../src/practitioner/clinic.entity';
import { Practitioner } from '../../src/practitioner/practitioner.entity';
import { createUser } from './user.factory';

/** A stored practitioner with a user of their own. */
export async function createPractitioner(
  dataSource: DataSource,
  overrides: Partial<Practitioner> = {},
): Promise<Practitioner> {
  const user = await createUser(dataSource, { role: 'practitioner', name: 'Rosalind Franklin' });
  const practitioners = dataSource.getRepository(Practitioner);
  return practitioners.save(
    practitioners.create({ userId: user.id, licenseNo: `LIC-${randomBytes(6).toString('hex')}`, ...overrides }),
  );
}

/** A stored clinic where nobody works yet. */
export function createClinic(dataSource: DataSource, overrides: Partial<Clinic> = {}): Promise<Clinic> {
  const clinics = dataSource.getRepository(Clinic);
  return clinics.save(clinics.create({ name: 'Clinic on the hill', city: 'Springfield', ...overrides }));
}
