// A self reference, a cycle of two foreign keys, and varchar columns compared without regard to case.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { Clinic } from '../../../src/practitioner/clinic.entity';
import { Practitioner } from '../../../src/practitioner/practitioner.entity';
import { PractitionerService } from '../../../src/practitioner/practitioner.service';
import { createClinic, createPractitioner } from '../../factories/practitioner.factory';
import { errorNumberOf } from '../../support/errors';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
afterAll(() => t.close());

it('lists a team from its head down', async () => {
  const head = await createPractitioner(t.dataSource, { licenseNo: 'A-1' });
  const second = await createPractitioner(t.dataSource, { licenseNo: 'B-1', supervisorId: head.id });
  await createPractitioner(t.dataSource, { licenseNo: 'C-1', supervisorId: second.id });
  await createPractitioner(t.dataSource, { licenseNo: 'B-2', supervisorId: head.id });
  await createPractitioner(t.dataSource, { licenseNo: 'Z-1' });

  const team = await t.get(PractitionerService).team(head.id);
  expect(team.map(({ licenseNo, depth }) => [depth, licenseNo])).toEqual([
    [0, 'A-1'],
    [1, 'B-1'],
    [1, 'B-2'],
    [2, 'C-1'],
  ]);
});

it('stops with 530 when people supervise each other in a circle', async () => {
  const first = await createPractitioner(t.dataSource);
  const second = await createPractitioner(t.dataSource, { supervisorId: first.id });
  await t.dataSource.getRepository(Practitioner).update(first.id, { supervisorId: second.id });

  expect(await errorNumberOf(t.get(PractitionerService).team(first.id))).toBe(530);
});

it('does not let a supervisor go while somebody answers to them (547)', async () => {
  const head = await createPractitioner(t.dataSource);
  await createPractitioner(t.dataSource, { supervisorId: head.id });

  expect(await errorNumberOf(t.dataSource.getRepository(Practitioner).delete(head.id))).toBe(547);
});

it('deletes a whole team in one statement', async () => {
  const head = await createPractitioner(t.dataSource);
  await createPractitioner(t.dataSource, { supervisorId: head.id });

  const { affected } = await t.dataSource.createQueryBuilder().delete().from(Practitioner).execute();
  expect(affected).toBe(2);
});

it('opens a clinic whose lead works there', async () => {
  const lead = await createPractitioner(t.dataSource);

  const clinic = await t.get(PractitionerService).openClinic('North', 'Springfield', lead.id);
  const stored = await t.dataSource.getRepository(Clinic).findOneOrFail({
    where: { id: clinic.id },
    relations: { leadPractitioner: { clinic: true }, practitioners: true },
  });
  expect(stored.leadPractitioner?.clinic?.id).toBe(clinic.id);
  expect(stored.practitioners?.map((each) => each.id)).toEqual([lead.id]);
});

it('opens no clinic for somebody who does not exist (547)', async () => {
  expect(await errorNumberOf(t.get(PractitionerService).openClinic('North', 'Springfield', 999))).toBe(547);
  expect(await t.dataSource.getRepository(Clinic).count()).toBe(0);
});

it('deletes neither side of a cycle before it is broken', async () => {
  const lead = await createPractitioner(t.dataSource);
  const clinic = await t.get(PractitionerService).openClinic('North', 'Springfield', lead.id);
  const clinics = t.dataSource.getRepository(Clinic);

  expect(await errorNumberOf(clinics.delete(clinic.id))).toBe(547);
  expect(await errorNumberOf(t.dataSource.getRepository(Practitioner).delete(lead.id))).toBe(547);

  await t.dataSource.getRepository(Practitioner).update(lead.id, { clinicId: null });
  await clinics.delete(clinic.id);
  expect(await clinics.count()).toBe(0);
});

it('finds a licence whatever its case (indexed varchar)', async () => {
  const { id } = await createPractitioner(t.dataSource, { licenseNo: 'Ab-77' });

  await expect(t.get(PractitionerService).findByLicense('aB-77')).resolves.toMatchObject({ id, clinic: null });
});

it('refuses a licence that differs in case only (2627)', async () => {
  await createPractitioner(t.dataSource, { licenseNo: 'Ab-77' });

  expect(await errorNumberOf(createPractitioner(t.dataSource, { licenseNo: 'AB-77' }))).toBe(2627);
});

it('finds clinics by city whatever its case (plain varchar), sorted without regard to case', async () => {
  await createClinic(t.dataSource, { name: 'beta', city: 'Springfield' });
  await createClinic(t.dataSource, { name: 'Alpha', city: 'SPRINGFIELD' });
  await createClinic(t.dataSource, { name: 'Gamma', city: 'springfield' });
  await createClinic(t.dataSource, { name: 'Delta', city: 'Shelbyville' });

  const clinics = await t.get(PractitionerService).clinicsIn('SpringField');
  expect(clinics.map((clinic) => clinic.name)).toEqual(['Alpha', 'beta', 'Gamma']);
});

it('pages through practitioners with their teams, counting each of them once', async () => {
  const clinic = await createClinic(t.dataSource);
  const head = await createPractitioner(t.dataSource, { licenseNo: 'A-0', clinicId: clinic.id });
  for (const licenseNo of ['A-1', 'A-2', 'A-3', 'A-4']) {
    await createPractitioner(t.dataSource, { licenseNo, supervisorId: head.id });
  }

  const [firstPage, total] = await t.get(PractitionerService).page(1, 2);
  const [lastPage] = await t.get(PractitionerService).page(3, 2);
  expect(total).toBe(5);
  expect(firstPage.map((each) => each.licenseNo)).toEqual(['A-0', 'A-1']);
  expect(firstPage[0]).toMatchObject({ clinic: { name: clinic.name } });
  expect(firstPage[0]?.team).toHaveLength(4);
  expect(lastPage.map((each) => each.licenseNo)).toEqual(['A-4']);
});
