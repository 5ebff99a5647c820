// What a session reports and how a client sees it: result sets, errors, procedures, transactions, DONE tokens.
import { ISOLATION_LEVEL, TYPES, type Connection } from 'tedious';
import { SqlError } from '../../src/errors/sql-error';
import { ResultWriter } from '../../src/tds/result-writer';
import type { ResultSink, TransactionRequest } from '../../src/tds/session-port';
import { INT, nvarchar } from '../../src/types/sql-type';
import { startFake, type Running } from './support/fake-server';
import { Int, ConnectionPool, ISOLATION_LEVEL as MSSQL_LEVEL } from './support/mssql-client';
import { tokenTypes } from './support/raw-client';
import { connect, disconnect, send } from './support/tedious-client';

let running: Running;
let connection: Connection;
let answer: (sink: ResultSink) => void;
const transactions: TransactionRequest[] = [];
const resets: boolean[] = [];

beforeEach(async () => {
  transactions.length = 0;
  resets.length = 0;
  running = await startFake({
    batch: (_text, sink, _session, reset) => { resets.push(reset); answer(sink); },
    rpc: (_request, sink) => answer(sink),
    transaction: (request, sink) => {
      transactions.push(request);
      if (request.kind === 'begin') sink.environment({ kind: 'begin-transaction', descriptor: 0x1122334455667788n });
      if (request.kind === 'commit') sink.environment({ kind: 'commit-transaction', descriptor: 0x1122334455667788n });
      if (request.kind === 'rollback') sink.environment({ kind: 'rollback-transaction', descriptor: 0x1122334455667788n });
    },
  });
  connection = await connect(running.port);
});
afterEach(async () => { await disconnect(connection); await running.listener.close(); });

function select(sink: ResultSink, name: string, ...values: number[]): void {
  sink.columns([{ name, type: INT, isNullable: false }]);
  for (const value of values) sink.row([value]);
  sink.statementEnd({ command: 0xc1, rowCount: values.length });
}

function failure(number: number, severity = 16, line = 3): SqlError {
  const error = new SqlError(number, severity, 7, `message ${number}`);
  error.line = line;
  error.procedure = 'dbo.p';
  return error;
}

it('keeps result sets and counts apart', async () => {
  answer = (sink) => {
    select(sink, 'a', 1, 2);
    sink.statementEnd({ command: 0xc3, rowCount: 3 });
    select(sink, 'b');
  };
  const outcome = await send(connection, 'go');
  expect(outcome.sets.map(({ columns, rows }) => [columns[0]?.name, rows])).toEqual([['a', [[1], [2]]], ['b', []]]);
  expect(outcome.dones).toEqual(['done 2', 'done 3', 'done 0']);
  expect(outcome.rowCount).toBe(5);
});

it('ends a batch that reported nothing', async () => {
  answer = () => undefined;
  expect(await send(connection, 'go')).toMatchObject({ error: undefined, sets: [], dones: ['done -'] });
});

it('tells everything about an error and goes on', async () => {
  answer = (sink) => {
    const last = failure(3727);
    last.preceding = [failure(3728)];
    sink.error(last);
    sink.statementEnd({ command: 0xd8, hasError: true });
    select(sink, 'a', 1);
  };
  const { error, sets } = await send(connection, 'go');
  const [first, second] = (error?.errors ?? []) as NonNullable<typeof error>[];
  expect([first?.number, second?.number]).toEqual([3728, 3727]);
  expect(second).toMatchObject({ message: 'message 3727', state: 7, class: 16, lineNumber: 3, procName: 'dbo.p', serverName: 'FAKE' });
  expect(sets[0]?.rows).toEqual([[1]]);
});

it('sends information as it comes', async () => {
  const seen: unknown[] = [];
  connection.on('infoMessage', ({ number, class: severity, message, lineNumber }) => seen.push([number, severity, message, lineNumber]));
  answer = (sink) => {
    sink.info({ number: 0, state: 1, severity: 0, text: 'printed ť', procedure: '', line: 2 });
    sink.statementEnd({ command: 0 });
    sink.error(failure(50000, 10));
  };
  expect((await send(connection, 'go')).error).toBeUndefined();
  expect(seen).toEqual([[0, 0, 'printed ť', 2], [50000, 0, 'message 50000', 3]]);
});

it('returns status and outputs of a procedure', async () => {
  answer = (sink) => {
    sink.procedureBegin();
    select(sink, 'a', 1);
    sink.statementEnd({ command: 0xc5, rowCount: 4 });
    sink.procedureEnd({
      returnStatus: -3,
      outputs: [{ name: '@big', ordinal: 2, type: nvarchar('max'), value: 'ť' }, { name: '@small', ordinal: 1, type: INT, value: 5 }, { name: '@null', ordinal: 3, type: nvarchar(5), value: null }],
    });
  };
  const outcome = await send(connection, 'p', 'procedure');
  expect(outcome).toMatchObject({ error: undefined, returnStatus: -3, dones: ['doneInProc 1', 'doneInProc 4', 'doneProc - -3'], outputs: { big: 'ť', small: 5, null: null } });
  expect(Object.keys(outcome.outputs)).toEqual(['small', 'null', 'big']);
});

it('nests a procedure in a batch', async () => {
  answer = (sink) => {
    sink.procedureBegin();
    select(sink, 'inner', 1);
    sink.procedureBegin();
    select(sink, 'innermost', 2);
    sink.procedureEnd({ returnStatus: 1 });
    sink.procedureEnd({ returnStatus: 0 });
    select(sink, 'outer', 3);
  };
  expect((await send(connection, 'exec p')).dones).toEqual(['doneInProc 1', 'doneInProc 1', 'doneProc - 0', 'done 1']);
});

describe('transactions', () => {
  const step = (action: (done: (error?: Error | null) => void) => void): Promise<void> => new Promise((resolve, reject) => action((error) => (error ? reject(error) : resolve())));
  const inTransaction = (): boolean => (connection as unknown as { inTransaction: boolean }).inTransaction;

  it('begin, save, commit', async () => {
    await step((done) => connection.beginTransaction(done, 'outer', ISOLATION_LEVEL.SERIALIZABLE));
    expect(inTransaction()).toBe(true);
    expect((connection as unknown as { transactionDescriptors: Buffer[] }).transactionDescriptors.at(-1)?.toString('hex')).toBe('8877665544332211');
    await step((done) => connection.saveTransaction(done, 'point'));
    await step((done) => connection.commitTransaction(done, 'outer'));
    expect(inTransaction()).toBe(false);
    expect(transactions).toEqual([{ kind: 'begin', isolation: 'serializable', name: 'outer' }, { kind: 'save', name: 'point' }, { kind: 'commit', name: 'outer' }]);
  });

  it('roll back by request', async () => {
    await step((done) => connection.beginTransaction(done, '', ISOLATION_LEVEL.NO_CHANGE));
    await step((done) => connection.rollbackTransaction(done));
    expect(inTransaction()).toBe(false);
    expect(transactions).toEqual([{ kind: 'begin', isolation: undefined, name: '' }, { kind: 'rollback', name: '' }]);
  });

  it('roll back on the server\'s side', async () => {
    await step((done) => connection.beginTransaction(done));
    const seen = new Promise((resolve) => connection.once('rollbackTransaction', () => resolve(true)));
    answer = (sink) => {
      sink.error(failure(1205, 13));
      sink.environment({ kind: 'rollback-transaction', descriptor: 0x1122334455667788n });
      sink.statementEnd({ command: 0xc5, hasError: true });
    };
    expect((await send(connection, 'update')).error?.number).toBe(1205);
    expect(await seen).toBe(true);
    expect(inTransaction()).toBe(false);
  });
});

it('acknowledges a reset in front of the answer', async () => {
  const seen = new Promise((resolve) => connection.once('resetConnection', () => resolve(true)));
  let isFirst = true;
  answer = (sink) => { if (isFirst) sink.environment({ kind: 'reset-done' }); isFirst = false; sink.statementEnd({ command: 0 }); };
  // The SET batch behind the reset is swallowed by the fake's default, so the bit is seen through a batch of our own.
  (connection as unknown as { resetConnectionOnNextRequest: boolean }).resetConnectionOnNextRequest = true;
  await send(connection, 'after reset');
  expect(await seen).toBe(true);
  await send(connection, 'later');
  expect(resets).toEqual([true, false]);
});

it('changes the database', async () => {
  const seen = new Promise((resolve) => connection.once('databaseChange', resolve));
  answer = (sink) => { sink.environment({ kind: 'database', name: 'other', previous: 'master' }); sink.statementEnd({ command: 0 }); };
  await send(connection, 'use other');
  expect(await seen).toBe('other');
});

it('gives parameters of every request through execSql as an RPC', async () => {
  answer = (sink) => {
    sink.procedureBegin();
    select(sink, 'a', 9);
    sink.procedureEnd({ returnStatus: 0 });
  };
  expect((await send(connection, 'select @a', 'sql', (request) => request.addParameter('a', TYPES.Int, 9))).sets[0]?.rows).toEqual([[9]]);
});

it('serves mssql: recordsets, rowsAffected, output, return value, transaction', async () => {
  answer = (sink) => {
    sink.procedureBegin();
    select(sink, 'a', 1, 2);
    sink.statementEnd({ command: 0xc5, rowCount: 6 });
    sink.procedureEnd({ returnStatus: 4, outputs: [{ name: '@total', ordinal: 0, type: INT, value: 3 }] });
  };
  const pool = new ConnectionPool({ server: '127.0.0.1', port: running.port, user: 'sa', password: 'Secret#1', options: { encrypt: false } });
  await pool.connect();
  const executed = await pool.request().output('total', Int).execute('p');
  expect(executed).toMatchObject({ recordsets: [[{ a: 1 }, { a: 2 }]], rowsAffected: [2, 6], output: { total: 3 }, returnValue: 4 });
  const transaction = pool.transaction();
  await transaction.begin(MSSQL_LEVEL.READ_UNCOMMITTED);
  expect((await transaction.request().query('select a')).recordset).toEqual([{ a: 1 }, { a: 2 }]);
  await transaction.commit();
  expect(transactions).toMatchObject([{ kind: 'begin', isolation: 'read uncommitted' }, { kind: 'commit' }]);
  await pool.close();
});

it('tells of an engine bug and ends that connection alone', async () => {
  const other = await connect(running.port);
  answer = (sink) => sink.row([1, 2, 3]);
  const { error } = await send(connection, 'go');
  expect(error).toMatchObject({ number: 49998, class: 20 });
  expect(error?.message).toContain('bug: a row of 3 values in a result set of 0 columns');
  expect(String(running.server.problems[0])).toContain('a row of 3 values');
  expect(running.server.sessions[0]?.isClosed).toBe(true);
  answer = (sink) => select(sink, 'a', 1);
  expect((await send(other, 'go')).sets[0]?.rows).toEqual([[1]]);
  await disconnect(other);
});

describe('DONE tokens', () => {
  function tokens(isRpc: boolean, report: (writer: ResultWriter) => void): string[] {
    const sent: Buffer[] = [];
    const writer = new ResultWriter({ serverName: 'FAKE', packetBytes: 4096, spid: 51, isRpc }, (packets) => sent.push(packets));
    report(writer);
    writer.finish();
    return tokenTypes(Buffer.concat(sent).subarray(8));
  }
  const error = failure(8134);

  it.each<[string, boolean, (writer: ResultWriter) => void, string[]]>([
    ['nothing', false, () => undefined, ['DONE 0']],
    ['counts', false, (w) => { w.statementEnd({ command: 0xc3, rowCount: 1 }); w.statementEnd({ command: 0xc3 }); }, ['DONE 11', 'DONE 0']],
    ['an error and its statement', false, (w) => { w.error(error); w.statementEnd({ command: 0xc3, hasError: true }); w.statementEnd({ command: 0 }); }, ['ERROR 8134 16', 'DONE 3', 'DONE 0']],
    ['an error without an end', false, (w) => w.error(error), ['ERROR 8134 16', 'DONE 2']],
    ['information behind the last end', false, (w) => { w.statementEnd({ command: 0 }); w.info({ number: 1, state: 1, severity: 0, text: '', procedure: '', line: 1 }); }, ['DONE 1', 'INFO 1 0', 'DONE 0']],
    ['a procedure in a batch', false, (w) => { w.procedureBegin(); w.statementEnd({ command: 0xc1, rowCount: 0 }); w.procedureEnd({ returnStatus: 0 }); }, ['DONEINPROC 11', 'RETURNSTATUS 0', 'DONEPROC 0']],
    ['a failed procedure in a batch', false, (w) => { w.procedureBegin(); w.procedureEnd({ hasError: true }); w.statementEnd({ command: 0 }); }, ['DONEPROC 3', 'DONE 0']],
    ['a trigger in a batch', false, (w) => { w.procedureBegin(); w.statementEnd({ command: 0xc3, rowCount: 2 }); w.procedureLeave(); w.statementEnd({ command: 0xc3, rowCount: 1 }); }, ['DONEINPROC 11', 'DONE 10']],
    ['a procedure in a procedure', false, (w) => { w.procedureBegin(); w.procedureBegin(); w.procedureEnd({ returnStatus: 1 }); w.statementEnd({ command: 0xe0 }); w.procedureEnd({ returnStatus: 2 }); }, ['DONEINPROC 1', 'RETURNSTATUS 2', 'DONEPROC 0']],
    ['a scope left open', false, (w) => { w.procedureBegin(); w.statementEnd({ command: 0 }); }, ['DONEINPROC 1', 'DONE 0']],
    ['an RPC without a scope', true, (w) => { w.statementEnd({ command: 0xc3, rowCount: 1 }); w.endRpc(false); }, ['DONEINPROC 11', 'DONEPROC 0']],
    ['an RPC that only failed', true, (w) => { w.error(error); w.endRpc(false); }, ['ERROR 8134 16', 'DONEPROC 2']],
    ['an RPC with its scope open', true, (w) => { w.procedureBegin(); w.statementEnd({ command: 0 }); w.endRpc(false); }, ['DONEINPROC 1', 'DONEPROC 0']],
    ['two RPCs, the second silent', true, (w) => { w.procedureBegin(); w.procedureEnd({}); w.endRpc(true); w.endRpc(false); }, ['DONEPROC 81', 'DONEPROC 0']],
    ['a procedure end without a begin', true, (w) => { w.procedureEnd({ returnStatus: 2 }); w.endRpc(false); }, ['RETURNSTATUS 2', 'DONEPROC 0']],
  ])('for %s', (_name, isRpc, report, expected) => {
    expect(tokens(isRpc, report)).toEqual(expected);
  });

  it('are not followed by anything', () => {
    const writer = new ResultWriter({ serverName: 'FAKE', packetBytes: 4096, spid: 51, isRpc: false }, () => undefined);
    writer.finish();
    expect(() => writer.statementEnd({ command: 0 })).toThrow(/already sent/);
  });

  it('have these bytes', () => {
    const sent: Buffer[] = [];
    const writer = new ResultWriter({ serverName: 'S', packetBytes: 4096, spid: 51, isRpc: false }, (packets) => sent.push(packets));
    select(writer, 'a', 1);
    writer.error(new SqlError(8134, 16, 1, 'E'));
    writer.statementEnd({ command: 0x117, rowCount: 2 });
    writer.finish();
    expect(Buffer.concat(sent).toString('hex')).toBe([
      '0401004900330100', '81010000000000080038016100', 'd101000000', 'fd1100c1000100000000000000',
      'aa1200c61f00000110010045000153000000000000', 'fd120017010200000000000000',
    ].join(''));
  });

  it('leave no half-written row behind when a value is wrong', () => {
    const sent: Buffer[] = [];
    const writer = new ResultWriter({ serverName: 'S', packetBytes: 4096, spid: 51, isRpc: false }, (packets) => sent.push(packets));
    writer.columns([{ name: 'a', type: INT, isNullable: false }, { name: 'b', type: INT, isNullable: false }]);
    expect(() => writer.row([1, 'x'])).toThrow(/bug/);
    writer.error(failure(1));
    writer.finish();
    expect(Buffer.concat(sent).includes(Buffer.from('d101000000', 'hex'))).toBe(false);
  });
});
