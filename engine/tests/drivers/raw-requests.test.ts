// What clients other than tedious send: NULLs without a type (go-mssqldb), tables with default columns, a new password in LOGIN7, bulk loads without DONE (FreeTDS).
import { batch, HEADERS, login7, packet, prelogin, RawClient, tokenTypes } from '../wire/support/raw-client';
import { send } from '../wire/support/tedious-client';
import type { Connection } from 'tedious';
import { PASSWORD, startEngineServer, type EngineServer } from './engine-server';

let server: EngineServer;
let checks: Connection;
let client: RawClient;
beforeAll(async () => {
  server = await startEngineServer();
  checks = await server.client();
  await send(checks, 'CREATE TYPE dbo.lines AS TABLE (id int IDENTITY(10, 5), text nvarchar(20) NOT NULL, made int NOT NULL DEFAULT 7, note nvarchar(9) NULL)');
  await send(checks, 'CREATE TABLE dbo.taken (id int, text nvarchar(20), made int, note nvarchar(9))');
  await send(checks, 'CREATE PROCEDURE dbo.take @lines dbo.lines READONLY AS INSERT dbo.taken SELECT * FROM @lines');
  await send(checks, 'CREATE TABLE dbo.moment (a date NULL, b uniqueidentifier NULL, c varbinary(4) NULL)');
  await send(checks, 'CREATE PROCEDURE dbo.keep @a date, @b uniqueidentifier, @c varbinary(4) AS INSERT dbo.moment VALUES (@a, @b, @c)');
});
afterAll(async () => {
  await server.close();
  expect(server.problems).toEqual([]);
});
beforeEach(async () => { client = await RawClient.open(server.port); });
afterEach(() => client.close());

const rpc = (procedure: string, hex: string): Buffer => {
  const name = Buffer.alloc(2);
  name.writeUInt16LE(procedure.length);
  return packet(3, Buffer.concat([HEADERS, name, Buffer.from(procedure, 'utf16le'), Buffer.from([0, 0]), Buffer.from(hex.replaceAll(' ', ''), 'hex')]));
};
const text = (value: string): string => Buffer.from(value, 'utf16le').toString('hex');
const rows = async (sql: string): Promise<unknown[][]> => (await send(checks, sql)).sets[0]?.rows ?? [];

it('a NULL without a type is one of any type', async () => {
  await client.login({ password: PASSWORD });
  const { body } = await client.ask(rpc('dbo.keep', '00 00 1f  00 00 1f  00 00 1f'));
  expect(tokenTypes(body).at(-1)).toBe('DONEPROC 0');
  expect(await rows('SELECT * FROM dbo.moment')).toEqual([[null, null, null]]);
});

it('the default columns of a table-valued parameter get what the type says, and the identity of the session stays', async () => {
  await client.login({ password: PASSWORD });
  const column = (flags: string, type: string): string => `00000000 ${flags} ${type} 00`;
  const varying = 'e7 2800 0904d00034';
  const row = (value: string): string => `01 ${(value.length * 2).toString(16).padStart(2, '0')}00 ${text(value)}`;
  const table = `00 00 f3 00 03 ${text('dbo')} 05 ${text('lines')} 0400 ${column('0002', '26 04')} ${column('0000', varying)} ${column('0002', '26 04')} ${column('0002', varying)} 00 ${row('one')} ${row('two')} 00`;
  const { body } = await client.ask(rpc('dbo.take', table));
  expect(tokenTypes(body).filter((token) => token.startsWith('ERROR'))).toEqual([]);
  expect(await rows('SELECT * FROM dbo.taken ORDER BY id')).toEqual([[10, 'one', 7, null], [15, 'two', 7, null]]);
});

it('a bulk load of FreeTDS is loaded', async () => {
  await client.login({ password: PASSWORD });
  await send(checks, 'CREATE TABLE dbo.loaded (a int NULL)');
  await client.ask(batch('INSERT BULK dbo.loaded (a int)'));
  expect(tokenTypes((await client.ask(packet(7, Buffer.from('8101000000000009002604016100 d1 04 07000000 d1 00'.replaceAll(' ', ''), 'hex')))).body)).toEqual(['DONE 10']);
  expect(await rows('SELECT a FROM dbo.loaded ORDER BY a')).toEqual([[null], [7]]);
});

/** A well-known procedure by its number, with option flags. */
const byId = (id: number, flags: number, hex: string): Buffer => packet(3, Buffer.concat([HEADERS, Buffer.from([0xff, 0xff, id, 0, flags, 0]), Buffer.from(hex.replaceAll(' ', ''), 'hex')]));
const number = (value: number | undefined, isOutput = false): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value ?? 0);
  return `00 ${isOutput ? '01' : '00'} 26 04 ${value === undefined ? '00' : `04 ${bytes.toString('hex')}`}`;
};
const statement = (sql: string): string => {
  const lengthBytes = Buffer.alloc(2);
  lengthBytes.writeUInt16LE(sql.length * 2);
  return `00 00 e7 ${lengthBytes.toString('hex')} 0904d00034 ${lengthBytes.toString('hex')} ${text(sql)}`;
};

it('a server cursor: its row status is a hidden column, and a client that knows the columns is not told again', async () => {
  const [OPEN, FETCH, CLOSE, NO_METADATA] = [2, 7, 9, 2];
  await client.login({ password: PASSWORD });
  await send(checks, 'CREATE TABLE dbo.walked (id int NOT NULL PRIMARY KEY); INSERT dbo.walked VALUES (1), (2), (3)');
  const opened = (await client.ask(byId(OPEN, 0, `${number(undefined, true)} ${statement('SELECT id FROM dbo.walked ORDER BY id')} ${number(1, true)} ${number(4, true)} ${number(undefined, true)}`))).body.toString('hex');
  expect(opened).toMatch(/^810200/);
  expect(opened).toContain('a50600010004020014');
  const outputs = [...opened.matchAll(/ac(?:0[0-4]00)00010000000000002604(?:04)(.{8})/g)].map((match) => Buffer.from(match[1] ?? '', 'hex').readInt32LE(0));
  expect(outputs.slice(1)).toEqual([1, 4, 3]);
  const fetched = (await client.ask(byId(FETCH, NO_METADATA, `${number(outputs[0])} ${number(2)} ${number(0)} ${number(2)}`))).body.toString('hex');
  expect(fetched).toMatch(/^81ffffd10100000001000000d10200000001000000ff/);
  const closed = await client.ask(byId(CLOSE, 0, number(outputs[0])));
  expect(tokenTypes(closed.body)).toEqual(['RETURNSTATUS 0', 'DONEPROC 0']);
  const gone = await client.ask(byId(FETCH, 0, `${number(outputs[0])} ${number(2)} ${number(0)} ${number(2)}`));
  expect(tokenTypes(gone.body)).toEqual(['ERROR 16909 16', 'RETURNSTATUS 1', 'DONEPROC 2']);
});

it('a server cursor over what is not there has no handle and the error\'s number for its status', async () => {
  await client.login({ password: PASSWORD });
  const { body } = await client.ask(byId(2, 0, `${number(undefined)} ${statement('SELECT * FROM dbo.nothing')} ${number(1)} ${number(1)}`));
  expect(tokenTypes(body)).toEqual(['ERROR 208 16', 'ERROR 16945 16', 'RETURNSTATUS 208', 'DONEPROC 2']);
});

/** LOGIN7 with a new password. */
function changing(user: string, password: string, newPassword: string): Buffer {
  const body = login7({ user, password });
  const hidden = Buffer.from(Buffer.from(newPassword, 'utf16le').map((byte) => (((byte << 4) | (byte >> 4)) & 0xff) ^ 0xa5));
  body.writeUInt16LE(body.length, 86);
  body.writeUInt16LE(newPassword.length, 88);
  body.writeUInt8(body.readUInt8(27) | 0x01, 27);
  body.writeUInt32LE(body.length + hidden.length, 0);
  return packet(16, Buffer.concat([body, hidden]));
}

it('a login changes its password while logging in, if it knows the old one', async () => {
  await send(checks, "CREATE LOGIN walker WITH PASSWORD = 'Before#1'");
  const tokens = async (login: Buffer): Promise<string[]> => {
    const one = await RawClient.open(server.port);
    await one.ask(prelogin(2));
    const { body } = await one.ask(login);
    one.close();
    return tokenTypes(body);
  };
  const plain = (password: string): Buffer => packet(16, login7({ user: 'walker', password }));
  expect(await tokens(changing('walker', 'wrong', 'After#1'))).toContain('ERROR 18456 14');
  expect(await tokens(changing('walker', 'Before#1', 'After#1'))).toContain('LOGINACK');
  expect(await tokens(plain('Before#1'))).toContain('ERROR 18456 14');
  expect(await tokens(plain('After#1'))).toContain('LOGINACK');
});
