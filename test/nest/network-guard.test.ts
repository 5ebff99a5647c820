// The network guard: what it lets through, what it refuses, and that it goes away.
import dns from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import * as path from 'node:path';
import * as vm from 'node:vm';
import { Connection } from 'tedious';
import { guardNetwork, networkRulesOf, type NetworkGuard, type NetworkRules } from '../../src/nest/network/guard';

const rules: NetworkRules = { database: 'db.internal', allowHosts: ['allowed.example', 'localhost:6379'], rootDir: path.resolve(__dirname, '..', '..') };
const real = net.Socket.prototype.connect;

/** Notes what reaches the real connect. */
async function guarded(work: (guard: NetworkGuard) => Promise<void> | void, given = rules): Promise<unknown[]> {
  const reached: unknown[] = [];
  (net.Socket.prototype as { connect: unknown }).connect = function (this: net.Socket, ...args: unknown[]) {
    reached.push(JSON.stringify(Array.isArray(args[0]) ? args[0][0] : args[0]));
    return this;
  };
  const stub = net.Socket.prototype.connect;
  const guard = guardNetwork(given);
  try {
    await work(guard);
  } finally {
    guard.remove();
    expect(net.Socket.prototype.connect).toBe(stub);
    net.Socket.prototype.connect = real;
  }
  return reached;
}

it('lets through this machine, the database and hosts that are named', async () => {
  const reached = await guarded((guard) => {
    const socket = () => new net.Socket();
    socket().connect(6380, '127.0.0.1');
    socket().connect(6379, 'localhost');
    socket().connect(80);
    socket().connect('/tmp/a.sock');
    socket().connect({ host: '::1', port: 1 });
    socket().connect({ host: 'localhost', port: 1 });
    net.connect({ host: 'db.internal', port: 1433 });
    net.connect(443, 'allowed.example');
    guard.raise();
  });
  expect(reached).toHaveLength(8);
});

it('knows an address by the name that it was looked up for, as tedious does it, and lets no other server through for its port', async () => {
  const addresses: Readonly<Record<string, string>> = { 'db.internal': '10.0.0.5', 'allowed.example': '10.0.0.6', 'sql.production.example': '10.0.0.7' };
  const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((host: string, options: { all?: boolean }, done: (...results: unknown[]) => void) => {
    const address = addresses[host];
    if (options.all === true) done(null, [{ address, family: 4 }]);
    else done(null, address, 4);
  }) as never);
  const stub = dns.lookup;
  const reached = await guarded(async (guard) => {
    for (const [host, all] of [['db.internal', true], ['allowed.example', false], ['sql.production.example', true]] as const) await new Promise((resolve) => dns.lookup(host, { all }, resolve));
    net.connect({ host: '10.0.0.5', port: 1433 });
    net.connect({ host: '10.0.0.6', port: 8443 });
    guard.raise();
    for (const [host, named] of [['10.0.0.7', 'sql.production.example'], ['10.0.0.8', '10.0.0.8']] as const) {
      const socket = net.connect({ host, port: 1433 });
      await expect(new Promise((_resolve, reject) => socket.on('error', reject))).rejects.toMatchObject({ code: 'JNM_NETWORK' });
      expect(() => guard.raise()).toThrow(`A connection to ${named}:1433 was refused`);
    }
  });
  expect(reached).toHaveLength(2);
  expect(dns.lookup).toBe(stub);
  lookup.mockRestore();
});

it('tells of a server whose name a client looks up itself and does not find, and leaves the lookups of the project alone', async () => {
  const missing = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: object, done: (error: Error) => void) => done(missing)) as never);
  const connect = (server: string): Promise<unknown> => {
    const connection = new Connection({ server, authentication: { type: 'default', options: {} } } as never);
    const failed = new Promise((resolve) => connection.once('connect', resolve));
    connection.connect();
    return failed;
  };
  await guarded(async (guard) => {
    expect(await connect('sql.production.example')).toMatchObject({ message: expect.stringContaining('ENOTFOUND') as string });
    expect(() => guard.raise()).toThrow(/The server sql\.production\.example was looked for at test[\\/]nest[\\/]network-guard\.test\.ts:\d+, and its name is not known here \(getaddrinfo ENOTFOUND\): specs have no network.*\n.*\[JNM_NAME_UNKNOWN\]/);
    await connect('db.internal');
    await connect('also.example');
    await new Promise((resolve) => dns.lookup('asked.example', {}, resolve));
    guard.raise();
  }, { ...rules, allowHosts: ['also.example:1433'] });
  lookup.mockRestore();
});

it('knows what a DNS server itself was asked, by callback or promise, and tells of a service that is not found', async () => {
  const missing = Object.assign(new Error('querySrv ECONNREFUSED _store._tcp.documents.example'), { code: 'ECONNREFUSED' });
  const stubs = [
    jest.spyOn(dns, 'resolve4').mockImplementation(((_host: string, done: (error: null, found: string[]) => void) => done(null, ['10.0.0.6'])) as never),
    jest.spyOn(dns.promises, 'lookup').mockResolvedValue([{ address: '10.0.0.5', family: 4 }] as never),
    jest.spyOn(dns.promises, 'resolveSrv').mockRejectedValue(missing),
    jest.spyOn(dns.promises.Resolver.prototype, 'resolve4').mockRejectedValue(missing),
  ];
  const before = [dns.resolve4, dns.promises.lookup, dns.promises.resolveSrv];
  // A client lies in a package.
  const client = vm.runInThisContext('(dns, name, host) => dns[name](host)', { filename: '/app/node_modules/documents/lib/client.js' }) as (holder: object, name: string, host: string) => Promise<unknown>;
  const reached = await guarded(async (guard) => {
    await new Promise((resolve) => dns.resolve4('allowed.example', resolve));
    await dns.promises.lookup('db.internal', { all: true });
    net.connect({ host: '10.0.0.6', port: 587 });
    net.connect({ host: '10.0.0.5', port: 1433 });
    await expect(client(dns.promises, 'resolveSrv', '_store._tcp.allowed.example')).rejects.toBe(missing);
    await expect(dns.promises.resolveSrv('_store._tcp.documents.example')).rejects.toBe(missing);
    // Who gets no answer there asks the system.
    await expect(client(new dns.promises.Resolver(), 'resolve4', 'mail.example')).rejects.toBe(missing);
    guard.raise();
    await expect(client(dns.promises, 'resolveSrv', '_store._tcp.documents.example')).rejects.toBe(missing);
    expect(() => guard.raise()).toThrow(/The server documents\.example was looked for at .*, and its name is not known here \(querySrv ECONNREFUSED/);
  });
  expect(reached).toHaveLength(2);
  expect([dns.resolve4, dns.promises.lookup, dns.promises.resolveSrv]).toEqual(before);
  stubs.forEach((stub) => stub.mockRestore());
});

it('leaves of the stack of a refusal what is the project\'s own', async () => {
  await guarded(async (guard) => {
    await new Promise((resolve) => http.get('http://api.example/v1').on('error', resolve));
    const thrown: unknown[] = [];
    try { guard.raise(); } catch (error) { thrown.push(error); }
    const lines = String((thrown[0] as Error).stack).split('\n').filter((line) => /^\s+at /.test(line));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => /node_modules|node:/.test(line))).toEqual([]);
  });
});

it('refuses everything else, naming host and line, to the client and to the spec', async () => {
  const reached = await guarded(async (guard) => {
    const asked = new Promise((_resolve, reject) => http.get('http://api.example/v1').on('error', reject));
    await expect(asked).rejects.toThrow(/The request GET http:\/\/api\.example\/v1 was refused, made at test[\\/]nest[\\/]network-guard\.test\.ts:\d+: specs have no network/);
    const socket = net.connect(1433, 'db.elsewhere');
    await expect(new Promise((_resolve, reject) => socket.on('error', reject))).rejects.toMatchObject({ code: 'JNM_NETWORK' });
    expect(() => guard.raise()).toThrow(/GET http:\/\/api\.example\/v1[\s\S]*What to do: .*network: "allow"/);
    expect(() => guard.raise()).not.toThrow();
    await expect(fetch('http://fetched.example/')).rejects.toThrow();
    expect(() => guard.raise()).toThrow(/GET http:\/\/fetched\.example\/ was refused, made at test[\\/]nest[\\/]network-guard\.test\.ts:\d+/);
  });
  expect(reached).toEqual([]);
});

it('names method, address and line of https and fetch, and no secrets', async () => {
  const reached = await guarded(async (guard) => {
    const asked = new Promise((_resolve, reject) => https.request({ method: 'POST', host: 'pay.example', port: 8443, path: '/v1/charges?api_key=abc&page=2', auth: 'user:secret' }).on('error', reject).end('{}'));
    await expect(asked).rejects.toThrow(/The request POST https:\/\/pay\.example:8443\/v1\/charges\?api_key=\*\*\*&page=2 was refused, made at test[\\/]nest[\\/]network-guard\.test\.ts:\d+/);
    expect(() => guard.raise()).toThrow(/JNM_REQUEST/);
    const put = async (): Promise<unknown> => fetch(new URL('https://store.example/a/b#c'), { method: 'PUT', body: 'x' });
    const failed = await put().catch((error: unknown) => error as Error & { cause: Error });
    expect((failed as { cause: Error }).cause.message).toMatch(/The request PUT https:\/\/store\.example\/a\/b was refused, made at test[\\/]nest[\\/]network-guard\.test\.ts:\d+/);
  });
  expect(reached).toEqual([]);
});

it('tells of requests that nock does not answer, where they were made', async () => {
  await guarded((guard) => {
    const original = globalThis.fetch;
    globalThis.fetch = async () => new Response('nock says no');
    guard.watchFetch();
    void fetch('http://api.example/v2?token=t');
    guard.refuse({ method: 'GET', url: 'http://api.example:80/v2?token=t', pending: ['GET http://api.example:80/v1'] });
    guard.refuse({ method: 'GET', url: 'http://127.0.0.1/v2', pending: [] });
    globalThis.fetch = original;
    expect(() => guard.raise()).toThrow(/The request GET http:\/\/api\.example\/v2\?token=\*\*\* was refused, made at test[\\/]nest[\\/]network-guard\.test\.ts:\d+: no interceptor of nock matches it; nock answers GET http:\/\/api\.example:80\/v1/);
    expect(() => guard.raise()).not.toThrow();
  });
});

it('refuses Redis on this machine, and says how to do without', async () => {
  const reached = await guarded(async (guard) => {
    const socket = net.connect({ port: 6379, host: '127.0.0.1' });
    await expect(new Promise((_resolve, reject) => socket.on('error', reject))).rejects.toThrow(/Redis at 127\.0\.0\.1:6379 was refused[\s\S]*overrides.*name "127\.0\.0\.1:6379" in `allowHosts`/);
    expect(() => guard.raise()).toThrow(/JNM_REDIS/);
  });
  expect(reached).toEqual([]);
});

it('works while Jest fakes the timers', async () => {
  jest.useFakeTimers();
  await guarded(async () => {
    const socket = net.connect(80, 'api.example');
    await expect(new Promise((_resolve, reject) => socket.on('error', reject))).rejects.toThrow(/JNM_NETWORK/);
  });
  jest.useRealTimers();
});

it('knows what the server needs beside its own address', () => {
  const rulesFor = (host: string, authentication?: object) => networkRulesOf({ address: { host, port: 1433, options: {}, authentication } as never, allowHosts: ['a'], rootDir: '/' });
  expect(rulesFor('db')).toEqual({ database: 'db', allowHosts: ['a'], rootDir: '/' });
  expect(['SQL.Test', 'b\u00fccher.test', '10.0.0.5', 'fd00::1'].map((host) => rulesFor(host).database)).toEqual(['sql.test', 'xn--bcher-kva.test', '10.0.0.5', 'fd00::1']);
  expect(rulesFor('x.database.windows.net', { type: 'azure-active-directory-default' }).allowHosts).toEqual(['a', 'login.microsoftonline.com', expect.any(String), expect.any(String)]);
});

it('lets the redirections of Azure through, of a database that is there', async () => {
  const reached = await guarded((guard) => {
    net.connect({ host: 'tr1.eastus1-a.worker.database.windows.net', port: 11_000 });
    guard.raise();
  }, { ...rules, database: 'x.database.windows.net' });
  expect(reached).toHaveLength(1);
});

it('takes the place of a guard that was left behind', () => {
  const left = guardNetwork(rules);
  const guard = guardNetwork(rules);
  left.remove();
  guard.remove();
  expect(net.Socket.prototype.connect).toBe(real);
});

it('knows whether a file has opened any connection, which alone can leave something open on the server', async () => {
  const guard = guardNetwork(rules);
  try {
    expect(guard.hasConnected()).toBe(false);
    const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    await new Promise((resolve) => socket.once('close', resolve).resume());
    server.close();
    expect(guard.hasConnected()).toBe(true);
  } finally {
    guard.remove();
  }
});
