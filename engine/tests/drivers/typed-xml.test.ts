// What a client hears of typed xml: its text, and in the metadata the collection that it obeys; also after a backup came back under another name.
import { Request, type Connection } from 'tedious';
import { send } from '../wire/support/tedious-client';
import { startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let connection: Connection;
beforeAll(async () => {
  server = await startEngineServer();
  connection = await server.client();
});
afterAll(() => server.close());

interface Heard { readonly collections: unknown[]; readonly values: unknown[] }

/** The collections and values of the columns of the last row. */
const hear = (text: string): Promise<Heard> => new Promise((resolve, reject) => {
  const heard: { collections: unknown[]; values: unknown[] } = { collections: [], values: [] };
  const request = new Request(text, (error) => (error ? reject(error) : resolve(heard)));
  request.on('columnMetadata', (columns) => { heard.collections = (columns as unknown as { schema?: unknown }[]).map(({ schema }) => schema); });
  request.on('row', (row) => { heard.values = (row as unknown as { value: unknown }[]).map(({ value }) => value); });
  connection.execSqlBatch(request);
});

const SCHEMA = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="n" type="xs:int"/></xs:schema>';

it('names database, schema and collection of a column, a variable and a cast, and none for untyped xml', async () => {
  await send(connection, 'CREATE DATABASE typed');
  await send(connection, 'USE typed');
  await send(connection, 'CREATE SCHEMA own');
  await send(connection, `CREATE XML SCHEMA COLLECTION own.numbers AS N'${SCHEMA}'`);
  await send(connection, "CREATE TABLE dbo.t (typed xml(own.numbers), free xml); INSERT dbo.t VALUES ('<n>01</n>', '<n>01</n>')");
  const collection = { dbname: 'typed', owningSchema: 'own', xmlSchemaCollection: 'numbers' };
  expect(await hear("DECLARE @x xml(own.numbers) = '<n>02</n>'; SELECT typed, free, @x, CAST('<n> 3 </n>' AS xml(own.numbers)) FROM dbo.t")).toEqual({
    collections: [collection, undefined, collection, collection],
    values: ['<n>1</n>', '<n>01</n>', '<n>2</n>', '<n>3</n>'],
  });
});

it('names the database that a query reaches from another one, and the one that a backup was restored as', async () => {
  await send(connection, "BACKUP DATABASE typed TO DISK = 'typed.bak'");
  await send(connection, "RESTORE DATABASE typed_again FROM DISK = 'typed.bak' WITH MOVE 'typed' TO 'typed_again.mdf', MOVE 'typed_log' TO 'typed_again.ldf'");
  await send(connection, 'USE master');
  expect((await hear('SELECT typed FROM typed.dbo.t')).collections).toEqual([{ dbname: 'typed', owningSchema: 'own', xmlSchemaCollection: 'numbers' }]);
  expect(await hear('SELECT typed FROM typed_again.dbo.t')).toEqual({ collections: [{ dbname: 'typed_again', owningSchema: 'own', xmlSchemaCollection: 'numbers' }], values: ['<n>1</n>'] });
  const refused = await send(connection, "INSERT typed_again.dbo.t (typed) VALUES ('<n>x</n>')");
  expect(refused.error?.message).toBe("XML Validation: Invalid simple type value: 'x'. Location: /*:n[1]");
});
