// The connection under load and under stress: packet sizes, big values, attention, vanishing clients, many clients, broken clients.
import { Request, type Connection } from 'tedious';
import { MessageReader, splitMessage, type TdsMessage } from '../../src/tds/packet';
import { INT, nvarchar } from '../../src/types/sql-type';
import { startFake, type Running, type Script } from './support/fake-server';
import { ConnectionPool } from './support/mssql-client';
import { batch, packet, RawClient, tokenTypes, HEADERS } from './support/raw-client';
import { connect, disconnect, send } from './support/tedious-client';

const script: Script = {
  batch: async (text, sink, session) => {
    if (text === 'wait') {
      sink.columns([{ name: 'a', type: INT, isNullable: false }]);
      sink.row([1]);
      await session.untilCancelled();
      return;
    }
    if (text === 'endless') {
      sink.columns([{ name: 'a', type: INT, isNullable: false }]);
      for (let row = 0; session.cancelCount === 0; row += 1) {
        sink.row([row]);
        if (row % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return;
    }
    if (text === 'later') await new Promise((resolve) => setTimeout(resolve, 20));
    if (text === 'kill') return session.client.disconnect();
    if (text === 'closed?') text = running.server.sessions[0]?.isClosed === true ? 'session 1 is closed' : 'session 1 is open';
    if (text === 'reject') throw new Error('a broken engine');
    sink.columns([{ name: 'echo', type: nvarchar('max'), isNullable: false }]);
    const count = /^rows (\d+)$/.exec(text)?.[1];
    for (let row = 0; row < Number(count ?? 1); row += 1) sink.row([count === undefined ? text : `row ${row}`]);
    sink.statementEnd({ command: 0xc1, rowCount: Number(count ?? 1) });
  },
};

let running: Running;
beforeEach(async () => { running = await startFake(script); });
afterEach(() => running.listener.close());

const MEGABYTE = 'ťx'.repeat(512 * 1024);

describe.each([[512], [4000], [8000], [32767]])('packets of %d bytes, if they are asked for,', (packetSize) => {
  it('carry big requests and big answers', async () => {
    const connection = await connect(running.port, { packetSize });
    const { sets } = await send(connection, MEGABYTE);
    expect(sets[0]?.rows[0]?.[0] === MEGABYTE).toBe(true);
    await disconnect(connection);
  });

  it('carry many rows', async () => {
    const connection = await connect(running.port, { packetSize });
    const { sets } = await send(connection, 'rows 3000');
    expect(sets[0]?.rows.map(([value]) => value)).toEqual(Array.from({ length: 3000 }, (_, row) => `row ${row}`));
    await disconnect(connection);
  });

  it('are filled, all but the last, and only that one ends the message', async () => {
    const client = await RawClient.open(running.port);
    const login = await client.login({ packetBytes: packetSize });
    expect(login.packets).toHaveLength(1);
    const { packets } = await client.ask(batch('rows 3000'));
    expect(new Set(packets.slice(0, -1).map(({ lengthBytes }) => lengthBytes))).toEqual(new Set([packetSize]));
    expect(packets.slice(0, -1).every(({ status }) => status === 0)).toBe(true);
    expect(packets.at(-1)).toMatchObject({ status: 1, spid: 51 });
    client.close();
  });
});

it.each([[100, 512], [0, 32767], [4096, 32767], [4000, 4000], [8000, 8000], [16384, 16384], [65535, 32767]])('answers a packet size of %d with %d', async (asked, agreed) => {
  const client = await RawClient.open(running.port);
  const { body } = await client.login({ packetBytes: asked });
  const digits = String(agreed);
  expect(body.includes(Buffer.concat([Buffer.from([4, digits.length]), Buffer.from(digits, 'utf16le')]))).toBe(true);
  client.close();
});

it.each([[4096, 16383], [8000, 8000], [16383, 16383], [32767, 16383]])('an encrypted client that asks for packets of %d bytes has packets of %d', async (packetSize, agreed) => {
  const connection = await connect(running.port, { packetSize, encrypt: true });
  expect((connection as unknown as { messageIo: { packetSize(): number } }).messageIo.packetSize()).toBe(agreed);
  await disconnect(connection);
});

describe('attention', () => {
  it('cancels a running request; the connection lives on', async () => {
    const connection = await connect(running.port);
    const error = await new Promise<Error | undefined>((resolve) => {
      const request = new Request('wait', (failure) => resolve(failure ?? undefined));
      connection.execSqlBatch(request);
      setTimeout(() => connection.cancel(), 30);
    });
    expect(error).toMatchObject({ code: 'ECANCEL' });
    expect(running.server.sessions[0]?.cancelCount).toBe(1);
    expect((await send(connection, 'alive')).sets[0]?.rows).toEqual([['alive']]);
    await disconnect(connection);
  });

  it('stops an answer in the middle of its rows', async () => {
    const connection = await connect(running.port);
    let seen = 0;
    const error = await new Promise<Error | undefined>((resolve) => {
      const request = new Request('endless', (failure) => resolve(failure ?? undefined));
      request.on('row', () => { seen += 1; if (seen === 5000) connection.cancel(); });
      connection.execSqlBatch(request);
    });
    expect(error).toMatchObject({ code: 'ECANCEL' });
    expect((await send(connection, 'alive')).sets[0]?.rows).toEqual([['alive']]);
    await disconnect(connection);
  });

  it('comes with a request timeout', async () => {
    const connection = await connect(running.port, { requestTimeout: 30 });
    expect((await send(connection, 'wait')).error).toMatchObject({ code: 'ETIMEOUT' });
    expect((await send(connection, 'alive')).error).toBeUndefined();
    await disconnect(connection);
  });

  it('serves mssql\'s cancel', async () => {
    const pool = new ConnectionPool({ server: '127.0.0.1', port: running.port, user: 'sa', password: 'Secret#1', options: { encrypt: false } });
    await pool.connect();
    const request = pool.request() as ReturnType<typeof pool.request> & { batch(text: string): Promise<unknown> };
    const outcome = request.batch('wait');
    setTimeout(() => request.cancel(), 50);
    await expect(outcome).rejects.toMatchObject({ code: 'ECANCEL' });
    await pool.close();
  });

  it('is answered when nothing runs, and with a message of its own when something does', async () => {
    const client = await RawClient.open(running.port);
    await client.login();
    expect(tokenTypes((await client.ask(packet(6, Buffer.alloc(0)))).body)).toEqual(['DONE 20']);
    client.socket.write(batch('wait'));
    const { body } = await client.ask(packet(6, Buffer.alloc(0)));
    expect(body.subarray(-13).toString('hex')).toBe('fd0000c1000000000000000000');
    expect(tokenTypes((await client.read()).body)).toEqual(['DONE 20']);
    client.close();
  });

  it('that arrives together with its request keeps it from beginning', async () => {
    const client = await RawClient.open(running.port);
    await client.login();
    const { body } = await client.ask(Buffer.concat([batch('wait'), packet(6, Buffer.alloc(0))]));
    expect(tokenTypes(body)).toEqual(['DONE 0']);
    expect(tokenTypes((await client.read()).body)).toEqual(['DONE 20']);
    expect((await client.ask(batch('alive'))).body.includes(Buffer.from('alive', 'utf16le'))).toBe(true);
    client.close();
  });

  it('is not needed for a request that its client gave up half way', async () => {
    const client = await RawClient.open(running.port);
    await client.login();
    const { body } = await client.ask(packet(1, Buffer.concat([HEADERS, Buffer.from('x', 'utf16le')]), 3));
    expect(tokenTypes(body)).toEqual(['DONE 2']);
    client.close();
  });
});

it('queues a second request behind the first', async () => {
  const client = await RawClient.open(running.port);
  await client.login();
  client.socket.write(Buffer.concat([batch('later'), batch('sooner')]));
  const answers = [await client.read(), await client.read()];
  expect(answers.map(({ body }) => ['later', 'sooner'].find((text) => body.includes(Buffer.from(text, 'utf16le'))))).toEqual(['later', 'sooner']);
  client.close();
});

describe('ends', () => {
  it.each([['between requests', undefined], ['while a request runs', 'wait']])('tell the session when the client vanishes %s', async (_when, text) => {
    const client = await RawClient.open(running.port);
    await client.login();
    if (text !== undefined) client.socket.write(batch(text));
    setTimeout(() => client.close(), 10);
    await running.server.untilSessionClosed();
    expect(running.server.sessions[0]?.isClosed).toBe(true);
    expect(running.server.problems).toEqual([]);
  });

  it('are there for what another client asks right after', async () => {
    const leaving = await RawClient.open(running.port);
    const staying = await RawClient.open(running.port);
    await leaving.login();
    await staying.login();
    leaving.close();
    expect((await staying.ask(batch('closed?'))).body.includes(Buffer.from('session 1 is closed', 'utf16le'))).toBe(true);
  });

  it('are there through TLS too', async () => {
    const leaving = await connect(running.port, { encrypt: true });
    const staying = await connect(running.port, { encrypt: true });
    leaving.close();
    expect((await send(staying, 'closed?')).sets).toMatchObject([{ rows: [['session 1 is closed']] }]);
  });

  it('come from the server\'s side too', async () => {
    const connection = await connect(running.port);
    const ended = new Promise<void>((resolve) => { connection.once('end', () => resolve()); });
    expect((await send(connection, 'kill')).error).toBeUndefined();
    await ended;
    await running.server.untilSessionClosed();
    expect(running.server.sessions[0]?.isClosed).toBe(true);
  });

  it('come with the listener', async () => {
    const client = await RawClient.open(running.port);
    await client.login();
    await running.listener.close();
    await client.untilClosed();
    expect(running.server.sessions[0]?.isClosed).toBe(true);
    await expect(RawClient.open(running.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('follow a session that rejects', async () => {
    const client = await RawClient.open(running.port);
    await client.login();
    expect(tokenTypes((await client.ask(batch('reject'))).body)).toEqual(['ERROR 49998 20', 'DONE 100']);
    await client.untilClosed();
    expect(running.server.problems).toHaveLength(1);
  });

  it.each([
    ['a login after login', () => packet(16, Buffer.alloc(0))],
    ['a batch without headers', () => packet(1, Buffer.from([4, 0, 0, 0]))],
    ['headers longer than the message', () => packet(1, Buffer.from('ff000000120000000200', 'hex'))],
    ['an RPC cut short', () => packet(3, Buffer.concat([HEADERS, Buffer.from('0a00', 'hex')]))],
    ['an unknown procedure id', () => packet(3, Buffer.concat([HEADERS, Buffer.from('ffff63000000', 'hex')]))],
    ['an unknown transaction request', () => packet(14, Buffer.concat([HEADERS, Buffer.from('6300', 'hex')]))],
    ['a bulk load that ends within a row', () => packet(7, Buffer.from('8101000000000009002604016100d104', 'hex'))],
    ['both reset bits', () => packet(1, HEADERS, 0x19)],
    ['a packet shorter than its header', () => Buffer.from('0101000400000000', 'hex')],
    ['two types in one message', () => Buffer.concat([packet(1, HEADERS, 0), packet(3, HEADERS)])],
  ])('follow %s, for that client alone', async (_what, bytes) => {
    const [client, other] = await Promise.all([RawClient.open(running.port), RawClient.open(running.port)]);
    await Promise.all([client.login(), other.login()]);
    client.socket.write(bytes());
    await client.untilClosed();
    expect(running.server.problems.map(String)).toEqual([expect.stringContaining('TDS protocol violation')]);
    expect((await other.ask(batch('alive'))).body.includes(Buffer.from('alive', 'utf16le'))).toBe(true);
    other.close();
  });
});

it('keeps many clients apart', async () => {
  const connections = await Promise.all(Array.from({ length: 20 }, (_, index) => connect(running.port, { encrypt: index % 5 === 0 })));
  const asked = connections.map(async (connection: Connection, index) => {
    const values: unknown[] = [];
    for (let round = 0; round < 5; round += 1) values.push((await send(connection, `client ${index} round ${round}`)).sets[0]?.rows[0]?.[0]);
    return values;
  });
  expect(await Promise.all(asked)).toEqual(connections.map((_connection, index) => [0, 1, 2, 3, 4].map((round) => `client ${index} round ${round}`)));
  expect(running.server.sessions).toHaveLength(20);
  await Promise.all(connections.map(disconnect));
});

it('puts messages together from chunks cut anywhere', () => {
  const payload = Buffer.from(Array.from({ length: 3000 }, (_, index) => index & 255));
  const packets = splitMessage(payload, { type: 1, packetBytes: 512, spid: 7 });
  for (const size of [1, 7, 512, 5000]) {
    const messages: TdsMessage[] = [];
    const reader = new MessageReader((message) => messages.push(message));
    const twice = Buffer.concat([packets, packets]);
    for (let at = 0; at < twice.length; at += size) reader.feed(twice.subarray(at, at + size));
    expect(messages.map(({ type, payload: bytes }) => [type, bytes.equals(payload)])).toEqual([[1, true], [1, true]]);
  }
});

it('ends a message that fills its packets exactly with a full packet', () => {
  const packets = splitMessage(Buffer.alloc(504 * 2), { type: 4, packetBytes: 512, spid: 1 });
  expect([packets.length, packets[1], packets[513]]).toEqual([1024, 0, 1]);
});
