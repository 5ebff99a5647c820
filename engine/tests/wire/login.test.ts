// Logging in: PRELOGIN, TLS in its three forms, LOGIN7, the answer's order, refusals.
import { INT } from '../../src/types/sql-type';
import { startFake, type Running, type Script } from './support/fake-server';
import { connect, disconnect, send } from './support/tedious-client';
import { ConnectionPool } from './support/mssql-client';
import { batch, login7, packet, prelogin, RawClient, tokenTypes } from './support/raw-client';

const script: Script = {
  batch: (text, sink) => {
    sink.columns([{ name: 'echo', type: { name: 'nvarchar', length: 'max' }, isNullable: false }]);
    sink.row([text]);
    sink.statementEnd({ command: 0xc1, rowCount: 1 });
  },
  rpc: (_request, sink) => {
    sink.procedureBegin();
    sink.columns([{ name: 'one', type: INT, isNullable: false }]);
    sink.row([1]);
    sink.statementEnd({ command: 0xc1, rowCount: 1 });
    sink.procedureEnd({ returnStatus: 0 });
  },
};

let running: Running;
beforeEach(async () => { running = await startFake(script); });
afterEach(() => running.listener.close());

const LOGIN_ORDER = ['ENVCHANGE 1', 'INFO 5701 0', 'ENVCHANGE 7', 'ENVCHANGE 2', 'INFO 5703 0', 'LOGINACK', 'ENVCHANGE 4'];

describe('with tedious', () => {
  it('logs in without TLS and hands the login over', async () => {
    const connection = await connect(running.port, { database: 'shop', appName: 'tests', language: 'us_english', workstationId: 'box' });
    expect(running.server.logins).toEqual([{ user: 'sa', password: 'Secret#1', database: 'shop', hostName: 'box', applicationName: 'tests', language: 'us_english', clientProcessId: process.pid, isEncrypted: false, ports: { local: running.port, client: expect.any(Number) } }]);
    await disconnect(connection);
  });

  it('reports database, language, collation and packet size', async () => {
    const seen: string[] = [];
    const { Connection } = await import('tedious');
    const { configuration } = await import('./support/tedious-client');
    const connection = new Connection(configuration(running.port, { database: 'shop', packetSize: 8192 }));
    connection.on('databaseChange', (name) => seen.push(name));
    connection.on('languageChange', (name) => seen.push(name));
    connection.on('infoMessage', (info) => seen.push(`${info.number}/${info.class}: ${info.message}`));
    await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
    expect(seen).toEqual(['shop', "5701/0: Changed database context to 'shop'.", 'us_english', '5703/0: Changed language setting to us_english.']);
    expect((connection as unknown as { messageIo: { packetSize(): number } }).messageIo.packetSize()).toBe(8192);
    expect((connection as unknown as { databaseCollation: { codepage: string; sortId: number } }).databaseCollation).toMatchObject({ codepage: 'CP1252', sortId: 52 });
    await disconnect(connection);
  });

  it.each([['all', 512], ['all', 4096], ['all', 32767]])('talks TLS for %s of a connection, packets of %d', async (_scope, packetSize) => {
    const connection = await connect(running.port, { encrypt: true, packetSize });
    const text = 'x'.repeat(50_000);
    const { sets, error } = await send(connection, text);
    expect(error).toBeUndefined();
    expect(sets[0]?.rows).toEqual([[text]]);
    await disconnect(connection);
  });

  it('makes one certificate for all handshakes of a listener', async () => {
    const certificates = await Promise.all([1, 2].map(async () => {
      const connection = await connect(running.port, { encrypt: true });
      const io = (connection as unknown as { messageIo: { securePair: { cleartext: { getPeerCertificate(): { fingerprint256: string }; getProtocol(): string } } } }).messageIo;
      const { cleartext } = io.securePair;
      const seen = [cleartext.getPeerCertificate().fingerprint256, cleartext.getProtocol()];
      await disconnect(connection);
      return seen;
    }));
    expect(certificates[0]).toEqual(certificates[1]);
    expect(certificates[0]?.[0]).toMatch(/^[0-9A-F:]{95}$/);
    expect(certificates[0]?.[1]).toBe('TLSv1.2');
  });

  it.each([[false], [true]])('refuses a wrong password with 18456 (TLS %s)', async (encrypt) => {
    await expect(connect(running.port, { encrypt }, 'wrong')).rejects.toMatchObject({ code: 'ELOGIN', message: "Login failed for user 'sa'." });
    expect(running.server.sessions).toHaveLength(0);
  });

  it('cuts Encrypt=strict off at its first byte', async () => {
    await expect(connect(running.port, { encrypt: 'strict' })).rejects.toThrow();
    expect(String(running.server.problems[0])).toContain('unknown packet type 22');
  });

  it('takes the default database when the asked one may be missing', async () => {
    const connection = await connect(running.port, { database: 'missing', fallbackToDefaultDb: true });
    expect(running.server.logins.map(({ database }) => database)).toEqual(['missing', '']);
    await disconnect(connection);
  });
});

it.each([[true], [false]])('serves a pool of mssql (encrypt %s)', async (encrypt) => {
  const pool = new ConnectionPool({ server: '127.0.0.1', port: running.port, user: 'sa', password: 'Secret#1', options: { encrypt, trustServerCertificate: true } });
  await pool.connect();
  const { recordset } = await pool.request().query('select 1 as one');
  expect(recordset).toEqual([{ one: 1 }]);
  await pool.close();
  await running.server.untilSessionClosed();
});

describe('byte by byte', () => {
  let client: RawClient;
  beforeEach(async () => { client = await RawClient.open(running.port); });
  afterEach(() => client.close());

  it.each([[0, 0], [1, 1], [2, 2], [3, 1]])('answers encryption %d with %d', async (asked, answered) => {
    const { type, body } = await client.ask(prelogin(asked));
    expect(type).toBe(4);
    expect(body.toString('hex')).toBe(`00001a0006010020000102002100010300220000040022000 1ff100010270000${answered.toString(16).padStart(2, '0')}0000`.replace(' ', ''));
  });

  it('sends the tokens of an accepted login in order', async () => {
    const { body, packets } = await client.login();
    expect(tokenTypes(body)).toEqual([...LOGIN_ORDER, 'DONE 0']);
    expect(packets[0]?.spid).toBe(51);
  });

  it('acknowledges UTF-8 and nothing else, only when asked', async () => {
    const features = Buffer.from('01000000000a0100000001ff', 'hex');
    const { body } = await client.login({ features });
    expect(tokenTypes(body)).toEqual([...LOGIN_ORDER, 'FEATUREEXTACK', 'DONE 0']);
    expect(body.toString('hex')).toContain('ae0a0100000001ff');
  });

  it('encrypts the login packet alone for a client that says OFF', async () => {
    await client.ask(prelogin(0));
    await client.sendThroughTls(packet(16, login7()));
    expect(tokenTypes((await client.read()).body)).toEqual([...LOGIN_ORDER, 'DONE 0']);
    const before = client.firstBytes.length;
    const { body } = await client.ask(batch('in clear'));
    expect(body.includes(Buffer.from('in clear', 'utf16le'))).toBe(true);
    expect(client.firstBytes.slice(before)).toEqual([4]);
  });

  it('takes the second packet of an encrypted login in clear text', async () => {
    const body = login7({ features: Buffer.concat([Buffer.from('0a0100000001', 'hex'), Buffer.from('ff', 'hex')]) });
    await client.ask(prelogin(0));
    await client.sendThroughTls(packet(16, body.subarray(0, 100), 0));
    client.socket.write(packet(16, body.subarray(100)));
    expect(tokenTypes((await client.read()).body)).toContain('LOGINACK');
  });

  it('sends 4060 and then 18456 when the database must be there', async () => {
    const { body } = await client.login({ database: 'missing' });
    expect(tokenTypes(body)).toEqual(['ERROR 4060 11', 'ERROR 18456 14', 'DONE 2']);
    await client.untilClosed();
  });

  it('tells 4063 when it need not be', async () => {
    const { body } = await client.login({ database: 'missing', flags1: 0xa0 });
    expect(tokenTypes(body)).toEqual(['ERROR 4063 11', ...LOGIN_ORDER, 'DONE 0']);
  });

  it.each([
    [0x730b0003, 0x730b0003],
    [0x74000004, 0x74000004],
    [0x75000000, 0x74000004],
  ])('agrees with a client of TDS %i on %i', async (tdsVersion, agreed) => {
    const { body } = await client.login({ tdsVersion });
    expect(tokenTypes(body)).toEqual([...LOGIN_ORDER, 'DONE 0']);
    const ack = body.indexOf(Buffer.from('Microsoft SQL Server', 'utf16le'));
    expect(body.readUInt32BE(ack - 5)).toBe(agreed);
    expect(running.server.logins.map((login) => login.tdsVersion)).toEqual([agreed === 0x74000004 ? undefined : agreed]);
  });

  it.each([
    ['TDS versions below 7.3.B', { tdsVersion: 0x730a0003 }],
    ['Windows authentication', { flags2: 0x80 }],
    ['Microsoft Entra authentication', { features: Buffer.from('0200000000ff', 'hex') }],
  ])('refuses %s by name', async (name, options) => {
    const { body } = await client.login(options);
    expect(tokenTypes(body)).toEqual(['ERROR 49999 16', 'DONE 2']);
    expect(body.toString('utf16le', 0) + body.subarray(1).toString('utf16le')).toContain(name);
    await client.untilClosed();
    expect(running.server.logins).toEqual([]);
  });

  it.each([
    ['a batch before PRELOGIN', () => batch('x')],
    ['an unknown packet type', () => packet(99, Buffer.alloc(0))],
    ['PRELOGIN without VERSION', () => packet(18, Buffer.from([0xff]))],
    ['a PRELOGIN option outside the message', () => packet(18, Buffer.from([0, 0, 99, 0, 6, 0xff]))],
    ['HTTP', () => Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('closes without an answer on %s', async (_what, bytes) => {
    client.socket.write(bytes());
    await client.untilClosed();
    expect(client.firstBytes).toEqual([]);
  });

  it.each([
    ['a short LOGIN7', () => packet(16, Buffer.alloc(20))],
    ['a batch instead of LOGIN7', () => batch('x')],
    ['a name outside the message', () => { const body = login7(); body.writeUInt16LE(5000, 40); return packet(16, body); }],
  ])('closes without an answer on %s', async (_what, bytes) => {
    await client.ask(prelogin(2));
    const before = client.firstBytes.length;
    client.socket.write(bytes());
    await client.untilClosed();
    expect(client.firstBytes).toHaveLength(before);
    expect(running.server.logins).toEqual([]);
  });
});
