// Edge values of every type: as the engine holds them, and as tedious shows them.
import type { SqlType } from '../../../src/types/sql-type';
import type { Value } from '../../../src/types/value';

/** One value of one type. `shown` is what tedious makes of it (undefined: the value itself). */
export interface Sample { readonly type: SqlType; readonly value: Exclude<Value, null>; readonly shown?: unknown; readonly wireName: readonly [fixed: string, nullable: string] }

const TICKS_PER_DAY = 864_000_000_000n;
const days = (iso: string): number => Math.round((Date.parse(`${iso}T00:00:00Z`) - Date.parse('0001-01-01T00:00:00Z')) / 86_400_000);
const ticks = (iso: string): bigint => BigInt(Date.parse(iso) - Date.parse('0001-01-01T00:00:00Z')) * 10_000n;
const since1900 = (iso: string): number => Date.parse(iso) - Date.parse('1900-01-01T00:00:00Z');
const same = (name: string): [string, string] => [name, name];
const LONG = 'aä€'.repeat(5000);
const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const variant = (type: SqlType, value: Exclude<Value, null>): Value => ({ kind: 'variant', type, value: value as never });

const NUMBERS: readonly Sample[] = [
  { type: { name: 'bit' }, value: 1, shown: true, wireName: ['Bit', 'BitN'] },
  { type: { name: 'bit' }, value: 0, shown: false, wireName: ['Bit', 'BitN'] },
  { type: { name: 'tinyint' }, value: 255, wireName: ['TinyInt', 'IntN'] },
  { type: { name: 'smallint' }, value: -32768, wireName: ['SmallInt', 'IntN'] },
  { type: { name: 'int' }, value: -2147483648, wireName: ['Int', 'IntN'] },
  { type: { name: 'int' }, value: 2147483647, wireName: ['Int', 'IntN'] },
  { type: { name: 'bigint' }, value: -9223372036854775808n, shown: '-9223372036854775808', wireName: ['BigInt', 'IntN'] },
  { type: { name: 'bigint' }, value: 9223372036854775807n, shown: '9223372036854775807', wireName: ['BigInt', 'IntN'] },
  { type: { name: 'real', precision: 24 }, value: 1.5, wireName: ['Real', 'FloatN'] },
  { type: { name: 'float', precision: 53 }, value: -1.7976931348623157e308, wireName: ['Float', 'FloatN'] },
  { type: { name: 'float', precision: 24 }, value: 0.25, wireName: ['Real', 'FloatN'] },
  { type: { name: 'money' }, value: -12345_6789n, shown: -12345.6789, wireName: ['Money', 'MoneyN'] },
  { type: { name: 'money' }, value: 90071992547_0001n, shown: 90071992547.0001, wireName: ['Money', 'MoneyN'] },
  { type: { name: 'smallmoney' }, value: -2147483648n, shown: -214748.3648, wireName: ['SmallMoney', 'MoneyN'] },
  { type: { name: 'decimal', precision: 9, scale: 2 }, value: -123456789n, shown: -1234567.89, wireName: same('DecimalN') },
  { type: { name: 'decimal', precision: 19, scale: 0 }, value: 9007199254740991n, shown: 9007199254740991, wireName: same('DecimalN') },
  { type: { name: 'numeric', precision: 28, scale: 4 }, value: 2n ** 89n, shown: 2 ** 89 / 10 ** 4, wireName: same('NumericN') },
  { type: { name: 'numeric', precision: 38, scale: 0 }, value: -(10n ** 37n), shown: -1e37, wireName: same('NumericN') },
];

const DATES: readonly Sample[] = [
  { type: { name: 'date' }, value: days('2024-02-29'), shown: new Date('2024-02-29T00:00:00Z'), wireName: same('Date') },
  { type: { name: 'date' }, value: days('9999-12-31'), shown: new Date('9999-12-31T00:00:00Z'), wireName: same('Date') },
  { type: { name: 'time', scale: 7 }, value: 863_999_990_000, shown: new Date('1970-01-01T23:59:59.999Z'), wireName: same('Time') },
  { type: { name: 'time', scale: 3 }, value: 450_000_120_000, shown: new Date('1970-01-01T12:30:00.012Z'), wireName: same('Time') },
  { type: { name: 'time', scale: 0 }, value: 10_000_000, shown: new Date('1970-01-01T00:00:01Z'), wireName: same('Time') },
  { type: { name: 'datetime' }, value: since1900('2024-02-29T12:34:56Z') / 1000 * 300 + 1, shown: new Date('2024-02-29T12:34:56.003Z'), wireName: ['DateTime', 'DateTimeN'] },
  { type: { name: 'datetime' }, value: since1900('1753-01-01T00:00:01Z') / 1000 * 300, shown: new Date('1753-01-01T00:00:01Z'), wireName: ['DateTime', 'DateTimeN'] },
  { type: { name: 'smalldatetime' }, value: since1900('2079-06-06T23:59:00Z') / 60_000, shown: new Date('2079-06-06T23:59:00Z'), wireName: ['SmallDateTime', 'DateTimeN'] },
  { type: { name: 'datetime2', scale: 7 }, value: ticks('2024-02-29T12:34:56.789Z'), shown: new Date('2024-02-29T12:34:56.789Z'), wireName: same('DateTime2') },
  { type: { name: 'datetime2', scale: 0 }, value: 0n, shown: new Date('0001-01-01T00:00:00Z'), wireName: same('DateTime2') },
  { type: { name: 'datetime2', scale: 7 }, value: 3652059n * TICKS_PER_DAY - 10_000n, shown: new Date('9999-12-31T23:59:59.999Z'), wireName: same('DateTime2') },
  { type: { name: 'datetimeoffset', scale: 3 }, value: { kind: 'offset-instant', utcTicks: ticks('2024-03-01T00:30:00.5Z'), offsetMinutes: -330 }, shown: new Date('2024-03-01T00:30:00.5Z'), wireName: same('DateTimeOffset') },
];

const OTHERS: readonly Sample[] = [
  { type: { name: 'char', length: 5 }, value: 'aß€  ', wireName: same('Char') },
  { type: { name: 'varchar', length: 20 }, value: 'Žluť €‰™', shown: 'Žlu? €‰™', wireName: same('VarChar') },
  { type: { name: 'varchar', length: 8000 }, value: 'y'.repeat(8000), wireName: same('VarChar') },
  { type: { name: 'varchar', length: 10 }, value: '', wireName: same('VarChar') },
  { type: { name: 'varchar', length: 'max' }, value: LONG, wireName: same('VarChar') },
  { type: { name: 'varchar', length: 20, collation: 'Latin1_General_100_CI_AS_SC_UTF8' }, value: 'ť😀', wireName: same('VarChar') },
  { type: { name: 'nchar', length: 4 }, value: 'ť😀 ', wireName: same('NChar') },
  { type: { name: 'nvarchar', length: 4000 }, value: 'ť'.repeat(4000), wireName: same('NVarChar') },
  { type: { name: 'nvarchar', length: 'max' }, value: '', wireName: same('NVarChar') },
  { type: { name: 'nvarchar', length: 'max' }, value: LONG, wireName: same('NVarChar') },
  { type: { name: 'text' }, value: 'old €', wireName: same('Text') },
  { type: { name: 'ntext' }, value: 'old ť', wireName: same('NText') },
  { type: { name: 'image' }, value: bytes(0, 255), shown: Buffer.from([0, 255]), wireName: same('Image') },
  { type: { name: 'binary', length: 3 }, value: bytes(1, 2, 0), shown: Buffer.from([1, 2, 0]), wireName: same('Binary') },
  { type: { name: 'varbinary', length: 10 }, value: bytes(), shown: Buffer.from([]), wireName: same('VarBinary') },
  { type: { name: 'varbinary', length: 'max' }, value: bytes(...Array.from({ length: 9000 }, (_, index) => index & 255)), shown: Buffer.from(Array.from({ length: 9000 }, (_, index) => index & 255)), wireName: same('VarBinary') },
  { type: { name: 'timestamp' }, value: bytes(0, 0, 0, 0, 0, 0, 7, 209), shown: Buffer.from([0, 0, 0, 0, 0, 0, 7, 209]), wireName: same('Binary') },
  { type: { name: 'uniqueidentifier' }, value: '6F9619FF-8B86-D011-B42D-00C04FC964FF', wireName: same('UniqueIdentifier') },
  { type: { name: 'xml' }, value: '<a>ť</a>', wireName: same('Xml') },
];

const VARIANTS: readonly Sample[] = [...NUMBERS, ...DATES, ...OTHERS]
  .filter(({ type }) => !['text', 'ntext', 'image', 'timestamp', 'xml'].includes(type.name) && type.length !== 'max' && type.collation === undefined)
  // tedious reads the collation of a varchar in a variant at the wrong place; plain ASCII shows the same either way.
  .filter(({ type }) => type.name !== 'char' && type.name !== 'varchar')
  // A float(24) comes back as the real that it is.
  .filter(({ type }) => type.name !== 'float' || type.precision === 53)
  .map(({ type, value, shown }) => ({ type: { name: 'sql_variant' }, value: variant(type, value), shown: shown ?? value, wireName: same('Variant') }) as Sample);

/** Every type, without sql_variant. */
export const SAMPLES: readonly Sample[] = [...NUMBERS, ...DATES, ...OTHERS];
/** The same values inside sql_variant. */
export const VARIANT_SAMPLES: readonly Sample[] = [
  ...VARIANTS,
  { type: { name: 'sql_variant' }, value: variant({ name: 'varchar', length: 10 }, 'ascii') as Exclude<Value, null>, shown: 'ascii', wireName: same('Variant') },
];

/** A name for a test about a sample. */
export const nameOf = ({ type, value }: Sample): string => {
  const size = [type.length, type.precision, type.scale].filter((part) => part !== undefined).join(',');
  const shown = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)).slice(0, 60);
  return `${type.name}${size === '' ? '' : `(${size})`} ${shown}`;
};
