// Every type of column against every value that it can be compared with, through an index and without one.
import { compare, type Tally } from './oracles';
import type { Random } from './random';
import { COLLATIONS, TYPE_KINDS, type Literal, type TypeKind } from './schema';
import type { TestServer } from './server';

const GROUPS: readonly (readonly string[])[] = [['int', 'decimal', 'float', 'bit'], ['date'], ['time'], ['text'], ['guid'], ['binary'], ['variant']];
const OPERATORS = ['=', '<>', '<', '<=', '>', '>='];

/** Values at the edges of types, and texts of other families' values. */
const EDGES: Readonly<Record<string, readonly Literal[]>> = {
  int: [
    { sql: '1.005', type: 'decimal(4,3)' }, { sql: '0.1', type: 'decimal(1,1)' }, { sql: '99999999999999999999999999999999999999', type: 'decimal(38,0)' }, { sql: '-9223372036854775808', type: 'decimal(19,0)' },
    { sql: '1e38', type: 'float' }, { sql: '9007199254740993e0', type: 'float' }, { sql: '16777217e0', type: 'float' }, { sql: "'1.50'", type: 'varchar(4)' }, { sql: "N'1'", type: 'nvarchar(1)' }, { sql: "'abc'", type: 'varchar(3)' },
    { sql: 'CAST(0.1 AS real)', type: 'real' }, { sql: '0x01', type: 'varbinary(1)' }, { sql: '922337203685477.5807', type: 'decimal(19,4)' }, { sql: '$1.00', type: 'smallmoney' }, { sql: 'CAST(NULL AS int)', type: 'int' },
  ],
  date: [
    ...['9999-12-31', '0001-01-01', '1753-01-01', '2020-01-01 12:30:00.1233333', '2020-01-01 12:30:00.125', '2020-01-01T23:59:59.999'].map((text) => ({ sql: `CAST('${text}' AS datetime2(7))`, type: 'datetime2(7)' })),
    { sql: "'2020-01-01'", type: 'varchar(10)' }, { sql: "'20200101 10:30'", type: 'varchar(14)' }, { sql: "N'2020-01-01T12:30:00.123'", type: 'nvarchar(23)' }, { sql: "'2020-01-01T12:30:00+02:00'", type: 'varchar(25)' },
    { sql: "CAST('2020-01-01T23:59:30' AS datetime)", type: 'datetime' }, { sql: "CAST('0001-01-01T00:00:00+14:00' AS datetimeoffset(7))", type: 'datetimeoffset(7)' }, { sql: "CAST('2020-01-02T00:00:00+02:00' AS datetimeoffset(7))", type: 'datetimeoffset(7)' }, { sql: 'CAST(NULL AS date)', type: 'date' },
  ],
  time: [{ sql: "'12:30:00.123'", type: 'varchar(12)' }, { sql: "CAST('12:30:00.1230001' AS time(7))", type: 'time(7)' }, { sql: "CAST('1900-01-01T12:30:00' AS datetime)", type: 'datetime' }, { sql: "CAST('2020-01-01T00:00:00' AS datetime)", type: 'datetime' }, { sql: "CAST('1900-01-01T00:00:00' AS smalldatetime)", type: 'smalldatetime' }],
  text: [
    ...["N'é'", "N'日本'", "N'ß'", "N'ss'", "N'a\u0301'", "N'abcdefghijkl'", "N'a   '", "N'?'"].map((sql) => ({ sql, type: 'nvarchar(12)' })), { sql: "'abcdefghijkl'", type: 'varchar(12)' }, { sql: "'a     '", type: 'char(6)' }, { sql: "CAST(N'ab' AS nvarchar(max))", type: 'nvarchar(max)' },
    { sql: '1', type: 'int' }, { sql: '10.0', type: 'decimal(3,1)' }, { sql: "CAST('2020-01-01' AS date)", type: 'date' }, { sql: 'CAST(NULL AS varchar(1))', type: 'varchar(1)' },
  ],
  guid: [{ sql: "'00000000-0000-0000-0000-000000000001'", type: 'varchar(36)' }, { sql: "N'{ffffffff-0000-0000-0000-0000000000aa}'", type: 'nvarchar(38)' }, { sql: "'00000000-0000-0000-0000-000000000001xyz'", type: 'varchar(39)' }, { sql: '0x01000000000000000000000000000000', type: 'varbinary(16)' }],
  binary: [{ sql: '0x0001', type: 'varbinary(2)' }, { sql: 'CAST(1 AS binary(1))', type: 'binary(1)' }, { sql: '1', type: 'int' }, { sql: '256', type: 'int' }, { sql: 'CAST(0x01 AS binary(8))', type: 'binary(8)' }],
  variant: [{ sql: '1', type: 'int' }, { sql: '1.0', type: 'decimal(2,1)' }, { sql: '1e0', type: 'float' }, { sql: "'a'", type: 'varchar(1)' }, { sql: "N'A'", type: 'nvarchar(1)' }, { sql: "CAST('2020-01-01' AS datetime)", type: 'datetime' }],
};

const valuesFor = (kind: TypeKind): Literal[] => {
  const families = GROUPS.find((group) => group.includes(kind.family)) ?? [];
  const all = TYPE_KINDS.filter((other) => families.includes(other.family)).flatMap((other) => other.values).concat(EDGES[families[0] ?? ''] ?? []);
  return [...new Map(all.map((literal) => [literal.sql, literal])).values()];
};

/** The columns of the matrix: each type once, and texts once in each collation. */
export const MATRIX: readonly TypeKind[] = TYPE_KINDS.filter((kind, i) => !kind.type.includes('max') && TYPE_KINDS.findIndex((other) => other.type === kind.type) === i)
  .flatMap((kind) => (kind.family === 'text' ? COLLATIONS.map((collation) => ({ ...kind, collation })) : [kind]));

async function checkValue(server: TestServer, kind: TypeKind, value: Literal, tally: Tally): Promise<void> {
  // A derived column has a collation of its own.
  const derived = kind.collation === undefined || !value.type.includes('char') ? value.sql : `${value.sql} COLLATE ${kind.collation}`;
  for (const operator of OPERATORS) {
    const declared = `DECLARE @v ${value.type} = ${value.sql};`;
    await compare(server, [
      { name: 'CASE', sql: `SELECT id FROM dbo.h WHERE CASE WHEN c ${operator} ${value.sql} THEN 1 END = 1` }, { name: 'seek', sql: `SELECT id FROM dbo.a WHERE c ${operator} ${value.sql}` },
      { name: 'descending', sql: `SELECT id FROM dbo.d WHERE c ${operator} ${value.sql}` }, { name: 'variable', sql: `${declared} SELECT id FROM dbo.a WHERE ${value.sql} ${flip(operator)} c AND c ${operator} @v` },
      { name: 'turned round', sql: `SELECT id FROM dbo.a WHERE ${value.sql} ${flip(operator)} c` }, { name: 'join', sql: `SELECT t.id FROM (SELECT ${derived} AS v) AS x JOIN dbo.a AS t ON t.c ${operator} x.v` },
    ], tally, 0);
  }
  await compare(server, [
    { name: 'CASE', sql: `SELECT id FROM dbo.h WHERE CASE WHEN c = ${value.sql} THEN 1 END = 1` }, { name: 'IN', sql: `SELECT id FROM dbo.a WHERE c IN (${value.sql}, ${value.sql})` },
    { name: 'IN of a query', sql: `SELECT id FROM dbo.a WHERE c IN (SELECT ${derived})` }, { name: 'EXISTS', sql: `SELECT t.id FROM dbo.a AS t WHERE EXISTS (SELECT 1 FROM (SELECT ${derived} AS v) AS x WHERE x.v = t.c)` },
    { name: 'hash', sql: `SELECT t.id FROM (SELECT ${derived} AS v) AS x INNER HASH JOIN dbo.h AS t ON t.c = x.v` }, { name: 'BETWEEN', sql: `SELECT id FROM dbo.a WHERE c BETWEEN ${value.sql} AND ${value.sql}` },
    { name: 'two columns', sql: `SELECT id FROM dbo.d WHERE one = 1 AND c = ${value.sql}` }, { name: 'subquery', sql: `SELECT id FROM dbo.a WHERE c = (SELECT TOP (1) v FROM (VALUES (${derived})) AS x (v))` },
  ], tally, 0);
}

const flip = (operator: string): string => ({ '<': '>', '<=': '>=', '>': '<', '>=': '<=' })[operator] ?? operator;

/** How many of the values are tried, in percent, and which. */
export interface Sample { readonly random: Random; readonly share: number }

/** Compares one type of column with some of the values. */
export async function checkSeeks(server: TestServer, kind: TypeKind, tally: Tally, { random, share }: Sample): Promise<void> {
  const column = `c ${kind.type}${kind.collation === undefined ? '' : ` COLLATE ${kind.collation}`} NULL`;
  await server.run(`CREATE TABLE dbo.h (id int, one int, ${column}); ${[...kind.values.map((v) => v.sql), 'NULL'].map((sql, i) => `INSERT dbo.h VALUES (${i}, 1, ${sql})`).join('; ')};
    SELECT * INTO dbo.a FROM dbo.h; CREATE INDEX ix ON dbo.a (c); SELECT * INTO dbo.d FROM dbo.h; CREATE CLUSTERED INDEX ix ON dbo.d (c DESC); CREATE INDEX two ON dbo.d (one, c);`);
  for (const value of valuesFor(kind)) if (random.chance(share)) await checkValue(server, kind, value, tally);
  await server.run('DROP TABLE dbo.h, dbo.a, dbo.d');
}
