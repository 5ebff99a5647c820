// Rows of table-valued parameters that a client sends obey what their type says.
import { tmpdir } from 'node:os';
import { SqlEngine } from '../../../src/engine';
import { BufferSink } from '../../../src/session/buffer-sink';
import type { ResultSink, TableValue } from '../../../src/tds/session-port';
import { INT } from '../../../src/types/sql-type';
import type { Row } from '../../../src/types/value';
import { PASSWORD } from '../../drivers/engine-server';
import { errorsOf, openSession } from '../../robustness/support';

/** What a procedure gives back for the rows, or the numbers of the errors. */
async function answerTo(type: string, rows: readonly Row[], columns: TableValue['columns'] = [{ type: INT }, { type: INT }]): Promise<unknown> {
  const engine = new SqlEngine({ password: PASSWORD, serverName: 'test', backupFolder: tmpdir() });
  const session = openSession(engine);
  expect(await errorsOf(session, `CREATE TYPE dbo.lines AS TABLE (${type})`)).toEqual([]);
  expect(await errorsOf(session, 'CREATE PROCEDURE dbo.take @rows dbo.lines READONLY AS SELECT * FROM @rows')).toEqual([]);
  const sink = new BufferSink();
  const value: TableValue = { kind: 'table', typeName: 'dbo.lines', columns, rows };
  await session.executeRpc({ procedure: 'dbo.take', resetConnection: false, parameters: [{ name: '@rows', type: INT, value, isOutput: false, isDefault: false }] }, sink);
  const errors: number[] = [];
  const nothing = (): void => undefined;
  const reader: ResultSink = {
    columns: nothing, row: nothing, statementEnd: nothing, info: nothing, environment: nothing, openScopes: 0, procedureBegin: nothing, procedureEnd: nothing, procedureLeave: nothing,
    error: (error) => errors.push(...[...error.preceding, error].map(({ number }) => number)),
  };
  const sets = sink.resultSets().map((set) => set.rows);
  sink.flush(reader);
  return errors.length > 0 ? errors : sets[0];
}

it('rows pass the checks of their type or are refused', async () => {
  expect(await answerTo('a int CHECK (a > 0), b int', [[1, 2], [3, null]])).toEqual([[1, 2], [3, null]]);
  expect(await answerTo('a int CHECK (a > 0), b int', [[1, 2], [-3, null]])).toEqual([547, 8061]);
  expect(await answerTo('a int, b int, CHECK (a < b)', [[2, 1]])).toEqual([547, 8061]);
});

it('computed columns are computed, and cannot be given', async () => {
  expect(await answerTo('a int, b AS a * 2', [[4, null]], [{ type: INT }, { type: INT, isDefault: true }])).toEqual([[4, 8]]);
  expect(await answerTo('a int, b AS a * 2', [[4, 5]])).toEqual([271, 8061]);
});

it('rows have the keys of their type or are refused', async () => {
  expect(await answerTo('a int PRIMARY KEY, b int NOT NULL', [[1, 1], [1, 2]])).toEqual([2627, 8061]);
  expect(await answerTo('a int PRIMARY KEY, b int NOT NULL', [[1, null]])).toEqual([515, 8061]);
});

it('a check of a table variable is told of the variable', async () => {
  const engine = new SqlEngine({ password: PASSWORD, serverName: 'test', backupFolder: tmpdir() });
  const errors = await errorsOf(openSession(engine), 'DECLARE @t TABLE (a int CHECK (a > 0)); INSERT @t VALUES (-1)');
  expect(errors.join()).toContain('The conflict occurred in database "tempdb", table "@t", column \'a\'.');
});
