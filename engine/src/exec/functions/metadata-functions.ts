// Functions that look names, ids and properties up. What exists is known to the injected MetadataLookup, not here.
import { notSupported } from '../../errors/not-supported';
import { INT, nvarchar } from '../../types/sql-type';
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

/** A property that the int-valued functions give only if it is a number. */
const asInt = (value: PropertyValue): Value => (typeof value === 'number' ? value : null);

const COLLATION_CODE_PAGE = 1252;
const collationProperty: ScalarImplementation = strict((args) => {
  const property = textAt(args, 1).trim().toLowerCase();
  const isUtf8 = /_UTF8$/i.test(textAt(args, 0));
  if (property === 'codepage') return asVariant(isUtf8 ? 65_001 : COLLATION_CODE_PAGE);
  if (property === 'lcid') return asVariant(1033);
  return null;
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
  OBJECTPROPERTYEX: lookup((args, { metadata }) => asVariant(metadata.objectProperty(numberAt(args, 0), textAt(args, 1)))),
  COLUMNPROPERTY: lookup((args, { metadata }) => asInt(metadata.columnProperty(numberAt(args, 0), textAt(args, 1), textAt(args, 2)))),
  INDEXPROPERTY: lookup((args, { metadata }) => asInt(metadata.indexProperty(numberAt(args, 0), textAt(args, 1), textAt(args, 2)))),
  TYPEPROPERTY: lookup((args, { metadata }) => asInt(metadata.typeProperty(textAt(args, 0), textAt(args, 1)))),
  TYPE_ID: lookup((args, { metadata }) => metadata.typeId(textAt(args, 0))),
  TYPE_NAME: lookup((args, { metadata }) => metadata.typeName(numberAt(args, 0))),
  SERVERPROPERTY: lookup((args, { metadata }) => metadata.serverProperty(textAt(args, 0))),
  DATABASEPROPERTYEX: lookup((args, { metadata }) => asVariant(metadata.databaseProperty(textAt(args, 0), textAt(args, 1)))),
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
  HAS_PERMS_BY_NAME: () => ([securable, securableClass, permission], { metadata }) =>
    (typeof permission === 'string' ? metadata.hasPermission((securable ?? null) as string | null, (securableClass ?? null) as string | null, permission) : null),
  HAS_DBACCESS: lookup((args, { metadata }) => (metadata.databaseId(textAt(args, 0)) === null ? null : 1)),
};
