// Functions that look names, ids and properties up. What exists is known to the injected MetadataLookup, not here.
import { notSupported } from '../../errors/not-supported';
import { collationFamily } from '../../types/text/collation-family';
import { parseCollation, type CollationRules } from '../../types/text/collation-order';
import { odbcPrecision, odbcScale } from '../../types/odbc-sizes';
import { INT, nvarchar, type SqlType } from '../../types/sql-type';
import type { Value, Variant } from '../../types/value';
import type { FunctionContext, PropertyValue } from './function-context';
import { numberAt, strict, textAt } from './implementation';
import type { Factory, FunctionTable, ScalarImplementation } from './implementation';

/** A property as sql_variant. */
export function asVariant(value: PropertyValue): Value {
  if (value === null) return null;
  return typeof value === 'number' ? { kind: 'variant', type: INT, value } satisfies Variant : { kind: 'variant', type: nvarchar(128), value } satisfies Variant;
}

const lookup = (find: (args: readonly Value[], context: FunctionContext) => Value): Factory => () => strict(find);
const optionalNumber = (args: readonly Value[], index: number): number | undefined => (args.length > index ? numberAt(args, index) : undefined);
const optionalText = (args: readonly Value[], index: number): string | undefined => (args.length > index ? textAt(args, index) : undefined);

const BASE_TYPE: SqlType = { name: 'char', length: 2 };

/** A property of an object: its one text is BaseType. */
const asObjectVariant = (value: PropertyValue): Value => (typeof value === 'string' ? { kind: 'variant', type: BASE_TYPE, value: value.padEnd(2) } satisfies Variant : asVariant(value));

/** A property that the int-valued functions give only if it is a number. */
const asInt = (value: PropertyValue): Value => (typeof value === 'number' ? value : null);

const UTF8 = 65_001;
const LANGUAGE_BITS = 0xffff;
const IGNORE_CASE = 1;
const IGNORE_ACCENT = 2;
const IGNORE_KANA = 65_536;
const IGNORE_WIDTH = 131_072;
const VERSIONS: Readonly<Record<string, number>> = { 90: 1, 100: 2, 140: 3 };

/** The flags of Windows' string comparison; binary collations have none. */
function comparisonStyle({ isBinary, isCaseSensitive, isAccentSensitive, isKanaSensitive, isWidthSensitive }: CollationRules): number {
  if (isBinary) return 0;
  return (isCaseSensitive ? 0 : IGNORE_CASE) + (isAccentSensitive ? 0 : IGNORE_ACCENT) + (isKanaSensitive ? 0 : IGNORE_KANA) + (isWidthSensitive ? 0 : IGNORE_WIDTH);
}

const collationProperty: ScalarImplementation = strict((args) => {
  const name = textAt(args, 0);
  const rules = parseCollation(name);
  const family = collationFamily(name);
  if (!rules || !family) return null;
  switch (textAt(args, 1).trim().toLowerCase()) {
    case 'codepage': return asVariant(/_UTF8$/i.test(name) ? UTF8 : family.codePage);
    case 'lcid': return asVariant(family.lcid & LANGUAGE_BITS);
    case 'comparisonstyle': return asVariant(comparisonStyle(rules));
    case 'version': return asVariant(VERSIONS[/_(90|100|140)_/.exec(name)?.[1] ?? ''] ?? 0);
    default: return null;
  }
});

const odbcPrecisionOf: ScalarImplementation = strict((args) => {
  const precision = odbcPrecision(numberAt(args, 0), numberAt(args, 1), numberAt(args, 2));
  if (precision === undefined) throw notSupported('ODBCPREC of (max), large objects, uniqueidentifier, sql_variant, xml and CLR types');
  return precision;
});

/** Metadata functions by name. */
export const METADATA_FUNCTIONS: FunctionTable = {
  DB_NAME: lookup((args, { metadata }) => metadata.databaseName(optionalNumber(args, 0))),
  DB_ID: lookup((args, { metadata }) => metadata.databaseId(optionalText(args, 0))),
  OBJECT_ID: lookup((args, { metadata }) => metadata.objectId(textAt(args, 0), optionalText(args, 1))),
  OBJECT_NAME: lookup((args, { metadata }) => metadata.objectName(numberAt(args, 0), optionalNumber(args, 1))),
  OBJECT_SCHEMA_NAME: lookup((args, { metadata }) => metadata.objectSchemaName(numberAt(args, 0), optionalNumber(args, 1))),
  OBJECT_DEFINITION: lookup((args, { metadata }) => {
    if (metadata.objectDefinition === undefined) throw notSupported('OBJECT_DEFINITION');
    return metadata.objectDefinition(numberAt(args, 0));
  }),
  SCHEMA_NAME: lookup((args, { metadata }) => metadata.schemaName(optionalNumber(args, 0))),
  SCHEMA_ID: lookup((args, { metadata }) => metadata.schemaId(optionalText(args, 0))),
  COL_NAME: lookup((args, { metadata }) => metadata.columnName(numberAt(args, 0), numberAt(args, 1))),
  COL_LENGTH: lookup((args, { metadata }) => metadata.columnLength(textAt(args, 0), textAt(args, 1))),
  INDEX_COL: lookup((args, { metadata }) => metadata.indexColumn(textAt(args, 0), numberAt(args, 1), numberAt(args, 2))),
  OBJECTPROPERTY: lookup((args, { metadata }) => asInt(metadata.objectProperty(numberAt(args, 0), textAt(args, 1)))),
  OBJECTPROPERTYEX: lookup((args, { metadata }) => asObjectVariant(metadata.objectProperty(numberAt(args, 0), textAt(args, 1)))),
  COLUMNPROPERTY: lookup((args, { metadata }) => asInt(metadata.columnProperty(numberAt(args, 0), textAt(args, 1), textAt(args, 2)))),
  INDEXPROPERTY: lookup((args, { metadata }) => asInt(metadata.indexProperty(numberAt(args, 0), textAt(args, 1), textAt(args, 2)))),
  TYPEPROPERTY: lookup((args, { metadata }) => asInt(metadata.typeProperty(textAt(args, 0), textAt(args, 1)))),
  TYPE_ID: lookup((args, { metadata }) => metadata.typeId(textAt(args, 0))),
  TYPE_NAME: lookup((args, { metadata }) => metadata.typeName(numberAt(args, 0))),
  ODBCSCALE: lookup((args) => odbcScale(numberAt(args, 0), numberAt(args, 1))),
  ODBCPREC: () => odbcPrecisionOf,
  SERVERPROPERTY: lookup((args, { metadata }) => metadata.serverProperty(textAt(args, 0))),
  FULLTEXTSERVICEPROPERTY: lookup((args, { metadata }) => asInt(metadata.fullTextServiceProperty(textAt(args, 0)))),
  DATABASEPROPERTYEX: lookup((args, { metadata }) => asVariant(metadata.databaseProperty(textAt(args, 0), textAt(args, 1)))),
  LOGINPROPERTY: lookup((args, { session }) => asVariant(session.loginProperty(textAt(args, 0), textAt(args, 1)))),
  COLLATIONPROPERTY: () => collationProperty,
  FILE_ID: lookup((args, { metadata }) => metadata.fileId(textAt(args, 0))),
  FILE_IDEX: lookup((args, { metadata }) => metadata.fileId(textAt(args, 0))),
  FILE_NAME: lookup((args, { metadata }) => metadata.fileName(numberAt(args, 0))),
  FILEGROUPPROPERTY: lookup((args, { metadata }) => asInt(metadata.fileGroupProperty(textAt(args, 0), textAt(args, 1)))),
  INDEXKEY_PROPERTY: lookup((args, { metadata }) => asInt(metadata.indexKeyProperty(numberAt(args, 0), numberAt(args, 1), numberAt(args, 2), textAt(args, 3)))),
  FILEGROUP_ID: lookup((args, { metadata }) => metadata.filegroupId(textAt(args, 0))),
  FILEGROUP_NAME: lookup((args, { metadata }) => metadata.filegroupName(numberAt(args, 0))),
  IDENT_CURRENT: lookup((args, { metadata }) => metadata.identityCurrent(textAt(args, 0))),
  IDENT_SEED: lookup((args, { metadata }) => metadata.identitySeed(textAt(args, 0))),
  IDENT_INCR: lookup((args, { metadata }) => metadata.identityIncrement(textAt(args, 0))),
  $PARTITION: () => ([name, value], { metadata }) => metadata.partitionNumber(String(name), value ?? null),
  HAS_PERMS_BY_NAME: () => ([securable, securableClass, permission, column], { metadata }) =>
    (typeof permission === 'string' ? metadata.hasPermission((securable ?? null) as string | null, (securableClass ?? null) as string | null, permission, (column ?? null) as string | null) : null),
  HAS_DBACCESS: lookup((args, { session }) => session.hasAccessTo(textAt(args, 0))),
};
