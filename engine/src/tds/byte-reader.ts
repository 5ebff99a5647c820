// Reads TDS's primitive values from a buffer, front to back. Knows no message; past the end is a protocol violation.
import { ProtocolViolation } from './protocol-violation';

/** A cursor over one whole message. */
export class ByteReader {
  private position = 0;

  /** `collation`: in whose encoding text is that names none, the session's. */
  constructor(private readonly bytes: Buffer, readonly collation?: string) {}

  /** How many bytes are left. */
  get remaining(): number {
    return this.bytes.length - this.position;
  }

  /** Moves past `lengthBytes` and returns where they began. */
  private advance(lengthBytes: number): number {
    const start = this.position;
    if (lengthBytes > this.bytes.length - start) throw new ProtocolViolation('the message ends inside a value');
    this.position = start + lengthBytes;
    return start;
  }

  /** The next two bytes, without moving. */
  peekU16(): number {
    const start = this.advance(2);
    this.position = start;
    return this.bytes.readUInt16LE(start);
  }

  /** The next byte, without moving. */
  peekU8(): number {
    const start = this.advance(1);
    this.position = start;
    return this.bytes.readUInt8(start);
  }

  u8(): number { return this.bytes.readUInt8(this.advance(1)); }
  u16(): number { return this.bytes.readUInt16LE(this.advance(2)); }
  i16(): number { return this.bytes.readInt16LE(this.advance(2)); }
  u32(): number { return this.bytes.readUInt32LE(this.advance(4)); }
  i32(): number { return this.bytes.readInt32LE(this.advance(4)); }
  u64(): bigint { return this.bytes.readBigUInt64LE(this.advance(8)); }
  i64(): bigint { return this.bytes.readBigInt64LE(this.advance(8)); }
  f32(): number { return this.bytes.readFloatLE(this.advance(4)); }
  f64(): number { return this.bytes.readDoubleLE(this.advance(8)); }

  /** An unsigned little-endian integer of 1 to 6 bytes. */
  unsigned(lengthBytes: number): number {
    return this.bytes.readUIntLE(this.advance(lengthBytes), lengthBytes);
  }

  /** A view of the next bytes; copy it before keeping it. */
  view(lengthBytes: number): Buffer {
    const start = this.advance(lengthBytes);
    return this.bytes.subarray(start, start + lengthBytes);
  }

  /** A copy of the next bytes that holds on to nothing else. */
  bytesCopy(lengthBytes: number): Uint8Array {
    return new Uint8Array(this.view(lengthBytes));
  }

  skip(lengthBytes: number): void { this.advance(lengthBytes); }

  /** UTF-16 text of so many bytes. */
  ucs2(lengthBytes: number): string {
    if (lengthBytes % 2 !== 0) throw new ProtocolViolation('UTF-16 text of an odd length');
    const start = this.advance(lengthBytes);
    return this.bytes.toString('utf16le', start, start + lengthBytes);
  }

  /** B_VARCHAR: a byte of characters, then UTF-16. */
  bVarchar(): string { return this.ucs2(this.u8() * 2); }

  /** US_VARCHAR: two bytes of characters, then UTF-16. */
  usVarchar(): string { return this.ucs2(this.u16() * 2); }
}
