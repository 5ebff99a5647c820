// A whole table from its definition: columns, computed columns, keys, indexes, checks. Foreign keys need the finished table and come last.
import { findColumn } from '../../catalog/columns';
import type { Column, TableDefinition } from '../../catalog/definitions';
import { partitioningOf } from '../../catalog/partitioning';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { ColumnDefinition, IndexOption, InlineIndex, TableConstraint } from '../../syntax/ast/ddl';
import type { NameRules } from '../../types/text/collation';
import { buildCheck } from './check-builder';
import { buildColumn, requireDistinctColumns, buildDefault, requireOneOfEach, type ColumnOrder } from './column-builder';
import { requireColumnstoreColumns, withColumnstore } from '../indexes/columnstore';
import { readCompression, requireNoCompression, type CompressionSite } from '../indexes/compression';
import { buildComputedColumn } from './computed-column';
import { buildForeignKey } from './foreign-key-builder';
import { buildIndex, buildKey, qualified } from '../indexes/index-builder';
import { notCreated } from '../objects/named-objects';
import { requireRowFits } from './row-size';
import { placedTable } from '../databases/placement';
import type { TableSite } from '../objects/table-site';

/** What stands between the parentheses of a table's definition, or behind ADD. */
export interface TableParts { readonly columns: readonly ColumnDefinition[]; readonly constraints: readonly TableConstraint[]; readonly indexes: readonly InlineIndex[]; readonly options?: readonly IndexOption[] }

/** A constraint with the column that it was written behind. */
interface PlacedConstraint { readonly constraint: TableConstraint; readonly beside?: string }

const placedConstraints = (parts: TableParts): PlacedConstraint[] => [
  ...parts.columns.flatMap((column) => column.constraints.map((constraint) => ({ constraint, beside: column.name.name }))),
  ...parts.constraints.map((constraint) => ({ constraint })),
];

/** Raises 8140: a foreign key behind a column is one of that column. PRIMARY KEY and UNIQUE there may list others, as behind a comma. */
function requireOneKey(table: string, { constraint, beside }: PlacedConstraint): void {
  if (beside === undefined || constraint.kind !== 'foreign-key' || constraint.columns.length === 1) return;
  throw raise(Messages.ColumnKeyOfSeveral, { kind: 'FOREIGN KEY', table });
}

/** An empty table, to be filled by addParts. */
export const emptyTable = (site: TableSite): TableDefinition => ({
  kind: 'table', objectId: site.newObjectId(), schemaId: site.schemaId, name: site.name, createdAt: site.ddl.now, modifiedAt: site.ddl.now,
  columns: [], indexes: [], checks: [], foreignKeys: [], maxColumnId: 0,
});

/** The table with what WITH says of compression. Its rows may be a clustered index's, which messages then leave without a name. */
function compressedTable(site: TableSite, table: TableDefinition, options: readonly IndexOption[]): TableDefinition {
  const common = { ddl: site.ddl, table, partitioning: partitioningOf(site.database.catalog, table) };
  const clustered = table.indexes.find((index) => index.isClustered);
  const compressed: CompressionSite = clustered ? { ...common, statement: 'create index', kind: 'index', name: '' } : { ...common, statement: 'create table', kind: 'table', name: table.name };
  const compression = readCompression(compressed, options, { before: undefined });
  if (!compression) return table;
  if (clustered?.compression) throw notSupported('DATA_COMPRESSION and XML_COMPRESSION both of a table and of its clustered index');
  return { ...table, compression };
}

/** The table with columns, constraints and indexes added. Raises what each of them raises. */
export function addParts(site: TableSite, table: TableDefinition, parts: TableParts): TableDefinition {
  const placed = placedConstraints(parts);
  placed.forEach((one) => requireOneKey(table.name, one));
  const { names } = site.database.catalog;
  requireNamesOnce(parts, placed, names);
  if (parts.columns.some((column) => column.isSparse)) requireNoCompression(table);
  let result = addColumns(site, table, parts.columns, primaryKeyColumns(placed, names));
  requireRowFits(result);
  if (parts.options) result = placedTable(site, result, parts.options);
  result = addKeys(site, result, placed, parts);
  for (const index of inlineIndexes(parts).reverse()) result = addIndex(site, result, index);
  if (parts.options) result = compressedTable(site, result, parts.options);
  for (const { constraint, beside } of placed) result = addRule(site, result, constraint, beside);
  requireColumnstoreColumns(result);
  return result;
}

/** The indexes that are written among columns; the last one gets the lowest id. */
const inlineIndexes = ({ columns, indexes }: TableParts): InlineIndex[] => [...columns.flatMap((column) => column.indexes), ...indexes];

function addIndex(site: TableSite, table: TableDefinition, index: InlineIndex): TableDefinition {
  return index.columnstore ? withColumnstore(site, table, index) : { ...table, indexes: sortedIndexes([...table.indexes, buildIndex(site, table, index)]) };
}

function requireNamesOnce(parts: TableParts, placed: readonly PlacedConstraint[], rules: NameRules): void {
  const seen = new Set<string>();
  const names = [...placed.map((item) => item.constraint.name?.name), ...parts.columns.map((column) => column.default?.name?.name)];
  for (const name of names) {
    if (name === undefined) continue;
    if (seen.has(rules.keyOf(name))) throw raise(Messages.DuplicateInContext, { name });
    seen.add(rules.keyOf(name));
  }
}

function primaryKeyColumns(placed: readonly PlacedConstraint[], { keyOf }: NameRules): ReadonlySet<string> {
  return new Set(placed.flatMap(({ constraint }) => (constraint.kind === 'primary-key' ? constraint.columns.map((c) => keyOf(c.column.name)) : [])));
}

const STATE_ALTERED = 4;

/** The state of 2705: undefined is that of a table that is made. */
const stateOfTwice = ({ alteredAs }: TableSite): number | undefined => (alteredAs === undefined ? undefined : STATE_ALTERED);

/** Adds columns: plain ones first, since computed ones may use them whatever their order. */
function addColumns(site: TableSite, table: TableDefinition, definitions: readonly ColumnDefinition[], inPrimaryKey: ReadonlySet<string>): TableDefinition {
  const { names } = site.database.catalog;
  const columns: (Column | undefined)[] = [...table.columns];
  const first = table.columns.length;
  const orderOf = (definition: ColumnDefinition, i: number): ColumnOrder => ({
    columnId: table.maxColumnId + i + 1,
    position: first + i + 1,
    isInPrimaryKey: inPrimaryKey.has(names.keyOf(definition.name.name)),
  });
  definitions.forEach((definition, i) => {
    requireOneOfEach(site.name, definition);
    columns[first + i] = definition.computed ? undefined : buildColumn(site, definition, orderOf(definition, i));
  });
  const plain = columns.filter((column): column is Column => column !== undefined);
  requireDistinctColumns(site.alteredAs ?? table.name, plain, names, stateOfTwice(site));
  const computed = definitions.map((definition, i) => (definition.computed ? buildComputedColumn(site, definition, orderOf(definition, i), withLaterComputed(plain, definitions, names)) : undefined));
  const all = columns.flatMap((column, i) => column ?? computed[i - first] ?? []);
  requireDistinctColumns(site.alteredAs ?? table.name, all, names, stateOfTwice(site));
  return { ...table, columns: all, maxColumnId: table.maxColumnId + definitions.length };
}

/** Naming another computed column of the same statement is 1759, not an unknown name. */
function withLaterComputed(plain: readonly Column[], definitions: readonly ColumnDefinition[], names: NameRules): Column[] {
  const placeholders = definitions.filter((definition) => definition.computed && !plain.some((column) => names.isSame(column.name, definition.name.name)));
  return [...plain, ...placeholders.map(({ name: { name } }): Column => ({
    columnId: 0, name, type: { name: 'int' }, isNullable: true, isRowGuid: false, isHidden: false, isSparse: false, computed: { definition: '', isPersisted: false, isDeterministic: true },
  }))];
}

function addKeys(site: TableSite, table: TableDefinition, placed: readonly PlacedConstraint[], parts: TableParts): TableDefinition {
  const keys = placed.flatMap(({ constraint }) => (constraint.kind === 'primary-key' || constraint.kind === 'unique' ? [constraint] : []));
  if (keys.filter((key) => key.kind === 'primary-key').length > 1) throw raise(Messages.SecondPrimaryKeyInStatement, { table: table.name });
  const clustered = inlineIndexes(parts).filter((index) => index.isClustered && !index.columnstore);
  if (keys.filter((key) => key.isClustered === true).length + clustered.length > 1) throw raise(Messages.SecondClusteredConstraint, { table: qualified(site, table) });
  const hasOtherClustered =
    keys.some((key) => key.kind === 'unique' && key.isClustered === true) || inlineIndexes(parts).some((index) => index.isClustered);
  let result = table;
  // The primary key is made first, so that it gets index id 1.
  for (const key of [...keys].sort((a, b) => Number(a.kind === 'unique') - Number(b.kind === 'unique'))) {
    result = { ...result, indexes: sortedIndexes([...result.indexes, buildKey(site, result, key, !hasOtherClustered)]) };
  }
  return result;
}

/** Indexes in the order of their ids. */
export const sortedIndexes = <T extends { readonly indexId: number }>(indexes: readonly T[]): T[] => [...indexes].sort((a, b) => a.indexId - b.indexId);

function addRule(site: TableSite, table: TableDefinition, constraint: TableConstraint, beside: string | undefined): TableDefinition {
  switch (constraint.kind) {
    case 'primary-key': case 'unique': return table;
    case 'check': return { ...table, checks: [...table.checks, buildCheck(site, table, constraint, beside)] };
    case 'foreign-key': return table.isTemporary ? skipForeignKey(site, table, constraint.name?.name) : { ...table, foreignKeys: [...table.foreignKeys, buildForeignKey(site, table, constraint)] };
    case 'default': return addDefault(site, table, constraint);
  }
}

function skipForeignKey(site: TableSite, table: TableDefinition, name = ''): TableDefinition {
  site.ddl.info(0, 0, `Skipping FOREIGN KEY constraint '${name}' definition for temporary table. FOREIGN KEY constraints are not enforced on local or global temporary tables.`);
  return table;
}

function addDefault(site: TableSite, table: TableDefinition, constraint: Extract<TableConstraint, { kind: 'default' }>): TableDefinition {
  const { column: { name }, expression } = constraint;
  const column = findColumn(table, name, site.database.catalog.names);
  if (!column) throw notCreated(raise(Messages.NoSuchColumnForDefault, { table: table.name, column: name }), 0);
  if (column.default) throw notCreated(raise(Messages.DefaultTwice, {}), 0);
  const value = buildDefault(site, column, { name: constraint.name?.name, expression });
  return { ...table, columns: table.columns.map((other) => (other === column ? { ...column, default: value } : other)) };
}
