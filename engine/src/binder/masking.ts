// Dynamic data masking: which values of a bound statement come from masked columns, and how each is masked where it leaves the statement.
// Conditions and orders see what is stored. Whether somebody sees it too is asked when the statement runs.
import type { MaskFunction, TableDefinition } from '../catalog/definitions';
import { isValueArgument, rowColumn, type BoundExpression, type MaskedColumn } from '../plan/expression';
import type { PlanNode, Scan } from '../plan/node';
import type { ColumnAssignment, DmlPlan, OutputPlan, SelectPlan } from '../plan/statement';
import type { BindContext } from './bind-context';
import { convertTo } from './expression/conversion';

interface Mask { readonly function: MaskFunction; readonly columns: readonly MaskedColumn[] }
type Masks = readonly (Mask | undefined)[];
/** The masks of the rows around (innermost last), and of the recursive queries under way. */
interface Around { readonly outer: readonly Masks[]; readonly ctes: ReadonlyMap<number, Masks> }

const DEFAULT: MaskFunction = { kind: 'default' };
const NO_DATABASE = -1;
const NOWHERE: Around = { outer: [], ctes: new Map() };
/** Aggregates that tell nothing of a value. */
const COUNTS: ReadonlySet<string> = new Set(['COUNT', 'COUNT_BIG', 'APPROX_COUNT_DISTINCT', 'GROUPING', 'GROUPING_ID']);

/** The SELECT with its columns, or what it assigns, behind their masks. */
export function maskedSelect(plan: SelectPlan): SelectPlan {
  if (!plan.assignments) return { ...plan, node: maskedNode(plan.node) };
  const masks = masksOf(plan.node, NOWHERE);
  const assignments = plan.assignments.map((assignment) => {
    const mask = maskOf(assignment.expression, masks, NOWHERE);
    return mask ? { ...assignment, expression: assigned(assignment.expression, mask, assignment) } : assignment;
  });
  return { ...plan, assignments };
}

/** A variable of another type than the value gets the default mask of its own type. */
function assigned(value: BoundExpression, mask: Mask, { type }: Pick<NonNullable<SelectPlan['assignments']>[number], 'type'>): BoundExpression {
  if (value.type.name === type.name && value.type.length === type.length) return behind(value, mask);
  return behind(convertTo(value, type), { ...mask, function: DEFAULT });
}

/** The write with what it stores and puts out behind its masks. */
export function maskedDml<P extends DmlPlan>(plan: P, context: BindContext): P {
  const source = masksOf(plan.source, NOWHERE);
  const { target } = plan;
  const resolved = target.kind === 'base' ? context.resolveTableById?.(target.databaseId, target.objectId) : undefined;
  const own = resolved?.kind === 'table' && !resolved.definition.isTemporary ? masksOfTable(resolved.definition, resolved.databaseId) : [];
  if (!hasAny(source) && !hasAny(own)) return plan;
  const values = (list: readonly ColumnAssignment[]): readonly ColumnAssignment[] => list.map((a) => ({ ...a, value: masked(a.value, source) }));
  const row = [...own, ...own, ...source];
  const outputs = plan.outputs.map((output): OutputPlan => ({ ...output, expressions: output.expressions.map((e) => masked(e, row)) }));
  return { ...plan, ...changedValues(plan, values), outputs };
}

function changedValues(plan: DmlPlan, values: (list: readonly ColumnAssignment[]) => readonly ColumnAssignment[]): object {
  if (plan.kind === 'insert' || plan.kind === 'update') return { assignments: values(plan.assignments) };
  if (plan.kind !== 'merge') return {};
  const clauses = plan.clauses.map((clause) => (clause.action.kind === 'delete' ? clause : { ...clause, action: { ...clause.action, assignments: values(clause.action.assignments) } }));
  return { clauses };
}

/** A value outside any query behind its mask. */
export const maskedValue = (value: BoundExpression): BoundExpression => masked(value, []);

function masked(value: BoundExpression, row: Masks): BoundExpression {
  const mask = maskOf(value, row, NOWHERE);
  return mask ? behind(value, mask) : value;
}

const behind = (operand: BoundExpression, mask: Mask): BoundExpression => ({ kind: 'mask', operand, ...mask, type: operand.type, isNullable: operand.isNullable });

/** A document is made of masked values. */
function maskedNode(node: PlanNode): PlanNode {
  if (node.kind === 'for-json' || (node.kind === 'for-xml' && !node.isType) || (node.kind === 'for-xml-explicit' && !node.isType)) return { ...node, input: maskedNode(node.input) };
  const masks = masksOf(node, NOWHERE);
  if (!hasAny(masks)) return node;
  const expressions = node.columns.map((shown, ordinal): BoundExpression => {
    const column = rowColumn(shown, ordinal);
    const mask = masks[ordinal];
    return mask ? behind(column, mask) : column;
  });
  return { kind: 'project', input: node, expressions, columns: node.columns };
}

const hasAny = (masks: Masks): boolean => masks.some((mask) => mask !== undefined);

function masksOf(node: PlanNode, around: Around): Masks {
  const below = (input: PlanNode): Masks => masksOf(input, around);
  switch (node.kind) {
    case 'scan': return masksOfScan(node);
    case 'values': return meetAll(node.rows.map((row) => row.map((cell) => maskOf(cell, [], around))));
    case 'filter': case 'sort': case 'top': case 'offset': case 'distinct': return below(node.input);
    case 'project': {
      const row = below(node.input);
      return node.expressions.map((e) => maskOf(e, row, around));
    }
    case 'nested-loop': case 'hash-join': return masksOfJoin(node, around);
    case 'aggregate': {
      const row = below(node.input);
      return [...node.keys.map((key) => maskOf(key, row, around)), ...node.aggregates.map((a) => (COUNTS.has(a.name.toUpperCase()) ? undefined : read([a.argument, ...a.extra], row, around)))];
    }
    case 'window': {
      const row = below(node.input);
      const padded = node.input.columns.map((_, i) => row[i]);
      return [...padded, ...node.calls.map((call) => (COUNTS.has(call.name.toUpperCase()) ? undefined : read(call.args, row, around)))];
    }
    case 'union-all': return meetAll(node.inputs.map(below));
    case 'set-operation': return meetAll([below(node.left), below(node.right)]);
    case 'recursive-cte': {
      const anchor = below(node.anchor);
      return meetAll([anchor, masksOf(node.recursive, { ...around, ctes: new Map([...around.ctes, [node.cteId, anchor]]) })]);
    }
    case 'cte-reference': return around.ctes.get(node.cteId) ?? [];
    case 'table-function': {
      const mask = read(node.args.filter(isValueArgument), [], around);
      return mask ? node.columns.map(() => mask) : [];
    }
    case 'for-json': case 'for-xml': case 'for-xml-explicit': {
      const mask = joined(below(node.input));
      return mask ? [mask] : [];
    }
    default: return [];
  }
}

function masksOfScan({ table, definition }: Scan): Masks {
  if (!definition || definition.isTemporary || table.kind === 'variable') return [];
  // What a trigger reads of inserted and deleted lies in no database.
  return masksOfTable(definition, table.kind === 'base' ? table.databaseId : NO_DATABASE);
}

/** A kept computed column is masked by default where its text names a masked one. */
function masksOfTable({ objectId, columns }: TableDefinition, databaseId: number): Masks {
  const named = columns.filter((column) => column.mask);
  if (named.length === 0) return [];
  const at = (columnId: number): MaskedColumn => ({ databaseId, objectId, columnId });
  return columns.map(({ mask, columnId, computed }): Mask | undefined => {
    if (mask) return { function: mask.function, columns: [at(columnId)] };
    const used = computed ? named.filter(({ name }) => computed.definition.toLowerCase().includes(`[${name.replaceAll(']', ']]').toLowerCase()}]`)) : [];
    return used.length > 0 ? { function: DEFAULT, columns: used.map((column) => at(column.columnId)) } : undefined;
  });
}

function masksOfJoin(node: Extract<PlanNode, { kind: 'nested-loop' | 'hash-join' }>, around: Around): Masks {
  const left = masksOf(node.left, around);
  if (node.join === 'semi' || node.join === 'anti') return left;
  const padded = node.left.columns.map((_, i) => left[i]);
  const isApply = node.kind === 'nested-loop' && node.isApply;
  return [...padded, ...masksOf(node.right, isApply ? { ...around, outer: [...around.outer, padded] } : around)];
}

/** A column keeps its function, what is computed from one is masked by default. */
function maskOf(e: BoundExpression, row: Masks, around: Around): Mask | undefined {
  switch (e.kind) {
    case 'column': return row[e.ordinal];
    case 'outer': return around.outer.at(-e.depth)?.[e.ordinal];
    case 'collate': return maskOf(e.operand, row, around);
    case 'convert': {
      const mask = maskOf(e.operand, row, around);
      return mask && e.isImplicit && e.type.name === e.operand.type.name ? mask : byDefault(mask);
    }
    case 'case': return read([...e.branches.map((branch) => branch.then), e.otherwise], row, around);
    case 'scalar-subquery': return masksOf(e.plan, { ...around, outer: [...around.outer, row] })[0];
    case 'call': return read(e.args, row, around);
    case 'arithmetic': case 'concat': return read([e.left, e.right], row, around);
    case 'negate': return read([e.operand], row, around);
    case 'at-time-zone': return read([e.operand, e.zone], row, around);
    case 'xml-method': return read([e.target, ...e.externals], row, around);
    default: return undefined;
  }
}

const byDefault = (mask: Mask | undefined): Mask | undefined => mask && { ...mask, function: DEFAULT };

const read = (values: readonly (BoundExpression | undefined)[], row: Masks, around: Around): Mask | undefined => joined(values.map((value) => value && maskOf(value, row, around)));

function joined(masks: Masks): Mask | undefined {
  const columns = masks.flatMap((mask) => mask?.columns ?? []);
  return columns.length > 0 ? { function: DEFAULT, columns } : undefined;
}

/** Rows of several sources: where all that mask a column do it in one way, so it stays. */
function meetAll(all: readonly Masks[]): Masks {
  const width = Math.max(0, ...all.map((masks) => masks.length));
  return Array.from({ length: width }, (_, i) => {
    const found = all.flatMap((masks) => masks[i] ?? []);
    const [first] = found;
    const isOne = first && found.every((mask) => JSON.stringify(mask.function) === JSON.stringify(first.function));
    return first && { function: isOne ? first.function : DEFAULT, columns: found.flatMap((mask) => mask.columns) };
  });
}
