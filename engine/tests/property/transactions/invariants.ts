// What has to hold when all transactions of a round have ended: rows as the history says, indexes like tables, keys, triggers' rows, no locks, no old versions.
import { lastBefore, isSettledAt } from './anomalies';
import type { Item, Ledger } from './history';
import type { Round } from './run';
import { rowsOf, type Server } from './server';
import { conditionOf } from './statements';
import { filterOf, type Table } from './tables';

const NEVER = Number.POSITIVE_INFINITY;

/** What does not hold, in words. */
export async function brokenInvariants(server: Server, round: Round, ledger: Ledger): Promise<string[]> {
  const found: string[] = [];
  for (const client of round.clients) {
    if (client.isClosed) continue;
    const count = rowsOf(await client.run('SELECT @@TRANCOUNT'))[0]?.[0];
    if (count !== '0') found.push(`session ${client.spid} has @@TRANCOUNT ${count}`);
  }
  const admin = server.client();
  const query = async (text: string): Promise<string[]> => rowsOf(await admin.must(text)).map((row) => row.map((cell) => cell ?? 'NULL').join('|'));
  found.push(...(await query("SELECT resource_type, request_mode, request_status, request_session_id FROM sys.dm_tran_locks WHERE resource_type <> 'DATABASE'")).map((lock) => `a lock is left: ${lock}`));
  for (const table of round.tables) found.push(...await brokenTable(query, table, ledger));
  found.push(...(await query('DBCC CHECKCONSTRAINTS WITH ALL_CONSTRAINTS')).map((row) => `constraint: ${row}`), ...leftVersions(server, round));
  admin.close();
  return found;
}

type Query = (text: string) => Promise<string[]>;

async function brokenTable(query: Query, table: Table, ledger: Ledger): Promise<string[]> {
  const found: string[] = [];
  const expected: Item[] = [];
  const written = new Set<number>();
  for (const [key, versions] of ledger.versions) {
    if (!key.startsWith(`${table.name}:`)) continue;
    const item = lastBefore(versions, (version) => isSettledAt(ledger, version, NEVER))?.item;
    if (item) expected.push(item);
    for (const version of versions) if (version.item && isSettledAt(ledger, version, NEVER)) written.add(version.item.v);
  }
  const all = await query(`SELECT id, v, g FROM ${table.name} WITH (INDEX(0)) ORDER BY id`);
  const told = expected.sort((a, b) => a.id - b.id).map(({ id, v, g }) => `${id}|${v}|${g}`);
  if (all.join() !== told.join()) found.push(`${table.name} holds ${all.join(' ')}, not ${told.join(' ')}`);
  found.push(...await differentIndexes(query, table), ...await differentSeeks(query, table, all));
  if (!table.hasTrigger) return found;
  // A statement that changes no v is noted with +v and -v.
  const audited = await query(`SELECT ABS(v), SUM(SIGN(v)) FROM audit WHERE source = '${table.name}' GROUP BY ABS(v) ORDER BY 1`);
  const noted = new Map(audited.map((row) => row.split('|').map(Number) as [number, number]));
  for (const [v, balance] of noted) if (!written.has(v) || balance !== (expected.some((item) => item.v === v) ? 1 : 0)) found.push(`the trigger of ${table.name} left ${v} with ${balance}`);
  for (const v of written) if (!noted.has(v)) found.push(`the trigger of ${table.name} left no ${v}`);
  return found;
}

async function differentIndexes(query: Query, table: Table): Promise<string[]> {
  const found: string[] = [];
  for (const index of table.indexes) {
    const filter = filterOf(index);
    const scan = (await query(`SELECT id, v, g, u FROM ${table.name} WITH (INDEX(0))${filter ? ` WHERE CASE WHEN ${filter} THEN 1 ELSE 0 END = 1` : ''} ORDER BY id, v`)).join(' ');
    const seen = (await query(`SELECT id, v, g, u FROM ${table.name} WITH (INDEX(${index}))${filter ? ` WHERE ${filter}` : ''} ORDER BY id, v`)).join(' ');
    if (scan !== seen) found.push(`${index} of ${table.name} has ${seen}, the table ${scan}`);
  }
  if (!table.hasUnique) return found;
  const twice = await query(`SELECT u FROM ${table.name} WITH (INDEX(0)) WHERE u IS NOT NULL GROUP BY u HAVING COUNT(*) > 1`);
  return [...found, ...twice.map((u) => `${table.name}.u = ${u} twice`)];
}

async function differentSeeks(query: Query, table: Table, all: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (let n = 0; n < 8; n++) for (const predicate of [{ kind: 'key', id: n }, { kind: 'group', g: n }] as const) {
    const seen = await query(`SELECT id, v, g FROM ${table.name} WHERE ${conditionOf(predicate)} ORDER BY id`);
    const expected = all.filter((row) => row.split('|')[predicate.kind === 'key' ? 0 : 2] === String(n));
    if (seen.join() !== expected.join()) found.push(`${table.name} WHERE ${conditionOf(predicate)} gives ${seen.join()}, not ${expected.join()}`);
  }
  return found;
}

/** Old versions and ghosts are gone once nobody reads them. */
function* leftVersions(server: Server, round: Round): Iterable<string> {
  const database = server.instance.findDatabase('steps');
  for (const store of database?.store.tables() ?? []) {
    const { content } = store;
    const name = database?.catalog.table(store.objectId)?.name ?? '';
    if (content.ghosts !== 0 || content.unsettled.length > 0) yield `${name}: ${content.ghosts} ghosts, ${content.unsettled.length} versions are left`;
    if (content.rows.size !== content.rowCount) yield `${name}: ${content.rows.size} slots for ${content.rowCount} rows`;
    for (const [indexId, index] of content.indexes) if (index.size > content.rowCount) yield `${name}: ${index.size} keys in index ${indexId} for ${content.rowCount} rows`;
  }
  for (const transaction of server.instance.transactions.active()) yield `a transaction of session ${transaction.spid} is left (${round.tables.length} tables)`;
}
