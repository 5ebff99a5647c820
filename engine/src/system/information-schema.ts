// INFORMATION_SCHEMA: tables, columns, views, routines. The standard's view of what sys.* holds.
import type { CatalogObject, Column, FunctionDefinition, Parameter, ProcedureDefinition } from '../catalog/definitions';
import { isCharacter, isDecimal, isInteger, isMoney, isApproximate, isTemporal, isUnicode, type SqlType } from '../types/sql-type';
import { declaredLength, precisionOf, scaleOf } from '../types/format-type';
import type { Value } from '../types/value';
import { defineCatalogView, defineView, type ViewRecord } from './define-view';
import { objectsOf, shownName, tableTypeNamed } from './object-rows';
import type { SystemWorld } from './system-view';

/** Schema's name in the world's database. */
export const schemaOf = (world: SystemWorld, schemaId: number): string => world.database.catalog.schema(schemaId)?.name ?? '';
/** The catalog's name, which every row begins with. */
export const catalogOf = (world: SystemWorld): string => world.database.header.name;

const INTEGER_PRECISION: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, int: 10, bigint: 19, money: 19, smallmoney: 10 };

/** The type columns shared by COLUMNS, ROUTINES and PARAMETERS. */
function typeColumns(type: SqlType, collation: string): ViewRecord {
  const text = isCharacter(type);
  const length = declaredLength(type);
  const number = numberColumns(type);
  return {
    DATA_TYPE: type.name,
    CHARACTER_MAXIMUM_LENGTH: length,
    CHARACTER_OCTET_LENGTH: length === null ? null : octets(type, length),
    ...number,
    DATETIME_PRECISION: isTemporal(type) ? temporalPrecision(type) : null,
    CHARACTER_SET_NAME: text ? (isUnicode(type) ? 'UNICODE' : /_UTF8$/i.test(type.collation ?? collation) ? 'utf8' : 'iso_1') : null,
    COLLATION_NAME: text ? (type.collation ?? collation) : null,
  };
}

const octets = (type: SqlType, length: number): number =>
  length < 0 || type.name === 'text' || type.name === 'image' ? length : type.name === 'ntext' ? 2147483646 : isUnicode(type) ? length * 2 : length;

function numberColumns(type: SqlType): ViewRecord {
  const none = { NUMERIC_PRECISION: null, NUMERIC_PRECISION_RADIX: null, NUMERIC_SCALE: null };
  if (isDecimal(type)) return { NUMERIC_PRECISION: precisionOf(type), NUMERIC_PRECISION_RADIX: 10, NUMERIC_SCALE: scaleOf(type) };
  if (isApproximate(type)) return { NUMERIC_PRECISION: precisionOf(type), NUMERIC_PRECISION_RADIX: 2, NUMERIC_SCALE: null };
  if (type.name === 'bit') return none;
  if (isInteger(type) || isMoney(type)) return { NUMERIC_PRECISION: INTEGER_PRECISION[type.name] ?? null, NUMERIC_PRECISION_RADIX: 10, NUMERIC_SCALE: isMoney(type) ? 4 : 0 };
  return none;
}

function temporalPrecision(type: SqlType): number {
  if (type.name === 'datetime') return 3;
  if (type.name === 'date' || type.name === 'smalldatetime') return 0;
  return type.scale ?? 7;
}

const TYPE_COLUMNS =
  'DATA_TYPE nvarchar128?, CHARACTER_MAXIMUM_LENGTH int?, CHARACTER_OCTET_LENGTH int?, NUMERIC_PRECISION tinyint?, NUMERIC_PRECISION_RADIX smallint?, NUMERIC_SCALE int?, DATETIME_PRECISION smallint?, CHARACTER_SET_CATALOG sysname?, CHARACTER_SET_SCHEMA sysname?, CHARACTER_SET_NAME sysname?, COLLATION_CATALOG sysname?, COLLATION_SCHEMA sysname?, COLLATION_NAME sysname?';

/** The same where the collation comes before the numbers, as the views of routines and domains have it. */
const ROUTINE_TYPE_COLUMNS =
  'DATA_TYPE nvarchar128?, CHARACTER_MAXIMUM_LENGTH int?, CHARACTER_OCTET_LENGTH int?, COLLATION_CATALOG sysname?, COLLATION_SCHEMA sysname?, COLLATION_NAME sysname?, CHARACTER_SET_CATALOG sysname?, CHARACTER_SET_SCHEMA sysname?, CHARACTER_SET_NAME sysname?, NUMERIC_PRECISION tinyint?, NUMERIC_PRECISION_RADIX smallint?, NUMERIC_SCALE int?, DATETIME_PRECISION smallint?';

/** Three columns of the standard that SQL Server keeps for later. */
const laterNames = (prefix: string): string => ['CATALOG', 'SCHEMA', 'NAME'].map((part) => `${prefix}_${part} nvarchar128?`).join(', ');

const COLUMN_COLUMNS = `TABLE_CATALOG nvarchar128?, TABLE_SCHEMA nvarchar128?, TABLE_NAME sysname, COLUMN_NAME sysname?, ORDINAL_POSITION int?, COLUMN_DEFAULT nvarchar4000?, IS_NULLABLE varchar3?, ${TYPE_COLUMNS}, DOMAIN_CATALOG sysname?, DOMAIN_SCHEMA sysname?, DOMAIN_NAME sysname?`;

function* columns(world: SystemWorld): Iterable<ViewRecord> {
  for (const object of objectsOf(world)) {
    if (object.kind === 'table' || object.kind === 'view') yield* columnsOf(world, object, object.columns);
  }
}

/** Functions that give a table have columns of their own. */
function* routineColumns(world: SystemWorld): Iterable<ViewRecord> {
  for (const object of world.database.catalog.objects()) if (object.kind === 'function') yield* columnsOf(world, object, object.columns ?? []);
}

type ShownColumn = Pick<Column, 'name' | 'type' | 'isNullable'> & Partial<Column>;

function* columnsOf(world: SystemWorld, object: CatalogObject, list: readonly ShownColumn[]): Iterable<ViewRecord> {
  for (const [i, column] of list.entries()) {
    yield {
      TABLE_CATALOG: catalogOf(world), TABLE_SCHEMA: schemaOf(world, object.schemaId), TABLE_NAME: shownName(object), COLUMN_NAME: column.name, ORDINAL_POSITION: i + 1, COLUMN_DEFAULT: column.default?.definition ?? null,
      IS_NULLABLE: column.isNullable ? 'YES' : 'NO', ...typeColumns(column.type, world.database.header.options.collation), ...domainOf(world, column.userTypeId),
    };
  }
}

function domainOf(world: SystemWorld, userTypeId: number | undefined): ViewRecord {
  const alias = userTypeId === undefined ? undefined : world.database.catalog.userType(userTypeId);
  return alias ? { DOMAIN_CATALOG: catalogOf(world), DOMAIN_SCHEMA: schemaOf(world, alias.schemaId), DOMAIN_NAME: alias.name } : {};
}

function* tables(world: SystemWorld): Iterable<ViewRecord> {
  for (const object of objectsOf(world)) {
    if (object.kind === 'table' || object.kind === 'view') yield { TABLE_CATALOG: catalogOf(world), TABLE_SCHEMA: schemaOf(world, object.schemaId), TABLE_NAME: shownName(object), TABLE_TYPE: object.kind === 'table' ? 'BASE TABLE' : 'VIEW' };
  }
}

const CUT = 4000;

function* routines(world: SystemWorld): Iterable<ViewRecord> {
  for (const object of world.database.catalog.objects()) {
    if (object.kind !== 'procedure' && object.kind !== 'function') continue;
    const name = {
      SPECIFIC_CATALOG: catalogOf(world),
      SPECIFIC_SCHEMA: schemaOf(world, object.schemaId),
      SPECIFIC_NAME: object.name,
      ROUTINE_CATALOG: catalogOf(world),
      ROUTINE_SCHEMA: schemaOf(world, object.schemaId),
      ROUTINE_NAME: object.name,
    };
    const returns = object.kind === 'function' ? (object.returns ? typeColumns(object.returns, world.database.header.options.collation) : { DATA_TYPE: 'TABLE' }) : {};
    yield { ...name, ROUTINE_TYPE: object.kind === 'procedure' ? 'PROCEDURE' : 'FUNCTION', ...returns, ROUTINE_DEFINITION: object.isEncrypted ? null : object.definition.slice(0, CUT), ...behaviourOf(object), CREATED: object.createdAt, LAST_ALTERED: object.modifiedAt };
  }
}

/** A function only reads, a procedure may write. */
const behaviourOf = (object: ProcedureDefinition | FunctionDefinition): ViewRecord =>
  object.kind === 'procedure'
    ? { IS_DETERMINISTIC: 'NO', SQL_DATA_ACCESS: 'MODIFIES', IS_NULL_CALL: null, MAX_DYNAMIC_RESULT_SETS: -1 }
    : {
        IS_DETERMINISTIC: object.isSchemaBound === true && object.determinism === 'deterministic' ? 'YES' : 'NO',
        SQL_DATA_ACCESS: 'READS',
        IS_NULL_CALL: object.flavour === 'scalar' ? 'YES' : null,
        MAX_DYNAMIC_RESULT_SETS: 0,
      };

function* parameters(world: SystemWorld): Iterable<ViewRecord> {
  for (const object of world.database.catalog.objects()) {
    if (object.kind !== 'procedure' && object.kind !== 'function') continue;
    const { collation } = world.database.header.options;
    const routine = { SPECIFIC_CATALOG: catalogOf(world), SPECIFIC_SCHEMA: schemaOf(world, object.schemaId), SPECIFIC_NAME: object.name };
    if (object.kind === 'function' && object.returns) yield { ...routine, ORDINAL_POSITION: 0, PARAMETER_MODE: 'OUT', IS_RESULT: 'YES', PARAMETER_NAME: '', ...typeColumns(object.returns, collation) };
    for (const [i, p] of object.parameters.entries()) {
      const types = p.tableType === undefined ? typeColumns(p.type, collation) : { DATA_TYPE: 'table type' };
      yield { ...routine, ORDINAL_POSITION: i + 1, PARAMETER_MODE: p.isOutput ? 'INOUT' : 'IN', PARAMETER_NAME: p.name, ...types, ...userTypeOf(world, p) };
    }
  }
}

/** The type of the users that a parameter was declared with. */
function userTypeOf(world: SystemWorld, { tableType, userTypeId }: Parameter): ViewRecord {
  const named = tableType === undefined ? undefined : tableTypeNamed(world, tableType);
  const type = named ?? (userTypeId === undefined ? undefined : world.database.catalog.userType(userTypeId));
  return type ? { USER_DEFINED_TYPE_CATALOG: catalogOf(world), USER_DEFINED_TYPE_SCHEMA: schemaOf(world, type.schemaId), USER_DEFINED_TYPE_NAME: type.name } : {};
}

function* domains(world: SystemWorld): Iterable<ViewRecord> {
  for (const object of world.database.catalog.objects()) {
    if (object.kind !== 'alias-type' && object.kind !== 'table-type') continue;
    const types = object.kind === 'alias-type' ? typeColumns(object.base, world.database.header.options.collation) : { DATA_TYPE: 'table type' };
    yield { DOMAIN_CATALOG: catalogOf(world), DOMAIN_SCHEMA: schemaOf(world, object.schemaId), DOMAIN_NAME: object.name, ...types };
  }
}

const BY_TABLE = { narrowedBy: ['TABLE_NAME'] };

const sequenceNumber = (value: bigint): Value => ({ kind: 'variant', type: { name: 'bigint' }, value });

/** The views of tables, columns and routines. */
export const INFORMATION_SCHEMA = [
  defineView(
    'INFORMATION_SCHEMA.SCHEMATA',
    "CATALOG_NAME sysname?, SCHEMA_NAME sysname, SCHEMA_OWNER sysname?, DEFAULT_CHARACTER_SET_CATALOG varchar7?, DEFAULT_CHARACTER_SET_SCHEMA varchar3?, DEFAULT_CHARACTER_SET_NAME sysname? = 'iso_1'",
    function* (world) {
      for (const s of world.database.catalog.schemas())
        yield { CATALOG_NAME: catalogOf(world), SCHEMA_NAME: s.name, SCHEMA_OWNER: world.database.catalog.principal(s.ownerId)?.name ?? 'dbo' };
    },
  ),
  defineCatalogView('INFORMATION_SCHEMA.TABLES', 'TABLE_CATALOG nvarchar128?, TABLE_SCHEMA sysname?, TABLE_NAME sysname, TABLE_TYPE varchar10?', tables, BY_TABLE),
  defineCatalogView('INFORMATION_SCHEMA.COLUMNS', COLUMN_COLUMNS, columns, BY_TABLE),
  defineCatalogView('INFORMATION_SCHEMA.ROUTINE_COLUMNS', COLUMN_COLUMNS, routineColumns),
  defineCatalogView(
    'INFORMATION_SCHEMA.VIEWS',
    "TABLE_CATALOG nvarchar128?, TABLE_SCHEMA nvarchar128?, TABLE_NAME sysname, VIEW_DEFINITION nvarchar4000?, CHECK_OPTION varchar7?, IS_UPDATABLE varchar3 = 'NO'",
    function* (world) {
      for (const o of objectsOf(world))
        if (o.kind === 'view')
          yield {
            TABLE_CATALOG: catalogOf(world),
            TABLE_SCHEMA: schemaOf(world, o.schemaId),
            TABLE_NAME: o.name,
            VIEW_DEFINITION: o.isEncrypted ? null : o.definition.slice(0, CUT),
            CHECK_OPTION: o.withCheckOption ? 'CASCADE' : 'NONE',
          };
    },
    BY_TABLE,
  ),
  defineView(
    'INFORMATION_SCHEMA.ROUTINES',
    `SPECIFIC_CATALOG nvarchar128?, SPECIFIC_SCHEMA nvarchar128?, SPECIFIC_NAME sysname, ROUTINE_CATALOG nvarchar128?, ROUTINE_SCHEMA nvarchar128?, ROUTINE_NAME sysname, ROUTINE_TYPE nvarchar20?, ${laterNames('MODULE')}, ${laterNames('UDT')}, ${ROUTINE_TYPE_COLUMNS}, INTERVAL_TYPE nvarchar30?, INTERVAL_PRECISION smallint?, ${laterNames('TYPE_UDT')}, ${laterNames('SCOPE')}, MAXIMUM_CARDINALITY bigint?, DTD_IDENTIFIER nvarchar128?, ROUTINE_BODY nvarchar30? = 'SQL', ROUTINE_DEFINITION nvarchar4000?, EXTERNAL_NAME nvarchar128?, EXTERNAL_LANGUAGE nvarchar30?, PARAMETER_STYLE nvarchar30?, IS_DETERMINISTIC nvarchar10?, SQL_DATA_ACCESS nvarchar30?, IS_NULL_CALL nvarchar10?, SQL_PATH sysname?, SCHEMA_LEVEL_ROUTINE nvarchar10? = 'YES', MAX_DYNAMIC_RESULT_SETS smallint?, IS_USER_DEFINED_CAST nvarchar10? = 'NO', IS_IMPLICITLY_INVOCABLE nvarchar10? = 'NO', CREATED datetime, LAST_ALTERED datetime`,
    routines,
  ),
  defineView(
    'INFORMATION_SCHEMA.PARAMETERS',
    `SPECIFIC_CATALOG nvarchar128?, SPECIFIC_SCHEMA nvarchar128?, SPECIFIC_NAME sysname, ORDINAL_POSITION int, PARAMETER_MODE nvarchar20?, IS_RESULT nvarchar20? = 'NO', AS_LOCATOR nvarchar20? = 'NO', PARAMETER_NAME sysname?, ${ROUTINE_TYPE_COLUMNS}, INTERVAL_TYPE nvarchar30?, INTERVAL_PRECISION smallint?, USER_DEFINED_TYPE_CATALOG sysname?, USER_DEFINED_TYPE_SCHEMA sysname?, USER_DEFINED_TYPE_NAME sysname?, SCOPE_CATALOG sysname?, SCOPE_SCHEMA sysname?, SCOPE_NAME sysname?`,
    parameters,
  ),
  defineView(
    'INFORMATION_SCHEMA.DOMAINS',
    `DOMAIN_CATALOG nvarchar128?, DOMAIN_SCHEMA nvarchar128?, DOMAIN_NAME sysname, ${ROUTINE_TYPE_COLUMNS}, DOMAIN_DEFAULT nvarchar4000?`,
    domains,
  ),
  defineView(
    'INFORMATION_SCHEMA.SEQUENCES',
    'SEQUENCE_CATALOG nvarchar128?, SEQUENCE_SCHEMA nvarchar128?, SEQUENCE_NAME sysname, DATA_TYPE nvarchar128?, NUMERIC_PRECISION tinyint?, NUMERIC_PRECISION_RADIX smallint? = 10, NUMERIC_SCALE int? = 0, START_VALUE variant, MINIMUM_VALUE variant?, MAXIMUM_VALUE variant?, INCREMENT variant, CYCLE_OPTION int?',
    function* (world) {
      for (const o of world.database.catalog.objects()) {
        if (o.kind === 'sequence')
          yield {
            SEQUENCE_CATALOG: catalogOf(world),
            SEQUENCE_SCHEMA: schemaOf(world, o.schemaId),
            SEQUENCE_NAME: o.name,
            DATA_TYPE: o.type.name,
            NUMERIC_PRECISION: precisionOf(o.type),
            START_VALUE: sequenceNumber(o.start),
            MINIMUM_VALUE: sequenceNumber(o.minValue),
            MAXIMUM_VALUE: sequenceNumber(o.maxValue),
            INCREMENT: sequenceNumber(o.increment),
            CYCLE_OPTION: Number(o.isCycling),
          };
      }
    },
  ),
];

