// How sp_describe_first_result_set tells of a column: its type as catalog views and as the wire name it. Knows no query.
import type { Database } from '../../../instance/instance';
import type { OutputColumn } from '../../../plan/node';
import { collationBytes } from '../../../types/text/collation-wire';
import { formatType, precisionOf, scaleOf, storageBytes, typeId } from '../../../types/format-type';
import { BIT, INT, isCharacter, isDecimal, nvarchar, SMALLINT, SYSNAME, TINYINT, type SqlType, type SqlTypeName } from '../../../types/sql-type';
import type { ResultColumn } from '../../../tds/session-port';
import type { Row, Value } from '../../../types/value';

/** Columns that always have a value. */
export const required = (type: SqlType, ...names: readonly string[]): ResultColumn[] => names.map((name) => ({ name, type, isNullable: false }));
/** Columns that may be NULL. */
export const optional = (type: SqlType, ...names: readonly string[]): ResultColumn[] => names.map((name) => ({ name, type, isNullable: true }));

/** A column of a result, and its place in the ORDER BY where it has one there. */
export interface DescribedColumn { readonly column: OutputColumn; readonly ordinal: number; readonly order?: { readonly ordinal: number; readonly length: number; readonly isDescending: boolean } }

/** The columns that tell a type; `prefix` stands before their names. */
export const typeColumns = (prefix = ''): readonly ResultColumn[] => [
  ...required(INT, `${prefix}system_type_id`),
  ...optional(nvarchar(256), `${prefix}system_type_name`),
  ...required(SMALLINT, `${prefix}max_length`),
  ...required(TINYINT, `${prefix}precision`, `${prefix}scale`),
];

/** The columns that tell where it is declared, and what kind of type it is. */
export const declarationColumns = (prefix = ''): readonly ResultColumn[] => [
  ...optional(INT, `${prefix}user_type_id`),
  ...optional(SYSNAME, ...['database', 'schema', 'name'].map((part) => `${prefix}user_type_${part}`)),
  ...optional(nvarchar(4000), `${prefix}assembly_qualified_type_name`),
  ...optional(INT, `${prefix}xml_collection_id`),
  ...optional(SYSNAME, ...['database', 'schema', 'name'].map((part) => `${prefix}xml_collection_${part}`)),
  ...required(BIT, ...['is_xml_document', 'is_case_sensitive', 'is_fixed_length_clr_type'].map((name) => `${prefix}${name}`)),
];

/** The columns that the procedure and the function have in common. */
export const SHARED_COLUMNS: readonly ResultColumn[] = [
  ...required(BIT, 'is_hidden'),
  ...required(INT, 'column_ordinal'),
  ...optional(SYSNAME, 'name'),
  ...required(BIT, 'is_nullable'),
  ...typeColumns(),
  ...optional(SYSNAME, 'collation_name'),
  ...declarationColumns(),
  ...optional(SYSNAME, 'source_server', 'source_database', 'source_schema', 'source_table', 'source_column'),
  ...optional(BIT, 'is_identity_column', 'is_part_of_unique_key', 'is_updateable', 'is_computed_column', 'is_sparse_column_set'),
  ...optional(SMALLINT, 'ordinal_in_order_by_list', 'order_by_list_length', 'order_by_is_descending'),
];

/** The columns of sp_describe_first_result_set. */
export const DESCRIBED_COLUMNS: readonly ResultColumn[] = [
  ...SHARED_COLUMNS, ...required(INT, 'tds_type_id', 'tds_length'), ...optional(INT, 'tds_collation_id'), ...optional(TINYINT, 'tds_collation_sort_id'),
];

const UPDATABLE = (column: OutputColumn): boolean => column.isBase === true && column.isIdentity !== true && column.isComputed !== true;
const nulls = (count: number): Value[] => Array<Value>(count).fill(null);

/** Id, database, schema and name of an alias type. */
function userTypeValues(userTypeId: number | undefined, { catalog, header }: Pick<Database, 'catalog' | 'header'>): Row {
  const alias = userTypeId === undefined ? undefined : catalog.userType(userTypeId);
  return alias?.kind === 'alias-type' ? [alias.userTypeId, header.name, catalog.schema(alias.schemaId)?.name ?? null, alias.name] : nulls(4);
}

/** Id, database, schema and name of a collection of XML schemas. */
const collectionValues = ({ xmlSchema }: SqlType, { header }: Pick<Database, 'header'>): Row =>
  (xmlSchema ? [xmlSchema.collectionId, xmlSchema.database ?? header.name, xmlSchema.schemaName, xmlSchema.name] : nulls(4));

/** 1 for texts of a collation that tells upper from lower case. */
const isCaseSensitive = (collation: string | null): number => Number(collation !== null && /_(CS|BIN2?)(_|$)/i.test(collation));

const collationOf = (type: SqlType, { header }: Pick<Database, 'header'>): string | null => (isCharacter(type) ? (type.collation ?? header.options.collation) : null);

/** The values of typeColumns. */
export const typeValues = (type: SqlType): Row => [typeId(type.name)?.systemTypeId ?? 0, formatType(type), storageBytes(type), precisionOf(type), scaleOf(type)];

/** The values of declarationColumns. */
export const declarationValues = (type: SqlType, userTypeId: number | undefined, database: Database): Row => [
  ...userTypeValues(userTypeId, database),
  null,
  ...collectionValues(type, database),
  Number(type.xmlSchema?.isDocument === true),
  isCaseSensitive(collationOf(type, database)),
  0,
];

/** The values of SHARED_COLUMNS. */
export function sharedValues({ column, ordinal, order }: DescribedColumn, database: Database): Row {
  const { type } = column;
  return [
    0,
    ordinal,
    column.name === '' ? null : column.name,
    Number(column.isNullable),
    ...typeValues(type),
    collationOf(type, database),
    ...declarationValues(type, column.userTypeId, database),
    ...nulls(5),
    Number(column.isIdentity === true),
    null,
    Number(UPDATABLE(column)),
    Number(column.isComputed === true),
    0,
    ...(order ? [order.ordinal, order.length, Number(order.isDescending)] : nulls(3)),
  ];
}

/** A row of sp_describe_first_result_set. */
export function describedRow(described: DescribedColumn, database: Database): Row {
  const { column } = described;
  const shared = sharedValues(described, database);
  const collation = shared[COLLATION] ?? null;
  return [...shared, wireType(column), wireLength(column.type), ...(collation === null ? [null, null] : wireCollation(String(collation)))];
}

const COLLATION = SHARED_COLUMNS.findIndex((column) => column.name === 'collation_name');

/** Fixed forms of types that have another one for NULL. */
const FIXED: Partial<Record<SqlTypeName, readonly [number, number]>> = {
  bit: [50, 104],
  tinyint: [48, 38],
  smallint: [52, 38],
  int: [56, 38],
  bigint: [127, 38],
  real: [59, 109],
  float: [62, 109],
  smallmoney: [122, 110],
  money: [60, 110],
  smalldatetime: [58, 111],
  datetime: [61, 111],
};
/** rowversion travels as binary(8); decimal and numeric under ids of their own. */
const OTHERS: Partial<Record<SqlTypeName, number>> = { timestamp: 173 };

/** How the wire calls the type. */
export function wireType({ type, isNullable }: Pick<OutputColumn, 'type' | 'isNullable'>): number {
  const fixed = FIXED[type.name];
  if (fixed) return isNullable ? fixed[1] : fixed[0];
  return OTHERS[type.name] ?? typeId(type.name)?.systemTypeId ?? 0;
}

const MAX_LENGTH = 65535;
const XML_LENGTH = 8100;
const TEXT_LENGTH = 2147483647;
const VARIANT_LENGTH = 8009;
const DECIMAL_LENGTH = 17;

/** How long the wire says that a value may be. */
export function wireLength(type: SqlType): number {
  if (type.length === 'max') return MAX_LENGTH;
  if (isDecimal(type)) return DECIMAL_LENGTH;
  if (type.name === 'xml') return XML_LENGTH;
  if (type.name === 'sql_variant') return VARIANT_LENGTH;
  return ['text', 'ntext', 'image'].includes(type.name) ? TEXT_LENGTH : storageBytes(type);
}

function wireCollation(collation: string): Row {
  const [a = 0, b = 0, c = 0, d = 0, sortId = 0] = collationBytes(collation);
  return [a | (b << 8) | (c << 16) | (d << 24), sortId];
}
