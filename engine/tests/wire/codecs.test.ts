// Codecs against themselves (what goes out can come in) and against bytes written down from the specification.
import type { SqlType } from '../../src/types/sql-type';
import type { Value } from '../../src/types/value';
import { ByteReader } from '../../src/tds/byte-reader';
import { ByteWriter } from '../../src/tds/byte-writer';
import { ProtocolViolation } from '../../src/tds/protocol-violation';
import { collationBytes } from '../../src/types/text/collation-wire';
import { decodeCp1252, encodeCp1252 } from '../../src/tds/type-codecs/cp1252';
import { readPlp } from '../../src/tds/type-codecs/plp';
import { decodeTypeInfo, encoderFor } from '../../src/tds/type-codecs/type-registry';
import { nameOf, SAMPLES, VARIANT_SAMPLES, type Sample } from './support/values';

function encode(type: SqlType, isNullable: boolean, ...values: Value[]): Buffer {
  const writer = new ByteWriter();
  const encoder = encoderFor(type, isNullable);
  encoder.encodeTypeInfo(writer);
  for (const value of values) encoder.encodeValue(writer, value);
  return writer.take(writer.length);
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const decode = (bytes: Buffer): Value => { const reader = new ByteReader(bytes); const value = decodeTypeInfo(reader).decodeValue(reader); expect(reader.remaining).toBe(0); return value; };

it.each([...SAMPLES, ...VARIANT_SAMPLES].flatMap((sample): [string, boolean, Sample][] => [[nameOf(sample), false, sample], [nameOf(sample), true, sample]]))('%s comes back (nullable %s)', (_name, isNullable, sample) => {
  const values = isNullable ? [sample.value, null] : [sample.value];
  const reader = new ByteReader(encode(sample.type, isNullable, ...values));
  const decoder = decodeTypeInfo(reader);
  const back = values.map(() => (decoder.decodeRowValue ?? decoder.decodeValue)(reader));
  const lossy = sample.type.name === 'varchar' && sample.type.length === 20 && sample.type.collation === undefined;
  expect(back[0]).toEqual(lossy ? sample.shown : sample.value);
  if (isNullable) expect(back[1]).toBeNull();
  expect(reader.remaining).toBe(0);
  const isReal = sample.type.name === 'float' && sample.type.precision === 24;
  expect(decoder.type.name).toBe(sample.type.name === 'timestamp' ? 'binary' : isReal ? 'real' : sample.type.name);
});

it.each<[string, SqlType, boolean, Value, string]>([
  ['int NOT NULL', { name: 'int' }, false, 1, '38 01000000'],
  ['int NULL', { name: 'int' }, true, 1, '26 04 04 01000000'],
  ['bigint', { name: 'bigint' }, true, -1n, '26 08 08 ffffffffffffffff'],
  ['bit', { name: 'bit' }, true, 1, '68 01 01 01'],
  ['money, high half first', { name: 'money' }, false, (1n << 32n) + 2n, '3c 01000000 02000000'],
  ['decimal(5,2)', { name: 'decimal', precision: 5, scale: 2 }, false, -12345n, '6a 05 05 02 05 00 39300000'],
  ['numeric(38,0)', { name: 'numeric', precision: 38, scale: 0 }, true, 10n ** 37n, `6c 11 26 00 11 01 ${Buffer.from((10n ** 37n).toString(16).padStart(32, '0'), 'hex').reverse().toString('hex')}`],
  ['datetime', { name: 'datetime' }, false, 25_920_000 + 300, '3d 01000000 2c010000'],
  ['datetime before 1900', { name: 'datetime' }, false, -1, '3d ffffffff ff818b01'],
  ['smalldatetime', { name: 'smalldatetime' }, true, 1441, '6f 04 04 0100 0100'],
  ['date', { name: 'date' }, false, 738944, '28 03 80460b'],
  ['time(0)', { name: 'time', scale: 0 }, false, 36_000_000_000, '29 00 03 100e00'],
  ['datetime2(7)', { name: 'datetime2', scale: 7 }, true, 864_000_000_001n, '2a 07 08 0100000000 010000'],
  ['datetimeoffset(7)', { name: 'datetimeoffset', scale: 7 }, true, { kind: 'offset-instant', utcTicks: 1n, offsetMinutes: -60 }, '2b 07 0a 0100000000 000000 c4ff'],
  ['uniqueidentifier', { name: 'uniqueidentifier' }, false, '6F9619FF-8B86-D011-B42D-00C04FC964FF', '24 10 10 ff19966f 868b 11d0 b42d 00c04fc964ff'],
  ['varchar(3)', { name: 'varchar', length: 3 }, true, '€', 'a7 0300 0904d00034 0100 80'],
  ['nvarchar(3) NULL', { name: 'nvarchar', length: 3 }, true, null, 'e7 0600 0904d00034 ffff'],
  ['nvarchar(max)', { name: 'nvarchar', length: 'max' }, true, 'a', 'e7 ffff 0904d00034 0200000000000000 02000000 6100 00000000'],
  ['varbinary(max) empty', { name: 'varbinary', length: 'max' }, true, new Uint8Array(), 'a5 ffff 0000000000000000 00000000'],
  ['varbinary(max) NULL', { name: 'varbinary', length: 'max' }, true, null, 'a5 ffff ffffffffffffffff'],
  ['text', { name: 'text' }, true, 'a', `23 ffffff7f 0904d00034 10 ${Buffer.from('dummy textptr\0\0\0dummyTS\0').toString('hex')} 01000000 61`],
  ['rowversion', { name: 'timestamp' }, false, new Uint8Array(8), 'ad 0800 0800 0000000000000000'],
  ['xml', { name: 'xml' }, true, 'a', 'f1 00 0200000000000000 02000000 6100 00000000'],
  ['sql_variant of int', { name: 'sql_variant' }, true, { kind: 'variant', type: { name: 'int' }, value: 5 }, '62 491f0000 06000000 38 00 05000000'],
  ['sql_variant of decimal(5,2), 17 bytes', { name: 'sql_variant' }, true, { kind: 'variant', type: { name: 'decimal', precision: 5, scale: 2 }, value: 1n }, '62 491f0000 15000000 6a 02 05 02 01 01000000 00000000 00000000 00000000'],
  ['sql_variant of varchar', { name: 'sql_variant' }, true, { kind: 'variant', type: { name: 'varchar', length: 5 }, value: 'a' }, '62 491f0000 0a000000 a7 07 0904d00034 0500 61'],
])('%s has these bytes', (_name, type, isNullable, value, bytes) => {
  expect(encode(type, isNullable, value).toString('hex')).toBe(bytes.replaceAll(' ', ''));
});

it('gives rowversion its user type', () => {
  expect(encoderFor({ name: 'timestamp' }, false).userType).toBe(0x50);
});

it('reads (max) values of known and unknown length, in several chunks', () => {
  const chunks = '02000000 6100 04000000 62006300 00000000';
  for (const total of ['0600000000000000', 'feffffffffffffff']) expect(decode(hex(`e7 ffff 0904d00034 ${total} ${chunks}`))).toBe('abc');
  expect(() => readPlp(new ByteReader(hex(`0700000000000000 ${chunks}`)))).toThrow(ProtocolViolation);
});

it('reads ntext parameters, which have no text pointer', () => {
  expect(decode(hex('63 ffffff7f 0904d00034 02000000 6100'))).toBe('a');
  expect(decode(hex('63 ffffff7f 0904d00034 ffffffff'))).toBeNull();
});

it('drops the byte order mark of xml', () => {
  expect(decode(hex('f1 00 feffffffffffffff 04000000 fffe6100 00000000'))).toBe('a');
});

it.each([
  ['an int of three bytes', '26 03 03 010203'], ['an int value of two bytes', '26 04 02 0100'], ['a truncated value', '38 0100'],
  ['a decimal(39, 0)', '6a 11 27 00 00'], ['a time(8)', '29 08 00'], ['an odd nvarchar', 'e7 0600 0904d00034 0300 616263'],
])('calls %s a violation', (_name, bytes) => {
  expect(() => decode(hex(bytes))).toThrow(ProtocolViolation);
});

it.each([['CLR types', 'f0'], ['the vector type on the wire', 'f5'], ['wire type 0x27', '27']])('refuses %s by name', (name, bytes) => {
  expect(() => decode(hex(bytes))).toThrow(expect.objectContaining({ number: 49999, message: expect.stringContaining(name) }));
});

it('reports a value that is not of its column\'s type as a bug', () => {
  expect(() => encode({ name: 'int' }, true, 'x')).toThrow(/mssql-memory-server bug/);
  expect(() => encode({ name: 'int' }, false, null)).toThrow(/holds NULL/);
});

it('maps all 256 bytes of code page 1252 there and back', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  const text = decodeCp1252(all);
  expect(new Set(text).size).toBe(256);
  expect(encodeCp1252(text)).toEqual(all);
  const judge = jest.requireActual<{ decode(bytes: Buffer, encoding: string): string }>('iconv-lite').decode(all, 'cp1252');
  const isAssigned = (index: number): boolean => judge.charAt(index) !== '\ufffd';
  expect([...text].filter((_character, index) => isAssigned(index))).toEqual([...judge].filter((_character, index) => isAssigned(index)));
  expect(encodeCp1252('ť😀').toString('latin1')).toBe('???');
});

it.each([
  ['SQL_Latin1_General_CP1_CI_AS', '0904d00034'], ['SQL_Latin1_General_CP1_CS_AS', '0904c00033'], ['Latin1_General_CI_AS', '0904d00000'],
  ['Latin1_General_BIN2', '0904000200'], ['Latin1_General_100_CI_AS_SC_UTF8', '0904d02400'],
])('sends %s as %s', (name, bytes) => {
  expect(Buffer.from(collationBytes(name)).toString('hex')).toBe(bytes);
});
