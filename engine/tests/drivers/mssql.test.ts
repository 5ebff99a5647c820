// mssql's own readers of what only some servers send: CLR types, vectors, text in several rows or of other code pages.
import { send } from '../wire/support/tedious-client';
import { ConnectionPool, type MssqlPool } from '../wire/support/mssql-client';
import { PASSWORD, startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let pool: MssqlPool;
beforeAll(async () => {
  server = await startEngineServer();
  pool = new ConnectionPool({ server: '127.0.0.1', port: server.port, user: 'sa', password: PASSWORD, options: { encrypt: false, trustServerCertificate: true } });
  await pool.connect();
});
afterAll(async () => {
  await pool.close();
  await server.close();
});

const query = async (text: string): Promise<unknown> => (await pool.request().query(text)).recordset[0];

it('reads points, lines and polygons of geometry', async () => {
  expect(await query("SELECT geometry::STGeomFromText('POINT (1 2)', 7) AS g")).toMatchObject({ g: { srid: 7, version: 1, points: [{ x: 1, y: 2 }], shapes: [{ type: 1 }] } });
  expect(await query("SELECT geometry::STGeomFromText('LINESTRING (1 2, 3 4)', 0) AS g")).toMatchObject({ g: { points: [{ x: 1, y: 2 }, { x: 3, y: 4 }] } });
  expect(await query("SELECT geometry::STGeomFromText('POLYGON ((0 0, 3 0, 3 3, 0 0), (1 1, 2 1, 2 2, 1 1))', 0) AS g")).toMatchObject({
    g: { points: { length: 8 }, figures: [{ attribute: 2, pointOffset: 0 }, { attribute: 0, pointOffset: 4 }], shapes: [{ parentOffset: -1, figureOffset: 0, type: 3 }] },
  });
  expect(await query("SELECT geometry::STGeomFromText('POINT (1 2 3 4)', 0) AS g")).toMatchObject({ g: { points: [{ x: 1, y: 2, z: 3, m: 4 }] } });
  expect(await query('SELECT CAST(NULL AS geometry) AS g')).toEqual({ g: null });
});

it('reads geography as latitude and longitude', async () => {
  expect(await query('SELECT geography::Point(48.1, 11.5, 4326) AS g')).toMatchObject({ g: { srid: 4326, points: [{ lat: 48.1, lng: 11.5 }] } });
});

it('reads a hierarchyid as its bytes, and finds it by its path', async () => {
  expect(await query("SELECT CAST('/1/1/' AS hierarchyid) AS node, CAST(NULL AS hierarchyid) AS none, CAST('/' AS hierarchyid) AS root")).toEqual({ node: Buffer.from([0x5a, 0xc0]), none: null, root: Buffer.alloc(0) });
  expect(await query("DECLARE @path nvarchar(20) = N'/1/1/'; SELECT node.ToString() AS path FROM (VALUES (CAST('/1/1/' AS hierarchyid)), ('/1/2/')) AS t(node) WHERE node = @path")).toEqual({ path: '/1/1/' });
});

it('reads a vector as JSON text', async () => {
  const { v } = await query("SELECT CAST('[1, 2.5]' AS vector(2)) AS v") as { v: string };
  expect(JSON.parse(v)).toEqual([1, 2.5]);
});

it.each(['XML', 'JSON'])('puts the rows of a long FOR %s together', async (form) => {
  const { recordset } = await pool.request().query(`SELECT REPLICATE(CAST(N'x' AS nvarchar(max)), 5000) AS big FOR ${form} PATH`);
  const text = Object.values(recordset[0] ?? {})[0] as string;
  expect(recordset).toHaveLength(1);
  expect(text).toContain('x'.repeat(5000));
});

it('reads varchar of other code pages', async () => {
  const connection = await server.client();
  const polish = await send(connection, "SELECT CAST(N'Łódź' AS varchar(10)) COLLATE Polish_CI_AS AS lost");
  expect(polish.error).toBeUndefined();
  await send(connection, "CREATE TABLE #word (p varchar(10) COLLATE Polish_CI_AS, c varchar(10) COLLATE Cyrillic_General_CI_AS, g varchar(10) COLLATE SQL_Latin1_General_CP1253_CI_AS, w varchar(10)); INSERT #word VALUES (N'Łódź', N'Жук', N'Ωμέγα', N'€‡œ')");
  const { sets } = await send(connection, 'SELECT * FROM #word');
  expect(sets[0]?.rows).toEqual([['Łódź', 'Жук', 'Ωμέγα', '€‡œ']]);
});
