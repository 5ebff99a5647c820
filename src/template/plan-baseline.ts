// Decides how each table, constraint and sequence of a template is brought back in its clones. Pure: facts in, texts out.
import type { ConstraintBaseline, SequenceBaseline, TableBaseline } from '../sql/baseline-statements';
import { quoteName, quoteTwoPartName } from '../sql/quoting';
import type { ConstraintFacts, SchemaFacts, TableFacts } from '../sql/schema-statements';
import { constraintOffText, constraintOnText, deleteText, refillText, reseedText, restartSequenceText, truncateText, withoutTriggersText } from '../sql/table-statements';
import { orderTables } from './table-graph';

/** What a template records, so that its clones can be cleaned. */
export interface BaselinePlan {
  readonly tables: readonly TableBaseline[];
  readonly references: ReadonlyArray<readonly [childId: number, parentId: number]>;
  readonly constraints: readonly ConstraintBaseline[];
  readonly sequences: readonly SequenceBaseline[];
  /** The tables whose template rows have to be copied. */
  readonly copies: ReadonlyArray<{ readonly tableId: number; readonly table: string; readonly columns: string }>;
}

/** Plans the baseline of a schema; tables named in `keep` (`schema.name` or `name`) are left out. */
export function planBaseline(schema: SchemaFacts, keep: readonly string[]): BaselinePlan {
  const kept = new Set(keep.map((name) => name.toLowerCase()));
  const isKept = (table: TableFacts): boolean => kept.has(table.name.toLowerCase()) || kept.has(`${table.schema}.${table.name}`.toLowerCase());
  const tables = schema.tables.filter((table) => !table.isHistory && !isKept(table));
  const keys = schema.constraints.filter((constraint) => constraint.referencedId !== undefined);
  const edges = keys.map((key) => ({ child: key.tableId, parent: key.referencedId ?? 0 }));
  const order = orderTables(tables.map((table) => table.id), edges);
  const isCycle = (key: ConstraintFacts): boolean => key.referencedId !== undefined && order.isCycle({ child: key.tableId, parent: key.referencedId });
  const referenced = new Set(edges.filter((edge) => edge.child !== edge.parent).map((edge) => edge.parent));
  const seeded = tables.filter((table) => table.rowCount > 0);
  return {
    tables: tables.map((table) => planTable(table, order.deleteOrder.get(table.id) ?? 0, canTruncate(table, schema, referenced))),
    references: uniquePairs(edges.filter((edge) => edge.child !== edge.parent)),
    constraints: tables.flatMap((table) => schema.constraints.filter((c) => c.tableId === table.id && mustBeOff(c, table, isCycle(c))).map((c) => planConstraint(c, table))),
    sequences: schema.sequences.flatMap((s) => (s.next === undefined ? [] : [{ id: s.id, state: s.state, restartText: restartSequenceText(quoteTwoPartName(s.schema, s.name), s.next) }])),
    copies: seeded.map((table) => ({ tableId: table.id, table: nameOf(table), columns: columnsOf(table) })),
  };
}

// A foreign key forbids TRUNCATE even while it is disabled; so does an indexed view, whose tables no system view names reliably.
function canTruncate(table: TableFacts, schema: SchemaFacts, referenced: ReadonlySet<number>): boolean {
  return !referenced.has(table.id) && !schema.hasIndexedViews && !table.isVersioned && !table.isMemoryOptimized;
}

// A constraint that was never checked may be broken by the very rows that are put back.
function mustBeOff(constraint: ConstraintFacts, table: TableFacts, isCycle: boolean): boolean {
  return !constraint.isDisabled && (isCycle || (!constraint.isTrusted && table.rowCount > 0));
}

function planConstraint(constraint: ConstraintFacts, table: TableFacts): ConstraintBaseline {
  return {
    tableId: table.id,
    name: constraint.name,
    offText: constraintOffText(nameOf(table), constraint.name),
    onText: constraintOnText(nameOf(table), constraint.name, constraint.isTrusted),
  };
}

function planTable(table: TableFacts, deleteOrder: number, isTruncated: boolean): TableBaseline {
  const name = nameOf(table);
  const isSeeded = table.rowCount > 0;
  const reseed = reseedOf(table);
  const wipe = isTruncated ? truncateText(name) : withoutTriggersText(name, table.triggers, deleteText(name));
  const isReseededByWipe = isTruncated && table.identity !== undefined && nextOf(table.identity) === table.identity.seed;
  const wipeParts = isSeeded || isReseededByWipe ? [wipe] : [wipe, ...reseed];
  const refill = withoutTriggersText(name, table.triggers, refillText(table.id, name, columnsOf(table), table.columns.some((column) => column.isIdentity)));
  return {
    id: table.id,
    deleteOrder,
    keptRows: table.rowCount,
    wipeText: wipeParts.join('\n'),
    refillText: isSeeded ? [refill, ...reseed].join('\n') : undefined,
    identity: table.identity?.last?.toString() ?? '',
  };
}

function reseedOf(table: TableFacts): readonly string[] {
  if (table.identity === undefined) return [];
  const { seed, increment } = table.identity;
  return [reseedText(nameOf(table), { seed, increment, next: nextOf(table.identity) })];
}

function nextOf(identity: NonNullable<TableFacts['identity']>): bigint {
  return identity.last === null ? identity.seed : identity.last + identity.increment;
}

function nameOf(table: TableFacts): string {
  return quoteTwoPartName(table.schema, table.name);
}

function columnsOf(table: TableFacts): string {
  return table.columns.map((column) => quoteName(column.name)).join(', ');
}

function uniquePairs(edges: ReadonlyArray<{ child: number; parent: number }>): Array<readonly [number, number]> {
  const pairs = new Map(edges.map((edge) => [`${edge.child} ${edge.parent}`, [edge.child, edge.parent] as const]));
  return [...pairs.values()];
}
