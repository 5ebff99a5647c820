// Accounts: service to repository to SQL Server.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { UserSession } from '../../../src/user/user-session.entity';
import { User } from '../../../src/user/user.entity';
import { UserService } from '../../../src/user/user.service';
import { createUser } from '../../factories/user.factory';
import { errorNumberOf } from '../../support/errors';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
afterAll(() => t.close());

const ada = { email: 'Ada@Example.com', name: 'Ada Byron', password: 'correct horse' };

it('stores a user under a key and with defaults that the server gives', async () => {
  const user = await t.get(UserService).register(ada);

  const [row] = await t.dataSource.query('SELECT * FROM dbo.users');
  expect(row).toMatchObject({ id: user.id, email: 'Ada@Example.com', role: 'customer', country_code: 'US', deleted_at: null });
  expect(row.created_at).toBeInstanceOf(Date);
  expect(row.password_hash).not.toContain(ada.password);
});

it('does not hand the password hash out with the user', async () => {
  const user = await t.get(UserService).register(ada);

  expect(user.passwordHash).toBeUndefined();
});

it('gives users keys that grow', async () => {
  const users = [await createUser(t.dataSource), await createUser(t.dataSource), await createUser(t.dataSource)];

  const rows = await t.dataSource.query<{ id: string }[]>('SELECT id FROM dbo.users ORDER BY id');
  expect(rows.map((row) => row.id)).toEqual(users.map((user) => user.id));
});

it('finds an address whatever its case and whatever blanks follow it', async () => {
  const { id } = await t.get(UserService).register(ada);

  await expect(t.get(UserService).findByEmail('ADA@example.COM')).resolves.toMatchObject({ id });
  await expect(t.get(UserService).findByEmail('ada@example.com  ')).resolves.toMatchObject({ id });
  await expect(t.get(UserService).findByEmail('ada@example.org')).resolves.toBeNull();
});

it('refuses a second user with the same address in another case (2601)', async () => {
  await createUser(t.dataSource, { email: 'ada@example.com' });

  expect(await errorNumberOf(createUser(t.dataSource, { email: 'ADA@EXAMPLE.COM' }))).toBe(2601);
  expect(await t.dataSource.getRepository(User).count()).toBe(1);
});

it('lets an address be used again once its owner is gone, any number of times', async () => {
  const users = t.get(UserService);
  for (let round = 0; round < 3; round++) {
    const { id } = await users.register(ada);
    await users.deactivate(id);
  }
  const { id } = await users.register(ada);

  await expect(users.findByEmail(ada.email)).resolves.toMatchObject({ id });
  expect(await t.dataSource.getRepository(User).count({ withDeleted: true })).toBe(4);
});

it('refuses a role that does not exist (547)', async () => {
  const work = t.dataSource.query(`UPDATE dbo.users SET role = 'owner' WHERE id = @0`, [(await createUser(t.dataSource)).id]);

  expect(await errorNumberOf(work)).toBe(547);
});

it('refuses a country that does not exist (547)', async () => {
  expect(await errorNumberOf(createUser(t.dataSource, { countryCode: 'XX' }))).toBe(547);
});

it('refuses a user without a name (515)', async () => {
  const insert = `INSERT INTO dbo.users (email, name, password_hash) VALUES (N'a@example.com', NULL, 'x')`;

  expect(await errorNumberOf(t.dataSource.query(insert))).toBe(515);
});

it('refuses a name that is too long for its column (2628, and 8152 before SQL Server 2019)', async () => {
  // Through a repository the driver declares the parameter as wide as the column, and SQL Server cuts it without a word.
  const insert = `INSERT INTO dbo.users (email, name, password_hash) VALUES (N'a@example.com', @0, 'x')`;

  expect([2628, 8152]).toContain(await errorNumberOf(t.dataSource.query(insert, ['A'.repeat(121)])));
});

it('signs in with the right password only, and deletes sessions with their user', async () => {
  const users = t.get(UserService);
  const { id } = await users.register(ada);

  const token = await users.signIn('ada@example.com', ada.password);
  await expect(users.signIn('ada@example.com', 'wrong')).rejects.toMatchObject({ status: 401 });
  await expect(users.findByToken(token)).resolves.toMatchObject({ id });

  await t.dataSource.getRepository(User).delete({ id });
  expect(await t.dataSource.getRepository(UserSession).count()).toBe(0);
  await expect(users.findByToken(token)).resolves.toBeNull();
});

it('does not accept a session that has expired', async () => {
  const users = t.get(UserService);
  const { id } = await users.register(ada);
  const token = await users.openSession(id);
  await t.dataSource.query('UPDATE dbo.user_sessions SET expires_at = DATEADD(MINUTE, -1, SYSUTCDATETIME())');

  await expect(users.findByToken(token)).resolves.toBeNull();
});

it('puts a welcome mail into the queue, which lands in the outbox when the queue is drained', async () => {
  const { id } = await t.get(UserService).register(ada);
  expect(t.queue('email')).toHaveEnqueued('welcome', { userId: id });

  await t.queue('email').drain();
  expect(t.mocks.postmark.outbox).toContainEqual(expect.objectContaining({ To: 'Ada@Example.com', Subject: 'Welcome' }));
});
