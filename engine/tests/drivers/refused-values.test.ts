// Values that no client should send, or that do not fit where they go: parameters, rows of table-valued parameters, bulk loads.
import { TYPES, type Connection } from 'tedious';
import { send, type Outcome } from '../wire/support/tedious-client';
import { startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let connection: Connection;
beforeAll(async () => { server = await startEngineServer(); });
beforeEach(async () => { connection = await server.client(); });
afterAll(async () => {
  await server.close();
  expect(server.problems).toEqual([]);
});

type TediousType = (typeof TYPES)[keyof typeof TYPES];
type Told = Error & { number?: number; state?: number };
const told = ({ error }: Outcome): [number | undefined, number | undefined, string][] =>
  ((error?.errors ?? (error ? [error] : [])) as Told[]).map(({ number, state, message }) => [number, state, message]);
const rows = (outcome: Outcome): unknown[][] => outcome.sets.at(-1)?.rows ?? [];
const STREAM = 'The incoming tabular data stream (TDS) remote procedure call (RPC) protocol stream is incorrect.';
const ADVICE = 'Check the source data for invalid values. An example of an invalid value is data of numeric type with scale greater than precision.';

describe('a parameter', () => {
  it('of more digits than its decimal has is refused', async () => {
    await send(connection, 'CREATE TABLE #prices (price decimal(5, 2))');
    const outcome = await send(connection, 'INSERT #prices VALUES (@price)', 'sql', (request) => request.addParameter('price', TYPES.Decimal, 123456.78, { precision: 5, scale: 2 }));
    expect(told(outcome)).toEqual([[8023, 1, `${STREAM} Parameter 3 ("@price"): The supplied value is not a valid instance of data type decimal. ${ADVICE}`]]);
    expect(rows(await send(connection, 'SELECT COUNT(*) FROM #prices'))).toEqual([[0]]);
  });

  it('of all the digits that its decimal has is taken', async () => {
    const outcome = await send(connection, 'SELECT CAST(@price AS varchar(9))', 'sql', (request) => request.addParameter('price', TYPES.Decimal, -999.99, { precision: 5, scale: 2 }));
    expect(rows(outcome)).toEqual([['-999.99']]);
  });
});

describe('the rows of a table-valued parameter', () => {
  const columns = (price: number): { name: string; type: TediousType; length?: number; precision?: number; scale?: number }[] =>
    [{ name: 'id', type: TYPES.Int }, { name: 'label', type: TYPES.NVarChar, length: 10 }, { name: 'price', type: TYPES.Decimal, precision: price, scale: 2 }];
  const sent = (row: unknown[], given = columns(9)) => (request: { addParameter(name: string, type: TediousType, value: unknown): void }): void =>
    request.addParameter('lines', TYPES.TVP, { schema: 'dbo', name: 'refused_lines', columns: given, rows: [[1, 'abc', 1.5], row] });
  const call = (row: unknown[], given?: ReturnType<typeof columns>): Promise<Outcome> => send(connection, 'dbo.refuse_lines', 'procedure', sent(row, given));
  const conforms = (number: number, state: number): [number, number, string] =>
    [8061, 1, `The data for table-valued parameter "@lines" doesn't conform to the table type of the parameter. SQL Server error is: ${number}, state: ${state}`];

  beforeAll(async () => {
    const owner = await server.client();
    await send(owner, 'CREATE TYPE dbo.refused_lines AS TABLE (id int NOT NULL, label nvarchar(3), price decimal(4, 2))');
    await send(owner, 'CREATE PROCEDURE dbo.refuse_lines @lines dbo.refused_lines READONLY AS SELECT id, label, price FROM @lines');
  });

  it('come in where they fit', async () => {
    expect(rows(await call([2, null, null]))).toEqual([[1, 'abc', 1.5], [2, null, null]]);
  });

  it.each([
    ['a text too long', [2, 'abcd', 1.5], 2628, 1, "String or binary data would be truncated in table '@lines', column 'label'. Truncated value: 'abc'."],
    ['a NULL', [null, 'abc', 1.5], 515, 2, "Cannot insert the value NULL into column 'id', table '@lines'; column does not allow nulls. INSERT fails."],
    ['a number too great', [2, 'abc', 123.5], 8115, 8, 'Arithmetic overflow error converting numeric to data type numeric.'],
  ])('are told of with 8061 behind the error: %s', async (_, row, number, state, text) => {
    expect(told(await call(row))).toEqual([[number, state, text], conforms(number, state)]);
    expect(rows(await send(connection, 'SELECT 1'))).toEqual([[1]]);
  });

  it('may not be of a type that does not become the column\'s', async () => {
    const given = [{ name: 'id', type: TYPES.Date }, ...columns(9).slice(1)];
    const outcome = await send(connection, 'dbo.refuse_lines', 'procedure', (request) =>
      request.addParameter('lines', TYPES.TVP, { schema: 'dbo', name: 'refused_lines', columns: given, rows: [[new Date(), 'abc', 1.5]] }));
    expect(told(outcome)).toEqual([[206, 2, 'Operand type clash: date is incompatible with int'], conforms(206, 2)]);
  });

  it('are told of by position where the parameter has no name', async () => {
    const outcome = await send(connection, 'dbo.refuse_lines', 'procedure', (request) =>
      request.addParameter('', TYPES.TVP, { schema: 'dbo', name: 'refused_lines', columns: columns(9), rows: [[null, 'abc', 1.5]] }));
    expect(told(outcome).map(([number, , text]) => [number, text.slice(0, 49)])).toEqual([[515, "Cannot insert the value NULL into column 'id', ta"], [8062, 'The data for the table-valued parameter 1 doesn\'t']]);
  });

  it('are refused as a stream that is wrong: more digits than the column says, more characters than it says', async () => {
    expect(told(await call([2, 'abc', 12345.67], columns(4)))).toEqual([
      [8043, 1, `${STREAM} Table-valued parameter 0 (""), row 2, column 3: The supplied value is not a valid instance of data type decimal. ${ADVICE}`],
    ]);
    expect(told(await call([2, 'abcdefghijk', 1.5]))).toEqual([[8037, 1, `${STREAM} Table-valued parameter 0 (""), row 2, column 2: Data type 0xE7 has an invalid data length or metadata length.`]]);
  });
});

describe('a bulk load', () => {
  const load = (type: TediousType, options: object, value: unknown): Promise<Told | undefined> => new Promise((resolve) => {
    const bulk = connection.newBulkLoad('#loaded', (error) => resolve(error ?? undefined));
    bulk.addColumn('a', type, { nullable: true, ...options });
    connection.execBulkLoad(bulk, [[value]]);
  });

  it('is refused for a text longer than its column says', async () => {
    await send(connection, 'CREATE TABLE #loaded (a nvarchar(50) NULL)');
    expect(await load(TYPES.NVarChar, { length: 5 }, 'abcdef')).toMatchObject({ number: 4815, message: 'Received an invalid column length from the bcp client for colid 1.' });
    expect(await load(TYPES.NVarChar, { length: 5 }, 'abcde')).toBeUndefined();
    expect(rows(await send(connection, 'SELECT a FROM #loaded'))).toEqual([['abcde']]);
  });

  it('is refused for more digits than its column says', async () => {
    await send(connection, 'CREATE TABLE #loaded (a decimal(9, 2) NULL)');
    expect(await load(TYPES.Decimal, { precision: 4, scale: 2 }, 1234.56)).toMatchObject({ number: 8023 });
    expect(rows(await send(connection, 'SELECT COUNT(*) FROM #loaded'))).toEqual([[0]]);
  });
});

it('a connection tells its ports', async () => {
  const outcome = await send(connection, "SELECT CAST(CONNECTIONPROPERTY('local_tcp_port') AS int), local_tcp_port, IIF(client_tcp_port > 0, 'some', 'none') FROM sys.dm_exec_connections WHERE session_id = @@SPID");
  expect(rows(outcome)).toEqual([[server.port, server.port, 'some']]);
});
