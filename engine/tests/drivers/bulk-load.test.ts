// What a bulk load takes, what it leaves unchecked, and what the client is told.
import { TYPES, type Connection } from 'tedious';
import { batch, completions, HEADERS, packet, RawClient, tokenTypes } from '../wire/support/raw-client';
import { send } from '../wire/support/tedious-client';
import { PASSWORD, startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let connection: Connection;
let client: RawClient;
beforeAll(async () => { server = await startEngineServer(); });
afterAll(async () => {
  await server.close();
  expect(server.problems).toEqual([]);
});
beforeEach(async () => {
  connection = await server.client();
  client = await RawClient.open(server.port);
  await client.login({ password: PASSWORD });
});
afterEach(() => client.close());

type Options = NonNullable<Parameters<Connection['newBulkLoad']>[1]>;
type ColumnOptions = NonNullable<Parameters<ReturnType<Connection['newBulkLoad']>['addColumn']>[2]>;
type BulkColumn = readonly [name: string, type: typeof TYPES.Int, options: ColumnOptions];
interface Load { readonly table: string; readonly columns: readonly BulkColumn[]; readonly rows: readonly unknown[][]; readonly options?: Options }
interface Loaded { readonly number: number | undefined; readonly state: number | undefined; readonly message: string | undefined; readonly count: number | undefined }

const INT: BulkColumn[2] = { nullable: false };
const load = ({ table, columns, rows, options = {} }: Load): Promise<Loaded> => new Promise((resolve) => {
  const bulk = connection.newBulkLoad(table, options, (error, count) => {
    const { number, state, message } = (error ?? {}) as { number?: number; state?: number; message?: string };
    resolve({ number, state, message, count });
  });
  for (const [name, type, given] of columns) bulk.addColumn(name, type, given);
  connection.execBulkLoad(bulk, rows as never);
});
const rowsOf = async (sql: string): Promise<unknown[][]> => (await send(connection, sql)).sets.flatMap(({ rows }) => rows);

it('is told of by its own code, and not counted under NOCOUNT', async () => {
  await client.ask(batch('CREATE TABLE #t (a int NOT NULL PRIMARY KEY)'));
  const insert = async (value: number): Promise<string[]> => {
    const begun = completions((await client.ask(batch('insert bulk #t (a int)'))).body);
    return [...begun, ...completions((await client.ask(packet(7, Buffer.from(`81010000000000080026040161 00d1 040${value}000000 fd000000000000000000000000`.replaceAll(' ', ''), 'hex')))).body)];
  };
  expect(await insert(1)).toEqual(['fd', '.f0']);
  expect(await insert(1)).toEqual(['fd', '2627', '3621', '!f0']);
  await client.ask(batch('SET NOCOUNT ON'));
  expect(await insert(2)).toEqual(['fd', 'f0']);
  await client.ask(batch('SET XACT_ABORT ON'));
  expect(await insert(2)).toEqual(['fd', '2627', '!fd']);
});

it.each([
  ['insert bulk #t (a int) PRINT 1', '428 !fd'],
  ['insert bulk #t', '102 !fd'],
  ['insert bulk #t (a int) WITH (KEEP_IDENTITY)', '102 !fd'],
  ['insert bulk #t (a notatype)', '2715 !fd'],
  ['insert bulk #t (a int, A int)', '264 !fd'],
  ['insert bulk #t (twice int)', '271 !fd'],
  ['insert bulk #missing (a int)', '208 !fd'],
  ['insert bulk #t (b int)', '!fd'],
])('%s', async (sql, expected) => {
  await client.ask(batch('CREATE TABLE #t (a int, twice AS a * 2)'));
  expect(completions((await client.ask(batch(sql))).body).join(' ')).toBe(expected);
});

it('waits for its rows: any other request is an error, and the next one is not', async () => {
  await client.ask(batch('CREATE TABLE #t (a int)'));
  await client.ask(batch('insert bulk #t (a int)'));
  expect(tokenTypes((await client.ask(batch("PRINT 'lost'"))).body)).toEqual(['ERROR 4022 16', 'DONE 2']);
  expect(completions((await client.ask(batch("PRINT 'heard'"))).body)).toEqual(['0', 'f7']);
  await client.ask(batch('insert bulk #t (a int)'));
  const rpc = packet(3, Buffer.concat([HEADERS, Buffer.from('ffff0a000000', 'hex')]));
  expect(tokenTypes((await client.ask(rpc)).body)[0]).toBe('ERROR 4022 16');
});

it('is called off with its message', async () => {
  await client.ask(batch('CREATE TABLE #t (a int)'));
  await client.ask(batch('insert bulk #t (a int)'));
  expect(tokenTypes((await client.ask(packet(7, Buffer.from('81', 'hex'), 3))).body)).toEqual(['DONE 2']);
  expect(completions((await client.ask(batch("PRINT 'heard'"))).body)).toEqual(['0', 'f7']);
});

describe('of columns that are not the table\'s', () => {
  beforeEach(() => send(connection, 'CREATE TABLE #t (a int NULL, b int NOT NULL DEFAULT 5, m nvarchar(max) NULL)'));

  it.each<[string, readonly BulkColumn[], unknown[], number, number]>([
    ['may be NULL', [['b', TYPES.Int, { nullable: true }]], [1], 4816, 1],
    ['may not be NULL', [['a', TYPES.Int, { nullable: false }]], [1], 4816, 1],
    ['are of limited length', [['m', TYPES.NVarChar, { nullable: true, length: 10 }]], ['x'], 4816, 2],
  ])('that %s', async (_name, columns, row, number, state) => {
    expect(await load({ table: '#t', columns, rows: [row] })).toMatchObject({ number, state });
    expect(await rowsOf('SELECT COUNT(*) FROM #t')).toEqual([[0]]);
  });

  it('or of another kind, or more of them than said', async () => {
    const INT_COLUMN = '00000000 0900 2604 0161 00';
    await client.ask(batch('CREATE TABLE #t (a int NULL, v varchar(5) NULL)'));
    const sent = async (declared: string, hex: string): Promise<string[]> => {
      await client.ask(batch(`insert bulk #t (${declared})`));
      return tokenTypes((await client.ask(packet(7, Buffer.from(hex.replaceAll(' ', ''), 'hex')))).body);
    };
    expect(await sent('v varchar(5)', `81 0100 ${INT_COLUMN} d1 04 07000000 fd000000000000000000000000`)).toEqual(['ERROR 4816 16', 'DONE 2']);
    expect(await sent('a int, v varchar(5)', `81 0100 ${INT_COLUMN} d1 04 07000000 fd000000000000000000000000`)).toEqual(['ERROR 4804 16', 'DONE 2']);
    expect(await sent('a int', 'fd000000000000000000000000')).toEqual(['ERROR 4804 16', 'DONE 2']);
    expect(await sent('a int', `81 0100 ${INT_COLUMN} fd000000000000000000000000`)).toEqual(['DONE 10']);
  });
});

it('NULLs become the column\'s default, unless they are to be kept', async () => {
  await send(connection, "CREATE TABLE #t (id int NOT NULL, v varchar(10) NULL DEFAULT 'none', n int NULL DEFAULT 42, w int NULL, x int NULL DEFAULT 7)");
  const columns: readonly BulkColumn[] = [['id', TYPES.Int, INT], ['v', TYPES.VarChar, { nullable: true, length: 5 }], ['n', TYPES.Int, { nullable: true }], ['w', TYPES.Int, { nullable: true }]];
  await load({ table: '#t', columns, rows: [[1, null, null, null], [2, 'x', 5, 6]] });
  await load({ table: '#t', columns, rows: [[3, null, null, null]], options: { keepNulls: true } });
  expect(await rowsOf('SELECT * FROM #t ORDER BY id')).toEqual([[1, 'none', 42, null, 7], [2, 'x', 5, 6, 7], [3, null, null, null, 7]]);
});

it('a conversion that fails ends the transaction', async () => {
  await send(connection, 'CREATE TABLE #t (a int NOT NULL)');
  await send(connection, 'BEGIN TRAN');
  expect(await load({ table: '#t', columns: [['a', TYPES.VarChar, { nullable: false, length: 5 }]], rows: [['x']] })).toMatchObject({ number: 245 });
  expect(await rowsOf('SELECT @@TRANCOUNT')).toEqual([[0]]);
});

describe('without a word of checks', () => {
  const STATES = "SELECT name, is_not_trusted, is_disabled FROM sys.check_constraints WHERE name = 'above' UNION ALL SELECT name, is_not_trusted, is_disabled FROM sys.foreign_keys WHERE name = 'child_parent' ORDER BY name";
  const columns: readonly BulkColumn[] = [['id', TYPES.Int, INT], ['v', TYPES.Int, { nullable: true }]];
  beforeEach(async () => {
    await send(connection, 'DROP TABLE IF EXISTS dbo.child, dbo.noted, dbo.parent');
    await send(connection, 'CREATE TABLE dbo.parent (id int NOT NULL PRIMARY KEY); CREATE TABLE dbo.noted (n int)');
    await send(connection, 'CREATE TABLE dbo.child (id int NOT NULL, v int NULL CONSTRAINT above CHECK (v > 0) CONSTRAINT child_parent REFERENCES dbo.parent (id))');
    await send(connection, 'CREATE TRIGGER dbo.notes ON dbo.child AFTER INSERT AS INSERT dbo.noted SELECT COUNT(*) FROM inserted');
  });

  it('neither conditions nor foreign keys hold, which are not trusted from then on, and no trigger fires', async () => {
    expect(await load({ table: 'dbo.child', columns, rows: [[1, -5], [2, 99]] })).toMatchObject({ number: undefined, count: 2 });
    expect(await rowsOf(STATES)).toEqual([['above', true, false], ['child_parent', true, false]]);
    expect(await rowsOf('SELECT COUNT(*) FROM dbo.noted')).toEqual([[0]]);
    expect((await send(connection, 'INSERT dbo.child VALUES (3, -1)')).error?.number).toBe(547);
  });

  it('with one they do', async () => {
    expect(await load({ table: 'dbo.child', columns, rows: [[1, -5]], options: { checkConstraints: true } })).toMatchObject({ number: 547 });
    expect(await load({ table: 'dbo.child', columns, rows: [[1, null], [2, null]], options: { checkConstraints: true, fireTriggers: true } })).toMatchObject({ count: 2 });
    expect(await rowsOf(STATES)).toEqual([['above', false, false], ['child_parent', false, false]]);
    expect(await rowsOf('SELECT n FROM dbo.noted')).toEqual([[2]]);
  });

  it('what fails leaves everything as it was', async () => {
    await send(connection, 'ALTER TABLE dbo.child ADD CONSTRAINT one UNIQUE (id)');
    expect(await load({ table: 'dbo.child', columns, rows: [[1, -5], [1, -5]] })).toMatchObject({ number: 2627 });
    expect(await rowsOf(STATES)).toEqual([['above', false, false], ['child_parent', false, false]]);
  });
});
