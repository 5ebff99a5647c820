// How a system view is declared: its columns in one text, its rows as records. Knows no particular view.
import { EngineBug } from '../errors/engine-bug';
import type { OutputColumn } from '../plan/node';
import { BIGINT, BIT, DATETIME, datetimeoffset, INT, numeric, SMALLINT, SQL_VARIANT, SYSNAME, TINYINT, UNIQUEIDENTIFIER, type SqlType } from '../types/sql-type';
import type { Row, Value } from '../types/value';
import type { SystemTableFunction, SystemView, SystemWorld } from './system-view';

/** A row by column names; what is left out takes the default of the column's declaration. */
export type ViewRecord = Readonly<Record<string, Value | boolean>>;

const TYPES: Readonly<Record<string, SqlType>> = {
  int: INT,
  bigint: BIGINT,
  smallint: SMALLINT,
  tinyint: TINYINT,
  bit: BIT,
  real: { name: 'real' },
  datetime: DATETIME,
  datetimeoffset: datetimeoffset(),
  sysname: SYSNAME,
  variant: SQL_VARIANT,
  guid: UNIQUEIDENTIFIER,
  numeric3800: numeric(38, 0),
  numeric25: numeric(25, 0),
};

/** A type by the word of a declaration: nvarchar60, char2, varbinarymax and kin hold their length. */
function typeNamed(word: string): SqlType | undefined {
  const match = /^(nvarchar|varchar|varbinary|nchar|char|binary)(\d+|max)$/.exec(word);
  return match ? { name: match[1] as 'nvarchar', length: match[2] === 'max' ? 'max' : Number(match[2]) } : TYPES[word];
}

interface Declared { readonly column: OutputColumn; readonly default: Value | undefined }

/**
 * Declares columns from lines like `name sysname`, `principal_id int?`, `is_ms_shipped bit = 0`: a question mark is "nullable" (and NULL
 * unless given), `= n` or `= 'text'` is what a record may leave out.
 */
function declareColumns(text: string): Declared[] {
  return text.split(',').map((part) => {
    const match = /^\s*(\w+)\s+(\w+)(\?)?(?:\s*=\s*(?:'([^']*)'|(-?\d+)))?\s*$/.exec(part);
    const type = typeNamed(match?.[2] ?? '');
    if (!match || !type) throw new EngineBug(`system view column '${part.trim()}'`);
    const given = match[4] !== undefined ? match[4] : match[5] !== undefined ? numberOf(type, match[5]) : match[3] ? null : undefined;
    return { column: { name: match[1] ?? '', type, isNullable: match[3] === '?' }, default: given };
  });
}

const numberOf = (type: SqlType, text: string): Value => (type.name === 'bigint' || type.name === 'numeric' ? BigInt(text) : Number(text));

/** Declares a view; `name` with its schema. */
export function defineView(name: string, columns: string, records: (world: SystemWorld) => Iterable<ViewRecord>): SystemView {
  const declared = declareColumns(columns);
  return { name: name.toLowerCase(), columns: declared.map((d) => d.column), rows: (world) => toRows(name, declared, records(world)) };
}

interface KeptRows { readonly version: number; readonly databaseName: string; readonly collation: string; readonly rows: readonly Row[] }

/** What more there is to a view of the catalog. */
export interface CatalogViewOptions {
  /** For one reading: what gives a row its present numbers, in a copy: the kept row stays as it is. `last` is what it gave for the row before: the answer, if its numbers are the same. */
  readonly renew?: (world: SystemWorld) => (row: Row, last: Row | undefined) => Row;
  /** See SystemView; the records come from `objectsOf`. */
  readonly narrowedBy?: readonly string[];
}

/**
 * Declares a view whose rows come from the catalog alone: they are kept until the catalog changes. Its rows must not be changed by their readers.
 */
export function defineCatalogView(name: string, columns: string, records: (world: SystemWorld) => Iterable<ViewRecord>, { renew, narrowedBy }: CatalogViewOptions = {}): SystemView {
  const declared = declareColumns(columns);
  const kept = new WeakMap<object, KeptRows>();
  const rows = (world: SystemWorld): readonly Row[] => {
    const { catalog, header } = world.database;
    const found = kept.get(catalog);
    if (found && found.version === catalog.version && found.databaseName === header.name && found.collation === header.options.collation) return found.rows;
    const made = [...toRows(name, declared, records(world))];
    // Rows of a few objects are made again sooner than those of all are kept.
    if (!world.wants) kept.set(catalog, { version: catalog.version, databaseName: header.name, collation: header.options.collation, rows: made });
    return made;
  };
  return { name: name.toLowerCase(), columns: declared.map((d) => d.column), ...(narrowedBy ? { narrowedBy } : {}), rows: renew ? renewing(rows, renew) : rows };
}

type RowsOf = (world: SystemWorld) => readonly Row[];

/** The rows with their present numbers. As long as none changes, it is the very same array. */
function renewing(rows: RowsOf, renew: NonNullable<CatalogViewOptions['renew']>): RowsOf {
  const kept = new WeakMap<readonly Row[], { readonly database: object; readonly rows: readonly Row[] }>();
  return (world) => {
    const plain = rows(world);
    const last = kept.get(plain);
    const known = last?.database === world.database ? last.rows : undefined;
    const renewRow = renew(world);
    const renewed = plain.map((row, i) => renewRow(row, known?.[i]));
    if (known && renewed.every((row, i) => row === known[i])) return known;
    kept.set(plain, { database: world.database, rows: renewed });
    return renewed;
  };
}

/** Declares a system table function. */
export function defineFunction(name: string, columns: string, records: (world: SystemWorld, args: Row) => Iterable<ViewRecord>): SystemTableFunction {
  const declared = declareColumns(columns);
  return { name: name.toLowerCase(), columns: declared.map((d) => d.column), rows: (world, args) => toRows(name, declared, records(world, args)) };
}

function* toRows(name: string, declared: readonly Declared[], records: Iterable<ViewRecord>): Iterable<Row> {
  for (const record of records) {
    yield declared.map((d): Value => {
      const value = record[d.column.name];
      if (value === undefined && d.default === undefined) throw new EngineBug(`${name}.${d.column.name} has no value`);
      return value === undefined ? (d.default ?? null) : typeof value === 'boolean' ? Number(value) : value;
    });
  }
}
