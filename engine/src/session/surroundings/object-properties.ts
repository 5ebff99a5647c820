// OBJECTPROPERTY and OBJECTPROPERTYEX, of objects and of constraints; whose identity an object has. Pure functions over definitions; what SQL Server documents and is not
// answered here is refused, what it does not know is NULL.
import { FIRST_XML_INDEX_ID } from '../../catalog/xml-indexes';
import { allIndexes } from '../../catalog/indexes';
import { CONSTRAINT_TYPES, type ConstraintEntry } from '../../catalog/constraints';
import type { Catalog } from '../../catalog/database';
import type { CatalogObject, TableDefinition, TriggerDefinition } from '../../catalog/definitions';
import type { PropertyValue } from '../../exec/functions/function-context';
import { objectType } from '../../system/object-rows';
import { answerProperty, namesIn } from './properties';

type Properties = Readonly<Record<string, PropertyValue | boolean>>;

// OBJECTPROPERTYEX (Transact-SQL) lists these; those above answer first.
const DOCUMENTED = namesIn(`cnstisnotrepl execisfirstdeletetrigger execisfirstinserttrigger execisfirstupdatetrigger execislastdeletetrigger execislastinserttrigger
execislastupdatetrigger execisstartup execistriggernotforrepl execiswithnativecompilation isdeterministic isencrypted isindexed isindexable isprecise issystemverified systemdataaccess userdataaccess
tabledeletetrigger tableinserttrigger tableupdatetrigger tablefulltextbackgroundupdateindexon tablefulltextchangetrackingon tablefulltextdocsprocessed tablefulltextfailcount
tablefulltextitemcount tablefulltextpendingchanges tablefulltextpopulatestatus tablefulltextsemanticextraction
tablehasvardecimalstorageformat tableislockedonbulkload tablefulltextmergestatus cardinality`);

/** OBJECTPROPERTY of a table, module or other object; null where SQL Server gives NULL. @throws the refusal of a documented property. */
export function objectPropertyOf(object: CatalogObject, property: string, catalog: Catalog): PropertyValue {
  const kinds = { ...KINDS, [KIND_OF[objectType(object)] ?? '']: true };
  const values: Properties = {
    ...kinds, istable: object.kind === 'table', isexecuted: ['procedure', 'function', 'trigger', 'view'].includes(object.kind), schemaid: object.schemaId, basetype: objectType(object),
    ...(object.kind === 'view' ? { isindexed: object.indexes.length > 0 } : {}), ...determinism(object),
    isschemabound: 'isSchemaBound' in object ? object.isSchemaBound : object.kind === 'procedure' ? false : null, ...moduleProperties(object),
    ...(object.kind === 'table' ? tableProperties(object, catalog) : {}), ...(object.kind === 'table' || object.kind === 'view' ? triggerCounts(catalog.triggersOf(object.objectId)) : {}),
    ...(object.kind === 'trigger' ? triggerProperties(object) : {}),
  };
  return answer(values, property);
}

/** OBJECTPROPERTY of a constraint. @throws the refusal of a documented property. */
export function constraintPropertyOf(constraint: ConstraintEntry, schemaId: number, property: string): PropertyValue {
  const type = CONSTRAINT_TYPES[constraint.kind];
  const isKey = type === 'PK' || type === 'UQ';
  return answer({
    ...KINDS, isconstraint: true, isquotedidenton: type === 'C' || type === 'D' ? false : null, [KIND_OF[type] ?? '']: true, schemaid: schemaId, basetype: type, istable: false, isexecuted: false,
    cnstisdisabled: constraint.isDisabled ?? false, cnstisnottrusted: constraint.isNotTrusted ?? false, cnstiscolumn: constraint.isColumn ?? false,
    cnstisclustkey: isKey && constraint.isClustered === true, cnstisnonclustkey: isKey && constraint.isClustered !== true,
    cnstisdeletecascade: constraint.cascades?.onDelete ?? false, cnstisupdatecascade: constraint.cascades?.onUpdate ?? false,
  }, property);
}

const KIND_OF: Readonly<Record<string, string>> = {
  U: 'isusertable',
  V: 'isview',
  P: 'isprocedure',
  FN: 'isscalarfunction',
  IF: 'isinlinefunction',
  TF: 'istablefunction',
  TR: 'istrigger',
  PK: 'isprimarykey',
  UQ: 'isuniquecnst',
  C: 'ischeckcnst',
  F: 'isforeignkey',
  D: 'isdefaultcnst',
};
const KINDS: Properties = {
  ...Object.fromEntries(Object.values(KIND_OF).map((name) => [name, false])),
  isconstraint: false,
  issystemtable: false,
  ismsshipped: false,
  isdefault: false,
  isrule: false,
  isqueue: false,
  isextendedproc: false,
  isreplproc: false,
  ownerid: 1,
};

const answer = (values: Properties, property: string): PropertyValue => answerProperty(values, property, { by: 'OBJECTPROPERTY', names: DOCUMENTED });

function moduleProperties(object: CatalogObject): Properties {
  const settings = 'usesAnsiNulls' in object ? object : undefined;
  return {
    ...(settings ? { isencrypted: settings.isEncrypted === true } : {}),
    execisquotedidenton: settings?.usesQuotedIdentifier ?? null, execisansinullson: settings?.usesAnsiNulls ?? null,
    isquotedidenton: settings?.usesQuotedIdentifier ?? (object.kind === 'table' ? true : null), isansinullson: settings?.usesAnsiNulls ?? (object.kind === 'table' ? true : null),
  };
}

function tableProperties(table: TableDefinition, catalog: Catalog): Properties {
  const keys = table.indexes.filter((i) => i.indexId > 0);
  const all = allIndexes(table);
  return {
    tablehasidentity: table.columns.some((c) => c.identity),
    tablehasprimarykey: keys.some((i) => i.isPrimaryKey),
    tablehasuniquecnst: keys.some((i) => i.isUniqueConstraint),
    tablehasclustindex: all.some((i) => i.isClustered),
    tablehasnonclustindex: all.some((i) => !i.isClustered && i.indexId < FIRST_XML_INDEX_ID),
    tablehasindex: all.length > 0,
    tablehasforeignkey: table.foreignKeys.length > 0,
    tablehasforeignref: isReferenced(table, catalog),
    tablehascheckcnst: table.checks.length > 0,
    tablehasdefaultcnst: table.columns.some((c) => c.default),
    tablehastimestamp: table.columns.some((c) => c.type.name === 'timestamp'),
    tablehasrowguidcol: table.columns.some((c) => c.isRowGuid),
    tablehastextimage: table.columns.some((c) => c.type.length === 'max' || ['text', 'ntext', 'image', 'xml'].includes(c.type.name)),
    tabletemporaltype: table.temporal ? 2 : table.isHistory ? 1 : 0,
    isindexed: all.length > 0,
    tablefulltextcatalogid: 0,
    tablefulltextkeycolumn: 0,
    tablehasactivefulltextindex: false,
    tablehascolumnset: false,
    tableisfake: false,
    tableismemoryoptimized: false,
    tableispinned: false,
    tabletextinrowlimit: 0,
  };
}

function isReferenced(table: TableDefinition, catalog: Catalog): boolean {
  for (const other of catalog.objects()) if (other.kind === 'table' && other.foreignKeys.some((key) => key.referencedObjectId === table.objectId)) return true;
  return false;
}

function triggerCounts(triggers: readonly TriggerDefinition[]): Properties {
  const counts = (['delete', 'insert', 'update'] as const).map((event) => ({ event, count: triggers.filter((t) => t.events.includes(event)).length }));
  return {
    hasaftertrigger: triggers.some((t) => t.timing === 'after'), hasinsteadoftrigger: triggers.some((t) => t.timing === 'instead of'),
    ...Object.fromEntries(counts.flatMap(({ event, count }) => [[`has${event}trigger`, count > 0], [`tablehas${event}trigger`, count > 0], [`table${event}triggercount`, count]])),
  };
}

/** Of a scalar function, where its body tells. */
function determinism(object: CatalogObject): Properties {
  if (object.kind !== 'function' || object.determinism === undefined || object.determinism === 'unknown') return {};
  return { isdeterministic: object.determinism === 'deterministic' };
}

const triggerProperties = (trigger: TriggerDefinition): Properties => ({
  execistriggerdisabled: trigger.isDisabled,
  execisaftertrigger: trigger.timing === 'after',
  execisinsteadoftrigger: trigger.timing === 'instead of',
  execisdeletetrigger: trigger.events.includes('delete'),
  execisinserttrigger: trigger.events.includes('insert'),
  execisupdatetrigger: trigger.events.includes('update'),
  ...Object.fromEntries(
    (['insert', 'update', 'delete'] as const).flatMap((event) => [
      [`execisfirst${event}trigger`, trigger.order?.[event] === 'first'],
      [`execislast${event}trigger`, trigger.order?.[event] === 'last'],
    ]),
  ),
});

/** The table whose identity column an object has, or shows as a view; undefined where there is none, and for a view over several such tables. */
export function identityTable(catalog: Catalog, object: CatalogObject): TableDefinition | undefined {
  if (object.kind === 'table') return object.columns.some((column) => column.identity) ? object : undefined;
  if (object.kind !== 'view' || !object.columns.some((column) => column.isIdentity)) return undefined;
  const [table, ...others] = new Set(object.references.flatMap((id) => tableBehind(catalog, id)));
  return others.length === 0 ? table : undefined;
}

function tableBehind(catalog: Catalog, objectId: number): readonly TableDefinition[] {
  const object = catalog.byId(objectId);
  const table = object && identityTable(catalog, object);
  return table ? [table] : [];
}
