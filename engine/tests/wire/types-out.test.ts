// Every type on its way out, judged by tedious: rows in the NOT NULL form, the nullable form, NULL, and return values.
import type { ResultColumn } from '../../src/tds/session-port';
import type { Value } from '../../src/types/value';
import { startFake, type Running } from './support/fake-server';
import { connect, disconnect, send, type Outcome } from './support/tedious-client';
import { nameOf, SAMPLES, VARIANT_SAMPLES, type Sample } from './support/values';
import type { Connection } from 'tedious';

let running: Running;
let connection: Connection;
let answer: { columns: ResultColumn[]; rows: Value[][] };
let output: Sample | undefined;

beforeAll(async () => {
  running = await startFake({
    batch: (_text, sink) => {
      sink.columns(answer.columns);
      for (const row of answer.rows) sink.row(row);
      sink.statementEnd({ command: 0xc1, rowCount: answer.rows.length });
    },
    rpc: (_request, sink) => {
      sink.procedureBegin();
      if (output !== undefined) sink.procedureEnd({ returnStatus: 0, outputs: [{ name: '@given', ordinal: 1, type: output.type, value: output.value }, { name: '@null', ordinal: 2, type: output.type, value: null }] });
    },
  });
  connection = await connect(running.port, { useUTC: true });
});
afterAll(async () => { await disconnect(connection); await running.listener.close(); });

const ask = (columns: ResultColumn[], rows: Value[][]): Promise<Outcome> => { answer = { columns, rows }; return send(connection, 'go'); };
const shownOf = (sample: Sample): unknown => (sample.shown === undefined ? sample.value : sample.shown);

describe.each([...SAMPLES, ...VARIANT_SAMPLES].map((sample): [string, Sample] => [nameOf(sample), sample]))('%s', (_name, sample) => {
  const { type, value, wireName } = sample;

  it('arrives in a NOT NULL column', async () => {
    const { sets, error } = await ask([{ name: 'c', type, isNullable: false }, { name: 'after', type: { name: 'int' }, isNullable: false }], [[value, 7], [value, 8]]);
    expect(error).toBeUndefined();
    expect(sets[0]?.columns[0]).toMatchObject({ name: 'c', type: wireName[0], nullable: false });
    expect(sets[0]?.rows).toEqual([[shownOf(sample), 7], [shownOf(sample), 8]]);
  });

  it('arrives in a nullable column, NULL too, with and without a bitmap', async () => {
    const column: ResultColumn = { name: 'c', type, isNullable: true };
    const { sets, error } = await ask([column, column, { name: 'after', type: { name: 'int' }, isNullable: false }], [[value, null, 7], [null, value, 8], [null, null, 9]]);
    expect(error).toBeUndefined();
    expect(sets[0]?.columns[0]).toMatchObject({ type: wireName[1], nullable: true });
    expect(sets[0]?.rows).toEqual([[shownOf(sample), null, 7], [null, shownOf(sample), 8], [null, null, 9]]);
  });
});

describe.each(SAMPLES.filter(({ type }) => !['text', 'ntext', 'image', 'xml'].includes(type.name)).map((sample): [string, Sample] => [nameOf(sample), sample]))('%s', (_name, sample) => {
  it('arrives as an OUTPUT parameter', async () => {
    output = sample;
    const { outputs, error } = await send(connection, 'p', 'procedure');
    expect(error).toBeUndefined();
    expect(outputs).toEqual({ given: shownOf(sample), null: null });
  });
});

it('carries the column lengths, identity and names of any length', async () => {
  const name = 'ť'.repeat(128);
  const { sets } = await ask([
    { name, type: { name: 'varchar', length: 20 }, isNullable: true }, { name: '', type: { name: 'nvarchar', length: 20 }, isNullable: true },
    { name: 'id', type: { name: 'int' }, isNullable: false, isIdentity: true },
  ], []);
  expect(sets[0]?.columns).toEqual([
    { name, type: 'VarChar', nullable: true, identity: false, length: 20 }, { name: '', type: 'NVarChar', nullable: true, identity: false, length: 40 },
    { name: 'id', type: 'Int', nullable: false, identity: true, length: undefined },
  ]);
});

it('places the NULL bits of more than eight columns', async () => {
  const columns = Array.from({ length: 19 }, (_, index): ResultColumn => ({ name: `c${index}`, type: { name: 'varchar', length: 5 }, isNullable: true }));
  const row = columns.map((_column, index) => (index % 3 === 0 ? null : `v${index}`));
  const { sets } = await ask(columns, [row]);
  expect(sets[0]?.rows).toEqual([row]);
});
