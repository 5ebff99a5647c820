// The values behind OBJECTPROPERTY, COLUMNPROPERTY, INDEXPROPERTY, DATABASEPROPERTYEX and SERVERPROPERTY. Pure functions over definitions.
import type { Catalog } from '../../catalog/database';
import type { CatalogObject, IndexDefinition } from '../../catalog/definitions';
import type { PropertyValue } from '../../exec/functions/function-context';
import { DATA_FOLDER, type Database, type Instance } from '../../instance/instance';
import { PRODUCT } from '../../instance/product';
import { sameName } from '../../types/collation';
import { precisionOf, scaleOf } from '../../types/format-type';
import type { Value } from '../../types/value';

/** sys.objects.type of an object. */
export function objectTypeCode(object: CatalogObject): string {
  switch (object.kind) {
    case 'table': return 'U';
    case 'view': return 'V';
    case 'procedure': return 'P';
    case 'function': return object.flavour === 'scalar' ? 'FN' : object.flavour === 'inline' ? 'IF' : 'TF';
    case 'trigger': return 'TR';
    case 'sequence': return 'SO';
    case 'synonym': return 'SN';
    case 'table-type': return 'TT';
    case 'alias-type': return 'AT';
  }
}

/** OBJECTPROPERTY; null for an unknown property. */
export function objectPropertyOf(object: CatalogObject, property: string, catalog: Catalog | undefined): PropertyValue {
  const table = object.kind === 'table' ? object : undefined;
  const trigger = object.kind === 'trigger' ? object : undefined;
  const triggers = catalog?.triggersOf(object.objectId) ?? [];
  const values: Readonly<Record<string, boolean | number>> = {
    ismsshipped: false, istable: !!table, isusertable: !!table, isview: object.kind === 'view', isprocedure: object.kind === 'procedure', istrigger: !!trigger,
    isscalarfunction: object.kind === 'function' && object.flavour === 'scalar', isinlinefunction: object.kind === 'function' && object.flavour === 'inline', istablefunction: object.kind === 'function' && object.flavour !== 'scalar',
    issystemtable: false, isconstraint: false, issequence: object.kind === 'sequence', schemaid: object.schemaId, ownerid: 1,
    tablehasidentity: !!table?.columns.some((c) => c.identity), tablehasprimarykey: !!table?.indexes.some((i) => i.isPrimaryKey), tablehasclustindex: !!table?.indexes.some((i) => i.isClustered),
    tablehasforeignkey: (table?.foreignKeys.length ?? 0) > 0, tablehascheckcnst: (table?.checks.length ?? 0) > 0, tablehasindex: (table?.indexes.length ?? 0) > 0, tablehastimestamp: !!table?.columns.some((c) => c.type.name === 'timestamp'),
    tablehasdeletetrigger: triggers.some((t) => t.events.includes('delete')), tablehasinserttrigger: triggers.some((t) => t.events.includes('insert')), tablehasupdatetrigger: triggers.some((t) => t.events.includes('update')),
    tabletemporaltype: table?.temporal ? 2 : table?.isHistory ? 1 : 0, isschemabound: 'isSchemaBound' in object && object.isSchemaBound,
    execistriggerdisabled: trigger?.isDisabled ?? false, execisaftertrigger: trigger?.timing === 'after', execisinsteadoftrigger: trigger?.timing === 'instead of',
    execisquotedidenton: 'usesQuotedIdentifier' in object && object.usesQuotedIdentifier, execisansinullson: 'usesAnsiNulls' in object && object.usesAnsiNulls,
  };
  const value = values[property.toLowerCase()];
  return value === undefined ? null : Number(value);
}

/** COLUMNPROPERTY of a table's, view's or parameter's column; null where unknown. */
export function columnPropertyOf(object: CatalogObject | undefined, name: string, property: string): PropertyValue {
  if (object?.kind !== 'table') return null;
  const column = object.columns.find((c) => sameName(c.name, name));
  if (!column) return null;
  const values: Readonly<Record<string, PropertyValue | boolean>> = {
    allowsnull: column.isNullable, columnid: column.columnId, isidentity: !!column.identity, iscomputed: !!column.computed, isrowguidcol: column.isRowGuid, issparse: column.isSparse,
    ishidden: column.isHidden, precision: precisionOf(column.type), scale: scaleOf(column.type), isdeterministic: column.computed?.isDeterministic ?? null, isindexable: true,
    generatedalwaystype: column.generated === 'row-start' ? 1 : column.generated === 'row-end' ? 2 : 0, charmaxlen: column.type.length === 'max' ? -1 : (column.type.length ?? null), isidnotforrepl: false, systemdatasize: null,
  };
  const value = values[property.toLowerCase()];
  return value === undefined ? null : typeof value === 'boolean' ? Number(value) : value;
}

/** INDEXPROPERTY. */
export function indexPropertyOf(index: IndexDefinition, property: string): PropertyValue {
  const values: Readonly<Record<string, boolean | number>> = { isunique: index.isUnique, isclustered: index.isClustered, indexid: index.indexId, isdisabled: index.isDisabled, ispadindex: index.isPadded, indexfillfactor: index.fillFactor, isstatistics: false, ishypothetical: false };
  const value = values[property.toLowerCase()];
  return value === undefined ? null : Number(value);
}

/** DATABASEPROPERTYEX. */
export function databasePropertyOf(database: Database, property: string): PropertyValue {
  const o = database.header.options;
  const values: Readonly<Record<string, PropertyValue | boolean>> = {
    collation: o.collation, recovery: o.recoveryModel, status: o.state, updateability: o.isReadOnly ? 'READ_ONLY' : 'READ_WRITE', useraccess: o.userAccess, isautoclose: o.isAutoClose, isautoshrink: o.isAutoShrink,
    isautocreatestatistics: true, isautoupdatestatistics: true, version: 957, edition: null, serviceobjective: null, isansinullsenabled: false, isquotedidentifiersenabled: false, isrecursivetriggersenabled: o.recursiveTriggers, isfulltextenabled: false, isinstandby: false,
  };
  const value = values[property.toLowerCase()];
  return value === undefined ? null : typeof value === 'boolean' ? Number(value) : value;
}

/** SERVERPROPERTY as a sql_variant; null for an unknown property. */
export function serverPropertyOf(instance: Instance, property: string): Value {
  const values: Readonly<Record<string, string | number | null>> = {
    productversion: PRODUCT.text, productlevel: 'RTM', productmajorversion: String(PRODUCT.major), productminorversion: String(PRODUCT.minor), productbuild: String(PRODUCT.build), edition: PRODUCT.edition, engineedition: 3, editionid: null, collation: 'SQL_Latin1_General_CP1_CI_AS',
    servername: instance.serverName, machinename: instance.serverName, instancename: null, computernamephysicalnetbios: instance.serverName, processid: process.pid, isclustered: 0, isfulltextinstalled: 0, isintegratedsecurityonly: 0, issingleuser: 0, ishadrenabled: 0, isxtpsupported: 0,
    instancedefaultdatapath: DATA_FOLDER, instancedefaultlogpath: DATA_FOLDER, instancedefaultbackuppath: instance.backupFolder, lcid: 1033, sqlcharset: 1, sqlcharsetname: 'iso_1', sqlsortorder: 52, sqlsortordername: 'nocase_iso', licensetype: 'DISABLED', buildclrversion: null,
  };
  const value = values[property.toLowerCase()];
  if (value === undefined || value === null) return null;
  return { kind: 'variant', type: typeof value === 'number' ? { name: 'int' } : { name: 'nvarchar', length: 128 }, value };
}
