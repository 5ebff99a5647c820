// PRELOGIN: what the client says before logging in, and the answer. Decides whether there is TLS; does not speak it.
import { ByteWriter } from '../byte-writer';
import { ProtocolViolation } from '../protocol-violation';
import type { ServerPort } from '../session-port';

const Option = { version: 0, encryption: 1, instance: 2, thread: 3, mars: 4, terminator: 0xff } as const;
const Encryption = { off: 0, on: 1, notSupported: 2, required: 3 } as const;
const OPTION_BYTES = 5;
// The upper bits of the encryption byte speak of client certificates.
const ENCRYPTION_MASK = 0x0f;

/** What is encrypted: nothing, the login packet alone, or all that follows. */
export type EncryptionScope = 'none' | 'login-only' | 'all';

/** A client's PRELOGIN. */
export interface Prelogin { readonly encryption: number; readonly instanceName: string }

/** Reads a PRELOGIN message. */
export function decodePrelogin(payload: Buffer): Prelogin {
  const options = decodeOptions(payload);
  const encryptionByte = options.get(Option.encryption)?.[0] ?? Encryption.notSupported;
  const encryption = encryptionByte & ENCRYPTION_MASK;
  if (encryption > Encryption.required) throw new ProtocolViolation(`encryption option ${encryptionByte}`);
  const instance = options.get(Option.instance) ?? Buffer.alloc(0);
  return { encryption, instanceName: instance.toString('latin1').replace(/\0.*$/s, '') };
}

function decodeOptions(payload: Buffer): ReadonlyMap<number, Buffer> {
  if (payload[0] !== Option.version) throw new ProtocolViolation('PRELOGIN does not begin with VERSION');
  const options = new Map<number, Buffer>();
  for (let at = 0; payload[at] !== Option.terminator; at += OPTION_BYTES) {
    if (at + OPTION_BYTES > payload.length) throw new ProtocolViolation('PRELOGIN without a terminator');
    const from = payload.readUInt16BE(at + 1);
    const to = from + payload.readUInt16BE(at + 3);
    if (to > payload.length) throw new ProtocolViolation('a PRELOGIN option outside the message');
    options.set(payload.readUInt8(at), payload.subarray(from, to));
  }
  return options;
}

/** What a server that can but need not encrypt makes of the client's wish. */
export function encryptionScope(prelogin: Prelogin): EncryptionScope {
  switch (prelogin.encryption) {
    case Encryption.off: return 'login-only';
    case Encryption.notSupported: return 'none';
    default: return 'all';
  }
}

const ANSWER: { readonly [Scope in EncryptionScope]: number } = { none: Encryption.notSupported, 'login-only': Encryption.off, all: Encryption.on };

/** The answer: version, encryption, instance check, no thread id, no MARS. */
export function encodePreloginAnswer(prelogin: Prelogin, version: ServerPort['version']): Buffer {
  const versionData = new ByteWriter();
  versionData.bytes([version.major, version.minor]);
  versionData.u16be(version.build);
  versionData.u16(0);
  const isOurInstance = prelogin.instanceName === '' || prelogin.instanceName.toLowerCase() === 'mssqlserver';
  const options: readonly (readonly [number, Buffer])[] = [
    [Option.version, versionData.take(6)],
    [Option.encryption, Buffer.from([ANSWER[encryptionScope(prelogin)]])],
    [Option.instance, Buffer.from([isOurInstance ? 0 : 1])],
    [Option.thread, Buffer.alloc(0)],
    [Option.mars, Buffer.from([0])],
  ];
  return encodeOptions(options);
}

function encodeOptions(options: readonly (readonly [number, Buffer])[]): Buffer {
  const writer = new ByteWriter();
  let at = options.length * OPTION_BYTES + 1;
  for (const [option, data] of options) {
    writer.u8(option);
    writer.u16be(at);
    writer.u16be(data.length);
    at += data.length;
  }
  writer.u8(Option.terminator);
  for (const [, data] of options) writer.bytes(data);
  return writer.take(writer.length);
}
