// Everything that a database shows of itself, as lines of text: the rows of all system views, of all tables and of all their indexes, and what is stored behind them.
// Knows no statements. A line begins with where it comes from.
import { rowsOf, type Client, type Server } from '../transactions/server';

/** Values that SQL Server does not take back, nor writes to a backup as they are: `view.column`. */
export interface DumpOptions { readonly without: ReadonlySet<string>; /** Views that are not asked. */ readonly skipped: RegExp; /** Only tables' rows and what is stored: quick. */ readonly onlyRows?: boolean; /** Changes a line before it is compared. */ readonly edit?: (line: string) => string }

/** Views of what is under way, not of what is there; and those that tell of the whole server. */
const PASSING = /^(sys\.(dm_|sysprocesses|syslockinfo|syscacheobjects|sysperfinfo|syscursor|databases|sysdatabases|master_files|sysaltfiles|messages|sysmessages|configurations|sysconfigures|syscurconfigs|system_|all_|spt_|time_zone|fn_|trigger_event_types|syscharsets|syslanguages)|INFORMATION_SCHEMA\.(?!TABLES|COLUMNS|VIEWS|ROUTINES|CHECK|KEY|REF|SEQ|DOMAIN))/;

/** What a view's text or a moment's state says anew each time. */
export const NOTHING: DumpOptions = { without: new Set(), skipped: /^$/ };

/** All that a database shows. Reads through `client`, so that a transaction sees what it has done. */
export async function dumpDatabase(server: Server, client: Client, database: string, options: DumpOptions): Promise<string[]> {
  const lines: string[] = [];
  const edit = options.edit ?? ((line: string): string => line);
  for (const view of options.onlyRows ? [] : await viewsOf(client)) {
    if (PASSING.test(view) || options.skipped.test(view)) continue;
    const answer = await client.run(`SELECT * FROM ${view}`);
    const found = answer.find((piece) => piece.kind === 'rows');
    if (found?.kind !== 'rows') continue;
    const texts = found.rows.map((row) => row.map((cell, at) => (options.without.has(`${view}.${found.names[at] ?? ''}`) || options.without.has(`*.${found.names[at] ?? ''}`) ? '' : `${found.names[at] ?? ''}=${cell ?? 'NULL'}`)).filter(Boolean).join('|'));
    lines.push(...texts.map((text) => edit(`${view}: ${text}`)).sort());
  }
  lines.push(...await dumpRows(client, options, edit), ...dumpStorage(server, database));
  return lines;
}

async function viewsOf(client: Client): Promise<string[]> {
  return rowsOf(await client.must("SELECT s.name + '.' + v.name FROM sys.all_views AS v JOIN sys.schemas AS s ON s.schema_id = v.schema_id WHERE v.is_ms_shipped = 1 ORDER BY 1")).map(([name]) => name ?? '');
}

async function dumpRows(client: Client, options: DumpOptions, edit: (line: string) => string): Promise<string[]> {
  const lines: string[] = [];
  const tables = rowsOf(await client.must(`SELECT QUOTENAME(s.name) + '.' + QUOTENAME(o.name), o.object_id, CASE WHEN EXISTS (SELECT 1 FROM sys.columns AS c WHERE c.object_id = o.object_id AND c.is_hidden = 1) THEN (SELECT STRING_AGG(QUOTENAME(c.name), ', ') WITHIN GROUP (ORDER BY c.column_id) FROM sys.columns AS c WHERE c.object_id = o.object_id) ELSE '*' END
    FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.type = 'U' OR EXISTS (SELECT 1 FROM sys.indexes AS i WHERE i.object_id = o.object_id AND o.type = 'V') ORDER BY 1`));
  for (const [name, id, columns] of tables) {
    const indexes = rowsOf(await client.must(`SELECT index_id, filter_definition FROM sys.indexes WHERE object_id = ${id} AND is_disabled = 0 AND type IN (0, 1, 2) ORDER BY index_id`));
    for (const [index, filter] of indexes) {
      const answer = await client.run(`SELECT ${columns} FROM ${name} WITH (${name?.includes('totals') ? 'NOEXPAND' : `INDEX(${index})`})${filter ? ` WHERE ${filter}` : ''}`);
      const text = answer.flatMap((piece) => (piece.kind === 'rows' ? piece.rows.map((row) => row.map((cell, at) => (options.without.has(`${name}.${piece.names[at] ?? ''}`) ? '' : cell ?? 'NULL')).join('|')) : piece.kind === 'error' ? [`error ${piece.number} ${piece.text}`] : []));
      lines.push(...text.map((row) => edit(`${name} (${index}): ${row}`)).sort());
    }
  }
  return lines;
}

/** Keys and rows as they are stored: what a query would not notice. */
function dumpStorage(server: Server, name: string): string[] {
  const database = server.instance.findDatabase(name);
  const lines: string[] = [];
  for (const store of database?.store.tables() ?? []) {
    const { content } = store;
    const at = `stored ${database?.catalog.table(store.objectId)?.name ?? store.objectId}`;
    lines.push(`${at}: ${content.rowCount} rows, indexes ${[...content.indexes].map(([id, index]) => `${id} with ${index.size}`).sort().join(', ')}`);
    if (content.ghosts !== 0 || content.rows.size !== content.rowCount) lines.push(`${at}: ${content.ghosts} ghosts, ${content.rows.size} slots`);
  }
  return lines.sort();
}

/** Lines of one dump that the other does not have. */
export function differences(before: readonly string[], after: readonly string[]): string[] {
  const count = new Map<string, number>();
  for (const line of before) count.set(line, (count.get(line) ?? 0) + 1);
  for (const line of after) count.set(line, (count.get(line) ?? 0) - 1);
  return [...count].filter(([, times]) => times !== 0).map(([line, times]) => `${times > 0 ? '-' : '+'} ${line}`);
}
