// The values behind COLUMNPROPERTY, TYPEPROPERTY, INDEXPROPERTY, DATABASEPROPERTYEX and SERVERPROPERTY. Pure functions over definitions.
import { sep } from 'node:path';
import { findColumn } from '../../catalog/columns';
import { indexNamed } from '../../catalog/indexes';
import type { CatalogObject, Parameter, TableDefinition, ViewDefinition } from '../../catalog/definitions';
import { notSupported } from '../../errors/not-supported';
import type { PropertyValue } from '../../exec/functions/function-context';
import { DATA_FOLDER, type Database, type Instance } from '../../instance/instance';
import type { Login } from '../../instance/login';
import { codePageOf, isUtf8Collation } from '../../types/text/code-page';
import { DEFAULT_COLLATION, sameName, type NameRules } from '../../types/text/collation';
import { declaredLength, precisionOf, scaleOf, typeId } from '../../types/format-type';
import { ownEntry } from '../../types/own-entry';
import { isBinary, isCharacter, isNumber, isTemporal, type SqlType, type SqlTypeName } from '../../types/sql-type';
import { SQL_TYPE_NAMES } from '../../types/type-names';
import type { Value } from '../../types/value';

type Properties = Readonly<Record<string, PropertyValue | boolean>>;

/** The names in a text. */
export const namesIn = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** A property by its name in any case: NULL for what SQL Server does not know. @throws the refusal of one that it documents and that is not answered here. */
export function answerProperty(values: Properties, property: string, refused: { readonly by: string; readonly names: ReadonlySet<string> }): PropertyValue {
  const name = property.trim().toLowerCase();
  const value = ownEntry(values, name);
  if (value === undefined && refused.names.has(name)) throw notSupported(`${refused.by} '${property}'`);
  return value === undefined ? null : typeof value === 'boolean' ? Number(value) : value;
}

/** Digits of a number or date, characters or bytes of a text, -1 for (max) and xml: what COLUMNPROPERTY and TYPEPROPERTY call precision. */
function lengthOrPrecision(type: SqlType): number {
  if (type.length === 'max' || type.name === 'xml') return -1;
  return isCharacter(type) || isBinary(type) ? (type.length ?? 1) : precisionOf(type);
}

const COLUMN_REFUSED = {
  by: 'COLUMNPROPERTY',
  names: namesIn('fulltexttypecolumn isindexable isprecise issystemverified isxmlindexable systemdataaccess userdataaccess'),
};
const PARAMETER_REFUSED = {
  by: 'COLUMNPROPERTY of parameters',
  names: namesIn(`fulltexttypecolumn generatedalwaystype iscolumnset iscomputed isdeterministic isfulltextindexed ishidden isidentity isidnotforrepl isindexable isprecise isrowguidcol issparse
issystemverified isxmlindexable statisticalsemantics systemdataaccess userdataaccess`),
};

/** There are no column sets, and no full-text indexes. */
const NEVER: Properties = { iscolumnset: false, isfulltextindexed: false, statisticalsemantics: false };

/** COLUMNPROPERTY of a column of a table or view, or of a parameter of a module; null where unknown. */
export function columnPropertyOf(object: CatalogObject | undefined, name: string, property: string, names: NameRules): PropertyValue {
  if (object?.kind === 'procedure' || object?.kind === 'function') return parameterProperty(object.parameters, name, property);
  if (object?.kind === 'view') return viewColumnProperty(object, name, property, names);
  const column = object?.kind === 'table' ? findColumn(object, name, names) : undefined;
  if (!column) return null;
  return answerProperty(
    {
      ...NEVER,
      ...typeProperties(column.type),
      allowsnull: column.isNullable,
      columnid: column.columnId,
      isidentity: !!column.identity,
      iscomputed: !!column.computed,
      isrowguidcol: column.isRowGuid,
      issparse: column.isSparse,
      ishidden: column.isHidden,
      isdeterministic: column.computed?.isDeterministic ?? null,
      isidnotforrepl: column.identity?.isNotForReplication === true,
      isoutparam: null,
      iscursortype: null,
      generatedalwaystype: column.generated === 'row-start' ? 1 : column.generated === 'row-end' ? 2 : 0,
    },
    property,
    COLUMN_REFUSED,
  );
}

function viewColumnProperty(view: ViewDefinition, name: string, property: string, names: NameRules): PropertyValue {
  const index = view.columns.findIndex((c) => names.isSame(c.name, name));
  const column = view.columns[index];
  return column
    ? answerProperty(
        {
          ...NEVER,
          ...typeProperties(column.type),
          allowsnull: column.isNullable,
          columnid: index + 1,
          isidnotforrepl: false,
          isoutparam: null,
          iscursortype: null,
          ishidden: false,
          issparse: false,
        },
        property,
        COLUMN_REFUSED,
      )
    : null;
}

function parameterProperty(parameters: readonly Parameter[], name: string, property: string): PropertyValue {
  const index = parameters.findIndex((one) => sameName(one.name, name));
  const parameter = parameters[index];
  if (!parameter) return null;
  const isTyped = parameter.tableType === undefined && !parameter.isCursor;
  return answerProperty(
    {
      ...(isTyped ? typeProperties(parameter.type) : {}),
      allowsnull: true,
      columnid: index + 1,
      isoutparam: parameter.isOutput,
      iscursortype: parameter.isCursor === true,
    },
    property,
    isTyped ? PARAMETER_REFUSED : { ...PARAMETER_REFUSED, names: new Set([...PARAMETER_REFUSED.names, 'precision', 'scale', 'usesansitrim', 'charmaxlen']) },
  );
}

const typeProperties = (type: SqlType): Properties => ({
  precision: lengthOrPrecision(type), scale: isCharacter(type) || isBinary(type) ? null : scaleOf(type), usesansitrim: isCharacter(type) || isBinary(type),
  charmaxlen: declaredLength(type),
});

/** What TYPEPROPERTY says otherwise than columns of the type do. */
const TYPE_ITSELF: Readonly<Partial<Record<SqlTypeName, Properties>>> = {
  uniqueidentifier: { precision: 16 }, hierarchyid: { precision: 892 }, float: { scale: null }, real: { scale: null }, timestamp: { allowsnull: false },
};
const TRIMMED = new Set<SqlTypeName>(['char', 'varchar', 'binary', 'varbinary', 'sql_variant']);

/** TYPEPROPERTY of a type without arguments, or of an alias type's base. */
export function typePropertyOf(type: SqlType, isNullable: boolean, property: string): PropertyValue {
  const widest =
    type.name === 'decimal' || type.name === 'numeric'
      ? { ...type, precision: type.precision ?? 38, scale: type.scale ?? 38 }
      : type.length === undefined
        ? { ...type, length: LONGEST[type.name] }
        : type;
  const { precision, scale } = typeProperties(widest);
  return answerProperty(
    {
      allowsnull: isNullable,
      precision: precision ?? null,
      scale: isNumber(type) || isTemporal(type) ? (scale ?? null) : null,
      usesansitrim: TRIMMED.has(type.name) ? true : null,
      ...TYPE_ITSELF[type.name],
    },
    property,
    { by: 'TYPEPROPERTY', names: namesIn('ownerid') },
  );
}

const LONGEST: Readonly<Partial<Record<SqlTypeName, number>>> = { char: 8000, varchar: 8000, nchar: 4000, nvarchar: 4000, binary: 8000, varbinary: 8000 };

const INDEX_REFUSED = { by: 'INDEXPROPERTY', names: namesIn('indexdepth') };

/** The type of the server's own that has that name. */
export const systemTypeNamed = (name: string): SqlTypeName | undefined => SQL_TYPE_NAMES.find((type) => sameName(type, name));

/** The type of the server's own that has that number. */
export const systemTypeOfId = (id: number): SqlTypeName | undefined => SQL_TYPE_NAMES.find((type) => typeId(type)?.userTypeId === id);

/** INDEXPROPERTY. */
export function indexPropertyOf(table: TableDefinition | undefined, name: string, property: string, names: NameRules): PropertyValue {
  const index = table && indexNamed(table, name, names);
  if (!index) return null;
  const rowstore = 'isUnique' in index ? index : undefined;
  return answerProperty(
    {
      isunique: rowstore?.isUnique === true,
      isclustered: index.isClustered,
      indexid: index.indexId,
      isdisabled: index.isDisabled,
      ispadindex: 'isPadded' in index && index.isPadded,
      indexfillfactor: 'fillFactor' in index ? index.fillFactor : 0,
      isstatistics: false,
      isautostatistics: false,
      isfulltextkey: false,
      ishypothetical: false,
      iscolumnstore: 'columnIds' in index,
      ispagelockdisallowed: rowstore?.forbidsPageLocks === true,
      isrowlockdisallowed: false,
      isoptimizedforsequentialkey: rowstore?.isForSequentialKey === true,
    },
    property,
    INDEX_REFUSED,
  );
}

const DATABASE_REFUSED = {
  by: 'DATABASEPROPERTYEX',
  names:
    namesIn(`comparisonstyle isdatabasesuspendedforsnapshotbackup
ismemoryoptimizedelevatetosnapshotenabled ismergepublished ispublished issubscribed issyncwithbackup istempdbspill
isverifiedclone isxtpsupported lastgoodcheckdbtime lcid maxsizeinbytes replica sqlcharset sqlcharsetname sqlsortorder`),
};

/** The code page whose character set has the number 1. */
const WESTERN = 1252;

/** DATABASEPROPERTYEX. */
export function databasePropertyOf(database: Database, property: string): PropertyValue {
  const o = database.header.options;
  const isOn = (name: string): boolean => o.recorded?.[name] === 'ON';
  return answerProperty(
    {
      collation: o.collation,
      recovery: o.recoveryModel,
      status: o.state,
      updateability: o.isReadOnly ? 'READ_ONLY' : 'READ_WRITE',
      useraccess: o.userAccess,
      isautoclose: o.isAutoClose,
      isautoshrink: o.isAutoShrink,
      isautocreatestatistics: true,
      isautoupdatestatistics: true,
      version: 957,
      edition: null,
      serviceobjective: null,
      isansinulldefault: o.ansiNullDefault,
      isansinullsenabled: isOn('ANSI_NULLS'),
      isansipaddingenabled: isOn('ANSI_PADDING'),
      isansiwarningsenabled: isOn('ANSI_WARNINGS'),
      isarithmeticabortenabled: isOn('ARITHABORT'),
      isnullconcat: isOn('CONCAT_NULL_YIELDS_NULL'),
      isnumericroundabortenabled: isOn('NUMERIC_ROUNDABORT'),
      isquotedidentifiersenabled: isOn('QUOTED_IDENTIFIER'),
      isrecursivetriggersenabled: o.recursiveTriggers,
      islocalcursorsdefault: o.cursorDefault === 'LOCAL',
      isclosecursorsoncommitenabled: false,
      isparameterizationforced: o.recorded?.['PARAMETERIZATION'] === 'FORCED',
      istornpagedetectionenabled: o.pageVerify === 'TORN_PAGE_DETECTION',
      isfulltextenabled: false,
      isinstandby: false,
      ...(codePageOf(o.collation) === WESTERN && !isUtf8Collation(o.collation) ? { sqlcharset: 1, sqlcharsetname: 'iso_1' } : {}),
    },
    property,
    DATABASE_REFUSED,
  );
}

const LOGIN_REFUSED = { by: 'LOGINPROPERTY', names: namesIn('badpasswordcount badpasswordtime lockouttime passwordhash passwordlastsettime') };

/** LOGINPROPERTY: no login is ever locked, no password expires. */
export const loginPropertyOf = (login: Login, property: string): PropertyValue => answerProperty(
  {
    daysuntilexpiration: null,
    defaultdatabase: login.defaultDatabase,
    defaultlanguage: login.defaultLanguage,
    historylength: 0,
    isexpired: false,
    islocked: false,
    ismustchange: false,
    passwordhashalgorithm: 2,
  },
  property,
  LOGIN_REFUSED,
);

const FULL_TEXT_REFUSED = { by: 'FULLTEXTSERVICEPROPERTY', names: namesIn('connecttimeout datatimeout loadosresources resourceusage verifysignature') };

/** FULLTEXTSERVICEPROPERTY: full-text search is not installed. */
export const fullTextServicePropertyOf = (property: string): PropertyValue => answerProperty({ isfulltextinstalled: false }, property, FULL_TEXT_REFUSED);

const SERVER_REFUSED = {
  by: 'SERVERPROPERTY',
  names:
    namesIn(`editionid collationid comparisonstyle filestreamsharename hadrmanagerstatus isexternalauthenticationonly isexternalgovernanceenabled isserversuspendedforsnapshotbackup
istempdbmetadatamemoryoptimized productbuildtype productupdatelevel productupdatereference resourcelastupdatedatetime resourceversion suspendeddatabasecount buildclrversion`),
};

/** SERVERPROPERTY as a sql_variant; null for an unknown property. */
export function serverPropertyOf(instance: Instance, property: string): Value {
  const { isAzure, product } = instance;
  const value = answerProperty(
    {
      productversion: product.text,
      productlevel: 'RTM',
      productmajorversion: String(product.major),
      productminorversion: String(product.minor),
      productbuild: String(product.build),
      edition: product.edition,
      engineedition: product.engineEdition,
      collation: DEFAULT_COLLATION,
      servername: instance.serverName,
      machinename: instance.serverName,
      instancename: null,
      computernamephysicalnetbios: instance.serverName,
      processid: process.pid,
      isclustered: 0,
      isfulltextinstalled: 0,
      isintegratedsecurityonly: 0,
      issingleuser: 0,
      ishadrenabled: 0,
      isxtpsupported: 0,
      islocaldb: 0,
      ispolybaseinstalled: 0,
      isadvancedanalyticsinstalled: 0,
      isbigdatacluster: 0,
      filestreamconfiguredlevel: 0,
      filestreameffectivelevel: 0,
      instancedefaultdatapath: isAzure ? null : DATA_FOLDER,
      instancedefaultlogpath: isAzure ? null : DATA_FOLDER,
      instancedefaultbackuppath: isAzure ? null : instance.backupFolder,
      pathseparator: sep,
      lcid: 1033,
      sqlcharset: 1,
      sqlcharsetname: 'iso_1',
      sqlsortorder: 52,
      sqlsortordername: 'nocase_iso',
      licensetype: 'DISABLED',
      numlicenses: null,
    },
    property,
    SERVER_REFUSED,
  );
  return value === null ? null : { kind: 'variant', type: typeof value === 'number' ? { name: 'int' } : { name: 'nvarchar', length: 128 }, value };
}
