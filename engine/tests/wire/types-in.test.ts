// Every parameter type that tedious can send, table-valued parameters and bulk loads, as a session receives them.
import { TYPES, type Connection, type Request } from 'tedious';
import type { BulkRows, RpcRequest } from '../../src/tds/session-port';
import { startFake, type Running } from './support/fake-server';
import { HEADERS, packet, RawClient, tokenTypes } from './support/raw-client';
import { connect, disconnect, send } from './support/tedious-client';

let running: Running;
let connection: Connection;
const rpcs: RpcRequest[] = [];
const bulks: BulkRows[] = [];
const batches: string[] = [];

beforeAll(async () => {
  running = await startFake({
    batch: (text, sink) => { batches.push(text); sink.statementEnd({ command: 0 }); },
    rpc: (request, sink) => {
      rpcs.push(request);
      sink.procedureBegin();
      sink.procedureEnd({ returnStatus: 0 });
    },
    bulk: (rows, sink) => {
      bulks.push(rows);
      sink.statementEnd({ command: 0xf0, rowCount: rows.rows.length });
    },
  });
  connection = await connect(running.port);
});
afterAll(async () => { await disconnect(connection); await running.listener.close(); });
beforeEach(() => { rpcs.length = 0; bulks.length = 0; batches.length = 0; });

async function callWith(prepare: (request: Request) => void): Promise<RpcRequest> {
  const { error } = await send(connection, 'dbo.proc', 'procedure', prepare);
  expect(error).toBeUndefined();
  return rpcs[0] ?? { procedure: '', parameters: [], resetConnection: false };
}

const LONG = 'ž'.repeat(5000);

describe.each<[string, keyof typeof TYPES, unknown, object | undefined, unknown, unknown]>([
  ['bit', 'Bit', true, undefined, { name: 'bit' }, 1],
  ['tinyint', 'TinyInt', 255, undefined, { name: 'tinyint' }, 255],
  ['smallint', 'SmallInt', -32768, undefined, { name: 'smallint' }, -32768],
  ['int', 'Int', -7, undefined, { name: 'int' }, -7],
  ['bigint', 'BigInt', '9007199254740991', undefined, { name: 'bigint' }, 9007199254740991n],
  ['real', 'Real', 1.5, undefined, { name: 'real', precision: 24 }, 1.5],
  ['float', 'Float', -0.1, undefined, { name: 'float', precision: 53 }, -0.1],
  ['decimal', 'Decimal', -12.34, { precision: 9, scale: 2 }, { name: 'decimal', precision: 9, scale: 2 }, -1234n],
  ['numeric', 'Numeric', 1234567.5, { precision: 30, scale: 1 }, { name: 'numeric', precision: 30, scale: 1 }, 12345675n],
  ['money', 'Money', -1234.5678, undefined, { name: 'money' }, -12345678n],
  ['smallmoney', 'SmallMoney', 1.5, undefined, { name: 'smallmoney' }, 15000n],
  ['date', 'Date', new Date('2024-02-29T00:00:00Z'), undefined, { name: 'date' }, 738944],
  ['time', 'Time', new Date('1970-01-01T12:30:00.012Z'), { scale: 3 }, { name: 'time', scale: 3 }, 450_000_120_000],
  ['datetime', 'DateTime', new Date('1900-01-02T00:00:01Z'), undefined, { name: 'datetime' }, 25_920_300],
  ['smalldatetime', 'SmallDateTime', new Date('1900-01-02T00:01:00Z'), undefined, { name: 'smalldatetime' }, 1441],
  ['datetime2', 'DateTime2', new Date('0001-01-02T00:00:00.001Z'), { scale: 7 }, { name: 'datetime2', scale: 7 }, 864_000_010_000n],
  ['datetimeoffset', 'DateTimeOffset', new Date('0001-01-02T00:00:00.001Z'), { scale: 3 }, { name: 'datetimeoffset', scale: 3 }, { kind: 'offset-instant', utcTicks: 864_000_010_000n, offsetMinutes: expect.any(Number) }],
  ['uniqueidentifier', 'UniqueIdentifier', '6f9619ff-8b86-d011-b42d-00c04fc964ff', undefined, { name: 'uniqueidentifier' }, '6F9619FF-8B86-D011-B42D-00C04FC964FF'],
  ['char', 'Char', 'a€', { length: 4 }, { name: 'char', length: 4 }, 'a€'],
  ['varchar', 'VarChar', 'a€ž', { length: 10 }, { name: 'varchar', length: 10 }, 'a€ž'],
  ['varchar(max)', 'VarChar', 'y'.repeat(9000), { length: Infinity }, { name: 'varchar', length: 'max' }, 'y'.repeat(9000)],
  ['nchar', 'NChar', 'ťx', { length: 2 }, { name: 'nchar', length: 2 }, 'ťx'],
  ['nvarchar', 'NVarChar', 'ť😀', { length: 30 }, { name: 'nvarchar', length: 30 }, 'ť😀'],
  ['empty nvarchar', 'NVarChar', '', { length: 30 }, { name: 'nvarchar', length: 30 }, ''],
  ['nvarchar(max)', 'NVarChar', LONG, { length: Infinity }, { name: 'nvarchar', length: 'max' }, LONG],
  ['text', 'Text', 'old €', undefined, { name: 'text' }, 'old €'],
  ['ntext', 'NText', 'old ť', undefined, { name: 'ntext' }, 'old ť'],
  ['image', 'Image', Buffer.from([1, 2]), undefined, { name: 'image' }, new Uint8Array([1, 2])],
  ['binary', 'Binary', Buffer.from([1, 2]), { length: 2 }, { name: 'binary', length: 2 }, new Uint8Array([1, 2])],
  ['varbinary', 'VarBinary', Buffer.from([]), { length: 9 }, { name: 'varbinary', length: 9 }, new Uint8Array()],
  ['varbinary(max)', 'VarBinary', Buffer.alloc(9000, 7), { length: Infinity }, { name: 'varbinary', length: 'max' }, new Uint8Array(9000).fill(7)],
])('%s', (_name, typeName, sent, options, type, received) => {
  it('comes in as a parameter, NULL too', async () => {
    const { parameters } = await callWith((request) => {
      request.addParameter('given', TYPES[typeName], sent, options);
      request.addParameter('null', TYPES[typeName], null, options);
      request.addOutputParameter('after', TYPES.Int, 7);
    });
    expect(parameters[0]).toEqual({ name: '@given', type, value: received, isOutput: false, isDefault: false });
    expect(parameters[1]).toMatchObject({ name: '@null', value: null });
    expect(parameters[2]).toEqual({ name: '@after', type: { name: 'int' }, value: 7, isOutput: true, isDefault: false });
  });

  it('comes in by bulk load, NULL too', async () => {
    const load = await bulkLoad((bulk) => {
      bulk.addColumn('a', TYPES[typeName], { nullable: true, ...options });
      bulk.addColumn('b', TYPES.Int, { nullable: false });
    }, [[sent, 1], [null, 2]]);
    expect(load.rows[0]).toEqual([received, 1]);
    expect(load.rows[1]).toEqual([null, 2]);
    expect(load.columns).toMatchObject([{ name: 'a', type: { name: (type as { name: string }).name } }, { name: 'b', type: { name: 'int' } }]);
  });
});

type BulkLoad = ReturnType<Connection['newBulkLoad']>;

async function bulkLoad(prepare: (bulk: BulkLoad) => void, rows: unknown[][]): Promise<BulkRows> {
  const count = await new Promise((resolve, reject) => {
    const bulk = connection.newBulkLoad('dbo.t', (error, rowCount) => (error ? reject(error) : resolve(rowCount)));
    prepare(bulk);
    connection.execBulkLoad(bulk, rows as never);
  });
  expect(count).toBe(rows.length);
  return bulks[0] ?? { columns: [], rows: [] };
}

it('gives the batch in front of a bulk load to the session', async () => {
  await bulkLoad((bulk) => bulk.addColumn('a', TYPES.Int, { nullable: false }), [[1], [2], [3]]);
  expect(batches).toEqual(['insert bulk dbo.t([a] int)']);
  expect(bulks[0]?.rows).toEqual([[1], [2], [3]]);
});

it('resolves sp_executesql from its id and leaves names as sent', async () => {
  await send(connection, 'select @a', 'sql', (request) => request.addParameter('a', TYPES.Int, 1));
  expect(rpcs[0]).toEqual({
    procedure: 'sp_executesql', resetConnection: false,
    parameters: [
      { name: '@statement', type: { name: 'nvarchar', length: 9 }, value: 'select @a', isOutput: false, isDefault: false },
      { name: '@params', type: { name: 'nvarchar', length: 6 }, value: '@a int', isOutput: false, isDefault: false },
      { name: '@a', type: { name: 'int' }, value: 1, isOutput: false, isDefault: false },
    ],
  });
});

it.each([
  ['nvarchar', TYPES.NVarChar, 'abcd', '0xE7'], ['varchar', TYPES.VarChar, 'abcd', '0xA7'], ['varbinary', TYPES.VarBinary, Buffer.from('abcd'), '0xA5'],
])('refuses a %s that is longer than the length sent with it, and goes on', async (_, type, value, byte) => {
  const { error } = await send(connection, 'select @a, @b', 'sql', (request) => { request.addParameter('a', TYPES.Int, 1); request.addParameter('b', type, value, { length: 3 }); });
  expect(error).toMatchObject({
    number: 8016, class: 16, state: 1,
    message: `The incoming tabular data stream (TDS) remote procedure call (RPC) protocol stream is incorrect. Parameter 4 ("@b"): Data type ${byte} has an invalid data length or metadata length.`,
  });
  expect(rpcs).toEqual([]);
  const { error: next } = await send(connection, 'select @b', 'sql', (request) => request.addParameter('b', type, value, { length: 4 }));
  expect(next).toBeUndefined();
  expect(rpcs).toHaveLength(1);
});

describe('table-valued parameters', () => {
  const columns = [{ name: 'id', type: TYPES.Int }, { name: 'name', type: TYPES.NVarChar, length: 20 }, { name: 'big', type: TYPES.VarChar, length: 8001 }];

  it('come in with their rows', async () => {
    const table = { name: 'Items', schema: 'shop', columns, rows: [[1, 'ť', 'y'.repeat(9000)], [null, null, null]] };
    const { parameters } = await callWith((request) => { request.addParameter('items', TYPES.TVP, table); request.addParameter('after', TYPES.Int, 1); });
    expect(parameters[0]).toMatchObject({
      name: '@items',
      value: { kind: 'table', typeName: 'shop.Items', columns: [{ type: { name: 'int' } }, { type: { name: 'nvarchar', length: 20 } }, { type: { name: 'varchar', length: 'max' } }], rows: table.rows },
    });
    expect(parameters[1]?.value).toBe(1);
  });

  it('come in empty and NULL', async () => {
    const { parameters } = await callWith((request) => {
      request.addParameter('empty', TYPES.TVP, { name: 'Items', columns, rows: [] });
      request.addParameter('null', TYPES.TVP, null);
      request.addParameter('after', TYPES.Int, 1);
    });
    expect(parameters[0]?.value).toMatchObject({ typeName: 'Items', rows: [] });
    expect(parameters[1]?.value).toEqual({ kind: 'table', typeName: '', columns: [], rows: [] });
    expect(parameters[2]?.value).toBe(1);
  });
});

describe('byte by byte', () => {
  let client: RawClient;
  beforeEach(async () => { client = await RawClient.open(running.port); await client.login(); });
  afterEach(() => client.close());

  const rpc = (hex: string, status = 1): Buffer => packet(3, Buffer.concat([HEADERS, Buffer.from(hex.replaceAll(' ', ''), 'hex')]), status);

  it('runs several RPCs of one message, marks all ends but the last, and skips those not to be executed', async () => {
    const one = 'ffff 0c00 0000  00 00 38 01000000';
    const { body } = await client.ask(rpc(`${one} ff ${one.replace('01000000', '02000000')} fe ${one.replace('01000000', '03000000')} ff`));
    expect(rpcs.map(({ procedure, parameters }) => [procedure, parameters[0]?.name, parameters[0]?.value])).toEqual([['sp_execute', '', 1], ['sp_execute', '', 3]]);
    expect(tokenTypes(body)).toEqual(['RETURNSTATUS 0', 'DONEPROC 81', 'RETURNSTATUS 0', 'DONEPROC 0']);
  });

  it('sees the default flag and the reset bit', async () => {
    await client.ask(rpc('0100 7000 0000  02 4000 6100 02 26 04 00', 1 | 8));
    expect(rpcs[0]).toMatchObject({ procedure: 'p', resetConnection: true, parameters: [{ name: '@a', isDefault: true, value: null }] });
  });

  it('refuses by name and lives on', async () => {
    const refused = await client.ask(rpc('0100 7000 0000  00 08 38 01000000'));
    expect(tokenTypes(refused.body)).toEqual(['ERROR 49999 16', 'DONEPROC 2']);
    expect(tokenTypes((await client.ask(rpc('0100 7000 0000'))).body)).toEqual(['RETURNSTATUS 0', 'DONEPROC 0']);
  });

  it('reads decimals of as many bytes as their precision needs', async () => {
    await client.ask(rpc('0100 7000 0000  00 00 6c 11 02 01 02 01 63  00 00 6c 11 22 00 0f 00 0102030405060708090a0b0c0d0e'));
    expect(rpcs[0]?.parameters.map(({ type, value }) => [type, value])).toEqual([
      [{ name: 'numeric', precision: 2, scale: 1 }, 99n], [{ name: 'numeric', precision: 34, scale: 0 }, -0x0e0d0c0b0a090807060504030201n],
    ]);
  });

  it('takes a NULL without a type', async () => {
    await client.ask(rpc('0100 7000 0000  02 4000 6100 00 1f  00 00 38 01000000'));
    expect(rpcs[0]?.parameters).toMatchObject([{ name: '@a', value: null, isUntyped: true }, { value: 1 }]);
    expect(rpcs[0]?.parameters[1]).not.toHaveProperty('isUntyped');
  });

  it.each([['float', '6d 08 08 000000000000f07f'], ['float', '3e 000000000000f8ff'], ['real', '6d 04 04 000080ff']])('refuses a %s that is no number', async (_name, bytes) => {
    const refused = await client.ask(rpc(`0100 7000 0000  02 4000 6100 00 ${bytes}`));
    expect(tokenTypes(refused.body)).toEqual(['ERROR 8023 16', 'DONEPROC 2']);
    expect(rpcs).toEqual([]);
  });

  it('reads a table whose default columns send no values', async () => {
    const columns = '0200  00000000 0002 26 04 00  00000000 0000 26 04 00';
    await client.ask(rpc(`0100 7000 0000  00 00 f3 00 00 01 7400 ${columns} 00  01 04 07000000  01 00  00`));
    expect(rpcs[0]?.parameters[0]?.value).toEqual({
      kind: 'table', typeName: 't', columns: [{ type: { name: 'int' }, isDefault: true }, { type: { name: 'int' }, isDefault: false }], rows: [[null, 7], [null, null]],
    });
  });

  it('reads a bulk load that ends without DONE', async () => {
    const load = '81 0100 00000000 0900 26 04 01 6100  d1 04 07000000  d1 00';
    const { body } = await client.ask(packet(7, Buffer.from(load.replaceAll(' ', ''), 'hex')));
    expect(bulks[0]?.rows).toEqual([[7], [null]]);
    expect(tokenTypes(body)).toEqual(['DONE 10']);
  });

  it('reads null-bitmap rows of a bulk load', async () => {
    const load = '81 0200 00000000 0900 26 04 01 6100  00000000 0900 26 04 01 6200  d2 01 04 07000000  fd 0000 0000 0000000000000000';
    await client.ask(packet(7, Buffer.from(load.replaceAll(' ', ''), 'hex')));
    expect(bulks[0]).toEqual({ columns: [{ name: 'a', type: { name: 'int' }, isNullable: true }, { name: 'b', type: { name: 'int' }, isNullable: true }], rows: [[null, 7]] });
  });
});
