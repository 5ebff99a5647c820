// Writes TDS's primitive values into a buffer that grows. Knows no message.

const INITIAL_BYTES = 4096;

/** A growing buffer; finished bytes are taken from its front. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  private used = 0;

  /** How many bytes are waiting. */
  get length(): number {
    return this.used;
  }

  /** Makes room and returns where to write. */
  private claim(lengthBytes: number): number {
    const start = this.used;
    const needed = start + lengthBytes;
    if (needed > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
      this.buffer.copy(grown, 0, 0, start);
      this.buffer = grown;
    }
    this.used = needed;
    return start;
  }

  // First the place, then the buffer: claiming may replace it.
  u8(value: number): void { const at = this.claim(1); this.buffer.writeUInt8(value, at); }
  u16(value: number): void { const at = this.claim(2); this.buffer.writeUInt16LE(value, at); }
  u16be(value: number): void { const at = this.claim(2); this.buffer.writeUInt16BE(value, at); }
  i16(value: number): void { const at = this.claim(2); this.buffer.writeInt16LE(value, at); }
  u32(value: number): void { const at = this.claim(4); this.buffer.writeUInt32LE(value, at); }
  u32be(value: number): void { const at = this.claim(4); this.buffer.writeUInt32BE(value, at); }
  i32(value: number): void { const at = this.claim(4); this.buffer.writeInt32LE(value, at); }
  u64(value: bigint): void { const at = this.claim(8); this.buffer.writeBigUInt64LE(value, at); }
  i64(value: bigint): void { const at = this.claim(8); this.buffer.writeBigInt64LE(value, at); }
  f32(value: number): void { const at = this.claim(4); this.buffer.writeFloatLE(value, at); }
  f64(value: number): void { const at = this.claim(8); this.buffer.writeDoubleLE(value, at); }

  /** An unsigned little-endian integer of 1 to 6 bytes. */
  unsigned(value: number, lengthBytes: number): void {
    const at = this.claim(lengthBytes);
    this.buffer.writeUIntLE(value, at, lengthBytes);
  }

  bytes(value: Uint8Array | readonly number[]): void {
    const at = this.claim(value.length);
    this.buffer.set(value, at);
  }

  /** UTF-16 text without a length. */
  ucs2(text: string): void {
    const at = this.claim(text.length * 2);
    this.buffer.write(text, at, 'utf16le');
  }

  /** B_VARCHAR: a byte of characters, then UTF-16; at most 255 characters are sent. */
  bVarchar(text: string): void {
    const sent = text.length > 0xff ? text.slice(0, 0xff) : text;
    this.u8(sent.length);
    this.ucs2(sent);
  }

  /** US_VARCHAR: two bytes of characters, then UTF-16. */
  usVarchar(text: string): void {
    const sent = text.length > 0xffff ? text.slice(0, 0xffff) : text;
    this.u16(sent.length);
    this.ucs2(sent);
  }

  /** Overwrites two bytes written earlier. */
  patchU16(at: number, value: number): void { this.buffer.writeUInt16LE(value, at); }

  /** Overwrites four bytes written earlier. */
  patchU32(at: number, value: number): void { this.buffer.writeUInt32LE(value, at); }

  /** Forgets everything written after `length`. */
  truncate(length: number): void { this.used = Math.min(this.used, length); }

  /** Removes and returns the first bytes. */
  take(lengthBytes: number): Buffer {
    const taken = Buffer.from(this.buffer.subarray(0, lengthBytes));
    this.buffer.copy(this.buffer, 0, lengthBytes, this.used);
    this.used -= lengthBytes;
    return taken;
  }
}
