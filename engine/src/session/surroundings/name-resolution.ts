// Finds what a name means for one frame: tables, temp tables, views, system views, functions, sequences, types. Implements BindContext and
// remembers which databases it looked into, so that cached plans notice changes.
import type { BindContext, ResolvedTable } from '../../binder/bind-context';
import type { UseRecorder } from '../../binder/object-use';
import type { CatalogObject, FunctionDefinition, SynonymDefinition, TableDefinition } from '../../catalog/definitions';
import { partitionFunctionNamed } from '../../catalog/partitioning';
import { predicatesInForce, type PredicateInForce } from '../../catalog/security-policies';
import { Messages } from '../../errors/catalogue';
import { notOnAzure, notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { requireReach } from '../../instance/azure';
import { MASTER, MSDB, TEMPDB, type Database } from '../../instance/instance';
import type { OutputColumn, TableRef } from '../../plan/node';
import { isAbsentInMsdb, isAbsentView } from '../../system/absent-views';
import { azureView, isAbsentOnAzure } from '../../system/azure-views';
import { systemTableFunction, systemView } from '../../system/registry';
import { SPT_VALUES } from '../../system/spt-values';
import type { SystemView } from '../../system/system-view';
import { foldName, sameName, type NameRules } from '../../types/text/collation';
import type { SqlType, XmlSchema } from '../../types/sql-type';
import { requireThisServer } from '../current-database';
import type { Frame } from '../frame';
import { authorityOf, defaultSchemaId } from '../security/authority';
import { isTriggerFiring } from './trigger-state';
import type { SessionState } from '../state';

/** A table with columns that all take NULL. */
const withNulls = (table: TableDefinition): TableDefinition => ({ ...table, columns: table.columns.map((column) => ({ ...column, isNullable: true })) });

/** Where a multi-part name points: its database, schema name ('' if not given) and last part. */
interface Target { readonly database: Database; readonly schema: string; readonly name: string }

/** The schemas of system views, by their folded names. */
const SCHEMAS_OF_VIEWS = { sys: 'sys', information_schema: 'INFORMATION_SCHEMA' } as const;
type SystemSchema = (typeof SCHEMAS_OF_VIEWS)[keyof typeof SCHEMAS_OF_VIEWS];

const DBO = 1;
/** The state of 5313 where the object is there and is no table. */
const WRONG_KIND = 224;

/** BindContext over a session and a frame. */
export class NameResolution implements BindContext {
  readonly #state: SessionState;
  readonly #frame: Frame;
  readonly #database: Database;
  /** Settings of the statement under way; definitions kept in a catalog are bound with both ON. */
  ansiNulls = true;
  concatNullYieldsNull = true;
  uses: UseRecorder | undefined;
  /** For each database whose catalog was looked at, the version of what plans depend on. */
  readonly dependencies: Map<number, number>;
  /** The temporary objects that were found, by name. */
  readonly temporaries: Map<string, number>;

  constructor(state: SessionState, frame: Frame, database: Database, found?: Pick<NameResolution, 'dependencies' | 'temporaries' | 'uses'>) {
    this.#state = state;
    this.#frame = frame;
    this.#database = database;
    this.dependencies = found?.dependencies ?? new Map<number, number>();
    this.temporaries = found?.temporaries ?? new Map<string, number>();
    this.uses = found?.uses;
    this.#ownSchemaId = (frame.module && 'schemaId' in frame.module ? frame.module.schemaId : undefined) ?? defaultSchemaId(state, frame.databaseId);
  }

  get databaseId(): number { return this.#database.header.databaseId; }
  get databaseName(): string { return this.#database.header.name; }
  get collation(): string { return this.#database.header.options.collation; }
  get names(): NameRules { return this.#database.catalog.names; }
  get dialect(): BindContext['dialect'] { return this.#state.instance.dialectOf(this.#database); }
  get quotedIdentifier(): boolean { return this.#frame.settings.quotedIdentifier; }
  /** Where bare names are looked for first. */
  #ownSchemaId: number;
  get triggerColumns(): readonly string[] | undefined {
    this.#note(this.#database);
    return this.#frame.trigger?.table.columns.map((column) => column.name);
  }

  resolveTable(parts: readonly string[]): ResolvedTable | undefined {
    const name = parts.at(-1) ?? '';
    if (name.startsWith('#')) return this.#temporary(name);
    const trigger = this.#frame.trigger;
    if (parts.length === 1 && trigger && /^(inserted|deleted)$/i.test(name)) {
      const database = this.#state.instance.databases.get(trigger.databaseId) ?? this.#database;
      this.#note(database);
      return this.#asTable(database, trigger.isInsteadOf ? withNulls(trigger.table) : trigger.table, { kind: 'pseudo', name: name.toLowerCase() as 'inserted' | 'deleted' });
    }
    const target = this.#target(parts);
    if (!target) return undefined;
    return this.#system(target) ?? this.#userTable(target, parts);
  }

  resolveTableById(databaseId: number, objectId: number): ResolvedTable | undefined {
    const database = this.#state.instance.databases.get(databaseId);
    const definition = database?.catalog.table(objectId);
    if (!database || !definition) return undefined;
    this.#note(database);
    return this.#asTable(database, definition, { kind: 'base', databaseId, objectId, name: definition.name });
  }

  predicatesOn(databaseId: number, objectId: number): readonly PredicateInForce[] {
    const database = this.#state.instance.databases.get(databaseId);
    if (!database) return [];
    this.#note(database);
    // What another session has done to a policy of the table and not committed is not to be seen yet.
    const isOver = (object: CatalogObject): boolean => object.kind === 'security-policy' && object.predicates.some((predicate) => predicate.targetObjectId === objectId);
    const changed = this.#state.instance.transactions.uncommittedChange(databaseId, this.#state.spid, isOver);
    if (changed) this.#state.transaction.lockSchema(databaseId, changed.objectId, 'Sch-S');
    return predicatesInForce(database.catalog, objectId);
  }

  resolveTableVariable(name: string): { readonly ref: TableRef; readonly definition: TableDefinition; readonly isReadOnly: boolean } | undefined {
    const variable = this.#frame.variables.get(foldName(name));
    return variable?.kind === 'table' ? { ref: { kind: 'variable', name: foldName(name) }, definition: variable.definition, isReadOnly: variable.isReadOnly } : undefined;
  }

  resolveFunction(parts: readonly string[]): { readonly databaseId: number; readonly definition: FunctionDefinition } | undefined {
    const found = this.findSettled(parts);
    return found?.object.kind === 'function' ? { databaseId: found.database.header.databaseId, definition: found.object } : undefined;
  }

  partitionFunctionType(name: string): SqlType | undefined {
    return partitionFunctionNamed(this.#database.catalog, name)?.type;
  }

  resolveSequence(parts: readonly string[]): { readonly databaseId: number; readonly objectId: number; readonly type: SqlType } | undefined {
    this.awaitChanger(parts);
    const found = this.findNamed(parts);
    if (found?.object.kind === 'synonym') throw raise(Messages.NotASequence, { name: parts.join('.') });
    return found?.object.kind === 'sequence' ? { databaseId: found.database.header.databaseId, objectId: found.object.objectId, type: found.object.type } : undefined;
  }

  resolveUserType(parts: readonly string[]): { readonly base: SqlType; readonly isNullable: boolean; readonly userTypeId: number } | undefined {
    const type = this.findType(parts);
    return type?.kind === 'alias-type' ? { base: type.base, isNullable: type.isNullable, userTypeId: type.userTypeId } : undefined;
  }

  resolveTableType(parts: readonly string[]): TableDefinition | undefined {
    const type = this.findType(parts);
    return type?.kind === 'table-type' ? type.table : undefined;
  }

  resolveXmlCollection(parts: readonly string[]): Omit<XmlSchema, 'isDocument'> | undefined {
    const target = this.#target(parts);
    for (const schemaId of target ? this.#schemaIds(target) : []) {
      const found = target?.database.catalog.findXmlCollection(schemaId, target.name);
      if (!target || !found) continue;
      return { collectionId: found.collectionId, schemaName: schemaName(target.database, schemaId), name: found.name, sources: found.sources, database: target.database.header.name };
    }
    return undefined;
  }

  variableType(name: string): SqlType | undefined {
    const variable = this.#frame.variables.get(foldName(name));
    return variable?.kind === 'scalar' ? variable.type : undefined;
  }

  isUndeclared(name: string): boolean {
    return this.#frame.variables.get(foldName(name))?.kind === 'undeclared';
  }

  systemTableFunctionColumns(name: string): readonly OutputColumn[] | undefined {
    const found = systemTableFunction(name);
    const [schema = '', last = ''] = name.toLowerCase().split('.').slice(-2);
    if (!found && schema === 'sys' && isAbsentView(last)) throw notSupported(name);
    return this.names.isSame(name, name.toLowerCase()) ? found?.columns : undefined;
  }

  hasTrigger(databaseId: number, objectId: number, event: 'insert' | 'update' | 'delete', timing: 'after' | 'instead of'): boolean {
    const database = this.#state.instance.databases.get(databaseId);
    if (database) this.#note(database);
    const triggers = database?.catalog.triggersOf(objectId) ?? [];
    return triggers.some((t) => !t.isDisabled && t.timing === timing && t.events.includes(event)) && !(timing === 'instead of' && isTriggerFiring(this.#frame, objectId, 'instead of'));
  }

  foreignKeyBeside(databaseId: number, objectId: number): string | undefined {
    const database = this.#state.instance.databases.get(databaseId);
    if (!database) return undefined;
    this.#note(database);
    const { catalog } = database;
    const own = catalog.table(objectId)?.foreignKeys[0];
    if (own) return own.name;
    for (const table of catalog.objects()) {
      const reference = table.kind === 'table' ? table.foreignKeys.find((key) => key.referencedObjectId === objectId) : undefined;
      if (reference) return reference.name;
    }
    return undefined;
  }

  isIdentityInsertOn(databaseId: number, objectId: number): boolean {
    const on = this.#state.identityInsert;
    return on?.databaseId === databaseId && on.objectId === objectId;
  }

  inDatabase(databaseId: number, ownSchemaId = this.#ownSchemaId): BindContext {
    const database = this.#state.instance.databases.get(databaseId);
    const isOwn = database === this.#database && ownSchemaId === this.#ownSchemaId && this.ansiNulls && this.concatNullYieldsNull;
    if (!database || isOwn) return this;
    const inside = new NameResolution(this.#state, this.#frame, database, this);
    inside.#ownSchemaId = ownSchemaId;
    return inside;
  }

  /** A catalog object by one to four parts, or what its synonym stands for; types are not objects. */
  findObject(parts: readonly string[]): { readonly database: Database; readonly object: CatalogObject } | undefined {
    const named = this.findNamed(parts);
    return named?.object.kind === 'synonym' ? this.findNamed(named.object.target) : named;
  }

  /** A catalog object by one to four parts, a synonym as itself. Raises 7202. */
  findNamed(parts: readonly string[]): { readonly database: Database; readonly object: CatalogObject } | undefined {
    const name = parts.at(-1) ?? '';
    if (name.startsWith('#')) return this.#temporaryObject(name);
    const target = this.#target(parts);
    if (!target) return undefined;
    const object = this.#inSchemas(target);
    return object && { database: target.database, object };
  }

  /** An alias or table type by one or two parts. */
  findType(parts: readonly string[]): CatalogObject | undefined {
    const target = this.#target(parts);
    if (!target) return undefined;
    for (const schemaId of this.#schemaIds(target)) {
      const type = target.database.catalog.findType(schemaId, target.name);
      if (type) return type;
    }
    return undefined;
  }

  /** The database that a name's parts point into; undefined if it does not exist. Raises 916 for one that the session may not enter. */
  #target(parts: readonly string[]): Target | undefined {
    if (parts.length > 2 && this.#state.instance.isAzure) requireReach(this.#state.instance, this.#database, parts);
    const [name = '', schema = '', databaseName = '', server = ''] = [...parts].reverse();
    requireThisServer(this.#state.instance, server);
    const database = databaseName === '' || sameName(databaseName, this.databaseName) ? this.#database : this.#state.instance.findDatabase(databaseName);
    if (!database || database.header.options.state !== 'ONLINE') return undefined;
    if (database !== this.#database) authorityOf(this.#state, database);
    this.#note(database);
    return { database, schema, name };
  }

  /** Schemas to search: the named one, else the own one and then dbo. */
  #schemaIds(target: Target): number[] {
    if (target.schema !== '') {
      const schema = target.database.catalog.findSchema(target.schema);
      return schema ? [schema.schemaId] : [];
    }
    return this.#ownSchemaId !== DBO && target.database === this.#database ? [this.#ownSchemaId, DBO] : [DBO];
  }

  #inSchemas(target: Target): CatalogObject | undefined {
    for (const schemaId of this.#schemaIds(target)) {
      const object = target.database.catalog.find(schemaId, target.name);
      if (object) return object;
    }
    return undefined;
  }

  /** What findObject finds, once no other session has an uncommitted change of it: until then LockWait. */
  findSettled(parts: readonly string[]): { readonly database: Database; readonly object: CatalogObject } | undefined {
    this.awaitChanger(parts);
    return this.findObject(parts);
  }

  /** What another session has made, altered or dropped and not committed is not to be seen yet: its schema lock is waited for. */
  awaitChanger(parts: readonly string[]): void {
    const target = (parts.at(-1) ?? '').startsWith('#') ? undefined : this.#target(parts);
    if (!target) return;
    const { databaseId } = target.database.header;
    const schemas = this.#schemaIds(target);
    const changed = this.#state.instance.transactions.uncommittedChange(databaseId, this.#state.spid, (object) => schemas.includes(object.schemaId) && target.database.catalog.names.isSame(object.name, target.name));
    if (changed) this.#state.transaction.lockSchema(databaseId, changed.objectId, 'Sch-S');
  }

  /** The table that a synonym stands for. Raises 470 for a synonym of a synonym, 5313 where there is no table. */
  #behind(synonym: SynonymDefinition, parts: readonly string[]): ResolvedTable {
    const base = this.findNamed(synonym.target)?.object;
    if (base?.kind === 'synonym') throw raise(Messages.SynonymChain, { name: parts.join('.'), base: synonym.target.join('.') });
    const table = this.resolveTable(synonym.target);
    if (!table) throw raise(Messages.SynonymInvalid, { name: parts.join('.') }, base ? WRONG_KIND : undefined);
    return table;
  }

  #userTable(target: Target, parts: readonly string[]): ResolvedTable | undefined {
    this.awaitChanger(parts);
    const object = this.#inSchemas(target);
    if (object?.kind === 'synonym') return this.#behind(object, parts);
    const databaseId = target.database.header.databaseId;
    if (object?.kind === 'table') return this.#asTable(target.database, object, { kind: 'base', databaseId, objectId: object.objectId, name: object.name });
    if (object?.kind === 'view') return { kind: 'view', view: object, databaseId, databaseName: target.database.header.name, schemaName: schemaName(target.database, object.schemaId) };
    return undefined;
  }

  /** sys.x, INFORMATION_SCHEMA.x, the old names (sysobjects, dbo.sysdatabases) that still answer from any schema but a user's, and master's spt_values. */
  #system(target: Target): ResolvedTable | undefined {
    const schema = target.schema === '' || sameName(target.schema, 'dbo') ? (/^sys/i.test(target.name) ? 'sys' : '') : target.schema.toLowerCase();
    if (schema === '' && target.database.header.databaseId === MASTER && sameName(target.name, 'spt_values')) return this.#view(target, SPT_VALUES, 'dbo');
    if (target.database.header.databaseId === MSDB && (target.schema === '' || sameName(target.schema, 'dbo')) && isAbsentInMsdb(target.name.toLowerCase())) throw notSupported(`msdb.dbo.${target.name}`);
    if (schema !== 'sys' && schema !== 'information_schema') return undefined;
    const { isAzure } = this.#state.instance;
    if (isAzure && schema === 'sys' && isAbsentOnAzure(target.name)) throw notOnAzure(`sys.${target.name}`);
    const kept = SCHEMAS_OF_VIEWS[schema];
    if (!isWrittenAsKept(target, kept)) return undefined;
    const name = `${schema}.${target.name.toLowerCase()}`;
    const view = systemView(name) ?? (isAzure ? azureView(name) : undefined);
    if (!view && isAbsentView(target.name.toLowerCase(), schema)) throw notSupported(`${kept}.${target.name}`);
    return view && this.#view(target, view, kept);
  }

  #view(target: Target, view: SystemView, schemaName: string): ResolvedTable {
    return { kind: 'virtual', databaseId: target.database.header.databaseId, databaseName: target.database.header.name, schemaName, view: view.name, columns: view.columns };
  }

  #temporary(name: string): ResolvedTable | undefined {
    const found = this.#temporaryObject(name);
    if (found?.object.kind !== 'table') return undefined;
    return this.#asTable(found.database, found.object, { kind: 'base', databaseId: TEMPDB, objectId: found.object.objectId, name });
  }

  #temporaryObject(name: string): { readonly database: Database; readonly object: CatalogObject } | undefined {
    const database = this.#state.instance.databases.get(TEMPDB);
    const entry = findTemporary(this.#state, this.#frame, name);
    const object = entry && database?.catalog.byId(entry.objectId);
    if (!database || !object) return undefined;
    this.#note(database);
    this.temporaries.set(name, object.objectId);
    return { database, object };
  }

  #asTable(database: Database, definition: TableDefinition, ref: TableRef): ResolvedTable {
    return { kind: 'table', ref, definition: inDatabase(definition, database.header.name), databaseId: database.header.databaseId, databaseName: database.header.name, schemaName: schemaName(database, definition.schemaId) };
  }

  #note(database: Database): void { this.dependencies.set(database.header.databaseId, database.catalog.planVersion); }
}

/** The temp table of that name that a frame sees: its own, its callers', the session's; ##names are everybody's. */
export function findTemporary(state: SessionState, frame: Frame | undefined, name: string): { readonly objectId: number } | undefined {
  const key = foldName(name);
  if (key.startsWith('##')) {
    const object = state.instance.databases.get(TEMPDB)?.catalog.find(DBO, name);
    return object?.kind === 'table' || object?.kind === 'procedure' ? { objectId: object.objectId } : undefined;
  }
  // Entries outlive a table that was dropped or rolled back: what is in tempdb decides.
  const isThere = (entry: { readonly objectId: number } | undefined): boolean => entry !== undefined && state.instance.databases.get(TEMPDB)?.catalog.byId(entry.objectId) !== undefined;
  for (let scope = frame; scope; scope = scope.parent) {
    const entry = scope.tempTables.get(key);
    if (isThere(entry)) return entry;
  }
  const entry = state.sessionTempTables.get(key);
  return isThere(entry) ? entry : undefined;
}

/** A schema's name in a database; '' for an id that is gone. */
export const schemaName = (database: Database, schemaId: number): string => database.catalog.schema(schemaId)?.name ?? '';

/** Whether the name is that of the system view in a database that sees case: what is in sys is in small letters, what is in INFORMATION_SCHEMA in capitals. */
function isWrittenAsKept({ database, schema, name }: Target, kept: SystemSchema): boolean {
  const { isSame } = database.catalog.names;
  return [schema, name].every((part) => isSame(part, kept === 'sys' ? part.toLowerCase() : part.toUpperCase()));
}

/** A table with the database beside the collections of its typed xml. */
function inDatabase(definition: TableDefinition, database: string): TableDefinition {
  if (!definition.columns.some((column) => column.type.xmlSchema)) return definition;
  const columns = definition.columns.map((column) => (column.type.xmlSchema ? { ...column, type: { ...column.type, xmlSchema: { ...column.type.xmlSchema, database } } } : column));
  return { ...definition, columns };
}
