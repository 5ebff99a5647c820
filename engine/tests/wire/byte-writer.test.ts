// The buffer under every answer: it must grow whatever is written at its end.
import { ByteWriter } from '../../src/tds/byte-writer';

const WRITES: Record<string, (writer: ByteWriter) => void> = {
  u8: (writer) => writer.u8(7), u16: (writer) => writer.u16(7), u32: (writer) => writer.u32(7), u64: (writer) => writer.u64(7n), f64: (writer) => writer.f64(7),
  unsigned: (writer) => writer.unsigned(7, 3), bytes: (writer) => writer.bytes([7]), ucs2: (writer) => writer.ucs2('a'), bVarchar: (writer) => writer.bVarchar('a'),
};

it.each(Object.keys(WRITES))('grows when %s meets the end of the buffer', (name) => {
  for (const before of [4094, 4095, 4096]) {
    const writer = new ByteWriter();
    writer.bytes(new Uint8Array(before));
    WRITES[name]?.(writer);
    const written = writer.length - before;
    writer.take(before);
    expect(writer.take(written).some((byte) => byte !== 0)).toBe(true);
  }
});
