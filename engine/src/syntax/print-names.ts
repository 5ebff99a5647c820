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

/** Whether the first argument of the function `upper` is a datepart and not a column. */
export const takesDatepart = (upper: string): boolean => DATED_FUNCTIONS.has(upper);

/** The datepart in full: yy and yyyy are stored as year. */
export function printDatepart(written: string): string {
  const lower = written.toLowerCase();
  return DATEPARTS[lower] ?? lower;
}

/** Whether `name` is a type of the system. */
export const isSystemTypeName = (name: string): boolean => SYSTEM_TYPES.has(name.toLowerCase());
