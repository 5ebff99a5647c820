// MERGE: decides for every joined row which clause acts, then deletes, updates and inserts.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { MergePlan } from '../../plan/statement';
import type { TableHandle } from '../../transaction/row-access';
import type { Row, Value } from '../../types/value';
import { NO_ROW, type CompiledDml, type CompiledQuery, type Compiler, type Evaluate, type Test } from '../compiled';
import type { ExecutionContext, TriggerFiring } from '../context';
import { givesIdentity } from './insert';
import { hasInsteadOf } from './instead-of';
import { blankRow, compileAssignments, type Assign, type CompiledAssignments } from './new-row';
import { compileOutputs, type OutputEntry } from './output';
import { StatementWrites } from './statement-writes';
import { compileRules } from './table-rules';
import { compileVariables } from './update';
import type { TableWriter } from './table-writer';

type Clause = MergePlan['clauses'][number];
interface CompiledClause { readonly plan: Clause; readonly condition: Test | undefined; readonly assignments: CompiledAssignments | undefined; readonly variables: ReturnType<typeof compileVariables> | undefined }
/** One row's action, evaluated before anything is written. `rowId` is -1 for an insert. */
interface Step { readonly clause: CompiledClause; readonly source: Row; readonly rowId: number; readonly before: Row; readonly after: Value[] }

/** Compiles a MERGE. */
export function compileMerge(plan: MergePlan, compiler: Compiler): CompiledDml {
  const source = compiler.query(plan.source);
  const clauses = plan.clauses.map((clause): CompiledClause => ({
    plan: clause, condition: clause.condition && compiler.predicate(clause.condition), assignments: compileAction(clause, compiler), variables: clause.action.kind === 'update' && clause.action.variables && clause.action.variables.length > 0 ? compileVariables(clause.action.variables, compiler) : undefined,
  }));
  const top = plan.top && compiler.expression(plan.top);
  const rules = compileRules(plan.shape, compiler);
  const outputs = compileOutputs(plan.outputs, compiler);
  const events = (['insert', 'update', 'delete'] as const).filter(event => plan.clauses.some(clause => clause.action.kind === event));
  return {
    columns: outputs.columns,
    execute: context => {
      const table = context.openTable(plan.target);
      refuse(table, events, context);
      const steps = share(decide({ plan, source, clauses, limit: plan.isTopPercent ? rowCountOf(context) : limitOf(top, context) }, table, context), plan.isTopPercent ? top : undefined, context);
      const writes = new StatementWrites(context, compiler, 'MERGE');
      const written = write(steps, writes.target(table, rules));
      writes.settle();
      const entries = outputs.isEmpty ? [] : steps.map((step, i) => outputEntry(step, written[i]));
      const outputRows = outputs.emit(entries, table.definition.columns.length, context);
      writes.fireTriggers(events);
      return { rowCount: steps.length, outputRows };
    },
  };
}

function compileAction({ action }: Clause, compiler: Compiler): CompiledAssignments | undefined {
  if (action.kind === 'delete') return undefined;
  if (action.kind === 'update') {
    const throughVariables = new Set((action.variables ?? []).flatMap(variable => variable.alsoOrdinal ?? []));
    return compileAssignments(action.assignments.filter(({ ordinal }) => !throughVariables.has(ordinal)), compiler);
  }
  return compileAssignments([...action.defaults, ...action.assignments], compiler);
}

function refuse(table: TableHandle, events: readonly TriggerFiring['event'][], context: ExecutionContext): void {
  if (events.some(event => hasInsteadOf(table, event, context))) throw notSupported('MERGE into a table with INSTEAD OF triggers');
}

function limitOf(top: Evaluate | undefined, context: ExecutionContext): number {
  const count = top?.(NO_ROW, context);
  if (top && (count === null || count === undefined)) throw raise(Messages.TopNotInteger, {});
  if (typeof count === 'bigint' && count < 0n) throw raise(Messages.TopNegative, {});
  return Math.min(count === undefined ? Infinity : Number(count), rowCountOf(context));
}

const rowCountOf = (context: ExecutionContext): number => (context.rowCountLimit > 0 ? context.rowCountLimit : Infinity);

/** TOP (n) PERCENT: that share of the rows on which a clause would act, rounded up. */
function share(steps: readonly Step[], top: Evaluate | undefined, context: ExecutionContext): readonly Step[] {
  const wanted = top?.(NO_ROW, context);
  if (!top) return steps;
  if (wanted === null || wanted === undefined) throw raise(Messages.TopInvalid, {});
  const percent = Number(wanted);
  if (percent < 0 || percent > 100) throw raise(Messages.PercentOutOfRange, {});
  return steps.slice(0, Math.ceil((steps.length * percent) / 100));
}

interface Decision { readonly limit: number; readonly plan: MergePlan; readonly source: CompiledQuery; readonly clauses: readonly CompiledClause[] }

function decide({ plan, source, clauses, limit }: Decision, table: TableHandle, context: ExecutionContext): Step[] {
  const assigners = new Map<CompiledClause, Assign | undefined>(clauses.map(clause => [clause, clause.assignments?.(table, context)]));
  const variables = new Map<CompiledClause, Assign | undefined>(clauses.map(clause => [clause, clause.variables?.(table, context)]));
  const width = table.definition.columns.length;
  const taken = new Map<number, Clause['action']['kind']>();
  const steps: Step[] = [];
  const rows = source.open(context);
  for (let row = rows.next(); row !== undefined && steps.length < limit; row = rows.next()) {
    const rowId = row[plan.rowIdOrdinal] as number | null;
    const clause = clauseFor(row, rowId, { plan, clauses }, context);
    if (!clause) continue;
    const { kind } = clause.plan.action;
    if (rowId !== null && taken.has(rowId)) {
      // Rows that several sources match may be deleted, once; updating is what cannot be repeated.
      if (kind === 'delete' && taken.get(rowId) === 'delete') continue;
      throw raise(Messages.MergeTwice, {});
    }
    if (rowId !== null) taken.set(rowId, kind);
    const before = row.slice(plan.targetOffset, plan.targetOffset + width);
    const after = kind === 'insert' ? blankRow(table) : [...before];
    variables.get(clause)?.(row, after, context);
    assigners.get(clause)?.(row, after, context);
    steps.push({ clause, source: row, rowId: rowId ?? -1, before, after });
  }
  return steps;
}

function clauseFor(row: Row, rowId: number | null, { plan, clauses }: Pick<Decision, 'plan' | 'clauses'>, context: ExecutionContext): CompiledClause | undefined {
  const when = rowId === null ? 'not-matched' : row[plan.sourcePresentOrdinal] === null ? 'not-matched-by-source' : 'matched';
  return clauses.find(clause => clause.plan.when === when && (!clause.condition || clause.condition(row, context)));
}

/** Writes deletes, updates, inserts in this order: keys are free before they are taken. Returns new rows by step. */
function write(steps: readonly Step[], writer: TableWriter): (Row | undefined)[] {
  for (const { clause, rowId, before } of steps) if (clause.plan.action.kind === 'delete') writer.delete(rowId, before);
  const updates = steps.filter(step => step.clause.plan.action.kind === 'update');
  if (updates.length > 0) writer.updateAll(updates, assignedBy(updates));
  return steps.map(({ clause: { plan: { action } }, after }) => {
    if (action.kind === 'insert') return writer.insert(after, givesIdentity(writer.handle, action.assignments, action.explicitIdentity));
    return action.kind === 'update' ? after : undefined;
  });
}

const assignedBy = (updates: readonly Step[]): number[] =>
  [...new Set(updates.flatMap(({ clause: { plan: { action } } }) => (action.kind === 'update' ? action.assignments.map(assignment => assignment.ordinal) : [])))];

const ACTION_NAMES = { insert: 'INSERT', update: 'UPDATE', delete: 'DELETE' } as const;

function outputEntry({ clause, source, before }: Step, written: Row | undefined): OutputEntry {
  const { kind } = clause.plan.action;
  return { inserted: written, deleted: kind === 'insert' ? undefined : before, source, action: ACTION_NAMES[kind] };
}
