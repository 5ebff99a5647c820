// A TDS client that does next to nothing: one socket, one prepared message, one answer. What a driver costs is not the server's time.
'use strict';
const { connect } = require('node:net');
const { HEADER_BYTES, LOGIN7, messages, PRELOGIN } = require('./packets.cjs');

const RPC = 0x03;
const EXECUTESQL = 10;
const LOGIN_ACCEPTED = 0xad;

function packet(type, payload) {
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = type;
  header[1] = 1;
  header.writeUInt16BE(HEADER_BYTES + payload.length, 2);
  return Buffer.concat([header, payload]);
}

/** PRELOGIN that asks for no encryption. */
const prelogin = () => packet(PRELOGIN, Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 0, 0, 0, 0, 0, 0, 2]));

const scrambled = (password) => Buffer.from(Buffer.from(password, 'utf16le').map((byte) => (((byte & 0x0f) << 4) | (byte >> 4)) ^ 0xa5));

/** LOGIN7 with a user and a password and nothing else. */
function login7({ user, password }) {
  const fixed = Buffer.alloc(94);
  fixed.writeUInt32LE(0x74000004, 4);
  fixed.writeUInt32LE(4096, 8);
  fixed[25] = 0x03;
  const parts = [Buffer.alloc(0), Buffer.from(user, 'utf16le'), scrambled(password)];
  let at = fixed.length;
  // Host, user, password, application, server, extension, library, language, database: a place and a length in characters each.
  for (let i = 0; i < 9; i++) {
    const part = parts[i] ?? Buffer.alloc(0);
    fixed.writeUInt16LE(at, 36 + i * 4);
    fixed.writeUInt16LE(part.length / 2, 38 + i * 4);
    at += part.length;
  }
  for (const offset of [78, 82, 86]) fixed.writeUInt16LE(at, offset);
  fixed.writeUInt32LE(at, 0);
  return packet(LOGIN7, Buffer.concat([fixed, ...parts]));
}

function nvarcharParameter(text) {
  const data = Buffer.from(text, 'utf16le');
  const head = Buffer.alloc(12);
  head.set([0, 0, 0xe7], 0);
  head.writeUInt16LE(8000, 3);
  head.set([0x09, 0x04, 0xd0, 0x00, 0x34], 5);
  head.writeUInt16LE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** sp_executesql of a text with one int parameter. */
function executeSql(text, name, value) {
  const headers = Buffer.alloc(22);
  headers.writeUInt32LE(22, 0);
  headers.writeUInt32LE(18, 4);
  headers.writeUInt16LE(2, 8);
  headers.writeUInt32LE(1, 18);
  const given = Buffer.from(name, 'utf16le');
  const int = Buffer.from([0, 0x26, 4, 4, 0, 0, 0, 0]);
  int.writeInt32LE(value, 4);
  return packet(RPC, Buffer.concat([headers, Buffer.from([0xff, 0xff, EXECUTESQL, 0, 0, 0]), nvarcharParameter(text), nvarcharParameter(`${name} int`), Buffer.from([name.length]), given, int]));
}

/** Connects; gives `send(message)`, which resolves to the whole answer's bytes. */
async function openWire(server) {
  const socket = connect({ host: server.host, port: server.port, noDelay: true });
  let waiting = { resolve: () => undefined, reject: () => undefined };
  socket.on('error', (error) => waiting.reject(error));
  socket.on('data', messages((message) => waiting.resolve(message)));
  const send = (message) => new Promise((resolve, reject) => {
    waiting = { resolve, reject };
    socket.write(message);
  });
  await new Promise((resolve, reject) => { socket.once('connect', resolve).once('error', reject); });
  await send(prelogin());
  const answer = await send(login7(server));
  if (!answer.includes(LOGIN_ACCEPTED)) throw new Error('the login was refused');
  return { send, close: () => new Promise((resolve) => { socket.once('close', resolve).end(); }) };
}

module.exports = { executeSql, openWire };
