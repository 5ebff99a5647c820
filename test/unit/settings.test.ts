// Settings: config, then environment, then defaults; and which server they lead to.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkConfig } from '../../src/config/config';
import { backup, sqlScripts } from '../../src/config/schema-source';
import { settingsOf } from '../../src/config/settings';
import { mapBuildGlob, readSourceMapping } from '../../src/project/source-globs';
import { isPresetError, presetError, presetErrorTexts } from '../../src/errors';
import { chooseProvider } from '../../src/provider/choose-provider';
import { externalAddress } from '../../src/provider/external';

it('has defaults', () => {
  expect(settingsOf({}, {}, '@acme/Orders-API')).toMatchObject({ server: 'auto', schema: 'migrations', isReused: true, prefix: 'acme_orders_api_test', keep: 'never', cleanTimeoutMs: 5000 });
});

it('lets the environment win', () => {
  const settings = settingsOf({ server: 'external', prefix: 'a', template: { reuse: true }, keep: 'never' }, { MSSQL_TEST_SERVER: 'embedded', MSSQL_TEST_PREFIX: 'b', MSSQL_TEST_REUSE: '0', MSSQL_TEST_KEEP: 'always' }, 'x');
  expect(settings).toMatchObject({ server: 'embedded', prefix: 'b', isReused: false, keep: 'always' });
});

it('takes the version of the embedded server from the config or the environment, and no other than there is', () => {
  expect(settingsOf({}, {}, 'x').version).toBeUndefined();
  expect(settingsOf({ embedded: { version: '2017' } }, {}, 'x').version).toBe('2017');
  expect(settingsOf({ embedded: { version: '2017' } }, { MSSQL_TEST_VERSION: '2019' }, 'x').version).toBe('2019');
  expect(() => settingsOf({}, { MSSQL_TEST_VERSION: '2016' }, 'x')).toThrow(/MSSQL_TEST_VERSION[^]*"2017", "2019", "2022"/);
  expect(() => checkConfig({ embedded: { version: 2019 } }, 'f')).toThrow(/"embedded\.version" is not valid/);
});

it.each(['1abc', 'a-b', 'a b', 'a]', '', 'x'.repeat(61)])('refuses the prefix "%s"', (prefix) => {
  if (prefix === '') expect(settingsOf({}, { MSSQL_TEST_PREFIX: '' }, 'shop').prefix).toBe('shop_test');
  else expect(() => settingsOf({ prefix }, {}, 'x')).toThrow(/JNM_NAME/);
});

it('names what may be meant by an unknown key', () => {
  expect(() => checkConfig({ templat: {} }, 'f')).toThrow(/Did you mean "template"/);
  expect(() => checkConfig({ zzzzzzzzzz: 1 }, 'f')).toThrow(/The settings are: server, /);
  expect(() => checkConfig({ clean: { timeoutMs: -1 } }, 'f')).toThrow(/"clean.timeoutMs" is not valid: -1.*\n.*positive/);
  expect(() => checkConfig({ server: undefined, env: { host: 'H' }, app: { module: class {} } }, 'f')).not.toThrow();
});

it.each([
  [{ app: { module: 'AppModule' } }, /"app\.module" is not valid: "AppModule"[^]*a class, or a dynamic module/],
  [{ app: { tokens: 'STRIPE' } }, /"app\.tokens" is not valid[^]*stripe, postmark and s3/],
  [{ app: { tokens: { stipe: 'STRIPE' } } }, /"app\.tokens" is not valid[^]*stripe, postmark and s3/],
  [{ app: { tokens: { s3: ['A', 7] } } }, /"app\.tokens" is not valid[^]*a symbol or a class/],
  [{ app: { fakes: ['MAILER'] } }, /"app\.fakes" is not valid: \["MAILER"\][^]*defineFake/],
  [{ allowHosts: ['https://api.example.com'] }, /"allowHosts" is not valid: \["https:\/\/api\.example\.com"\][^]*"name:port"/],
  [{ allowHosts: ['*.example.com'] }, /"allowHosts" is not valid/],
])('refuses what nothing would ever be found by: %j', (config, message) => {
  expect(() => checkConfig(config, 'f')).toThrow(message);
});

it('takes the usual ways to name modules, tokens, fakes and hosts', () => {
  const token = Symbol('mailer');
  const app = { module: { module: class {} }, tokens: { stripe: 'A', postmark: [token, class {}], s3: undefined }, fakes: [{ token, factory: () => ({}) }] };
  expect(() => checkConfig({ app, allowHosts: ['sql.test', 'localhost:6379', '::1', '[fd00::1]:1433'] }, 'f')).not.toThrow();
});

it('takes every way to make a schema, and no other', () => {
  const check = (template: object) => (): void => checkConfig({ template }, 'f');
  for (const schema of ['migrations', 'synchronize', sqlScripts({ files: ['a.sql'] }), backup('/b.bak'), () => undefined]) expect(check({ schema })).not.toThrow();
  for (const schema of ['migration', backup(''), sqlScripts({ files: [] }), { kind: 'other' }, 5]) expect(check({ schema })).toThrow(/"template.schema" is .*\n.*sqlScripts\(\{ files, variables \}\), backup\(path\) or a function/);
  expect(check({ before: { A: 1 } })).toThrow(/"template.before"/);
  expect(settingsOf({ keep: 'failed', clone: 'migrate' }, {}, 'x')).toMatchObject({ keep: 'failed', clone: 'migrate', schema: 'migrations', before: {} });
});

it('chooses the server', () => {
  const choose = (config: object, environment: Record<string, string>) => chooseProvider(settingsOf(config, environment, 'x'), environment).kind;
  expect(choose({}, {})).toBe('embedded');
  expect(choose({}, { DATABASE_HOST: 'h' })).toBe('external');
  expect(choose({ env: { host: 'DB_HOST' } }, { DATABASE_HOST: 'h' })).toBe('embedded');
  expect(choose({ server: 'embedded' }, { DATABASE_HOST: 'h', CI: 'true' })).toBe('embedded');
  expect(choose({}, { DATABASE_HOST: 'h', CI: 'true' })).toBe('external');
  expect(choose({}, { DATABASE_URL: 'mssql://sa:x@h/db' })).toBe('external');
  expect(choose({}, { DATABASE_URL: 'postgres://h/db' })).toBe('embedded');
  expect(choose({ env: { url: 'SHOP_URL' } }, { DATABASE_URL: 'mssql://h/db' })).toBe('embedded');
  expect(() => choose({}, { CI: 'true' })).toThrow(/JNM_EMBEDDED_IN_CI/);
});

it.each([
  'Server=sql.test,1433;Database=shop;User Id=sa;Password=secret', 'jdbc:sqlserver://sql.test:1433;databaseName=shop;password=secret', 'sqlserver://sql.test:1433;database=shop;password=secret',
  'sqlserver://sql.test;database=shop;password=secret', 'mssql://sa:secret%@sql.test/shop', 'mssql://sa:secret@sql.test:port/shop',
])('takes no other server in silence for an address that it cannot read: %s', (DATABASE_URL) => {
  const choose = (config: object, environment: Record<string, string>): string => chooseProvider(settingsOf(config, environment, 'x'), environment).kind;
  const message = (() => { try { return choose({}, { DATABASE_URL }); } catch (error) { return (error as Error).message; } })();
  expect(message).toMatch(/"DATABASE_URL" is not valid: it is not shown.*mssql:\/\//s);
  expect(message).not.toContain('secret');
  expect([choose({ server: 'embedded' }, { DATABASE_URL }), choose({}, { DATABASE_URL, DATABASE_HOST: 'h' })]).toEqual(['embedded', 'external']);
});

it('finds the external server in the environment first, in the options second', () => {
  const settings = settingsOf({}, {}, 'x');
  expect(externalAddress(settings, { DATABASE_HOST: 'h', DATABASE_PORT: '1434', DATABASE_PASSWORD: 'p' }, { host: 'other', port: 5, username: 'me', options: { encrypt: true } })).toMatchObject({ host: 'h', port: 1434, user: 'me', password: 'p', options: { encrypt: true, trustServerCertificate: true } });
  expect(externalAddress(settings, {}, { url: 'mssql://u:p@box:1433/db' })).toMatchObject({ host: 'box', port: 1433, user: 'u', password: 'p' });
  const url = 'mssql://sa:p%40ss@box:1444/orders';
  expect(externalAddress(settings, { DATABASE_URL: url }, { host: 'other', username: 'me' })).toMatchObject({ host: 'box', port: 1444, user: 'sa', password: 'p@ss' });
  expect(externalAddress(settings, { DATABASE_URL: url, DATABASE_HOST: 'h' }, { username: 'me' })).toMatchObject({ host: 'h', port: 1433, user: 'me' });
  expect(externalAddress(settings, { DATABASE_URL: 'postgres://box/x', DATABASE_PORT: '7' }, { url })).toMatchObject({ host: 'box', port: 7, user: 'sa', password: 'p@ss' });
  expect(externalAddress(settings, { DATABASE_URL: '' }, { url: '', host: 'other' })).toMatchObject({ host: 'other', port: 1433 });
  expect(() => externalAddress(settings, {}, {})).toThrow(/JNM_EXTERNAL_WITHOUT_HOST/);
});

it("takes the driver's options from where TypeORM takes them, and no place of a database with them", () => {
  const optionsOf = (given: object): unknown => externalAddress(settingsOf({}, {}, 'x'), {}, { host: 'h', ...given }).options;
  expect(optionsOf({ options: { instanceName: 'X', database: 'prod', port: 1, encrypt: true } })).toEqual({ trustServerCertificate: true, instanceName: 'X', encrypt: true });
  expect(optionsOf({ options: { encrypt: true }, extra: { options: { trustServerCertificate: false, database: 'prod' } } })).toEqual({ trustServerCertificate: false });
  expect(optionsOf({ extra: { encrypt: false, trustServerCertificate: false } })).toEqual({ trustServerCertificate: false, encrypt: false });
});

it('maps build output back to sources', () => {
  const mapping = { packageDir: '/app', outDir: '/app/dist', sourceDir: '/app/src' };
  expect(mapBuildGlob('dist/**/*.entity.js', mapping)).toBe('/app/src/**/*.entity.{ts,js}');
  expect(mapBuildGlob('/app/dist/common/migrations/*.js', mapping)).toBe('/app/src/common/migrations/*.{ts,js}');
  expect(mapBuildGlob('/app/dist/**/*.entity{.ts,.js}', mapping)).toBe('/app/src/**/*.entity{.ts,.js}');
  expect(mapBuildGlob('/app/src/**/*.entity.ts', mapping)).toBe('/app/src/**/*.entity.ts');
  expect(mapBuildGlob('distant/*.js', mapping)).toBe('distant/*.js');
  expect(mapBuildGlob('dist/*.js', undefined)).toBe('dist/*.js');
});

it('maps what was built from folders beside src, as the compiler names it, back to them', () => {
  const packageDir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-globs-')));
  const mapping = { packageDir, outDir: path.join(packageDir, 'dist'), sourceDir: path.join(packageDir, 'src') };
  for (const name of ['src/common', 'database', 'common', 'dist/src']) fs.mkdirSync(path.join(packageDir, name), { recursive: true });
  const mapped = (glob: string): string => path.relative(packageDir, mapBuildGlob(glob, mapping));
  expect(mapped('dist/src/**/*.entity.js')).toBe('src/**/*.entity.{ts,js}');
  expect(mapped('./dist/database/migrations/*{.ts,.js}')).toBe('database/migrations/*{.ts,.js}');
  expect(mapped('dist/common/*.js')).toBe('src/common/*.{ts,js}');
  expect(mapped('dist/**/*.js')).toBe('src/**/*.{ts,js}');
  expect(mapped('dist/nowhere/*.js')).toBe('src/nowhere/*.{ts,js}');
  fs.rmSync(packageDir, { recursive: true });
});

it('finds the build output where any of several bases of tsconfig names it, and where one of them is not installed', () => {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-globs-')));
  const write = (name: string, text: string): void => fs.writeFileSync(path.join(directory, name), text);
  fs.mkdirSync(path.join(directory, 'src'));
  write('build.json', '{ "compilerOptions": { "outDir": "./build" } }');
  write('strict.json', '{ "compilerOptions": { "strict": true } }');
  const project = { rootDir: directory, packageDir: directory };
  write('tsconfig.json', '{ "extends": ["./build.json", "./strict.json"] }');
  expect(readSourceMapping(project)).toEqual({ packageDir: directory, outDir: path.join(directory, 'build'), sourceDir: path.join(directory, 'src') });
  write('tsconfig.json', '{ "extends": "@tsconfig/nowhere/tsconfig.json", "compilerOptions": { "outDir": "./out" } }');
  expect(readSourceMapping(project)?.outDir).toBe(path.join(directory, 'out'));
  fs.rmSync(directory, { recursive: true });
});

it('takes a glob of compiled files among the sources, as __dirname makes it, for the sources, unless they are compiled there', () => {
  const packageDir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-globs-')));
  const mapping = { packageDir, outDir: path.join(packageDir, 'dist'), sourceDir: path.join(packageDir, 'src') };
  for (const name of ['src/a.entity.ts', 'src/migrations/1-a.ts', 'lib/b.entity.ts', 'lib/b.entity.js']) {
    fs.mkdirSync(path.dirname(path.join(packageDir, name)), { recursive: true });
    fs.writeFileSync(path.join(packageDir, name), '');
  }
  const glob = (name: string): string => path.join(packageDir, name);
  expect(mapBuildGlob(glob('src/**/*.entity.js'), mapping)).toBe(glob('src/**/*.entity.{ts,js}'));
  expect(mapBuildGlob(glob('src/migrations/{.ts,*.js}'), mapping)).toBe(glob('src/migrations/{.ts,*.{ts,js}}'));
  expect(mapBuildGlob('dist/migrations/{.ts,*.js}', mapping)).toBe(glob('src/migrations/{.ts,*.{ts,js}}'));
  for (const kept of [glob('lib/*.entity.js'), glob('src/none/*.js'), glob('src/**/*.entity{.ts,.js}'), 'lib/*.entity.js']) expect(mapBuildGlob(kept, mapping)).toBe(kept);
  fs.rmSync(packageDir, { recursive: true });
});

it('says what is wrong and what to do, and is recognised without instanceof', () => {
  const error = presetError('JNM_NAME', { name: 'x y' });
  expect(error.message).toMatch(/^"x y" is not usable.*\n  What to do: Set .* \[JNM_NAME\]$/);
  expect(isPresetError({ ...error, message: error.message })).toBe(true);
  expect(isPresetError(new Error('x'))).toBe(false);
  for (const { says, todo } of presetErrorTexts()) expect([says.length > 10, todo.length > 5]).toEqual([true, true]);
});

it('blocks the network unless told otherwise, and checks what is written of it and of the app', () => {
  expect(settingsOf({}, {}, 'p').network).toBe('block');
  expect(settingsOf({ network: 'allow' }, {}, 'p').network).toBe('allow');
  expect(() => checkConfig({ network: 'off' }, 'f')).toThrow(/"network" is not valid: "off".*\n.*one of "block", "allow"/);
  expect(() => checkConfig({ app: { nestOptions: true } }, 'f')).toThrow(/"app\.nestOptions"[\s\S]*NestFactory\.create/);
  expect(() => checkConfig({ app: { fakes: {}, signIn: () => '' } }, 'f')).toThrow(/"app\.fakes"[\s\S]*defineFake/);
});
