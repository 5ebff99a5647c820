// Bytes that are no TDS, or almost: the client that sends them is cut off or refused, the others notice nothing.
import { connect as connectSocket } from 'node:net';
import { send } from '../wire/support/tedious-client';
import { batch, login7, packet, prelogin } from '../wire/support/raw-client';
import { startEngineServer, type EngineServer } from '../drivers/engine-server';
import { chance, pick, upTo } from './support';

let server: EngineServer;
beforeAll(async () => { server = await startEngineServer(); });
afterAll(() => server.close());

const QUIET_MS = 40;

/** Sends and waits until the server closes or says nothing more. */
function throwAt(port: number, bytes: Buffer): Promise<'closed' | 'quiet'> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1', () => socket.write(bytes));
    let timer: NodeJS.Timeout | undefined;
    const end = (how: 'closed' | 'quiet'): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(how);
    };
    const arm = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => end('quiet'), QUIET_MS);
    };
    socket.on('data', arm);
    socket.on('error', () => undefined);
    socket.on('close', () => end('closed'));
    arm();
  });
}

async function expectAlive(): Promise<void> {
  const client = await server.client();
  expect((await send(client, 'SELECT 1')).sets[0]?.rows).toEqual([[1]]);
  expect(server.problems.map(String).filter((problem) => !/ProtocolViolation|packet|message|LOGIN7/i.test(problem))).toEqual([]);
}

const random = chance(7);
const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => upTo(random, 256)));

it('outlives random bytes', async () => {
  await Promise.all(Array.from({ length: 200 }, () => throwAt(server.port, noise(1 + upTo(random, 600)))));
  await expectAlive();
});

it('outlives random payloads in good packets', async () => {
  const types = [1, 3, 6, 7, 14, 16, 18];
  await Promise.all(Array.from({ length: 200 }, () => throwAt(server.port, packet(pick(random, types), noise(upTo(random, 300)), upTo(random, 32)))));
  await expectAlive();
});

const LOGIN = packet(16, login7({ password: 'Secret#1' }));
const GREETING = Buffer.concat([prelogin(2), LOGIN]);

it('outlives a conversation cut short anywhere', async () => {
  const whole = Buffer.concat([GREETING, batch('SELECT 1')]);
  await Promise.all(Array.from({ length: 150 }, () => throwAt(server.port, whole.subarray(0, upTo(random, whole.length)))));
  await expectAlive();
});

it('outlives a login with bytes changed', async () => {
  await Promise.all(Array.from({ length: 150 }, () => {
    const changed = Buffer.from(LOGIN);
    for (let i = 0; i < 3; i++) changed.writeUInt8(upTo(random, 256), 8 + upTo(random, changed.length - 8));
    return throwAt(server.port, Buffer.concat([prelogin(2), changed]));
  }));
  await expectAlive();
});

it('outlives requests of noise after a good login', async () => {
  const requests = Array.from({ length: 200 }, () => packet(pick(random, [1, 3, 7, 14]), noise(upTo(random, 200)), 1));
  await Promise.all(requests.map((request) => throwAt(server.port, Buffer.concat([GREETING, request]))));
  await expectAlive();
});

it('outlives RPC requests with bytes changed', async () => {
  const headers = Buffer.from('16000000120000000200000000000000000001000000', 'hex');
  const parameter = (text: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0xe7, 200, 0, 9, 4, 0xd0, 0, 0x34]), Buffer.from(Uint16Array.of(text.length * 2).buffer), Buffer.from(text, 'utf16le')]);
  const rpc = Buffer.concat([headers, Buffer.from([0xff, 0xff, 10, 0, 0, 0]), parameter('SELECT @a'), parameter('@a int'), Buffer.from([0, 0, 0x26, 4, 4, 1, 0, 0, 0])]);
  await Promise.all(Array.from({ length: 250 }, () => {
    const changed = Buffer.from(rpc);
    for (let i = 0; i < 2; i++) changed.writeUInt8(upTo(random, 256), 22 + upTo(random, changed.length - 22));
    return throwAt(server.port, Buffer.concat([GREETING, packet(3, changed)]));
  }));
  await expectAlive();
});

it('outlives a message without end before the login', async () => {
  const endless = Buffer.concat(Array.from({ length: 80 }, () => packet(18, Buffer.alloc(4000), 0)));
  expect(await throwAt(server.port, endless)).toBe('closed');
  expect(await throwAt(server.port, packet(18, Buffer.alloc(32767)))).toBe('closed');
  await expectAlive();
});
