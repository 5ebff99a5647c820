// Prints a plan as a small tree of text, one line a node, for tests and transcripts. Nothing parses it.
import { formatType } from '../types/format-type';
import type { Value } from '../types/value';
import { isValueArgument, type BoundExpression, type FunctionArgument } from './expression';
import type { PlanNode, SortKey, TableAccess, TableRef } from './node';

/** The plan as indented lines. */
export function explain(plan: PlanNode): string {
  return lines(plan, 0).join('\n');
}

function lines(plan: PlanNode, indent: number): string[] {
  return [`${'  '.repeat(indent)}${describe(plan)}`, ...inputsOf(plan).flatMap((input) => lines(input, indent + 1))];
}

function inputsOf(plan: PlanNode): readonly PlanNode[] {
  if ('input' in plan) return [plan.input];
  if ('left' in plan) return [plan.left, plan.right];
  if (plan.kind === 'union-all') return plan.inputs;
  if (plan.kind === 'recursive-cte') return [plan.anchor, plan.recursive];
  return plan.kind === 'dml' ? [plan.plan.source] : [];
}

const tableName = (table: TableRef): string => (table.kind === 'base' ? table.name : table.name);
const list = (expressions: readonly FunctionArgument[]): string => expressions.map(argument).join(', ');
const argument = (a: FunctionArgument): string => (isValueArgument(a) ? explainExpression(a) : a === 'default' ? 'DEFAULT' : a.variable);
const keys = (sortKeys: readonly SortKey[]): string => sortKeys.map((k) => explainExpression(k.expression) + (k.isDescending ? ' DESC' : '')).join(', ');
const where = (predicate: BoundExpression | undefined, word = 'where'): string => (predicate ? ` ${word} ${explainExpression(predicate)}` : '');

function describe(plan: PlanNode): string {
  switch (plan.kind) {
    case 'one-row':
      return 'one row';
    case 'empty':
      return 'empty';
    case 'scan':
      return `${isSeek(plan.access) ? 'seek' : 'scan'} ${tableName(plan.table)}${access(plan.access)}${plan.purpose === 'update' ? ' for update' : ''}${hints(plan.hints)}${where(plan.predicate)}`;
    case 'virtual-scan':
      return `virtual ${plan.view}${where(plan.predicate)}`;
    case 'values':
      return `values ${plan.rows.map((r) => `(${list(r)})`).join(', ')}`;
    case 'filter':
      return `filter ${explainExpression(plan.predicate)}`;
    case 'project':
      return `project ${list(plan.expressions)}`;
    case 'nested-loop':
      return `${plan.isApply ? 'apply' : 'loop'} ${plan.join}${where(plan.predicate, 'on')}`;
    case 'hash-join':
      return `hash ${plan.join} ${plan.leftKeys.map((k, i) => `${explainExpression(k)} = ${list(plan.rightKeys.slice(i, i + 1))}`).join(', ')}${where(plan.residual, 'on')}`;
    case 'aggregate':
      return `aggregate [${list(plan.keys)}] ${plan.aggregates.map((a) => `${a.name}(${a.isDistinct ? 'distinct ' : ''}${a.argument ? explainExpression(a.argument) : '*'})`).join(', ')}${plan.sets ? ` sets ${JSON.stringify(plan.sets)}` : ''}`;
    case 'sort':
      return `${plan.upTo === undefined ? 'sort' : 'likely order'} ${keys(plan.keys)}`;
    case 'top':
      return `top ${explainExpression(plan.count)}${plan.isPercent ? ' percent' : ''}${plan.tieKeys ? ` with ties ${keys(plan.tieKeys)}` : ''}`;
    case 'offset':
      return `offset ${explainExpression(plan.offset)}${plan.fetch ? ` fetch ${explainExpression(plan.fetch)}` : ''}`;
    case 'distinct':
      return 'distinct';
    case 'union-all':
      return 'union all';
    case 'set-operation':
      return plan.operator;
    case 'window':
      return `window ${plan.calls.map((c) => `${c.name}(${list(c.args)}) over (${list(c.partitionBy)}; ${keys(c.orderBy)})`).join(', ')}`;
    case 'table-function':
      return `function ${plan.name}(${list(plan.args)})`;
    case 'recursive-cte':
      return `recursive ${plan.cteId}`;
    case 'cte-reference':
      return `cte ${plan.cteId}`;
    case 'for-json':
      return 'for json';
    case 'for-xml':
      return `for xml <${plan.element}>`;
    case 'for-xml-explicit':
      return 'for xml explicit';
    case 'dml':
      return plan.plan.kind;
  }
}

const isSeek = (a: TableAccess): boolean => (a.equals?.length ?? 0) > 0 || a.low !== undefined || a.high !== undefined;

function access(a: TableAccess): string {
  const parts: string[] = [];
  if (a.indexId !== undefined) parts.push(`index ${a.indexId}`);
  if (a.equals && a.equals.length > 0) parts.push(`= ${list(a.equals)}`);
  if (a.low) parts.push(`${a.low.isInclusive ? '>=' : '>'} ${explainExpression(a.low.value)}`);
  if (a.high) parts.push(`${a.high.isInclusive ? '<=' : '<'} ${explainExpression(a.high.value)}`);
  if (a.isBackward) parts.push('backward');
  return parts.length === 0 ? '' : ` [${parts.join(' ')}]`;
}

function hints(h: { readonly isolation?: string; readonly mode?: string; readonly granularity?: string; readonly readPast?: boolean; readonly noWait?: boolean }): string {
  const words = [h.isolation, h.mode, h.granularity, h.readPast ? 'READPAST' : undefined, h.noWait ? 'NOWAIT' : undefined].filter((w) => w !== undefined);
  return words.length === 0 ? '' : ` with (${words.join(', ')})`;
}

function constant(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value}'`;
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  return typeof value === 'object' ? value.kind : String(value);
}

/** An expression as short text: #n is column n, ^d#n a column of the d-th enclosing row. */
export function explainExpression(e: BoundExpression): string {
  const text = explainExpression;
  switch (e.kind) {
    case 'constant': return constant(e.value);
    case 'column': return `${e.name}#${e.ordinal}`;
    case 'outer': return `${e.name}^${e.depth}#${e.ordinal}`;
    case 'variable': case 'system-variable': return e.name;
    case 'call': return `${e.name.toLowerCase()}(${list(e.args)})`;
    case 'user-function': return `function ${e.objectId}(${list(e.args)})`;
    case 'arithmetic': return `(${text(e.left)} ${e.operator} ${text(e.right)})`;
    case 'concat': return `(${text(e.left)} || ${text(e.right)})`;
    case 'negate': return `${e.operator}${text(e.operand)}`;
    case 'convert': return `${e.isTry ? 'try ' : ''}${formatType(e.type)}(${text(e.operand)})`;
    case 'case': return `case ${e.branches.map((b) => `when ${text(b.when)} then ${text(b.then)}`).join(' ')}${e.otherwise ? ` else ${text(e.otherwise)}` : ''} end`;
    case 'scalar-subquery': return `(${inline(e.plan)})`;
    case 'next-value': return `next ${e.objectId}`;
    case 'at-time-zone': return `${text(e.operand)} at ${text(e.zone)}`;
    case 'collate': return `${text(e.operand)} collate ${e.type.collation ?? ''}`;
    case 'mask': return `mask ${e.function.kind}(${text(e.operand)})`;
    case 'xml-method': return `${text(e.target)}.${e.call.method}('${e.text}')`;
    default: return explainPredicate(e);
  }
}

type Predicate = Extract<BoundExpression, { kind: 'compare' | 'logical' | 'not' | 'is-null' | 'is-distinct' | 'in-list' | 'like' | 'exists' | 'in-subquery' | 'quantified' | 'updated-column' }>;

function explainPredicate(e: Predicate): string {
  const text = explainExpression;
  switch (e.kind) {
    case 'compare': return `${text(e.left)} ${e.operator} ${text(e.right)}`;
    case 'logical': return `(${e.operands.map(text).join(` ${e.operator} `)})`;
    case 'not': return `not ${text(e.operand)}`;
    case 'is-null': return `${text(e.operand)} is ${e.isNegated ? 'not ' : ''}null`;
    case 'is-distinct': return `${text(e.left)} is ${e.isNegated ? 'not ' : ''}distinct from ${text(e.right)}`;
    case 'in-list': return `${text(e.operand)} ${e.isNegated ? 'not ' : ''}in (${list(e.items)})`;
    case 'like': return `${text(e.operand)} ${e.isNegated ? 'not ' : ''}like ${text(e.pattern)}`;
    case 'exists': return `exists (${inline(e.plan)})`;
    case 'in-subquery': return `${text(e.operand)} ${e.isNegated ? 'not ' : ''}in (${inline(e.plan)})`;
    case 'quantified': return `${text(e.left)} ${e.operator} ${e.quantifier} (${inline(e.plan)})`;
    case 'updated-column': return `update(${e.columnName})`;
  }
}

const inline = (plan: PlanNode): string => {
  const inputs = inputsOf(plan);
  return inputs.length === 0 ? describe(plan) : `${describe(plan)} <- ${inputs.map(inline).join(' & ')}`;
};
