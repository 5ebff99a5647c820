// Decides how each table, constraint, trigger and sequence of a template is brought back in its clones. Pure: facts in, texts out.
import type { BaselineRows, ConstraintBaseline, SequenceBaseline, SwitchBaseline, TableBaseline } from '../sql/baseline-statements';
import type { ModuleBaseline } from '../sql/detail-statements';
import { quoteName, quoteTwoPartName } from '../sql/quoting';
import type { ConstraintFacts, SchemaFacts, SequenceFacts, SwitchFacts, TableFacts } from '../sql/schema-statements';
import {
  addKeyText, constraintOffText, constraintOnText, deleteText, dropKeyText, refillText, reseedText, reseedUnknownText, restartSequenceText, switchTriggerText, truncateText,
  versioningOffText, versioningOnText, whileThereText, withoutTriggersText,
} from '../sql/table-statements';
import { alterTextOf } from './module-text';
import { orderTables } from './table-graph';

/** What a template records, so that its clones can be cleaned. */
export interface BaselinePlan extends BaselineRows {
  /** How modules get their texts back. */
  readonly modules: readonly ModuleBaseline[];
  /** The tables whose template rows have to be copied. */
  readonly copies: ReadonlyArray<{ readonly tableId: number; readonly table: string; readonly columns: string }>;
}

/** A table with the table of its history, if it keeps one. */
interface Planned {
  readonly table: TableFacts;
  readonly history: TableFacts | undefined;
}

/** Plans the baseline of a schema; the tables `kept`, by their ids, are left out. */
export function planBaseline(schema: SchemaFacts, kept: ReadonlySet<number>): BaselinePlan {
  // What nobody can write to, nobody has changed.
  const isKept = (table: TableFacts): boolean => kept.has(table.id) || table.isReadOnly === true;
  const byId = new Map(schema.tables.map((table) => [table.id, table]));
  const planned = schema.tables.filter((table) => !table.isHistory && !isKept(table))
    .map((table): Planned => ({ table, history: table.versioning === undefined ? undefined : byId.get(table.versioning.historyId) }));
  const edges = schema.constraints.flatMap((key) => (key.referencedId === undefined ? [] : [{ child: key.tableId, parent: key.referencedId }]));
  const order = orderTables(planned.map(({ table }) => table.id), [...edges, ...graphEdges(schema.tables)]);
  const referenced = new Set(edges.filter((edge) => edge.child !== edge.parent).map((edge) => edge.parent));
  const unkeyed = new Set(planned.filter(({ table }) => referenced.has(table.id) && needsTruncate(table, schema)).map(({ table }) => table.id));
  return {
    tables: planned.map((each) => ({
      ...planTable(each, unkeyed.has(each.table.id) || canTruncate(each.table, schema, referenced)),
      deleteOrder: order.deleteOrder.get(each.table.id) ?? 0,
      isUnwatched: each.table.isMemoryOptimized || (each.history !== undefined && !schema.canSeeUsage),
    })),
    references: uniquePairs(edges.filter((edge) => edge.child !== edge.parent)),
    constraints: [...planConstraints(planned, schema, order.isCycle), ...keysOfKept(planned, schema, byId), ...keysOf(unkeyed, schema, byId), ...planned.flatMap(planVersioning)],
    switches: schema.switches.map(planSwitch),
    sequences: schema.sequences.flatMap(planSequence),
    modules: schema.modules.flatMap((module) => {
      const alterText = module.definition === undefined || !module.hasUsualOptions ? undefined : alterTextOf(module.definition);
      return alterText === undefined ? [] : [{ id: module.id, alterText }];
    }),
    copies: planned.flatMap((each) => {
      const { table, history } = each;
      return [{ table, columns: rowsOf(each) }, ...(history === undefined ? [] : [{ table: history, columns: columnsOf(history) }])]
        .filter((copy) => copy.table.rowCount > 0).map((copy) => ({ tableId: copy.table.id, table: nameOf(copy.table), columns: copy.columns }));
    }),
  };
}

// An edge constraint lets no node go that an edge still needs.
function graphEdges(tables: readonly TableFacts[]): Array<{ child: number; parent: number }> {
  const nodes = tables.filter((table) => table.graph === 'node');
  return tables.filter((table) => table.graph === 'edge').flatMap((edge) => nodes.map((node) => ({ child: edge.id, parent: node.id })));
}

// A foreign key forbids TRUNCATE even while it is disabled; so does an edge constraint, and an indexed view, whose tables no system view names reliably.
function canTruncate(table: TableFacts, schema: SchemaFacts, referenced: ReadonlySet<number>): boolean {
  return !referenced.has(table.id) && !schema.hasIndexedViews && !table.isMemoryOptimized && table.graph === undefined;
}

// DELETE leaves an identity as used: the next value is one step after what RESEED is given, and before a type's first value there is none.
function needsTruncate({ rowCount, identity, isMemoryOptimized, graph }: TableFacts, schema: SchemaFacts): boolean {
  if (rowCount > 0 || identity === undefined || isMemoryOptimized || graph !== undefined || schema.hasIndexedViews) return false;
  const before = nextOf(identity) - identity.increment;
  return before < identity.lowest || before > identity.highest;
}

// The keys that point to these tables are taken away for the moment.
function keysOf(tables: ReadonlySet<number>, schema: SchemaFacts, byId: ReadonlyMap<number, TableFacts>): ConstraintBaseline[] {
  return schema.constraints.flatMap((constraint) => {
    const child = byId.get(constraint.tableId);
    const { key, name, referencedId } = constraint;
    if (child === undefined || key === undefined || referencedId === undefined || child.id === referencedId || !tables.has(referencedId)) return [];
    return [{ tableId: referencedId, name: `${quoteName(name)} ${child.id} key`, offText: dropKeyText(nameOf(child), name), onText: addKeyText(nameOf(child), name, key, constraint) }];
  });
}

function planConstraints(planned: readonly Planned[], schema: SchemaFacts, isCycle: (edge: { child: number; parent: number }) => boolean): ConstraintBaseline[] {
  // A constraint that was never checked may be broken by the very rows that are put back.
  const mustBeOff = (constraint: ConstraintFacts, table: TableFacts): boolean => !constraint.isDisabled
    && ((constraint.referencedId !== undefined && isCycle({ child: constraint.tableId, parent: constraint.referencedId })) || (!constraint.isTrusted && table.rowCount > 0));
  return planned.flatMap(({ table }) => schema.constraints.filter((c) => c.tableId === table.id && mustBeOff(c, table)).map((c) => planConstraint(c, table, table.id)));
}

// A table that is never cleaned may point to rows that are taken away and put back.
function keysOfKept(planned: readonly Planned[], schema: SchemaFacts, byId: ReadonlyMap<number, TableFacts>): ConstraintBaseline[] {
  const cleaned = new Set(planned.map(({ table }) => table.id));
  return schema.constraints.flatMap((key) => {
    const child = byId.get(key.tableId);
    if (child === undefined || key.referencedId === undefined || key.isDisabled || cleaned.has(child.id) || !cleaned.has(key.referencedId)) return [];
    return [planConstraint(key, child, key.referencedId)];
  });
}

function planConstraint(constraint: ConstraintFacts, table: TableFacts, tableId: number): ConstraintBaseline {
  // A key may be gone for the moment.
  const guard = (text: string): string => (constraint.key === undefined ? text : whileThereText(constraint.key.schema, constraint.name, text));
  return {
    tableId,
    name: `${quoteName(constraint.name)} ${table.id}`,
    offText: guard(constraintOffText(nameOf(table), constraint.name)),
    onText: guard(constraintOnText(nameOf(table), constraint.name, constraint.isTrusted)),
  };
}

function planVersioning({ table, history }: Planned): ConstraintBaseline[] {
  if (history === undefined || table.versioning === undefined) return [];
  const isSeeded = table.rowCount > 0;
  return [{ tableId: table.id, name: '', offText: versioningOffText(nameOf(table), isSeeded), onText: versioningOnText(nameOf(table), nameOf(history), table.versioning, isSeeded) }];
}

// One that has come to its end has no value to be restarted with.
function planSequence({ id, state, isUsed, schema, name, next, course }: SequenceFacts): readonly SequenceBaseline[] {
  return next === undefined ? [] : [{ id, state, isUsed, restartText: restartSequenceText(quoteTwoPartName(schema, name), next, course) }];
}

function planSwitch(it: SwitchFacts): SwitchBaseline {
  const table = quoteTwoPartName(it.schema, it.table);
  // Only what was off for a moment is on and not trusted.
  const on = it.isTrusted ? constraintOnText(table, it.name, true) : `${constraintOffText(table, it.name)}\n${constraintOnText(table, it.name, false)}`;
  const constraint = it.isDisabled ? constraintOffText(table, it.name) : on;
  return {
    id: it.id,
    state: (it.isDisabled ? 1 : 0) + (it.isTrusted ? 0 : 2),
    isFirst: it.kind === 'trigger' || it.isDisabled,
    text: it.kind === 'trigger' ? switchTriggerText(it.schema, it.table, it.name, it.isDisabled) : constraint,
  };
}

function planTable(each: Planned, isTruncated: boolean): Omit<TableBaseline, 'deleteOrder' | 'isUnwatched'> {
  const { table, history } = each;
  const name = nameOf(table);
  const isSeeded = table.rowCount > 0;
  const { identity } = table;
  // In memory, an identity can only be raised (Learn: Implementing IDENTITY in a Memory-Optimized Table).
  const next = identity === undefined || table.isMemoryOptimized ? undefined : { increment: identity.increment, next: nextOf(identity) };
  const wipe = [isTruncated ? truncateText(name) : withoutTriggersText(name, table.deleteTriggers, deleteText(name, table.isMemoryOptimized))];
  // TRUNCATE leaves the seed as the next value, and the table as if never used.
  if (isTruncated && !isSeeded && next !== undefined && next.next !== identity?.seed) wipe.push(reseedText(name, next, false));
  if (history !== undefined) wipe.push(truncateText(nameOf(history)));
  return {
    id: table.id,
    name,
    keptRows: table.rowCount,
    wipeText: wipe.join('\n'),
    reseed: isTruncated || isSeeded || next === undefined ? undefined : { usedText: reseedText(name, next, true), unusedText: reseedText(name, next, false) },
    refillText: refillOf(each, next),
    identity: identity?.last?.toString() ?? (identity?.restart === undefined ? '' : `?${identity.restart}`),
  };
}

function refillOf(each: Planned, identity: { readonly increment: bigint; readonly next: bigint } | undefined): string | undefined {
  const { table, history } = each;
  const name = nameOf(table);
  const parts: string[] = [];
  if (table.rowCount > 0) {
    const kind = { hasIdentity: table.columns.some((column) => column.isIdentity), isMemoryOptimized: table.isMemoryOptimized };
    parts.push(withoutTriggersText(name, table.insertTriggers, refillText(table.id, name, rowsOf(each), kind)));
    if (identity !== undefined) parts.push(reseedUnknownText(table.id, name, identity));
  }
  if (history !== undefined && history.rowCount > 0) parts.push(refillText(history.id, nameOf(history), columnsOf(history)));
  return parts.length === 0 ? undefined : parts.join('\n');
}

function nextOf(identity: NonNullable<TableFacts['identity']>): bigint {
  return identity.last === null ? (identity.restart ?? identity.seed) : identity.last + identity.increment;
}

function nameOf(table: TableFacts): string {
  return quoteTwoPartName(table.schema, table.name);
}

function columnsOf(table: TableFacts): string {
  return table.columns.map((column) => quoteName(column.name)).join(', ');
}

// While its period is dropped, a table takes the period's columns as any others.
function rowsOf({ table, history }: Planned): string {
  const period = history === undefined ? [] : (table.versioning?.period ?? []).map((column) => quoteName(column.name));
  return [...table.columns.map((column) => quoteName(column.name)), ...period].join(', ');
}

function uniquePairs(edges: ReadonlyArray<{ child: number; parent: number }>): Array<readonly [number, number]> {
  const pairs = new Map(edges.map((edge) => [`${edge.child} ${edge.parent}`, [edge.child, edge.parent] as const]));
  return [...pairs.values()];
}
