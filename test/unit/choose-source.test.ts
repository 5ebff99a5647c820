// Which database a data source is sent to where several are configured, what their names may be, and which names are guarded.
import { checkConfig } from '../../src/config/config';
import { namedSourcesOf } from '../../src/config/named-sources';
import { databaseChooser, declaredDatabase, differingDatabases, type SourceOptions } from '../../src/database/choose-source';
import { buildName, runIdOf, workerDatabaseName } from '../../src/database/database-name';

const others = [{ name: 'audit', declared: 'Company_Audit', database: 'shop_w1_audit' }];
const chooser = (): ((options: SourceOptions) => string) => databaseChooser({ first: 'shop_w1', declared: 'company', others });

it.each<[string, SourceOptions, string]>([
  ['its clone', { database: 'shop_w1_audit' }, 'shop_w1_audit'],
  ['the first clone', { name: 'main', database: 'shop_w1' }, 'shop_w1'],
  ['its name', { name: 'audit', database: 'shop_w1x' }, 'shop_w1_audit'],
  ['its name, although it shares a database', { name: 'audit', database: 'company' }, 'shop_w1_audit'],
  ['its database', { database: 'company_audit' }, 'shop_w1_audit'],
  ['the database of its url', { url: 'mssql://u:p@h:1433/company_audit' }, 'shop_w1_audit'],
  ['the database of the first', { name: 'default', database: 'COMPANY' }, 'shop_w1'],
  ['nothing', {}, 'shop_w1'],
  ['nothing that is known', { database: 'elsewhere' }, 'shop_w1'],
  ['the scratch database', { name: 'audit', database: 'shop_w1_scratch' }, 'shop_w1_scratch'],
])('knows a data source by %s', (_what, options, database) => {
  expect(chooser()(options)).toBe(database);
});

it('takes one unknown data source for the first, as often as it comes, and refuses a second', () => {
  const choose = chooser();
  expect([choose({ database: 'a' }), choose({ database: 'a' }), choose({ name: 'audit' })]).toEqual(['shop_w1', 'shop_w1', 'shop_w1_audit']);
  expect(() => choose({ database: 'b' })).toThrow(/of the database "b" is none of those configured: the default, "audit"[^]*JNM_DATA_SOURCE_UNMATCHED/);
  expect(() => choose({ name: 'reports', database: 'a' })).toThrow(/JNM_DATA_SOURCE_UNMATCHED/);
});

it('sends everything to the one database where only one is configured', () => {
  const choose = databaseChooser({ first: 'shop_w1', declared: 'company', others: [] });
  expect([choose({ database: 'a' }), choose({ name: 'b', database: 'c' })]).toEqual(['shop_w1', 'shop_w1']);
});

it('reads the database of a url, and never its secrets', () => {
  expect(declaredDatabase({ url: 'mssql://me:s3cret@h/my%20shop?x=1' })).toBe('my shop');
  expect([declaredDatabase({ url: 'not a url' }), declaredDatabase({ url: 'mssql://h' }), declaredDatabase({})]).toEqual([undefined, undefined, undefined]);
});

it('guards the databases of named data sources as it does the first', () => {
  expect(workerDatabaseName('shop_test', '01234567za', '3', 'audit')).toBe('shop_test_01234567za_w3_audit');
  expect(runIdOf('shop_test_01234567za_w3_audit', 'shop_test')).toBe('01234567za');
  expect(runIdOf(buildName('shop_test', '01234567za', 'audit'), 'shop_test')).toBe('01234567za');
  for (const name of ['shop_test_01234567za_w3_', 'shop_test_01234567za_w3_1a', 'shop_test_01234567za_w3_a-b', `shop_test_01234567za_w3_${'a'.repeat(31)}`, 'shop_test_01234567za_audit', 'shop_test_01234567za_build_1']) expect(runIdOf(name, 'shop_test')).toBeUndefined();
});

it.each([['a-b'], ['default'], ['Scratch'], ['1a'], ['a'.repeat(31)], ['x]; DROP DATABASE y']])('refuses the name %j', (name) => {
  expect(() => checkConfig({ dataSources: { [name]: () => ({}) } }, 'f')).toThrow(/JNM_CONFIG_VALUE/);
});

it('takes every form of a data source, and refuses what it does not know', () => {
  const given = (): object => ({});
  const seed = (): void => undefined;
  const dataSources = { a: given, b: './b', c: { type: 'mssql' }, d: { dataSource: given, template: { schema: 'synchronize', seed } } };
  expect(() => checkConfig({ dataSources }, 'f')).not.toThrow();
  expect(namedSourcesOf(dataSources).map(({ name, given: value, template }) => [name, value, Object.keys(template)])).toEqual([['a', given, []], ['b', './b', []], ['c', { type: 'mssql' }, []], ['d', given, ['schema', 'seed']]]);
  for (const entry of [5, '', [], { dataSource: given, templates: {} }, { dataSource: given, template: { reuse: true } }, { dataSource: given, template: { seed: 1 } }]) {
    expect(() => checkConfig({ dataSources: { a: entry } }, 'f')).toThrow(/JNM_CONFIG_VALUE/);
  }
  expect(() => checkConfig({ dataSources: { a: given, A: given } }, 'f')).toThrow(/JNM_CONFIG_VALUE/);
});

it('notices once that data sources of different databases share the only one that is configured', () => {
  const told = (...list: readonly SourceOptions[]): unknown[] => list.map(differingDatabases({ first: 'shop_w1', declared: 'company' }));
  expect(told({ database: 'company' }, { database: 'tenant_a' }, { database: 'tenant_b' })).toEqual([undefined, ['company', 'tenant_a'], undefined]);
  expect(told({}, { database: 'shop_w1' }, { url: 'mssql://h/COMPANY' }, { database: 'shop_w1_scratch' })).toEqual([undefined, undefined, undefined, undefined]);
  expect(told({ database: 'tenant_a' }, { database: 'Tenant_A' }, { name: 'other', database: 'tenant_b' })).toEqual([undefined, undefined, ['Tenant_A', 'tenant_b']]);
});
