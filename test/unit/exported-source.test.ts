// Which data source a module exports, where it exports other things too.
import { exportedOptions } from '../../src/data-source/exported';

const source = (options: object): object => ({ initialize: () => undefined, options });
const exported = (module: unknown, isNamed = false): Promise<unknown> => exportedOptions(module, { file: '/app/db.ts', isNamed, held: [] });

it.each([
  ['a data source', { AppDataSource: source({ type: 'mssql', database: 'a' }) }, { type: 'mssql', database: 'a' }],
  ['options', { type: 'mssql', database: 'a' }, { type: 'mssql', database: 'a' }],
  ['the default export before others', { other: source({ type: 'mssql', database: 'b' }), default: source({ type: 'mssql', database: 'a' }) }, { type: 'mssql', database: 'a' }],
  ['one for mssql before others', { cache: source({ type: 'sqlite' }), shop: source({ type: 'mssql' }) }, { type: 'mssql' }],
  ['of one database, those with migrations', { options: { type: 'mssql', database: 'a' }, AppDataSource: source({ type: 'mssql', database: 'a', migrations: ['x'] }) }, { type: 'mssql', database: 'a', migrations: ['x'] }],
  ['another kind, if there is nothing else', { cache: source({ type: 'sqlite' }) }, { type: 'sqlite' }],
  ['nothing', { config: { port: 1 }, run: () => ({ type: 'mssql' }) }, undefined],
])('%s', async (_what, module, options) => {
  expect(await exported(module)).toEqual(options);
});

it('calls a function of a file that the config names, if it can only be that one', async () => {
  const make = () => Promise.resolve({ type: 'mssql' });
  class AppModule {}
  expect(await exported({ default: make, other: () => ({}) }, true)).toEqual({ type: 'mssql' });
  expect(await exported({ make: () => source({ type: 'mssql' }) }, true)).toEqual({ type: 'mssql' });
  expect(await exported(make, true)).toEqual({ type: 'mssql' });
  expect(await exported({ make, other: () => ({}) }, true)).toBeUndefined();
  expect(await exported({ AppModule }, true)).toBeUndefined();
});

it('does not choose between databases', async () => {
  const module = { shop: source({ type: 'mssql', database: 'shop' }), audit: source({ type: 'mssql', name: 'log', database: 'audit' }) };
  await expect(exported(module)).rejects.toMatchObject({ code: 'JNM_DATA_SOURCE_SEVERAL', message: expect.stringContaining('/app/db.ts exports several data sources: shop (shop), audit (log).') as string });
});
