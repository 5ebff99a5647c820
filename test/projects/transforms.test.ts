// Packages that are ES modules only, required by CommonJS code of a project (the newest Azure packages of tedious do that), whatever
// transform the project's own Jest config has.
import { runJest, Workshop } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(120_000);

const PACKAGE = {
  'node_modules/https-proxy-agent/package.json': '{ "name": "https-proxy-agent", "version": "9.1.0", "type": "module", "exports": "./dist/index.js" }',
  'node_modules/https-proxy-agent/dist/index.js': "import { kind } from './kind.js';\nexport const agent = kind;\n",
  // As @nestjs/typeorm 12 does it.
  'node_modules/https-proxy-agent/dist/kind.js': "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nexport const kind = require('./kind.json').kind;\n",
  'node_modules/https-proxy-agent/dist/kind.json': '{ "kind": "an ES module" }',
};
const spec = (source: string): string => `import { cleanDatabase } from 'jest-nest-mssql';
import dataSource from '${source}';

beforeAll(() => dataSource.initialize());
afterAll(() => dataSource.destroy());

it('loads the package and reaches the database', async () => {
  await cleanDatabase(dataSource);
  expect(require('https-proxy-agent').agent).toBe('an ES module');
  expect(await dataSource.query('SELECT COUNT(*) AS count FROM dbo.item')).toEqual([{ count: 2 }]);
});
`;
const WITHOUT_TESTS = { 'test/a.spec.ts': undefined, 'test/b.spec.ts': undefined };
const TSCONFIG = { 'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', isolatedModules: true, esModuleInterop: true, types: ['jest', 'node'] } }) };

/** The `jest` key of a new Nest project, and the preset. */
const NEST_CLI = {
  preset: 'jest-nest-mssql', moduleFileExtensions: ['js', 'json', 'ts'], rootDir: 'src', testRegex: '.*\\.spec\\.ts$', transform: { '^.+\\.(t|j)s$': 'ts-jest' },
  collectCoverageFrom: ['**/*.(t|j)s'], coverageDirectory: '../coverage', testEnvironment: 'node',
};

it('a package that is an ES module is required with the preset alone', async () => {
  const directory = workshop.make('mini', {
    ...WITHOUT_TESTS, ...PACKAGE, ...TSCONFIG, 'test/package.spec.ts': spec('../src/data-source'), 'jest.config.js': "module.exports = { preset: 'jest-nest-mssql' };\n",
  });
  expect(await runJest(directory)).toMatchObject({ failed: [], passed: ['loads the package and reaches the database'], exitCode: 0 });
});

it("a new Nest project's Jest config needs nothing but the preset's name", async () => {
  const directory = workshop.make('mini', {
    ...WITHOUT_TESTS, ...PACKAGE, ...TSCONFIG, 'jest.config.js': undefined, 'src/package.spec.ts': spec('./data-source'),
    'package.json': JSON.stringify({ name: 'mini', version: '0.0.0', private: true, jest: NEST_CLI }),
  });
  // A single spec file runs in Jest's own process, unless workers are asked for.
  expect(await runJest(directory)).toMatchObject({ failed: [], passed: ['loads the package and reaches the database'], exitCode: 0 });
  expect(await runJest(directory, ['--workerIdleMemoryLimit=1GB'])).toMatchObject({ failed: [], passed: ['loads the package and reaches the database'], exitCode: 0 });
});
