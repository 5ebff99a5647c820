// Copies of a table that must answer like the table itself: without its indexes, partitioned, behind modules, as a history or an
// old snapshot tells them. Knows T-SQL as text only.
import type { Table } from './schema';
import { must, type TestServer } from './server';

/** What a query names instead of the table: `before` stands in front of the query, `isRead` by the session of the old snapshot. */
export interface Copy { readonly name: string; readonly of: (table: string) => string; readonly before?: (table: Table) => string; readonly isRead?: true }

/** The copy that has no index. */
export const HEAP: Copy = { name: 'heap', of: (table) => `dbo.${table}_h` };

const declared = ({ name, plain }: Table): string => `DECLARE @${name} TABLE (${plain}); INSERT @${name} SELECT * FROM dbo.${name};`;

/** The other copies that makeCopies makes, or that need no making. */
export const COPIES: readonly Copy[] = [
  { name: 'temp table', of: (table) => `#${table}` }, { name: 'view', of: (table) => `dbo.${table}_v` }, { name: 'inline function', of: (table) => `dbo.${table}_f()` },
  { name: 'derived table', of: (table) => `(SELECT * FROM dbo.${table})` }, { name: 'function of a table variable', of: (table) => `dbo.${table}_m()` },
  { name: 'table variable', of: (table) => `@${table}`, before: declared }, { name: 'partitions', of: (table) => `dbo.${table}_p` },
  { name: 'history', of: (table) => `dbo.${table}_s` }, { name: 'snapshot', of: (table) => `dbo.${table}_o`, isRead: true },
];

const indexesOn = (table: Table, copy: string): string[] => table.later.filter((text) => text.startsWith('CREATE')).map((text) => text.replace(` ON dbo.${table.name} `, ` ON dbo.${copy} `));

/** Statements that move, change, add and delete rows of a copy. */
function changesOf({ name, columns }: Table, copy: string): { first: string; later: string } {
  const rest = columns.slice(1).map((c) => c.name);
  return {
    first: `DELETE dbo.${copy} WHERE id % 4 = 0; UPDATE x SET ${rest.map((c) => `${c} = y.${c}`).join(', ')} FROM dbo.${copy} AS x JOIN dbo.${name} AS y ON y.id = x.id % 3 + 1;`,
    later: `UPDATE dbo.${copy} SET id = id + 100 WHERE id % 3 = 1; INSERT dbo.${copy} SELECT id + 200, ${rest.join(', ')} FROM dbo.${name};`,
  };
}

/** Once for a server: what the copies of all tables need. */
export async function prepareCopies({ run }: TestServer): Promise<void> {
  await must(run, 'ALTER DATABASE logic SET ALLOW_SNAPSHOT_ISOLATION ON; CREATE PARTITION FUNCTION by_id (int) AS RANGE RIGHT FOR VALUES (3, 6, 7); CREATE PARTITION SCHEME parts AS PARTITION by_id ALL TO ([PRIMARY])');
}

/** Makes the copies of a table that is filled. */
export async function makeCopies({ run }: TestServer, table: Table): Promise<void> {
  const { name, plain } = table;
  const filled = (copy: string, more = '', place = ''): string => `CREATE TABLE ${copy} (${plain}${more})${place}; INSERT ${copy} SELECT * FROM dbo.${name};`;
  await must(run, `${filled(`dbo.${name}_h`)} ${filled(`#${name}`)} ${filled(`dbo.${name}_p`, '', ' ON parts (id)')} ${filled(`dbo.${name}_o`)}`);
  for (const text of [...indexesOn(table, `${name}_p`), ...indexesOn(table, `${name}_o`)]) await must(run, text);
  await must(run, `CREATE VIEW dbo.${name}_v AS SELECT * FROM dbo.${name}`);
  await must(run, `CREATE FUNCTION dbo.${name}_f() RETURNS TABLE AS RETURN (SELECT * FROM dbo.${name})`);
  await must(run, `CREATE FUNCTION dbo.${name}_m() RETURNS @r TABLE (${plain}) AS BEGIN INSERT @r SELECT * FROM dbo.${name}; RETURN; END`);
  await must(run, `CREATE TABLE dbo.${name}_t (${plain}, PRIMARY KEY (id), since datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, till datetime2 GENERATED ALWAYS AS ROW END HIDDEN NOT NULL, PERIOD FOR SYSTEM_TIME (since, till)) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.${name}_old))`);
  await must(run, `INSERT dbo.${name}_t (${table.columns.map((c) => c.name).join(', ')}) SELECT * FROM dbo.${name}`);
}

/** Ends what makeCopies began, over all tables at once: histories grow behind a moment, and one snapshot is older than the changes, of which some are not committed. */
export async function ageCopies({ run, reader, writer }: TestServer, tables: readonly Table[]): Promise<void> {
  const pause = "WAITFOR DELAY '00:00:00.002'";
  const [[moment = ''] = []] = await must(run, `${pause}; SELECT CONVERT(varchar(30), SYSUTCDATETIME(), 126)`);
  await must(run, pause);
  await must(reader, 'SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRAN; SELECT COUNT(*) FROM dbo.t0');
  await must(writer, 'BEGIN TRAN');
  for (const table of tables) {
    const { name } = table;
    const [past, old] = [changesOf(table, `${name}_t`), changesOf(table, `${name}_o`)];
    await must(run, `${past.first} ${past.later} ${old.first}`);
    await must(writer, old.later);
    await must(run, `CREATE VIEW dbo.${name}_s AS SELECT * FROM dbo.${name}_t FOR SYSTEM_TIME AS OF '${moment}'`);
  }
}

/** Drops them all. */
export async function dropCopies({ run, reader, writer }: TestServer, tables: readonly Table[]): Promise<void> {
  await must(writer, 'ROLLBACK');
  await must(reader, 'COMMIT');
  for (const { name } of tables) {
    await must(run, `DROP VIEW dbo.${name}_v, dbo.${name}_s; DROP FUNCTION dbo.${name}_f, dbo.${name}_m; ALTER TABLE dbo.${name}_t SET (SYSTEM_VERSIONING = OFF)`);
    await must(run, `DROP TABLE dbo.${name}_t, dbo.${name}_old, #${name}, dbo.${name}_h, dbo.${name}_p, dbo.${name}_o`);
  }
}
