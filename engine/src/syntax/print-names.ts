// Names that stored definitions write their own way: dateparts in full and unquoted, system types in lower case.

const DATED_FUNCTIONS: ReadonlySet<string> = new Set(['DATEADD', 'DATEDIFF', 'DATEDIFF_BIG', 'DATENAME', 'DATEPART', 'DATETRUNC', 'DATE_BUCKET']);

const DATEPARTS: Readonly<Record<string, string>> = {
  yy: 'year', yyyy: 'year', qq: 'quarter', q: 'quarter', mm: 'month', m: 'month', dy: 'dayofyear', y: 'dayofyear', dd: 'day', d: 'day', wk: 'week', ww: 'week',
  dw: 'weekday', w: 'weekday', hh: 'hour', mi: 'minute', n: 'minute', ss: 'second', s: 'second', ms: 'millisecond', mcs: 'microsecond', ns: 'nanosecond',
  tz: 'tzoffset', isowk: 'iso_week', isoww: 'iso_week',
};

const SYSTEM_TYPES: ReadonlySet<string> = new Set(`
bigint binary bit char date datetime datetime2 datetimeoffset dec decimal float geography geometry hierarchyid image int integer json money
nchar ntext numeric nvarchar real rowversion smalldatetime smallint smallmoney sql_variant sysname text time timestamp tinyint
uniqueidentifier varbinary varchar vector xml
`.trim().split(/\s+/));

const TYPE_SYNONYMS: Readonly<Record<string, string>> = {
  integer: 'int', dec: 'decimal', rowversion: 'timestamp', character: 'char', 'character varying': 'varchar', 'char varying': 'varchar', 'binary varying': 'varbinary',
  'national character': 'nchar', 'national char': 'nchar', 'national character varying': 'nvarchar', 'national char varying': 'nvarchar', 'national text': 'ntext', 'double precision': 'float',
};

/** Whether the first argument of the function `upper` is a datepart and not a column. */
export const takesDatepart = (upper: string): boolean => DATED_FUNCTIONS.has(upper);

/** The datepart in full: yy and yyyy are stored as year. */
export function printDatepart(written: string): string {
  const lower = written.toLowerCase();
  return Object.hasOwn(DATEPARTS, lower) ? DATEPARTS[lower] ?? lower : lower;
}

/** A type of the system under the name that definitions keep it by, 'character varying' as varchar; undefined for any other name. */
export function systemTypeName(name: string): string | undefined {
  const lower = name.toLowerCase();
  const spaced = lower.replace(/\s+/g, ' ');
  return Object.hasOwn(TYPE_SYNONYMS, spaced) ? TYPE_SYNONYMS[spaced] : (SYSTEM_TYPES.has(lower) ? lower : undefined);
}
