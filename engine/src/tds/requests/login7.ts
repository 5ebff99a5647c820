// LOGIN7: who the client is and what it wants. Checks no password and opens no database.
import { notSupported } from '../../errors/not-supported';
import { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { LoginRequest } from '../session-port';

const TDS_7_4 = 0x74000004;
// The same tokens and types as 7.4, which adds features a client asks for. In 7.3.A rows have no null bitmap.
const TDS_7_3_B = 0x730b0003;
const FIXED_BYTES = 94;
const MAX_BYTES = 128 * 1024;
const MAX_NAME_CHARACTERS = 128;
const Flags1 = { bigEndian: 0x01, ebcdic: 0x02, otherFloats: 0x0c, databaseFatal: 0x40 } as const;
const Flags2 = { integratedSecurity: 0x80 } as const;
const Flags3 = { changePassword: 0x01, userInstance: 0x04, extension: 0x10 } as const;
const Feature = { federatedAuthentication: 0x02, utf8: 0x0a, terminator: 0xff } as const;
// Where each variable part's offset and length stand.
const At = { hostName: 36, user: 40, password: 44, applicationName: 48, extension: 56, language: 64, database: 68, attachFile: 82, newPassword: 86 } as const;

/** A decoded LOGIN7. `isDatabaseFatal`: the login fails when the database cannot be opened. */
export interface Login7 {
  readonly request: LoginRequest;
  readonly packetBytes: number;
  readonly isDatabaseFatal: boolean;
  readonly asksUtf8: boolean;
  /** Agreed: the client's, or 7.4 where it knows a later one. */
  readonly tdsVersion: number;
}

/** Reads a LOGIN7 message; refuses other ways to log in by name. */
export function decodeLogin7(payload: Buffer): Login7 {
  if (payload.length < FIXED_BYTES || payload.length > MAX_BYTES || payload.readUInt32LE(0) > payload.length) throw new ProtocolViolation('LOGIN7 of an impossible length');
  const flags1 = payload.readUInt8(24);
  if ((flags1 & (Flags1.bigEndian | Flags1.ebcdic | Flags1.otherFloats)) !== 0) throw new ProtocolViolation('LOGIN7 in a foreign data representation');
  const features = decodeFeatures(payload);
  refuseUnsupported(payload, features);
  const tdsVersion = Math.min(payload.readUInt32LE(4), TDS_7_4);
  return {
    request: {
      user: text(payload, At.user), password: password(payload, At.password), database: text(payload, At.database), hostName: text(payload, At.hostName),
      applicationName: text(payload, At.applicationName), language: text(payload, At.language), clientProcessId: payload.readUInt32LE(16),
      ...((payload.readUInt8(27) & Flags3.changePassword) !== 0 ? { newPassword: password(payload, At.newPassword) } : {}),
      ...(tdsVersion === TDS_7_4 ? {} : { tdsVersion }),
    },
    packetBytes: payload.readUInt32LE(8),
    isDatabaseFatal: (flags1 & Flags1.databaseFatal) !== 0,
    asksUtf8: features.has(Feature.utf8),
    tdsVersion,
  };
}

function refuseUnsupported(payload: Buffer, features: ReadonlySet<number>): void {
  if (payload.readUInt32LE(4) < TDS_7_3_B) throw notSupported('TDS versions below 7.3.B');
  if ((payload.readUInt8(25) & Flags2.integratedSecurity) !== 0) throw notSupported('Windows authentication');
  if (features.has(Feature.federatedAuthentication)) throw notSupported('Microsoft Entra authentication');
  const flags3 = payload.readUInt8(27);
  if ((flags3 & Flags3.userInstance) !== 0) throw notSupported('user instances');
  if (payload.readUInt16LE(At.attachFile + 2) !== 0) throw notSupported('attaching a database file while logging in');
}

function part(payload: Buffer, at: number): Buffer {
  const from = payload.readUInt16LE(at);
  const characters = payload.readUInt16LE(at + 2);
  if (characters > MAX_NAME_CHARACTERS || (characters > 0 && from + characters * 2 > payload.length)) throw new ProtocolViolation('a LOGIN7 name outside the message');
  return payload.subarray(from, from + characters * 2);
}

const text = (payload: Buffer, at: number): string => part(payload, at).toString('utf16le');

function password(payload: Buffer, at: number): string {
  // The client swaps the nibbles and then XORs; this is the way back.
  const plain = Buffer.from(part(payload, at).map((byte) => {
    const mixed = byte ^ 0xa5;
    return ((mixed << 4) | (mixed >> 4)) & 0xff;
  }));
  return plain.toString('utf16le');
}

function decodeFeatures(payload: Buffer): ReadonlySet<number> {
  const features = new Set<number>();
  const from = payload.readUInt16LE(At.extension);
  if ((payload.readUInt8(27) & Flags3.extension) === 0) return features;
  if (from + 4 > payload.length) throw new ProtocolViolation('a LOGIN7 extension outside the message');
  const blockAt = payload.readUInt32LE(from);
  if (blockAt > payload.length) throw new ProtocolViolation('a LOGIN7 extension outside the message');
  const reader = new ByteReader(payload.subarray(blockAt));
  for (let id = reader.u8(); id !== Feature.terminator; id = reader.u8()) {
    features.add(id);
    reader.skip(reader.u32());
  }
  return features;
}
