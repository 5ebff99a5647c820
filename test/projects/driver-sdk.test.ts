// The SDK that the driver loads for logins with Entra ID: a spec that opens its database does without it, and one that wants it has it.
import { runJest, Workshop } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(120_000);

const OPENS = `import dataSource from '../src/data-source';
beforeAll(() => dataSource.initialize());
afterAll(() => dataSource.destroy());
const loaded = (): number => Object.keys(require.cache).filter((file) => /@azure.identity.dist/.test(file)).length;
`;

it('is loaded when something of it is used, and mocked by a spec that mocks it', async () => {
  const directory = workshop.make('mini', {
    'test/a.spec.ts': undefined, 'test/b.spec.ts': undefined,
    'test/plain.spec.ts': `${OPENS}
it('is not loaded by the driver', async () => {
  expect(await dataSource.query('SELECT COUNT(*) AS count FROM dbo.item')).toEqual([{ count: 2 }]);
  expect(loaded()).toBe(0);
});
it('is whole for whoever uses it', () => {
  const sdk = require('@azure/identity');
  expect(new sdk.DefaultAzureCredential()).toHaveProperty('getToken');
  expect(Object.keys(sdk)).toContain('ClientSecretCredential');
  expect({ ...sdk }.ClientSecretCredential).toBe(sdk.ClientSecretCredential);
  expect('NoSuchCredential' in sdk).toBe(false);
  expect(loaded()).toBeGreaterThan(10);
  jest.resetModules();
  expect(new (require('@azure/identity').DefaultAzureCredential)()).not.toBeInstanceOf(sdk.DefaultAzureCredential);
});
`,
    'test/mocked.spec.ts': `jest.mock('@azure/identity', () => ({ DefaultAzureCredential: 'mine' }));
${OPENS}
it('is the mock of the spec', async () => {
  expect(await dataSource.query('SELECT COUNT(*) AS count FROM dbo.item')).toEqual([{ count: 2 }]);
  expect(require('@azure/identity')).toEqual({ DefaultAzureCredential: 'mine' });
  jest.dontMock('@azure/identity');
  jest.resetModules();
  expect(new (require('@azure/identity').DefaultAzureCredential)()).toHaveProperty('getToken');
});
`,
  });
  const report = await runJest(directory);
  expect(report).toMatchObject({ failed: [], exitCode: 0 });
  expect([...report.passed].sort()).toEqual(['is not loaded by the driver', 'is the mock of the spec', 'is whole for whoever uses it']);
});
