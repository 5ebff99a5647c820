// What a client is told of columns besides their types: whether they may be NULL, tell case apart, could be written through, and are computed.
import { batch, RawClient } from '../wire/support/raw-client';
import { send } from '../wire/support/tedious-client';
import { PASSWORD, startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let client: RawClient;
beforeAll(async () => {
  server = await startEngineServer();
  const setup = await server.client();
  await send(setup, 'CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY, v int, name varchar(10) COLLATE Latin1_General_CS_AS, doc xml, twice AS v * 2)');
  await send(setup, 'CREATE VIEW dbo.seen AS SELECT MIN(v) AS least, id, id + 1 AS next FROM dbo.t GROUP BY id');
  await send(setup, 'CREATE FUNCTION dbo.counted () RETURNS TABLE AS RETURN SELECT COUNT(*) AS n, COUNT(*) + 1 AS more FROM dbo.t');
  client = await RawClient.open(server.port);
  await client.login({ password: PASSWORD });
});
afterAll(() => server.close());

const MERGE = 'MERGE dbo.t USING (VALUES (1)) AS w (a) ON t.id = w.a';
const [NULLABLE, CASE_SENSITIVE, UPDATABLE, COMPUTED] = [0x01, 0x02, 0x08, 0x20];
it.each([
  ['SELECT 1 AS c', COMPUTED],
  ['DECLARE @v int; SELECT @v AS c', NULLABLE | COMPUTED],
  ['SELECT id FROM dbo.t', UPDATABLE],
  ['SELECT v FROM dbo.t', NULLABLE | UPDATABLE],
  ['SELECT name FROM dbo.t', NULLABLE | CASE_SENSITIVE | UPDATABLE],
  ['SELECT doc FROM dbo.t', NULLABLE | CASE_SENSITIVE | UPDATABLE],
  ['SELECT twice FROM dbo.t', NULLABLE | COMPUTED],
  ['SELECT COUNT(*) AS c FROM dbo.t', NULLABLE],
  ['SELECT COUNT(*) + 1 AS c FROM dbo.t', NULLABLE | COMPUTED],
  ['SELECT ROW_NUMBER() OVER (ORDER BY id) AS c FROM dbo.t', NULLABLE],
  ['SELECT id FROM dbo.t UNION SELECT id FROM dbo.t', 0],
  ['SELECT a FROM (VALUES (1)) AS w (a)', 0],
  ['SELECT c FROM (SELECT id + 1 AS c FROM dbo.t) AS d', NULLABLE],
  ['SELECT c FROM (SELECT v AS c FROM dbo.t) AS d', NULLABLE | UPDATABLE],
  ['SELECT least FROM dbo.seen', NULLABLE | UPDATABLE],
  ['SELECT next FROM dbo.seen', NULLABLE | COMPUTED],
  ['SELECT n FROM dbo.counted()', NULLABLE | UPDATABLE],
  ['SELECT more FROM dbo.counted()', NULLABLE | COMPUTED],
  ["SELECT v FROM dbo.t WHERE v IN (SELECT COUNT(*) FROM dbo.t)", NULLABLE | UPDATABLE],
  ['SELECT v + 1 AS c FROM dbo.t ORDER BY v + 1', NULLABLE | COMPUTED],
  ['SELECT v + 1 AS c FROM dbo.t ORDER BY id', NULLABLE],
  ["SELECT 'x' AS c FROM dbo.t ORDER BY id", 0],
  ['SELECT v FROM dbo.t ORDER BY id', NULLABLE | UPDATABLE],
  ['SELECT twice FROM dbo.t ORDER BY id', NULLABLE | COMPUTED],
  ['SELECT next FROM dbo.seen ORDER BY id', NULLABLE | UPDATABLE],
  ['SELECT id FROM dbo.t FOR JSON PATH', NULLABLE],
  ['SELECT id FROM dbo.t FOR XML PATH', NULLABLE],
  ['SELECT id FROM dbo.t FOR XML PATH, TYPE', NULLABLE | CASE_SENSITIVE],
  [`${MERGE} WHEN MATCHED THEN UPDATE SET v = w.a OUTPUT $action;`, 0],
  [`${MERGE} WHEN MATCHED THEN UPDATE SET v = w.a OUTPUT inserted.id;`, UPDATABLE],
  [`${MERGE} WHEN MATCHED THEN DELETE OUTPUT deleted.id;`, UPDATABLE],
  [`${MERGE} WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id) VALUES (a) OUTPUT inserted.id;`, NULLABLE | UPDATABLE],
  [`${MERGE} WHEN MATCHED THEN UPDATE SET v = w.a WHEN NOT MATCHED THEN INSERT (id) VALUES (a) OUTPUT deleted.id;`, NULLABLE | UPDATABLE],
])('%s', async (sql, expected) => {
  const { body } = await client.ask(batch(sql));
  const at = body.indexOf('810100', 'hex');
  expect(body.readUInt16LE(at + 7)).toBe(expected);
});

it('has the text of FOR XML as ntext of a table x', async () => {
  const { body } = await client.ask(batch('SELECT id FROM dbo.t FOR XML PATH'));
  const at = body.indexOf('810100', 'hex') + 9;
  expect(body.subarray(at, at + 5).toString('hex')).toBe('63feffff7f');
  expect(body.subarray(at + 10, at + 15).toString('hex')).toBe('0101007800');
});
