// Runs under a login that is no sysadmin: what README says it needs is enough, and where it is not, the error says what is missing.
import { runJest } from './jest-project';
import { useTestServer } from './with-server';

const { workshop, server } = useTestServer();
jest.setTimeout(180_000);

const PASSWORD = 'Limited_1_login!';

/** Makes the login anew, with these statements after it; gives what a child Jest needs to use it. */
async function loginWith(name: string, ...rights: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { master, environment } = server();
  await master.query(`IF SUSER_ID(N'${name}') IS NOT NULL DROP LOGIN [${name}]; CREATE LOGIN [${name}] WITH PASSWORD = N'${PASSWORD}';`);
  for (const right of rights) await master.query(right);
  return { ...environment, DATABASE_USER: name, DATABASE_PASSWORD: PASSWORD, MSSQL_TEST_PREFIX: name };
}

it('a run needs dbcreator and VIEW SERVER STATE, no more', async () => {
  const environment = await loginWith('jnm_creator', 'ALTER SERVER ROLE dbcreator ADD MEMBER [jnm_creator];', 'GRANT VIEW SERVER STATE TO [jnm_creator];');
  const directory = workshop.make('mini');
  const first = await runJest(directory, ['--maxWorkers=2'], environment);
  expect(first).toMatchObject({ failed: [], exitCode: 0 });
  expect(first.lines.at(-1)).toMatch(/template built in .* 2 workers restored/);
  const second = await runJest(directory, ['--runInBand'], environment);
  expect(second).toMatchObject({ failed: [], exitCode: 0 });
  expect(second.lines.at(-1)).toMatch(/template reused; 1 worker restored/);
  expect(await server().databases('jnm_creator_')).toHaveLength(1);
});

it('without VIEW SERVER STATE the databases are cleaned all the same', async () => {
  const environment = await loginWith('jnm_bare', 'ALTER SERVER ROLE dbcreator ADD MEMBER [jnm_bare];');
  const outcome = await runJest(workshop.make('mini'), ['--maxWorkers=2'], environment);
  expect(outcome).toMatchObject({ failed: [], exitCode: 0 });
  expect(outcome.passed).toHaveLength(4);
  expect(outcome.lines.at(-1)).toMatch(/2 workers restored; 4 cleans/);
});

it('a login that may not make databases is told what it lacks', async () => {
  const environment = await loginWith('jnm_nobody');
  const outcome = await runJest(workshop.make('mini'), ['--runInBand'], environment);
  expect(outcome.exitCode).toBe(1);
  expect(outcome.output).toContain("The login \"jnm_nobody\" may not make databases on the server: CREATE DATABASE permission denied in database 'master'.");
  expect(outcome.output).toContain('ALTER SERVER ROLE dbcreator ADD MEMBER [jnm_nobody]; or name another login. [JNM_LOGIN_LACKS_RIGHT]');
  expect(outcome.output).not.toContain(PASSWORD);
  expect(await server().databases('jnm_nobody_')).toEqual([]);
});
