// What TypeORM, mssql and tedious cost by themselves: a server that knows no SQL and gives recorded answers, which no server could beat.
// What is recorded is this server's own; an answer belongs to the beginning of its request and to how often that was asked.
'use strict';
const { once } = require('node:events');
const { connect, createServer } = require('node:net');
const { isMainThread, parentPort, Worker, workerData } = require('node:worker_threads');
const { LOGIN7, messages, PRELOGIN } = require('./packets.cjs');

/** Packet header and transaction descriptor. */
const FRONT_BYTES = 30;
/** Enough to tell statements apart; the values of long ones lie behind. */
const KEY_BYTES = 430;

const keyOf = (message) => (message[0] === PRELOGIN || message[0] === LOGIN7 ? String(message[0]) : message[0] + message.toString('latin1', FRONT_BYTES, KEY_BYTES));

async function listen(onSocket) {
  const server = createServer((socket) => {
    socket.setNoDelay(true).on('error', () => socket.destroy());
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Stands between `work(port)` and the server on `port`; resolves to the answers to each request, in order, when the work is done. */
async function record(port, work) {
  const answers = new Map();
  const proxy = await listen((client) => {
    const server = connect({ port, host: '127.0.0.1', noDelay: true }).on('error', () => client.destroy());
    const asked = [];
    client.on('data', messages((message) => { asked.push(keyOf(message)); server.write(message); }));
    server.on('data', messages((message) => {
      const key = asked.shift();
      answers.set(key, [...(answers.get(key) ?? []), message]);
      client.write(message);
    }));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  });
  await work(proxy.address().port);
  proxy.close();
  return answers;
}

/** Serves recorded answers from a thread, the last one of a request again and again. */
async function replay(answers) {
  const worker = new Worker(__filename, { workerData: answers });
  const [port] = await once(worker, 'message');
  return { port, stop: () => worker.terminate() };
}

async function serve(answers) {
  const given = new Map();
  const server = await listen((socket) => socket.on('data', messages((message) => {
    const key = keyOf(message);
    const known = answers.get(key);
    if (known === undefined) return socket.destroy(new Error(`no answer is recorded for ${key}`));
    const times = given.get(key) ?? 0;
    given.set(key, times + 1);
    socket.write(known[Math.min(times, known.length - 1)]);
  })));
  parentPort.postMessage(server.address().port);
}

if (!isMainThread) void serve(workerData);

module.exports = { record, replay };
