// A client made by hand, for what tedious never sends: login-only encryption, broken bytes, several RPCs in a message.
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

/** One packet. */
export function packet(type: number, body: Buffer, status = 1): Buffer {
  const header = Buffer.from([type, status, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(body.length + 8, 2);
  return Buffer.concat([header, body]);
}

/** ALL_HEADERS with a transaction descriptor. */
export const HEADERS = Buffer.from('16000000120000000200000000000000000001000000', 'hex');

/** A PRELOGIN that asks for an encryption. */
export const prelogin = (encryption: number): Buffer => packet(18, Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 17, 0, 0, 0, 0, 0, encryption]));

/** A batch of text. */
export const batch = (text: string): Buffer => packet(1, Buffer.concat([HEADERS, Buffer.from(text, 'utf16le')]));

/** What can be said in a LOGIN7. */
export interface LoginOptions { user?: string; password?: string; database?: string; tdsVersion?: number; flags1?: number; flags2?: number; packetBytes?: number; features?: Buffer }

/** A LOGIN7 body. */
export function login7(options: LoginOptions = {}): Buffer {
  const { user = 'sa', password = 'Secret#1', database = '', tdsVersion = 0x74000004, flags1 = 0xe0, flags2 = 0, packetBytes = 4096, features } = options;
  const fixed = Buffer.alloc(94);
  const parts: Buffer[] = [];
  let at = 94;
  const add = (position: number, bytes: Buffer): void => {
    fixed.writeUInt16LE(at, position);
    fixed.writeUInt16LE(bytes.length / 2, position + 2);
    parts.push(bytes);
    at += bytes.length;
  };
  add(36, Buffer.from('host', 'utf16le'));
  add(40, Buffer.from(user, 'utf16le'));
  add(44, Buffer.from(Buffer.from(password, 'utf16le').map((byte) => (((byte << 4) | (byte >> 4)) & 0xff) ^ 0xa5)));
  add(48, Buffer.from('raw', 'utf16le'));
  add(68, Buffer.from(database, 'utf16le'));
  if (features !== undefined) {
    fixed.writeUInt16LE(at, 56);
    fixed.writeUInt16LE(4, 58);
    const pointer = Buffer.alloc(4);
    pointer.writeUInt32LE(at + 4);
    parts.push(pointer, features);
    at += 4 + features.length;
  }
  fixed.writeUInt32LE(at, 0);
  fixed.writeUInt32LE(tdsVersion, 4);
  fixed.writeUInt32LE(packetBytes, 8);
  fixed.writeUInt8(flags1, 24);
  fixed.writeUInt8(flags2, 25);
  fixed.writeUInt8(features === undefined ? 0 : 0x10, 27);
  return Buffer.concat([fixed, ...parts]);
}

/** A message of the server's: its body, and each packet's length and status. */
export interface ServerMessage { readonly type: number; readonly body: Buffer; readonly packets: readonly { lengthBytes: number; status: number; spid: number }[] }

/** A raw connection. */
export class RawClient {
  private pending: Buffer = Buffer.alloc(0);
  private readonly waiting: (() => void)[] = [];
  isClosed = false;
  /** First bytes of every chunk that came off the socket, to tell TLS from clear text. */
  readonly firstBytes: number[] = [];

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => { this.firstBytes.push(chunk[0] ?? -1); this.pending = Buffer.concat([this.pending, chunk]); this.wake(); });
    socket.on('error', () => undefined);
    socket.on('close', () => { this.isClosed = true; this.wake(); });
  }

  static open(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => resolve(new RawClient(socket)));
      socket.once('error', reject);
    });
  }

  private wake(): void { for (const waiter of this.waiting.splice(0)) waiter(); }
  private change(): Promise<void> { return new Promise((resolve) => this.waiting.push(resolve)); }
  async untilClosed(): Promise<void> { while (!this.isClosed) await this.change(); }

  /** The next whole message. */
  async read(): Promise<ServerMessage> {
    const bodies: Buffer[] = [];
    const packets: { lengthBytes: number; status: number; spid: number }[] = [];
    for (;;) {
      while (this.pending.length < 8 || this.pending.length < this.pending.readUInt16BE(2)) {
        if (this.isClosed) throw new Error('closed while reading');
        await this.change();
      }
      const lengthBytes = this.pending.readUInt16BE(2);
      const type = this.pending.readUInt8(0);
      const status = this.pending.readUInt8(1);
      packets.push({ lengthBytes, status, spid: this.pending.readUInt16BE(4) });
      bodies.push(this.pending.subarray(8, lengthBytes));
      this.pending = this.pending.subarray(lengthBytes);
      if ((status & 1) === 1) return { type, body: Buffer.concat(bodies), packets };
    }
  }

  async ask(bytes: Buffer): Promise<ServerMessage> {
    this.socket.write(bytes);
    return this.read();
  }

  /** Logs in without TLS. */
  async login(options: LoginOptions = {}): Promise<ServerMessage> {
    await this.ask(prelogin(2));
    return this.ask(packet(16, login7(options)));
  }

  /** Shakes hands inside PRELOGIN packets and sends `clear` as TLS records; the answers are left to `read`. */
  async sendThroughTls(clear: Buffer): Promise<void> {
    let isHandshake = true;
    let flight: Buffer[] = [];
    const wire = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        if (isHandshake) { flight.push(chunk); setImmediate(() => { if (flight.length > 0) this.socket.write(packet(18, Buffer.concat(flight))); flight = []; }); }
        else this.socket.write(chunk);
        done();
      },
    });
    const secure = connectTls({ socket: wire, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
    secure.on('error', () => undefined);
    const done = new Promise<void>((resolve) => secure.once('secureConnect', () => { isHandshake = false; resolve(); }));
    while (isHandshake) {
      wire.push((await this.read()).body);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await done;
    await new Promise<void>((resolve) => secure.write(clear, () => resolve()));
  }

  close(): void { this.socket.destroy(); }
}

/** Where each token of an answer begins, of one that is made of ENVCHANGE, INFO, ERROR, LOGINACK, FEATUREEXTACK and DONE. */
function* tokensOf(body: Buffer): Generator<{ readonly type: number; readonly at: number }> {
  for (let at = 0; at < body.length;) {
    const type = body.readUInt8(at);
    yield { type, at };
    if (type in DONE_NAMES) at += 13;
    else if (type === 0x79) at += 5;
    else if (type === 0xae) at = body.indexOf(0xff, at) + 1;
    else at += 3 + body.readUInt16LE(at + 1);
  }
}

const DONE_NAMES: Readonly<Record<number, string>> = { 0xfd: 'DONE', 0xfe: 'DONEPROC', 0xff: 'DONEINPROC' };

/** The names of those tokens, with what matters of them. */
export function tokenTypes(body: Buffer): string[] {
  return [...tokensOf(body)].map(({ type, at }) => {
    if (type in DONE_NAMES) return `${DONE_NAMES[type]} ${body.readUInt16LE(at + 1).toString(16)}`;
    switch (type) {
      case 0x79: return `RETURNSTATUS ${body.readInt32LE(at + 1)}`;
      case 0xae: return 'FEATUREEXTACK';
      case 0xe3: return `ENVCHANGE ${body.readUInt8(at + 3)}`;
      case 0xaa: case 0xab: return `${type === 0xab ? 'INFO' : 'ERROR'} ${body.readInt32LE(at + 3)} ${body.readUInt8(at + 8)}`;
      case 0xad: return 'LOGINACK';
      default: throw new Error(`token ${type.toString(16)} at ${at}`);
    }
  });
}

/** The CurCmd of each DONE among them, behind a dot where it counts rows, an exclamation mark where it tells of an error. Messages are named by their number. */
export function completions(body: Buffer): string[] {
  return [...tokensOf(body)].flatMap(({ type, at }) => {
    if (type === 0xaa || type === 0xab) return [`${body.readInt32LE(at + 3)}`];
    if (!(type in DONE_NAMES)) return [];
    const status = body.readUInt16LE(at + 1);
    const command = body.readUInt16LE(at + 3).toString(16);
    return [`${(status & 0x10) === 0 ? '' : '.'}${(status & 0x02) === 0 ? '' : '!'}${command}`];
  });
}
