// What makes another template, and what does not.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { sqlScripts } from '../../src/config/schema-source';
import { fingerprintOf, type TemplateInputs } from '../../src/template/fingerprint';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerprint-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));

class First {}
const file = (name: string, text: string): string => {
  const full = path.join(directory, name);
  fs.writeFileSync(full, text);
  return full;
};
const moduleOf = (filename: string, exports: object, children: NodeModule[] = []): NodeModule => ({ filename, exports, children }) as unknown as NodeModule;

function inputs(more: Partial<TemplateInputs> = {}): TemplateInputs {
  const helper = moduleOf(path.join(directory, 'helper.ts'), {});
  const migration = moduleOf(path.join(directory, 'first.ts'), { First }, [helper]);
  const service = moduleOf(path.join(directory, 'service.ts'), {});
  return {
    packageDir: directory, configFile: undefined, schema: 'migrations', clone: 'backup', functions: [], options: { type: 'mssql' }, migrations: [First], serverVersion: '16.0', libraryVersion: '1', cleanTimeoutMs: 1, cleanKeep: [],
    modules: new Map([helper, migration, service].map((m) => [m.filename, m])), ...more,
  };
}

beforeEach(() => {
  file('helper.ts', 'a');
  file('first.ts', 'b');
  file('service.ts', 'c');
});

it('is twelve digits, and the same for the same', () => {
  expect(fingerprintOf(inputs())).toMatch(/^[0-9a-f]{12}$/);
  expect(fingerprintOf(inputs())).toBe(fingerprintOf(inputs()));
});

it.each(['first.ts', 'helper.ts'])('changes with %s, a migration or what it imports', (name) => {
  const before = fingerprintOf(inputs());
  file(name, 'changed');
  expect(fingerprintOf(inputs())).not.toBe(before);
});

it.each([['a list that a module exports', { all: [First] }], ['a module that exports no migration', { options: {} }]])('changes with what a migration in %s imports', (_, exports) => {
  const helper = moduleOf(path.join(directory, 'helper.ts'), {});
  const list = moduleOf(path.join(directory, 'first.ts'), exports, [helper]);
  const modules = new Map([list, helper].map((each) => [each.filename, each]));
  const before = fingerprintOf(inputs({ modules }));
  file('helper.ts', 'changed');
  expect(fingerprintOf(inputs({ modules }))).not.toBe(before);
});

it('changes with scripts, and with whatever a function of the config may call', () => {
  file('a.sql', 'SELECT 1');
  const schema = sqlScripts({ files: ['*.sql'] });
  const before = fingerprintOf(inputs({ schema }));
  file('a.sql', 'SELECT 2');
  expect(fingerprintOf(inputs({ schema }))).not.toBe(before);
  expect(fingerprintOf(inputs({ schema: sqlScripts({ files: ['*.sql'], variables: { A: '1' } }) }))).not.toBe(fingerprintOf(inputs({ schema })));

  const seeding = (): string => {
    const rows = moduleOf(file('rows.ts', fs.existsSync(path.join(directory, 'rows.ts')) ? fs.readFileSync(path.join(directory, 'rows.ts'), 'utf8') : 'a'), {});
    const config = moduleOf(file('config.ts', 'x'), { default: {} }, [rows]);
    return fingerprintOf(inputs({ functions: [() => 1], configFile: config.filename, modules: new Map([rows, config].map((m) => [m.filename, m])) }));
  };
  const first = seeding();
  expect(seeding()).toBe(first);
  file('rows.ts', 'b');
  expect(seeding()).not.toBe(first);
});

it('does not change with what no migration imports, unless entities make the schema', () => {
  const [before, beforeAll] = [fingerprintOf(inputs()), fingerprintOf(inputs({ schema: 'synchronize' }))];
  file('service.ts', 'changed');
  expect(fingerprintOf(inputs())).toBe(before);
  expect(fingerprintOf(inputs({ schema: 'synchronize' }))).not.toBe(beforeAll);
});

it('changes where there are entities for the first time, whose tables no template of before was asked for', () => {
  const [none, some] = [[], [First]].map((entities) => fingerprintOf(inputs({ options: { type: 'mssql', entities } })));
  expect(none).toBe(fingerprintOf(inputs()));
  expect(some).not.toBe(none);
  expect(fingerprintOf(inputs({ options: { type: 'mssql', entities: [First, File] } }))).toBe(some);
});

it('does not change with the way to a server, which may hold a password', () => {
  const before = fingerprintOf(inputs({ options: { type: 'mssql', host: 'a', password: 'b', database: 'c', entities: [class Other {}] } }));
  expect(fingerprintOf(inputs({ options: { type: 'mssql', host: 'd', password: 'e', database: 'f', entities: [First] } }))).toBe(before);
});

it.each([{ serverVersion: '17.0' }, { libraryVersion: '2' }, { functions: [() => 1] }, { cleanKeep: ['x'] }, { cleanTimeoutMs: 2 }, { migrations: [] }, { options: { type: 'mssql', migrationsTableName: 'other' } as object }, { schema: 'synchronize' as const }])('changes with %j', (more) => {
  expect(fingerprintOf(inputs(more))).not.toBe(fingerprintOf(inputs()));
});
