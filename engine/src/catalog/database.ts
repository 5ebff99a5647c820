// The catalog of one database: a lookup over immutable definitions. Changes come in through CatalogChange (transaction/ logs their undo).
import type { NameRules } from '../types/text/collation';
import type { PartitionFunction, PartitionScheme } from './partitions';
import { ConstraintNames, type ConstraintInSchema } from './constraint-names';
import type {
  AliasTypeDefinition,
  CatalogObject,
  DatabaseFile,
  DatabaseOptions,
  DatabaseTriggerDefinition,
  ExtendedProperty,
  FileGroup,
  PermissionGrant,
  PrincipalDefinition,
  SchemaDefinition,
  SecurityPolicyDefinition,
  TableDefinition,
  TableTypeDefinition,
  TriggerDefinition,
  UserMessage,
  XmlCollectionDefinition,
} from './definitions';

/**
 * One reversible change of a catalog. `before` undefined means created, `after` undefined means dropped. With `plansHold` a bound plan stays
 * true: what has changed is read whenever it runs.
 */
export type CatalogChange =
  | { readonly kind: 'object'; readonly before?: CatalogObject; readonly after?: CatalogObject; readonly plansHold?: boolean }
  | { readonly kind: 'schema'; readonly before?: SchemaDefinition; readonly after?: SchemaDefinition }
  | { readonly kind: 'principal'; readonly before?: PrincipalDefinition; readonly after?: PrincipalDefinition }
  | { readonly kind: 'permissions'; readonly before: readonly PermissionGrant[]; readonly after: readonly PermissionGrant[] }
  | { readonly kind: 'partition-functions'; readonly before: readonly PartitionFunction[]; readonly after: readonly PartitionFunction[] }
  | { readonly kind: 'partition-schemes'; readonly before: readonly PartitionScheme[]; readonly after: readonly PartitionScheme[] }
  | { readonly kind: 'messages'; readonly before: readonly UserMessage[]; readonly after: readonly UserMessage[] }
  | { readonly kind: 'database-triggers'; readonly before: readonly DatabaseTriggerDefinition[]; readonly after: readonly DatabaseTriggerDefinition[] }
  | { readonly kind: 'extended-properties'; readonly before: readonly ExtendedProperty[]; readonly after: readonly ExtendedProperty[] };

/** The first id of a partition scheme: file groups have the ids below. */
const FIRST_SCHEME_ID = 65_601;

/** The catalog proper: what a backup carries beside the rows. */
export class Catalog {
  #names: NameRules;
  readonly #objects = new Map<number, CatalogObject>();
  readonly #byName = new Map<string, CatalogObject>();
  readonly #schemas = new Map<number, SchemaDefinition>();
  readonly #principals = new Map<number, PrincipalDefinition>();
  /** Made when it is first asked for: most databases are clones whose schema stays as it is. */
  #constraints: ConstraintNames | undefined;
  #triggersByParent = new Map<number, readonly TriggerDefinition[]>();
  readonly #policies = new Map<number, SecurityPolicyDefinition>();
  permissions: readonly PermissionGrant[] = [];
  extendedProperties: readonly ExtendedProperty[] = [];
  /** Triggers of the database, in order of creation. */
  databaseTriggers: readonly DatabaseTriggerDefinition[] = [];
  /** Of master: the server's messages that sp_addmessage made. */
  messages: readonly UserMessage[] = [];
  /** In order of creation. */
  partitionFunctions: readonly PartitionFunction[] = [];
  partitionSchemes: readonly PartitionScheme[] = [];
  /** Counters only rise; they are not rolled back. */
  nextObjectId = 245575913;
  nextUserTypeId = 257;
  nextPartitionFunctionId = 65_536;
  nextPartitionSchemeId = FIRST_SCHEME_ID;
  /** Rises with every change. */
  version = 0;
  /** Rises with every change after which a bound plan may be wrong: plans are cached by it. */
  planVersion = 0;

  constructor(names: NameRules) { this.#names = names; }

  /** How the names in it compare: by the database's collation. */
  get names(): NameRules { return this.#names; }

  /** The database has another collation: no two names may be the same by it. */
  renameBy(names: NameRules): void {
    this.#names = names;
    this.#constraints = undefined;
    this.#byName.clear();
    for (const object of this.#objects.values()) this.#byName.set(this.#keyOf(object), object);
    this.version++;
    this.planVersion++;
  }

  #keyOf({ schemaId, name, kind }: Pick<CatalogObject, 'schemaId' | 'name' | 'kind'>): string {
    const space = kind === 'table-type' || kind === 'alias-type' ? 't' : kind === 'xml-collection' ? 'x' : 'o';
    return `${space}${schemaId}.${this.#names.keyOf(name)}`;
  }

  /** A copy that shares every (immutable) definition. */
  clone(): Catalog {
    const copy = new Catalog(this.#names);
    for (const object of this.#objects.values()) copy.apply({ kind: 'object', after: object });
    for (const schema of this.#schemas.values()) copy.apply({ kind: 'schema', after: schema });
    for (const principal of this.#principals.values()) copy.apply({ kind: 'principal', after: principal });
    copy.permissions = this.permissions;
    copy.extendedProperties = this.extendedProperties;
    copy.databaseTriggers = this.databaseTriggers;
    copy.messages = this.messages;
    copy.partitionFunctions = this.partitionFunctions;
    copy.partitionSchemes = this.partitionSchemes;
    copy.nextPartitionFunctionId = this.nextPartitionFunctionId;
    copy.nextPartitionSchemeId = this.nextPartitionSchemeId;
    copy.nextObjectId = this.nextObjectId;
    copy.nextUserTypeId = this.nextUserTypeId;
    return copy;
  }

  /** Applies a change; applying its mirror image (before and after swapped) undoes it. */
  apply(change: CatalogChange): void {
    this.version++;
    if (change.kind !== 'object' || change.plansHold !== true) this.planVersion++;
    switch (change.kind) {
      case 'object': this.#applyObject(change.before, change.after); return;
      case 'schema': swap(this.#schemas, change.before?.schemaId, change.after?.schemaId, change.after); return;
      case 'principal': swap(this.#principals, change.before?.principalId, change.after?.principalId, change.after); return;
      case 'permissions': this.permissions = change.after; return;
      case 'partition-functions': this.partitionFunctions = change.after; return;
      case 'partition-schemes': this.partitionSchemes = change.after; return;
      case 'messages': this.messages = change.after; return;
      case 'database-triggers': this.databaseTriggers = change.after; return;
      case 'extended-properties': this.extendedProperties = change.after; return;
    }
  }

  #applyObject(before: CatalogObject | undefined, after: CatalogObject | undefined): void {
    if (before?.kind === 'security-policy') this.#policies.delete(before.objectId);
    if (after?.kind === 'security-policy') this.#policies.set(after.objectId, after);
    if (before) {
      this.#objects.delete(before.objectId);
      this.#byName.delete(this.#keyOf(before));
      if (before.kind === 'table') this.#constraints?.remove(before);
    }
    if (after) {
      this.#objects.set(after.objectId, after);
      this.#byName.set(this.#keyOf(after), after);
      if (after.kind === 'table') this.#constraints?.add(after);
    }
    for (const object of [before, after]) if (object?.kind === 'trigger') this.#indexTriggers(object.parentObjectId);
  }

  #indexTriggers(parentObjectId: number): void {
    const triggers = [...this.#objects.values()].filter((o): o is TriggerDefinition => o.kind === 'trigger' && o.parentObjectId === parentObjectId);
    // A changed definition has come to the end of the map.
    triggers.sort((a, b) => a.createdAt - b.createdAt || a.objectId - b.objectId);
    this.#triggersByParent.set(parentObjectId, triggers);
  }

  #namesOfConstraints(): ConstraintNames {
    const names = new ConstraintNames(this.#names);
    for (const object of this.#objects.values()) if (object.kind === 'table') names.add(object);
    return names;
  }

  /** The object of that id, if any. */
  byId(objectId: number): CatalogObject | undefined { return this.#objects.get(objectId); }
  /** The object of that name in a schema; types live in a name space of their own (use findType). */
  find(schemaId: number, name: string): CatalogObject | undefined { return this.#byName.get(this.#keyOf({ schemaId, name, kind: 'table' })); }
  /** The constraint of that name in a schema, whichever table it belongs to. */
  findConstraint(schemaId: number, name: string): ConstraintInSchema | undefined { return (this.#constraints ??= this.#namesOfConstraints()).find(schemaId, name); }
  /** The alias or table type of that name in a schema. */
  findType(schemaId: number, name: string): CatalogObject | undefined { return this.#byName.get(this.#keyOf({ schemaId, name, kind: 'alias-type' })); }
  /** The alias or table type of that number. */
  userType(userTypeId: number): AliasTypeDefinition | TableTypeDefinition | undefined {
    for (const object of this.#objects.values()) if ((object.kind === 'alias-type' || object.kind === 'table-type') && object.userTypeId === userTypeId) return object;
    return undefined;
  }
  /** The XML schema collection of that name in a schema. */
  findXmlCollection(schemaId: number, name: string): XmlCollectionDefinition | undefined {
    const object = this.#byName.get(this.#keyOf({ schemaId, name, kind: 'xml-collection' }));
    return object?.kind === 'xml-collection' ? object : undefined;
  }
  /** The table of that id, or undefined for anything else. */
  table(objectId: number): TableDefinition | undefined { const object = this.#objects.get(objectId); return object?.kind === 'table' ? object : undefined; }
  schema(schemaId: number): SchemaDefinition | undefined { return this.#schemas.get(schemaId); }
  findSchema(name: string): SchemaDefinition | undefined { for (const s of this.#schemas.values()) if (this.#names.isSame(s.name, name)) return s; return undefined; }
  principal(principalId: number): PrincipalDefinition | undefined { return this.#principals.get(principalId); }
  findPrincipal(name: string): PrincipalDefinition | undefined { for (const p of this.#principals.values()) if (this.#names.isSame(p.name, name)) return p; return undefined; }
  /** Triggers of a table or view, in order of creation. */
  triggersOf(objectId: number): readonly TriggerDefinition[] { return this.#triggersByParent.get(objectId) ?? []; }
  /** The security policies of the database. */
  securityPolicies(): IterableIterator<SecurityPolicyDefinition> { return this.#policies.values(); }
  objects(): IterableIterator<CatalogObject> { return this.#objects.values(); }
  schemas(): IterableIterator<SchemaDefinition> { return this.#schemas.values(); }
  principals(): IterableIterator<PrincipalDefinition> { return this.#principals.values(); }
}

/** A database's identity and options beside its catalog; `storage` (rows) is held by storage/database-store, keyed by databaseId. */
export interface DatabaseHeader {
  readonly databaseId: number; readonly name: string; readonly createdAt: number; readonly options: DatabaseOptions; readonly files: readonly DatabaseFile[]; readonly ownerLogin: string;
  /** PRIMARY first; undefined where it is the only one. */
  readonly fileGroups?: readonly FileGroup[];
}

const swap = <T>(map: Map<number, T>, oldId: number | undefined, newId: number | undefined, value: T | undefined): void => {
  if (oldId !== undefined) map.delete(oldId);
  if (newId !== undefined && value !== undefined) map.set(newId, value);
};
