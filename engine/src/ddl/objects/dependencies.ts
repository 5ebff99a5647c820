// Which entities the texts of a database name: modules, constraints and computed columns, as sys.sql_expression_dependencies lists them.
// Reads the trees of those texts and binds nothing: of schema-bound ones a column counts as used that bears a name the text writes.
import type { Catalog } from '../../catalog/database';
import type { CatalogObject, SecurityPolicyDefinition, TableDefinition } from '../../catalog/definitions';
import { DBO } from '../../catalog/is-allowed';
import { NameSet } from '../../catalog/name-set';
import type { Database } from '../../instance/instance';
import { parseBatch, parseExpression } from '../../syntax/parse';
import { sameName, type NameRules } from '../../types/text/collation';
import { schemaNameOf } from './object-names';

/** What a text names, as it writes it. `kind` tells where: behind EXEC, as a type, or as anything else. */
export interface Reference { readonly kind: 'object' | 'call' | 'execute' | 'type'; readonly parts: readonly string[] }

/** One row of sys.sql_expression_dependencies. `referencingClass`: 1 object or column, 12 trigger on the database; `referencedClass`: 1 object or column, 6 type. */
export interface Dependency {
  readonly referencingId: number; readonly referencingMinorId: number; readonly referencingClass: 1 | 12; readonly isSchemaBound: boolean; readonly referencedClass: 1 | 6;
  readonly server: string | null; readonly database: string | null; readonly schema: string | null; readonly entity: string; readonly referencedId: number | null; readonly referencedMinorId: number;
  readonly isCallerDependent: boolean; readonly isAmbiguous: boolean;
}

interface Source { readonly referencingId: number; readonly minorId: number; readonly referencingClass: 1 | 12; readonly isSchemaBound: boolean; readonly ownSchemaId: number }
type Node = Readonly<Record<string, unknown>>;

const kept = new WeakMap<Catalog, { readonly version: number; readonly rows: readonly Dependency[] }>();

/** All dependencies within a database, kept until its catalog changes. */
export function dependenciesOf(database: Database): readonly Dependency[] {
  const { catalog } = database;
  const known = kept.get(catalog);
  if (known?.version === catalog.version) return known.rows;
  const rows = [...listed(database)];
  kept.set(catalog, { version: catalog.version, rows });
  return rows;
}

function* listed(database: Database): Iterable<Dependency> {
  for (const object of database.catalog.objects()) {
    if (object.kind === 'table') yield* ofTable(database, object);
    else if (object.kind === 'security-policy') yield* ofPolicy(database, object);
    else if ('definition' in object) {
      const isBound = 'isSchemaBound' in object && object.isSchemaBound;
      const [tree] = parseBatch(object.definition, { quotedIdentifier: object.usesQuotedIdentifier }).statements;
      yield* ofText(database, { referencingId: object.objectId, minorId: 0, referencingClass: 1, isSchemaBound: isBound, ownSchemaId: object.schemaId }, tree);
    }
  }
  for (const trigger of database.catalog.databaseTriggers) {
    const [tree] = parseBatch(trigger.definition, { quotedIdentifier: trigger.usesQuotedIdentifier }).statements;
    yield* ofText(database, { referencingId: trigger.objectId, minorId: 0, referencingClass: 12, isSchemaBound: false, ownSchemaId: DBO }, tree);
  }
}

/** Constraints and computed columns are bound to the columns, functions and sequences that they name. */
function* ofTable(database: Database, table: TableDefinition): Iterable<Dependency> {
  const source = (referencingId: number, minorId = 0): Source => ({ referencingId, minorId, referencingClass: 1, isSchemaBound: true, ownSchemaId: table.schemaId });
  const text = function* (from: Source, definition: string): Iterable<Dependency> {
    const tree = parseExpression(definition);
    const names = new NameSet(database.catalog.names, columnNames(tree));
    for (const column of table.columns) if (names.has(column.name)) yield { ...bound(from, database, table), referencedMinorId: column.columnId };
    yield* ofText(database, from, tree);
  };
  for (const column of table.columns) {
    if (column.computed) yield* text(source(table.objectId, column.columnId), column.computed.definition);
    if (column.default) yield* ofText(database, source(column.default.objectId), parseExpression(column.default.definition));
  }
  for (const check of table.checks) yield* text(source(check.objectId), check.definition);
}

/** A schema-bound policy is bound to the table, the columns and the function of each predicate. */
function* ofPolicy(database: Database, { objectId, schemaId, isSchemaBound, predicates }: SecurityPolicyDefinition): Iterable<Dependency> {
  if (!isSchemaBound) return;
  for (const { predicateId, targetObjectId, functionObjectId, usedColumnIds } of predicates) {
    const source: Source = { referencingId: objectId, minorId: predicateId, referencingClass: 1, isSchemaBound: true, ownSchemaId: schemaId };
    const [target, called] = [database.catalog.byId(targetObjectId), database.catalog.byId(functionObjectId)];
    if (target) for (const referencedMinorId of [0, ...usedColumnIds]) yield { ...bound(source, database, target), referencedMinorId };
    if (called) yield bound(source, database, called);
  }
}

const bound = (source: Source, database: Database, object: CatalogObject): Dependency => ({
  referencingId: source.referencingId,
  referencingMinorId: source.minorId,
  referencingClass: source.referencingClass,
  isSchemaBound: true,
  referencedClass: object.kind === 'alias-type' || object.kind === 'table-type' ? 6 : 1,
  server: null,
  database: null,
  schema: schemaNameOf(database, object.schemaId),
  entity: object.name,
  referencedId: idOf(object),
  referencedMinorId: 0,
  isCallerDependent: false,
  isAmbiguous: false,
});

const idOf = (object: CatalogObject): number => (object.kind === 'alias-type' || object.kind === 'table-type' ? object.userTypeId : object.objectId);

/** True for the names of what SQL Server itself brings, where no object of the database bears them. */
function isSystem(parts: readonly string[]): boolean {
  const [name = '', schema = ''] = [...parts].reverse();
  return /^(?:sys|information_schema)$/i.test(schema) || (/^(?:dbo)?$/i.test(schema) && /^(?:sp_|xp_|sys)/i.test(name));
}

function* ofText(database: Database, source: Source, tree: unknown): Iterable<Dependency> {
  const seen = new Set<string>();
  const rules = database.catalog.names;
  const names = source.isSchemaBound ? new NameSet(rules, columnNames(tree)) : undefined;
  for (const reference of referencesIn(tree, rules)) {
    const key = `${reference.kind === 'type' ? 6 : 1}.${reference.parts.map(rules.keyOf).join('.')}`;
    const found = seen.has(key) ? undefined : resolve(database, source, reference);
    if (seen.has(key) || (!found && (reference.kind === 'type' || isSystem(reference.parts)))) continue;
    seen.add(key);
    // A name of one part is a built-in function's unless a table function of the user's bears it.
    if (reference.kind === 'call' && reference.parts.length === 1 && found?.kind !== 'function') continue;
    if (source.isSchemaBound) {
      if (found && found.objectId !== source.referencingId) yield* boundRows(database, source, found, names);
    } else yield loose(source, reference, found);
  }
}

function* boundRows(database: Database, source: Source, found: CatalogObject, names: NameSet | undefined): Iterable<Dependency> {
  const columns = found.kind === 'table' ? found.columns : found.kind === 'view' ? found.columns.map((column, i) => ({ ...column, columnId: i + 1 })) : [];
  const used = columns.filter((column) => names?.has(column.name));
  if (used.length === 0) yield bound(source, database, found);
  for (const { columnId } of used) yield { ...bound(source, database, found), referencedMinorId: columnId };
}

function loose(source: Source, { kind, parts }: Reference, found: CatalogObject | undefined): Dependency {
  const [entity = '', schema = '', database = '', server = ''] = [...parts].reverse();
  const isCallerDependent = kind === 'execute' && schema === '' && server === '';
  return {
    referencingId: source.referencingId, referencingMinorId: source.minorId, referencingClass: source.referencingClass, isSchemaBound: false, referencedClass: kind === 'type' ? 6 : 1,
    server: server || null, database: database || null, schema: schema || null, entity, referencedId: found && !isCallerDependent ? idOf(found) : null, referencedMinorId: 0,
    isCallerDependent, isAmbiguous: kind === 'call' && parts.length === 2 && !found,
  };
}

/** The object of the same database that the name means for the text. */
function resolve({ catalog, header }: Database, { ownSchemaId }: Source, { kind, parts }: Reference): CatalogObject | undefined {
  const [name = '', schema = '', database = '', server = ''] = [...parts].reverse();
  if (server !== '' || (database !== '' && !sameName(database, header.name))) return undefined;
  const named = schema === '' ? undefined : catalog.findSchema(schema)?.schemaId;
  const schemas = schema === '' ? [ownSchemaId, DBO] : named === undefined ? [] : [named];
  for (const schemaId of schemas) {
    const found = kind === 'type' ? catalog.findType(schemaId, name) : catalog.find(schemaId, name);
    if (found) return found;
  }
  return undefined;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function partsIn(value: unknown): readonly string[] | undefined {
  const parts = isNode(value) ? value.parts : undefined;
  return Array.isArray(parts) ? parts.map(String) : undefined;
}

/** The last parts of all column names in a tree. */
function columnNames(tree: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isNode(node)) return;
    if (node.kind === 'column') names.add(partsIn(node)?.at(-1) ?? '');
    Object.values(node).forEach(visit);
  };
  visit(tree);
  return names;
}

/** What a tree of a database with these rules names, in order: no common table expressions, aliases, temporary objects, and none of the two tables of a trigger. */
export function referencesIn(tree: unknown, rules: NameRules): readonly Reference[] {
  const found: Reference[] = [];
  visitScoped(isNode(tree) ? withoutOwnName(tree) : tree, new NameSet(rules), found);
  return isNode(tree) && tree.kind === 'create-trigger' ? found.filter(({ parts }) => !isOfTrigger(parts)) : found;
}

/** inserted and deleted are names of the language, in any case. */
const isOfTrigger = ([name = '', ...more]: readonly string[]): boolean => more.length === 0 && (sameName(name, 'inserted') || sameName(name, 'deleted'));

/** A module's own name, and the table of a trigger, are no references. */
function withoutOwnName({ name: _name, table: _table, ...rest }: Node): Node {
  return typeof rest.kind === 'string' && rest.kind.startsWith('create-') ? rest : { ...rest, name: _name, table: _table };
}

function visitScoped(node: unknown, outer: NameSet, found: Reference[]): void {
  if (Array.isArray(node)) {
    for (const item of node) visitScoped(item, outer, found);
    return;
  }
  if (!isNode(node)) return;
  const hidden = outer.with(expressionsOf(node.with));
  const reference = referenceOf(node, hidden);
  if (reference) found.push(reference);
  const aliases = node.kind === 'update' || node.kind === 'delete' ? aliasesIn(node.from) : undefined;
  for (const [key, child] of Object.entries(node)) visitScoped(child, key === 'target' && aliases ? hidden.with(aliases) : hidden, found);
}

/** Names of the common table expressions of a WITH. */
const expressionsOf = (list: unknown): string[] =>
  Array.isArray(list) ? list.flatMap((item) => (isNode(item) && isNode(item.name) && typeof item.name.name === 'string' ? [item.name.name] : [])) : [];

/** The names under which FROM shows its tables: UPDATE and DELETE may name one of them. */
function aliasesIn(from: unknown): string[] {
  if (Array.isArray(from)) return from.flatMap(aliasesIn);
  if (!isNode(from)) return [];
  const alias = isNode(from.alias) ? from.alias.name : from.kind === 'table' ? partsIn(from.name)?.at(-1) : undefined;
  return [...(typeof alias === 'string' ? [alias] : []), ...aliasesIn(from.left), ...aliasesIn(from.right), ...aliasesIn(from.source)];
}

function referenceOf(node: Node, hidden: NameSet): Reference | undefined {
  const parts = partsIn(node.kind === 'next-value' ? node.sequence : node.kind === 'truncate' ? node.table : node.name);
  const [only = ''] = parts ?? [];
  if (!parts || (parts.at(-1) ?? '').startsWith('#') || (parts.length === 1 && hidden.has(only))) return undefined;
  switch (node.kind) {
    case 'table': case 'next-value': case 'truncate': return { kind: 'object', parts };
    case 'call': return { kind: 'call', parts };
    case 'execute': return { kind: 'execute', parts };
    // A data type has its arguments and no kind.
    default: return node.kind === undefined && Array.isArray(node.args) ? { kind: 'type', parts } : undefined;
  }
}
