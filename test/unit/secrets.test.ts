// Secrets: a password with quotes and percent signs, in a URL, in a driver's error, in a config with a mistake, in the run's own files.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { checkConfig } from '../../src/config/config';
import type { RunFacts, ServerAddress } from '../../src/process/run-facts';
import { settingsOf } from '../../src/config/settings';
import { claimDatabase } from '../../src/database/claim';
import { declaredDatabase } from '../../src/database/choose-source';
import { redirectDataSources } from '../../src/database/redirect';
import { externalAddress } from '../../src/provider/external';
import { proveServer, variablesOf } from '../../src/provider/prove';
import { appendCleans, createRunDirectory, noteFailure, readRunFile, writeRunFile } from '../../src/run/run-state';
import { hideSecrets } from '../../src/sql/hide-secrets';
import { openConnection, type Mssql } from '../../src/sql/connection';

const PASSWORD = `p%40'"];--&=/@:#?é$&100% hush`;
const settings = settingsOf({}, {}, 'shop');
const directory = createRunDirectory('abcdefghij');
afterAll(() => fs.rmSync(directory, { recursive: true }));

const address: ServerAddress = {
  host: '127.0.0.1', port: 1, user: 'sa', password: PASSWORD, domain: undefined,
  authentication: { type: 'azure-active-directory-service-principal-secret', options: { clientId: 'public', clientSecret: 'cl13nt s3cr3t', token: 't0k3n' } },
  options: { encrypt: true, cryptoCredentialsDetails: { passphrase: 'p4ssphr4s3' } },
};
const SECRETS = [PASSWORD, encodeURIComponent(PASSWORD), JSON.stringify(PASSWORD).slice(1, -1), 'cl13nt s3cr3t', 't0k3n', 'p4ssphr4s3'];
const expectNoSecret = (text: string): void => { for (const secret of SECRETS) expect(text).not.toContain(secret); };

/** A driver that repeats all it was given. */
const talkative = (fails: 'connect' | 'query'): Mssql => {
  const error = (): Error => Object.assign(new Error(`cannot reach mssql://sa:${encodeURIComponent(PASSWORD)}@127.0.0.1 with ${PASSWORD}`), { code: 'ELOGIN', originalError: { message: JSON.stringify(address), info: { message: PASSWORD } }, precedingErrors: [new Error(PASSWORD)] });
  const fail = async (): Promise<never> => { throw error(); };
  const request = { input: () => request, query: fail, batch: fail };
  const pool = { on: () => undefined, close: async () => undefined, request: () => request, connect: async () => (fails === 'connect' ? fail() : pool) };
  return { ConnectionPool: class { constructor() { return pool; } } } as unknown as Mssql;
};
jest.mock('../../src/project/project', () => ({ ...jest.requireActual<object>('../../src/project/project'), requirePeer: () => talkative('connect'), nativePeer: () => talkative('connect'), optionalPeer: () => ({ DataSource: TalkativeSource }) }));
class TalkativeSource {
  options = { type: 'mssql' };
  setOptions(): this { return this; }
  async initialize(): Promise<never> { throw new Error(`no login with ${PASSWORD}`); }
}

it.each(['connect', 'query'] as const)('a driver that repeats the password at %s is not heard', async (fails) => {
  const work = openConnection(talkative(fails), address, 'master').then((connection) => connection.query('SELECT 1 AS x;'));
  const error: unknown = await work.catch((e: unknown) => e);
  expect((error as Error).message).toBe('cannot reach mssql://sa:***@127.0.0.1 with ***');
  expectNoSecret(inspect(error, { depth: 10, showHidden: true }).replaceAll("p4ssphr4s3", ''));
});

it('no error of the preset repeats it', async () => {
  const facts = { directory, clone: 'backup', rootDir: '/r', address } as unknown as RunFacts;
  redirectDataSources({ ...facts, env: settings.env }, 'shop_w1');
  const errors = [
    await claimDatabase(facts, '1', 'shop_w1').catch((e: unknown) => e),
    await proveServer(address, '/r', variablesOf(settings.env)).catch((e: unknown) => e),
    await new TalkativeSource().initialize().catch((e: unknown) => e),
  ];
  expect(errors.map((error) => (error as { code?: string }).code)).toEqual(['JNM_RESTORE_FAILED', 'JNM_LOGIN_FAILED', undefined]);
  for (const error of errors) expectNoSecret(inspect(error, { depth: 10, showHidden: true }).replaceAll("p4ssphr4s3", ''));
});

it('leaves errors without a secret, and things that are no errors, as they are', () => {
  const frozen = Object.freeze({ message: PASSWORD });
  const circular: { message: string; self?: object } = { message: 'plain' };
  circular.self = circular;
  expect(hideSecrets(circular, address)).toBe(circular);
  expect(hideSecrets(frozen, address)).toBe(frozen);
  expect(hideSecrets(undefined, address)).toBeUndefined();
  expect(hideSecrets(PASSWORD, { password: undefined, authentication: undefined })).toBe(PASSWORD);
  expect(hideSecrets(new Error('sa'), { password: '', authentication: undefined })).toMatchObject({ message: 'sa' });
});

it('reads user and password of a URL as TypeORM does, the environment first', () => {
  const url = `mssql://us%40er:${encodeURIComponent(PASSWORD)}@box:1444/shop`;
  expect(externalAddress(settings, {}, { url, host: 'other', password: 'other' })).toMatchObject({ host: 'box', port: 1444, user: 'us@er', password: PASSWORD });
  expect(externalAddress(settings, { DATABASE_HOST: 'h', DATABASE_USER: 'u', DATABASE_PASSWORD: `"'%` }, { url })).toMatchObject({ host: 'h', port: 1444, user: 'u', password: `"'%` });
});

it.each([`mssql://sa:${PASSWORD}hush@box/shop`, 'mssql://sa:100%hush@box/shop', '//sa:hush@box', 'sqlserver://box;database=shop;user=sa;password=hush'])('says of a URL with a mistake what to do, without it: %s', (url) => {
  const error: unknown = (() => { try { return externalAddress(settings, {}, { url }); } catch (e) { return e; } })();
  expect((error as Error).message).toMatch(/"url" is not valid: it is not shown.*\n.*mssql:.*percent-encoded.*JNM_CONFIG_VALUE/);
  expect(inspect(error, { depth: 10 })).not.toMatch(/100%|hush/);
  expect(declaredDatabase({ url: `${url}%` })).toBeUndefined();
});

it('shows no secret of a config with a mistake', () => {
  const sources = { 'a-b': { type: 'mssql', password: PASSWORD, url: `mssql://sa:${encodeURIComponent(PASSWORD)}@box`, authentication: address.authentication, extra: { accessToken: 't0k3n' } } };
  const messages = [{ dataSources: sources }, { env: { password: PASSWORD } }, { env: { host: 'no name' } }].map((config) => {
    try { checkConfig(config, 'f'); return ''; } catch (error) { return (error as Error).message; }
  });
  expect(messages).toEqual([expect.stringContaining('"password":"***"'), expect.stringContaining('"env.password" is not valid: it is not shown'), expect.stringMatching(/"env\.host" is not valid: "no name".*\n.*name of an environment variable/)]);
  expectNoSecret(messages.join('\n'));
});

it('no file of a run holds one, and all of them are for their owner alone', () => {
  const facts = { runId: 'abcdefghij', prefix: 'p', directory, address } as unknown as RunFacts;
  const environment = writeRunFile(facts);
  appendCleans(directory, '1', { count: 1, ms: 1 });
  noteFailure(directory, '1', ['p_abcdefghij_w1']);
  const files = fs.readdirSync(directory);
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    expectNoSecret(fs.readFileSync(path.join(directory, file), 'utf8'));
    if (process.platform !== 'win32') expect(fs.statSync(path.join(directory, file)).mode & 0o077).toBe(0);
  }
  if (process.platform !== 'win32') expect(fs.statSync(directory).mode & 0o077).toBe(0);
  expect(readRunFile(environment).address).toEqual(JSON.parse(JSON.stringify(address)));
});
