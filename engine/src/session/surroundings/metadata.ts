// OBJECT_ID, COLUMNPROPERTY and kin: what metadata functions read from the catalogs. Implements MetadataLookup for one frame.
import type { CatalogObject, TableDefinition } from '../../catalog/definitions';
import type { MetadataLookup, PropertyValue } from '../../exec/functions/function-context';
import { TEMPDB, type Database } from '../../instance/instance';
import { parseObjectName } from '../../syntax/parse';
import { baseTableNamed, objectType, shownName, shownSchemaId } from '../../system/object-rows';
import { systemView, systemViewObjectId } from '../../system/registry';
import { canSee, securableOf } from '../../catalog/is-allowed';
import { FOLDED_NAMES, sameName, type NameRules } from '../../types/text/collation';
import { storageBytes, typeId } from '../../types/format-type';
import type { Value } from '../../types/value';
import type { Frame } from '../frame';
import { authorityOfToken, defaultSchemaId, mayIn } from '../security/authority';
import { hasPermission } from '../security/permission-functions';
import { findTemporary } from './name-resolution';
import { bindIn } from '../plan-cache';
import { CONSTRAINT_TYPES, constraintsOf, type ConstraintEntry } from '../../catalog/constraints';
import { fileGroupIn, fileGroupPropertyOf, partitionNumberIn } from './data-spaces';
import { constraintPropertyOf, identityTable, objectPropertyOf } from './object-properties';
import { answerProperty, columnPropertyOf, databasePropertyOf, fullTextServicePropertyOf, indexPropertyOf, serverPropertyOf, systemTypeNamed, systemTypeOfId, typePropertyOf } from './properties';
import type { SessionState } from '../state';

const NONE: ReadonlySet<string> = new Set();

const SYSNAME_TYPE = 256;
const SYS_SCHEMA = 4;
const namedObjects = new WeakMap<Database['catalog'], { readonly version: number; readonly byName: Map<string, CatalogObject> }>();

/** MetadataLookup over a session and a frame. */
export class Metadata implements MetadataLookup {
  constructor(private readonly state: SessionState, private readonly frame: Frame) {}

  databaseName(id?: number): string | null { return this.state.instance.databases.get(id ?? this.frame.databaseId)?.header.name ?? null; }
  databaseId(name?: string): number | null { return name === undefined ? this.frame.databaseId : (this.state.instance.findDatabase(name.replace(/ +$/, ''))?.header.databaseId ?? null); }

  objectId(name: string, type?: string): number | null {
    const object = this.#remembered(name);
    if (!object) {
      const constraint = this.#constraint(name);
      return constraint && (type === undefined || isTypeCode(type, CONSTRAINT_TYPES[constraint.kind]))
        ? constraint.objectId
        : type === undefined || isTypeCode(type, 'V') || isTypeCode(type, 'S')
          ? (systemViewObjectId(parseObjectName(name)) ?? null)
          : null;
    }
    return type === undefined || isTypeCode(type, objectType(object)) ? object.objectId : null;
  }
  objectName(id: number, databaseId?: number): string | null { return this.#byId(id, databaseId)?.name ?? null; }
  objectSchemaName(id: number, databaseId?: number): string | null {
    const found = this.#byId(id, databaseId);
    return found ? (this.#database(databaseId)?.catalog.schema(found.schemaId)?.name ?? null) : null;
  }
  schemaName(id?: number): string | null { return id === undefined ? this.schemaName(defaultSchemaId(this.state, this.frame.databaseId)) : (this.#database()?.catalog.schema(id)?.name ?? null); }
  schemaId(name?: string): number | null { return name === undefined ? defaultSchemaId(this.state, this.frame.databaseId) : (this.#database()?.catalog.findSchema(name)?.schemaId ?? null); }
  columnName(tableId: number, columnId: number): string | null {
    const object = this.#seen(this.#database()?.catalog.byId(tableId)) ?? this.state.instance.databases.get(TEMPDB)?.catalog.byId(tableId);
    const table = object?.kind === 'table-type' ? object.table : object;
    if (table?.kind === 'table') return table.columns.find((c) => c.columnId === columnId)?.name ?? null;
    return object?.kind === 'view' ? (object.columns[columnId - 1]?.name ?? null) : null;
  }
  get #names(): NameRules { return this.#database()?.catalog.names ?? FOLDED_NAMES; }
  columnLength(table: string, column: string): number | null {
    const object = this.#object(table);
    const columns = object?.kind === 'table' || object?.kind === 'view' ? object.columns : systemView(parseObjectName(table).slice(-2).join('.'))?.columns;
    const found = columns?.find((c) => this.#names.isSame(c.name, column));
    return found ? storageBytes(found.type) : null;
  }
  objectDefinition(id: number): string | null {
    const catalog = this.#database()?.catalog;
    const object = catalog?.byId(id);
    if (object) return 'definition' in object && typeof object.definition === 'string' && !object.isEncrypted && this.#showsText(object) ? object.definition : null;
    for (const table of catalog?.objects() ?? []) {
      if (table.kind !== 'table') continue;
      const constraint = table.checks.find((c) => c.objectId === id) ?? table.columns.find((c) => c.default?.objectId === id)?.default;
      if (constraint) return this.#showsText(table) ? constraint.definition : null;
    }
    return null;
  }
  objectProperty(id: number, property: string): PropertyValue {
    const catalog = this.#database()?.catalog;
    const object = this.#seen(catalog?.byId(id));
    if (object?.kind === 'synonym' && sameName(property, 'BaseType')) {
      const base = bindIn(this.state, this.frame).findNamed(object.target)?.object;
      return base ? objectType(base) : null;
    }
    if (catalog && object) return objectPropertyOf(object, property, catalog);
    const found = this.#constraintById(id);
    return found ? constraintPropertyOf(found.constraint, found.table.schemaId, property) : null;
  }
  columnProperty(id: number, column: string, property: string): PropertyValue { return columnPropertyOf(this.#seen(this.#database()?.catalog.byId(id)), column, property, this.#names); }
  indexProperty(tableId: number, index: string, property: string): PropertyValue {
    return indexPropertyOf(this.#database()?.catalog.table(tableId), index, property, this.#names);
  }
  indexColumn(table: string, indexId: number, keyId: number): string | null {
    const definition = this.#table(table);
    const key = definition?.indexes.find((i) => i.indexId === indexId)?.columns[keyId - 1];
    return definition?.columns.find((c) => c.columnId === key?.columnId)?.name ?? null;
  }
  typeId(name: string): number | null {
    const known = systemTypeOf(name);
    if (known) return known === 'sysname' ? SYSNAME_TYPE : (typeId(known)?.userTypeId ?? null);
    const user = bindIn(this.state, this.frame).findType(parseObjectName(name));
    return user?.kind === 'alias-type' || user?.kind === 'table-type' ? user.userTypeId : null;
  }
  typeName(id: number): string | null { return systemTypeOfId(id) ?? (id === SYSNAME_TYPE ? 'sysname' : this.#userTypeName(id)); }
  typeProperty(name: string, property: string): PropertyValue {
    const known = systemTypeOf(name);
    if (known) return known === 'sysname' ? typePropertyOf({ name: 'nvarchar', length: 128 }, false, property) : typePropertyOf({ name: known }, true, property);
    const user = bindIn(this.state, this.frame).findType(parseObjectName(name));
    return user?.kind === 'alias-type' ? typePropertyOf(user.base, user.isNullable, property) : null;
  }
  serverProperty(property: string): Value { return serverPropertyOf(this.state.instance, property); }
  fullTextServiceProperty(property: string): PropertyValue { return fullTextServicePropertyOf(property); }
  databaseProperty(name: string, property: string): PropertyValue {
    const database = this.state.instance.findDatabase(name);
    return database ? databasePropertyOf(database, property) : null;
  }
  fileId(name: string): number | null { return this.#database()?.header.files.find((f) => sameName(f.logicalName, name))?.fileId ?? null; }
  fileName(id: number): string | null { return this.#database()?.header.files.find((f) => f.fileId === id)?.logicalName ?? null; }
  fileGroupProperty(name: string, property: string): PropertyValue {
    return fileGroupPropertyOf(this.#database(), name, property);
  }
  indexKeyProperty(tableId: number, indexId: number, keyId: number, property: string): PropertyValue {
    const key = this.#database()?.catalog.table(tableId)?.indexes.find((index) => index.indexId === indexId)?.columns[keyId - 1];
    const values: Readonly<Record<string, number>> = key ? { columnid: key.columnId, isdescending: Number(key.isDescending) } : {};
    return answerProperty(values, property, { by: 'INDEXKEY_PROPERTY', names: NONE });
  }
  filegroupId(name: string): number | null { return fileGroupIn(this.#database(), name)?.dataSpaceId ?? null; }
  filegroupName(id: number): string | null { return fileGroupIn(this.#database(), id)?.name ?? null; }
  partitionNumber(name: string, value: Value): number { return partitionNumberIn(this.#database(), name, value); }
  identityCurrent(table: string): bigint | null {
    const found = this.#identityTable(table);
    const state = found?.database.store.table(found.table.objectId)?.identity;
    return state ? (state.lastValue ?? state.seed) : null;
  }
  identitySeed(table: string): bigint | null { return this.#identityTable(table)?.table.columns.find((c) => c.identity)?.identity?.seed ?? null; }
  identityIncrement(table: string): bigint | null { return this.#identityTable(table)?.table.columns.find((c) => c.identity)?.identity?.increment ?? null; }
  hasPermission(securable: string | null, securableClass: string | null, permission: string, column: string | null): number | null {
    return hasPermission(this.state, this.frame, { securable, securableClass, permission, column });
  }

  #userTypeName(id: number): string | null {
    for (const object of this.#database()?.catalog.objects() ?? []) if ((object.kind === 'alias-type' || object.kind === 'table-type') && object.userTypeId === id) return object.name;
    return null;
  }

  /** Names of temporary objects are looked for in the database of the name, which is the session's own without one. */
  #isOfTempdb(parts: readonly string[]): boolean {
    const database = parts.length > 2 ? this.state.instance.findDatabase(parts.at(-3) ?? '') : this.#database();
    return database?.header.databaseId === TEMPDB;
  }

  #database(id?: number): Database | undefined { return this.state.instance.databases.get(id ?? this.frame.databaseId); }

  #object(name: string): CatalogObject | undefined { return this.#found(name)?.object; }

  #found(name: string): { readonly object: CatalogObject; readonly database: Database } | undefined {
    const parts = parseObjectName(name);
    const last = parts.at(-1) ?? '';
    if (last.startsWith('#')) return this.#isOfTempdb(parts) ? this.#foundTemporary(last) : undefined;
    if (parts.length > 3) return undefined;
    const names = bindIn(this.state, this.frame);
    names.awaitChanger(parts);
    const found = names.findNamed(parts);
    return found && this.#seen(found.object, found.database) && found;
  }

  #foundTemporary(name: string): { readonly object: CatalogObject; readonly database: Database } | undefined {
    const entry = findTemporary(this.state, this.frame, name);
    const database = this.state.instance.databases.get(TEMPDB);
    const object = entry && database?.catalog.byId(entry.objectId);
    return object && database && { object, database };
  }

  #isUnsettled(): boolean {
    return this.state.instance.transactions.uncommittedChange(this.frame.databaseId, this.state.spid, () => true) !== undefined;
  }

  /** What `#object` finds for a name with its schema, which only the database decides: remembered for as long as its catalog stays. Names without one depend on who asks. */
  #remembered(name: string): CatalogObject | undefined {
    const catalog = this.#database()?.catalog;
    if (!catalog || this.state.security || this.#isUnsettled()) return this.#object(name);
    let known = namedObjects.get(catalog);
    if (known?.version !== catalog.version) namedObjects.set(catalog, (known = { version: catalog.version, byName: new Map() }));
    const remembered = known.byName.get(name);
    if (remembered) return remembered;
    const found = this.#object(name);
    const [schema, last, more] = parseObjectName(name);
    if (found && schema && last?.startsWith('#') === false && more === undefined) known.byName.set(name, found);
    return found;
  }

  /** The object, unless the session is not to know of it. */
  #seen(object: CatalogObject | undefined, database = this.#database()): CatalogObject | undefined {
    if (!object || !this.state.security || !database || object.name.startsWith('#')) return object;
    const authority = authorityOfToken(this.state.instance, this.state.security, database);
    return authority && canSee(database.catalog, authority, object) ? object : undefined;
  }

  #showsText(object: CatalogObject): boolean {
    const database = this.#database();
    return !this.state.security || (database !== undefined && mayIn(this.state, database, 'VIEW DEFINITION', securableOf(object)));
  }

  #table(name: string): TableDefinition | undefined {
    const object = this.#remembered(name);
    return object?.kind === 'table' ? object : undefined;
  }

  /** The table whose identity column it has, or shows as a view. */
  #identityTable(name: string): { readonly table: TableDefinition; readonly database: Database } | undefined {
    const found = this.#found(name);
    const table = found && identityTable(found.database.catalog, found.object);
    return table && { table, database: found.database };
  }

  /** Constraints have names and ids of their own in sys.objects. */
  #constraint(name: string): ConstraintEntry | undefined {
    const parts = parseObjectName(name);
    const database = parts.length > 2 ? this.state.instance.findDatabase(parts[0] ?? '') : this.#database();
    const schema = parts.length > 1 ? parts.at(-2) : undefined;
    const last = parts.at(-1) ?? '';
    for (const { schemaId, name: schemaName } of database?.catalog.schemas() ?? []) {
      const found = schema === undefined || database?.catalog.names.isSame(schemaName, schema) === true ? database?.catalog.findConstraint(schemaId, last) : undefined;
      if (found) return this.#seen(found.table, database) && found.constraint;
    }
    return undefined;
  }

  #byId(id: number, databaseId?: number): { readonly name: string; readonly schemaId: number } | undefined {
    const catalog = this.#database(databaseId)?.catalog;
    const object = catalog?.byId(id);
    if (object) return this.#seen(object, this.#database(databaseId)) && { name: shownName(object), schemaId: shownSchemaId(object) };
    const base = baseTableNamed(id);
    if (base !== undefined) return { name: base, schemaId: SYS_SCHEMA };
    const found = this.#constraintById(id, databaseId);
    return found && { name: found.constraint.name, schemaId: found.table.schemaId };
  }

  #constraintById(id: number, databaseId?: number): { readonly table: TableDefinition; readonly constraint: ConstraintEntry } | undefined {
    for (const table of this.#database(databaseId)?.catalog.objects() ?? []) {
      if (table.kind !== 'table') continue;
      const constraint = constraintsOf(table).find((c) => c.objectId === id);
      if (constraint) return this.#seen(table, this.#database(databaseId)) && { table, constraint };
    }
    return undefined;
  }
}

/** Types are compared as char(2): one blank behind a letter counts for nothing, a third character for a difference. */
const isTypeCode = (written: string, code: string): boolean => sameName(written.padEnd(2), code.padEnd(2));

/** The type of SQL Server's own that a name means, in brackets or with the schema sys too. */
function systemTypeOf(name: string): ReturnType<typeof systemTypeNamed> | 'sysname' {
  const parts = parseObjectName(name);
  const last = parts.at(-1) ?? '';
  if (parts.length > 2 || (parts.length === 2 && !sameName(parts[0] ?? '', 'sys'))) return undefined;
  return sameName(last, 'sysname') ? 'sysname' : systemTypeNamed(last);
}
