// Random tables: columns of the usual types, values that meet, keys and indexes of every kind. Knows T-SQL as text only.
import type { Random } from './random';

/** What may be compared and computed with what. */
export type Family = 'int' | 'decimal' | 'float' | 'text' | 'date' | 'time' | 'bit' | 'guid' | 'binary' | 'variant';

/** A literal with the type that it has, so that a parameter can stand for it. */
export interface Literal { readonly sql: string; readonly type: string }

/** A type of columns with the values that are tried in it. */
export interface TypeKind { readonly family: Family; readonly type: string; readonly values: readonly Literal[]; readonly collation?: string }

/** A column; `values` are what its rows may hold. */
export interface Column extends TypeKind { readonly name: string; readonly nullable: boolean; readonly computed?: string }

/** An index that a hint may name. */
export interface Index { readonly name: string; readonly filter?: string }

/** A table: `make` creates it with keys and indexes, `fill` its rows. */
export interface Table { readonly name: string; readonly columns: readonly Column[]; readonly make: string; readonly later: readonly string[]; readonly indexes: readonly Index[]; readonly fill: readonly string[]; readonly plain: string }

const of = (type: string, ...texts: string[]): Literal[] => texts.map((sql) => ({ sql, type }));
const cast = (type: string, ...texts: string[]): Literal[] => texts.map((text) => ({ sql: `CAST(${text} AS ${type})`, type }));
const texts = (type: string, prefix: string): Literal[] => ['a', 'A', 'b', 'B ', 'ab', 'aB', '', 'z', '1', '2', '10', '_', 'a%', 'Ab c'].map((text) => ({ sql: `${prefix}'${text}'`, type: `${type}(${Math.max(1, text.length)})` }));
/** The collations of text columns. */
export const COLLATIONS = ['SQL_Latin1_General_CP1_CI_AS', 'Latin1_General_CS_AS', 'Latin1_General_BIN2', 'Latin1_General_100_CI_AS'] as const;
const INTS = of('int', '0', '1', '2', '3', '5', '-1', '100');
const DECIMALS = [...of('decimal(3,2)', '0.00', '1.00', '1.50', '-1.50', '2.25'), ...of('decimal(5,2)', '999.99')];
const DAYS = ["'2020-01-01'", "'2020-01-02'", "'2020-02-29'", "'2021-12-31'", "'1999-12-31'"];
const MOMENTS = ["'2020-01-01T00:00:00'", "'2020-01-01T10:30:00'", "'2020-01-01T12:30:00'", "'2020-01-02T00:00:00'", "'2021-12-31T23:59:00'", "'1999-12-31T06:00:00'"];
const FRACTIONS = ["'2020-01-01T00:00:00.000'", "'2020-01-01T10:30:00'", "'2020-01-01T12:30:00.123'", "'2020-01-01T12:30:00.127'", "'2021-12-31T23:59:59.997'", "'1999-12-31T06:00:00'"];
const GUIDS = ["'00000000-0000-0000-0000-000000000001'", "'01000000-0000-0000-0000-000000000000'", "'FFFFFFFF-0000-0000-0000-0000000000AA'", "'00000000-0000-0000-0000-000000000000'"];

/** Every type that columns are made of. */
export const TYPE_KINDS: readonly TypeKind[] = [
  { family: 'int', type: 'int', values: [...INTS, ...of('int', '2147483647', '-2147483647', '16777216', '16777217')] }, { family: 'int', type: 'int', values: INTS },
  { family: 'int', type: 'tinyint', values: of('int', '0', '1', '2', '3', '5', '255') }, { family: 'int', type: 'smallint', values: [...INTS, ...of('int', '32767', '-32768')] },
  { family: 'int', type: 'bigint', values: [...INTS, ...of('decimal(19,0)', '9223372036854775807'), ...of('decimal(10,0)', '2147483648'), ...of('decimal(16,0)', '9007199254740992', '9007199254740993')] },
  { family: 'decimal', type: 'decimal(9,2)', values: DECIMALS }, { family: 'decimal', type: 'decimal(19,4)', values: [...DECIMALS, ...of('decimal(5,4)', '1.5001')] },
  { family: 'decimal', type: 'decimal(38,10)', values: [...DECIMALS, ...of('decimal(11,10)', '1.0000000001')] }, { family: 'decimal', type: 'money', values: of('money', '$0', '$1', '$1.5', '-$1.5', '$2.2501') },
  { family: 'float', type: 'float', values: of('float', '0e0', '1e0', '15e-1', '-15e-1', '1e10', '1e-1', '16777217e0', '9007199254740992e0') }, { family: 'float', type: 'real', values: [...of('float', '0e0', '1e0', '15e-1', '-15e-1', '1e-1'), ...cast('real', '16777216', '0.1')] },
  { family: 'text', type: 'varchar(10)', values: texts('varchar', '') }, { family: 'text', type: 'nvarchar(10)', values: texts('nvarchar', 'N') },
  { family: 'text', type: 'char(5)', values: texts('varchar', '') }, { family: 'text', type: 'nvarchar(max)', values: texts('nvarchar', 'N') },
  { family: 'date', type: 'date', values: cast('date', ...DAYS) }, { family: 'date', type: 'datetime', values: cast('datetime', ...FRACTIONS) }, { family: 'date', type: 'smalldatetime', values: cast('smalldatetime', ...MOMENTS) },
  { family: 'date', type: 'datetime2(3)', values: cast('datetime2(3)', ...FRACTIONS) }, { family: 'date', type: 'datetime2(7)', values: [...cast('datetime2(7)', ...FRACTIONS), ...cast('datetime2(7)', "'2020-01-01T12:30:00.1230001'")] },
  { family: 'date', type: 'datetimeoffset(3)', values: cast('datetimeoffset(3)', "'2020-01-01T00:00:00+00:00'", "'2020-01-01T12:30:00+02:00'", "'2020-01-01T14:30:00+02:00'", "'2020-01-01T12:30:00.123+00:00'", "'2020-01-02T02:00:00+02:00'", "'2021-12-31T23:59:59.997-05:00'") },
  { family: 'time', type: 'time(3)', values: cast('time(3)', "'00:00:00'", "'12:30:00.123'", "'23:59:59.997'") },
  { family: 'bit', type: 'bit', values: cast('bit', '0', '1') }, { family: 'guid', type: 'uniqueidentifier', values: cast('uniqueidentifier', ...GUIDS) },
  { family: 'binary', type: 'varbinary(8)', values: cast('varbinary(8)', '0x', '0x00', '0x01', '0x0100', '0xFF') },
  { family: 'variant', type: 'sql_variant', values: [{ sql: 'CAST(1 AS sql_variant)', type: 'sql_variant' }, { sql: 'CAST(2 AS sql_variant)', type: 'sql_variant' }, { sql: "CAST(N'a' AS sql_variant)", type: 'sql_variant' }, { sql: "CAST(CAST('2020-01-01' AS date) AS sql_variant)", type: 'sql_variant' }] },
];

const INDEXABLE = (column: Column): boolean => !column.type.includes('max') && column.computed?.includes('float') !== true;

function drawColumn(random: Random, position: number): Column {
  const kind = random.chance(35) ? random.pick(TYPE_KINDS.slice(0, 2)) : random.pick(TYPE_KINDS);
  const collation = kind.family === 'text' && random.chance(60) ? random.pick(COLLATIONS) : undefined;
  return { ...kind, name: `c${position}`, nullable: random.chance(75), ...(kind.family === 'text' ? { collation: collation ?? 'SQL_Latin1_General_CP1_CI_AS' } : {}) };
}

function drawComputed(random: Random, columns: readonly Column[], position: number): Column | undefined {
  const base = random.pick(columns);
  const name = `c${position}`;
  const persisted = random.chance(50) ? ' PERSISTED' : '';
  const int: TypeKind = { family: 'int', type: 'int', values: INTS };
  if (base.family === 'int') return { ...int, type: 'bigint', name, nullable: true, computed: `(CAST(${base.name} AS bigint) + 1)${persisted}` };
  if (base.family === 'text') return { ...int, name, nullable: true, computed: `(LEN(${base.name}))${persisted}`, type: base.type.includes('max') ? 'bigint' : 'int' };
  if (base.family === 'date' && base.type !== 'datetimeoffset(3)') return { ...int, name, nullable: true, computed: `(YEAR(${base.name}))${persisted}` };
  return undefined;
}

function declare(column: Column, withComputed: boolean): string {
  if (column.computed !== undefined && withComputed) return `${column.name} AS ${column.computed}`;
  return `${column.name} ${column.type}${column.collation === undefined ? '' : ` COLLATE ${column.collation}`} ${column.nullable ? 'NULL' : 'NOT NULL'}`;
}

function drawFilter(random: Random, columns: readonly Column[]): string {
  const column = random.pick(columns.filter((c) => c.computed === undefined && (c.family === 'int' || c.family === 'decimal')).concat(columns.slice(0, 1)));
  return random.chance(50) ? `${column.name} IS NOT NULL` : `${column.name} ${random.pick(['=', '>', '>=', '<', '<>'])} ${column.name === 'id' ? '3' : random.pick(column.values).sql}`;
}

function drawIndexes(random: Random, name: string, columns: readonly Column[], clustered: boolean): { texts: string[]; indexes: Index[] } {
  const usable = columns.filter((column) => INDEXABLE(column));
  const made: { texts: string[]; indexes: Index[] } = { texts: [], indexes: [] };
  const count = random.below(4) + (clustered ? 1 : 0);
  for (let i = 0; i < count; i++) {
    const key = random.some(usable, 1, 3);
    const rest = columns.filter((column) => !key.includes(column));
    const include = rest.length > 0 && random.chance(35) ? ` INCLUDE (${random.some(rest, 1, 3).map((c) => c.name).join(', ')})` : '';
    const isClustered = clustered && i === 0;
    const filter = !isClustered && random.chance(25) ? drawFilter(random, columns) : undefined;
    const unique = key.some((column) => column.name === 'id') && random.chance(50) ? 'UNIQUE ' : '';
    const keyText = key.map((c) => `${c.name}${random.pick(['', '', ' DESC'])}`).join(', ');
    made.texts.push(`CREATE ${unique}${isClustered ? 'CLUSTERED ' : ''}INDEX ix${i} ON dbo.${name} (${keyText})${isClustered ? '' : include}${filter === undefined ? '' : ` WHERE ${filter}`}`);
    made.indexes.push({ name: `ix${i}`, ...(filter === undefined ? {} : { filter }) });
  }
  return made;
}

function drawRows(random: Random, name: string, columns: readonly Column[]): string[] {
  const stored = columns.filter((column) => column.computed === undefined);
  const count = random.pick([0, 1, 4, 8, 8, 12, 16]);
  const rows: string[] = [];
  for (let id = 1; id <= count; id++) {
    const cells = stored.map((column) => (column.name === 'id' ? String(id) : column.nullable && random.chance(20) ? 'NULL' : random.pick(column.values).sql));
    rows.push(`INSERT dbo.${name} (${stored.map((c) => c.name).join(', ')}) VALUES (${cells.join(', ')})`);
  }
  return rows;
}

/** Draws a table named `name`; its column `id` is never NULL and its values differ. `parents` may be referenced. */
export function drawTable(random: Random, name: string, parents: readonly Table[]): Table {
  const id: Column = { family: 'int', type: 'int', values: INTS, name: 'id', nullable: false };
  const columns: Column[] = [id];
  const count = 2 + random.below(5);
  while (columns.length <= count) columns.push(drawColumn(random, columns.length));
  const computed = random.chance(40) ? drawComputed(random, columns, columns.length) : undefined;
  if (computed !== undefined) columns.push(computed);
  const key = random.pick(['PRIMARY KEY', 'PRIMARY KEY', 'PRIMARY KEY NONCLUSTERED', 'UNIQUE', '']);
  const hasClusteredKey = key === 'PRIMARY KEY';
  const isClustered = !hasClusteredKey && random.chance(50);
  const { texts: later, indexes } = drawIndexes(random, name, columns, isClustered);
  const check = random.chance(30) ? `, CHECK (${drawFilter(random, columns)} OR id > 0)` : '';
  const make = `CREATE TABLE dbo.${name} (${columns.map((c) => `${declare(c, true)}${c.name === 'id' ? ` ${key}` : ''}`).join(', ')}${check})`;
  const plain = columns.map((c) => declare(c, false)).join(', ');
  const parent = parents.find((table) => table.make.includes('id int NOT NULL PRIMARY KEY'));
  const fill = drawRows(random, name, columns);
  const link = parent !== undefined && random.chance(40) ? [`ALTER TABLE dbo.${name} WITH NOCHECK ADD FOREIGN KEY (id) REFERENCES dbo.${parent.name} (id)`] : [];
  return { name, columns, make, later: [...later, ...link], indexes, fill, plain };
}
