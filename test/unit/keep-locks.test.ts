// The locks of a run and a server that goes away and comes back: whoever had them takes them again, and nobody else believes them to be free before.
import { dropDeadRuns, dropUnusedTemplates } from '../../src/database/drop';
import { keepLocks } from '../../src/run/keep-locks';
import type { Connection, Row } from '../../src/sql/connection';
import { requireLock } from '../../src/sql/server-statements';

/** A server as far as locks go: `others` are held by other sessions. */
interface FakeServer {
  readonly connection: Connection;
  readonly others: Set<string>;
  readonly own: Set<string>;
  readonly sent: string[];
  isAway: boolean;
}

function fakeServer(ageMs: string | null, databases: readonly string[] = []): FakeServer {
  const server: FakeServer = { connection: { query: (text, parameters) => answer(text, parameters), close: async () => undefined }, others: new Set(), own: new Set(), sent: [], isAway: false };
  const answer = async (text: string, parameters: Readonly<Record<string, string | number>> = {}): Promise<readonly Row[]> => {
    if (server.isAway) throw new Error('socket hang up');
    server.sent.push(text);
    const resource = String(parameters['resource']);
    if (text.includes('age_ms')) return [{ age_ms: ageMs }];
    if (text.includes('APPLOCK_MODE')) return [{ mode: server.own.has(resource) ? 'Exclusive' : 'NoLock' }];
    if (text.includes('sp_releaseapplock')) server.own.delete(resource);
    if (text.includes('sp_getapplock')) return [{ result: server.others.has(resource) ? -1 : (server.own.add(resource), 0) }];
    return text.includes('sys.databases') ? databases.map((name) => ({ name })) : [];
  };
  return server;
}

const drops = ({ sent }: FakeServer): number => sent.filter((text) => text.includes('DROP DATABASE')).length;
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};

it('takes lost locks again once the server is back, however often it was asked while it was away', async () => {
  const server = fakeServer('900000');
  const stop = keepLocks(server.connection, [{ resource: 'run', mode: 'Exclusive' }]);
  await until(() => server.own.has('run'));
  server.own.clear();
  server.isAway = true;
  await new Promise((resolve) => setTimeout(resolve, 1200));
  server.isAway = false;
  await until(() => server.own.has('run'));
  await stop();
  const sent = server.sent.length;
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(server.sent).toHaveLength(sent);
});

it('leaves the connection alone once its end has come, though it was looking at that moment', async () => {
  const asked: Array<() => void> = [];
  const connection: Connection = { query: () => new Promise((resolve) => asked.push(() => resolve([{ mode: 'NoLock' }]))), close: async () => undefined };
  const stop = keepLocks(connection, [{ resource: 'run', mode: 'Exclusive' }, { resource: 'template', mode: 'Shared' }]);
  await until(() => asked.length > 0);
  const seen: string[] = [];
  const stopped = stop().then(() => seen.push('stopped'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  seen.push('answered');
  asked[0]?.();
  await stopped;
  expect([seen, asked.length]).toEqual([['answered', 'stopped'], 1]);
});

const RUN = 'shop_test_aaaaaaaaaa_w1';
const LEASE = 'jest-nest-mssql:run:shop_test_aaaaaaaaaa';
const TEMPLATE = 'shop_test_abcdefabcdef_template';

it('leaves the databases of a run alone that takes its lease again after the server was started again', async () => {
  const server = fakeServer('2900', [RUN]);
  setTimeout(() => server.others.add(LEASE), 20);
  expect(await dropDeadRuns(server.connection, 'shop_test', 'bbbbbbbbbb')).toEqual([]);
  expect(drops(server)).toBe(0);
});

it('leaves templates alone that a run says again that it uses', async () => {
  const server = fakeServer('2900', [TEMPLATE]);
  setTimeout(() => server.others.add(`jest-nest-mssql:use:${TEMPLATE}`), 20);
  expect(await dropUnusedTemplates(server.connection, 'shop_test')).toEqual({ dropped: [], kept: [TEMPLATE] });
});

it.each([['that has been running for long', '900000'], ['that does not tell', null]])('drops what dead runs have left at once on a server %s', async (_what, ageMs) => {
  const server = fakeServer(ageMs, [RUN]);
  expect(await dropDeadRuns(server.connection, 'shop_test', 'bbbbbbbbbb')).toEqual([RUN]);
  expect(drops(server)).toBe(1);
});

it('raises an error for a lock that has to be had and is held by another', async () => {
  const server = fakeServer(null);
  server.others.add('jest-nest-mssql:use:t');
  await expect(requireLock(server.connection, 'jest-nest-mssql:use:t', 5, 'Shared')).rejects.toMatchObject({ code: 'JNM_LEASE' });
  server.others.clear();
  await requireLock(server.connection, 'jest-nest-mssql:use:t', 5, 'Shared');
  expect(server.own.has('jest-nest-mssql:use:t')).toBe(true);
});
