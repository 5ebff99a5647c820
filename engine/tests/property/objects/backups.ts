// A database, what is restored from its backup, and what a folder keeps of it: all show the same, and answer the same changes in the same way.
// Knows no session of the server but its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../logic/random';
import { errorsOf, rowsOf, type Answer, type Client, Server } from '../transactions/server';
import { drawChange } from './changes';
import { differences, dumpDatabase, type DumpOptions } from './dump';
import { drawSchema } from './schema';

/** What a copy has of its own: its files; and what came with the server. A restored database is never TRUSTWORTHY. */
const COPY: DumpOptions = { without: new Set(['sys.database_files.name', 'sys.database_files.physical_name', 'sys.assemblies.create_date', 'sys.assemblies.modify_date', 'sys.xml_schema_collections.create_date', 'sys.xml_schema_collections.modify_date']), skipped: /^sys\.(server_|sql_logins|syslogins|servers)/, edit: (line) => line.replace(/\b(steps|copy)\b/g, 'db') };

const MOMENT = /\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?)?/g;
const GUID = /[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}/gi;
/** What the same change leaves in two databases: times, GUIDs, SIDs and the numbers of new objects apart. */
const settled = (text: string): string => text.replace(/\b(steps|copy)\b/g, 'db').replace(MOMENT, 'T').replace(GUID, 'G').replace(/\b(sid=0x)[0-9A-F]+/g, '$1').replace(/__[0-9A-F]{8,16}/g, '__H').replace(/([= ])\d{8,10}\b/g, '$1N');
const CHANGED: DumpOptions = { ...COPY, edit: settled };

const OPTIONS = `SELECT compatibility_level, collation_name, is_read_committed_snapshot_on, snapshot_isolation_state_desc, recovery_model_desc, is_recursive_triggers_on, is_ansi_nulls_on, is_quoted_identifier_on, user_access_desc, is_auto_close_on,
  page_verify_option_desc, delayed_durability_desc, containment_desc, is_read_only, state_desc, SUSER_SNAME(owner_sid) FROM sys.databases WHERE database_id = DB_ID()`;

/** Draws a database, copies it in both ways and returns what differs. */
export async function copyDifferences(random: Random): Promise<string[]> {
  const server = await Server.open();
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  try {
    const client = server.client();
    await fill(client, random);
    await backUp(server, client, random);
    // Behind it: the numbers that the transaction beside it took stay taken.
    const before = await show(server, client, 'steps', COPY);
    const copy = server.client('copy');
    const found = difference('restored', before, await show(server, copy, 'copy', COPY));
    server.keepIn(folder);
    const kept = await Server.open(folder);
    for (const name of ['steps', 'copy']) found.push(...difference(`kept, ${name}`, before, await show(kept, kept.client(name), name, COPY)));
    const last = kept.client('copy');
    found.push(...await alike({ server, client }, [{ server, client: copy, name: 'copy' }, { server: kept, client: last, name: 'copy' }], random));
    await kept.close();
    return found;
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(client: Client, random: Random): Promise<void> {
  const { must, may } = drawSchema(random);
  for (const text of must) await client.must(text);
  for (const text of may) await client.run(text);
  for (let i = random.below(25); i > 0; i--) await client.run(drawChange(random).sql);
  const options = ['SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE', 'SET RECURSIVE_TRIGGERS ON', 'SET COMPATIBILITY_LEVEL = 130', 'SET RECOVERY BULK_LOGGED', 'SET TRUSTWORTHY ON', 'SET ANSI_NULLS ON', 'SET PAGE_VERIFY NONE'];
  for (const option of random.some(options, 0, 4)) await client.run(`ALTER DATABASE steps ${option}`);
}

/** Backs up in the middle of another session's changes, which are then taken back. */
async function backUp(server: Server, client: Client, random: Random): Promise<void> {
  const other = server.client();
  await other.run('BEGIN TRANSACTION');
  for (let i = random.below(6); i > 0; i--) await other.run(drawChange(random).sql);
  await client.must("BACKUP DATABASE steps TO DISK = 'steps.bak' WITH INIT");
  await other.run('IF @@TRANCOUNT > 0 ROLLBACK');
  other.close();
  await client.must("RESTORE DATABASE copy FROM DISK = 'steps.bak' WITH MOVE 'steps' TO 'copy.mdf', MOVE 'steps_log' TO 'copy.ldf'");
}

async function show(server: Server, client: Client, name: string, options: DumpOptions): Promise<string[]> {
  const settings = rowsOf(await client.must(OPTIONS)).map((row) => `options: ${row.join('|')}`);
  return [...settings, ...await dumpDatabase(server, client, name, options)];
}

function difference(what: string, before: readonly string[], after: readonly string[]): string[] {
  const lines = differences(before, after);
  return lines.length > 0 ? [`${what}:\n${lines.slice(0, 20).join('\n')}`] : [];
}

interface Copy { readonly server: Server; readonly client: Client; readonly name: string }

/** The same changes in all of them. */
async function alike(original: Omit<Copy, 'name'>, copies: readonly Copy[], random: Random): Promise<string[]> {
  const sqls = Array.from({ length: 12 }, () => drawChange(random).sql);
  for (const sql of sqls) {
    const expected = told(await original.client.run(sql));
    for (const { client } of copies) {
      const answer = told(await client.run(sql));
      if (answer !== expected) return [`${sql}\n${expected}\n${answer}`];
    }
  }
  const before = await show(original.server, original.client, 'steps', CHANGED);
  const found: string[] = [];
  for (const { server, client, name } of copies) found.push(...difference(`after ${sqls.join('\n')}`, before, await show(server, client, name, CHANGED)));
  return found;
}

/** An answer without what a clock or chance has put into it. */
const told = (answer: Answer): string => settled([...errorsOf(answer), ...rowsOf(answer).map((row) => row.join('|'))].join('\n'));
