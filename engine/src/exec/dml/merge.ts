// MERGE: decides for every joined row which clause acts, then deletes, updates and inserts.
import { Messages } from '../../errors/catalogue';
import { raise, type SqlError } from '../../errors/sql-error';
import type { MergePlan } from '../../plan/statement';
import type { Row, Value } from '../../types/value';
import { NO_ROW, type CompiledDml, type CompiledQuery, type Compiler, type Evaluate, type Test } from '../compiled';
import type { ExecutionContext, TriggerFiring } from '../context';
import { percentOf, topCount, topPercent } from '../operators/top';
import { fillUnwritten, givesIdentity } from './insert';
import { describeTarget, fillComputed, fireInsteadOf, hasInsteadOf } from './instead-of';
import { blankRow, compileAssignments, type Assign, type CompiledAssignments } from './new-row';
import { compileOutputs, type OutputEntry } from './output';
import { StatementWrites } from './statement-writes';
import { compileRules } from './table-rules';
import { compileVariables } from './update';
import type { TargetTable } from './table-columns';
import type { TableWriter } from './table-writer';

type Clause = MergePlan['clauses'][number];
interface CompiledClause {
  readonly plan: Clause;
  readonly condition: Test | undefined;
  readonly assignments: CompiledAssignments | undefined;
  readonly variables: ReturnType<typeof compileVariables> | undefined;
}
/** One row's action, evaluated before anything is written. `rowId` is -1 for an insert. */
interface Step { readonly clause: CompiledClause; readonly source: Row; readonly rowId: number; readonly before: Row; readonly after: Value[] }

/** Compiles a MERGE. */
export function compileMerge(plan: MergePlan, compiler: Compiler): CompiledDml {
  const source = compiler.query(plan.source);
  const clauses = plan.clauses.map((clause): CompiledClause => ({
    plan: clause,
    condition: clause.condition && compiler.predicate(clause.condition),
    assignments: compileAction(clause, compiler),
    variables: clause.action.kind === 'update' && clause.action.variables && clause.action.variables.length > 0 ? compileVariables(clause.action.variables, compiler) : undefined,
  }));
  const top = plan.top && compiler.expression(plan.top);
  const rules = compileRules(plan.shape, compiler);
  const outputs = compileOutputs(plan.outputs, compiler);
  const events = (['insert', 'update', 'delete'] as const).filter(event => plan.clauses.some(clause => clause.action.kind === event));
  return {
    columns: outputs.columns,
    execute: context => {
      const target = describeTarget(plan, context);
      const { length: width } = target.definition.columns;
      const taken = plan.insteadOf ? events.filter(event => hasInsteadOf(target, event, context)) : [];
      const { steps, failure } = decide(actingRows({ plan, source, clauses, top }, context), { plan, clauses }, { table: target, context });
      const isTaken = (step: Step): boolean => taken.includes(step.clause.plan.action.kind);
      const own = events.filter(event => !taken.includes(event));
      const writes = own.length > 0 ? new StatementWrites(context, compiler, 'MERGE') : undefined;
      const written = writes && write(taken.length > 0 ? steps.filter(step => !isTaken(step)) : steps, plan.clauses, writes.target(context.openTable(plan.target), rules));
      writes?.settle();
      if (plan.insteadOf && !plan.insteadOf.table)
        for (const { clause, after } of steps.filter(isTaken))
          clause.plan.action.kind === 'insert' ? fillUnwritten(after, { target, rules }, context) : fillComputed(after, rules, context);
      const entries = outputs.isEmpty ? [] : steps.map(step => outputEntry(step, written?.get(step) ?? (step.clause.plan.action.kind === 'delete' ? undefined : step.after)));
      if (failure) throw outputs.before(failure, () => entries, width, context);
      const outputRows = outputs.emit(entries, width, context);
      for (const event of taken) fireInsteadOf(target, firingOf(event, { steps, plan }, target.definition), context);
      // A trigger of MERGE sees in @@ROWCOUNT all rows of the statement (Microsoft Learn: MERGE).
      writes?.fireTriggers(own, steps.length);
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

/** What an INSTEAD OF trigger is told of the steps of its event. */
function firingOf(
  event: TriggerFiring['event'],
  { steps, plan }: { readonly steps: readonly Step[]; readonly plan: MergePlan },
  definition: TargetTable['definition'],
): Pick<TriggerFiring, 'event' | 'inserted' | 'deleted' | 'updatedColumns'> {
  const own = steps.filter((step) => step.clause.plan.action.kind === event);
  const names = event === 'insert' ? definition.columns.map((column) => column.name) : assignedBy(plan.clauses).map((ordinal) => definition.columns[ordinal]?.name ?? '');
  return {
    event,
    inserted: event === 'delete' ? [] : own.map((step) => step.after),
    deleted: event === 'insert' ? [] : own.map((step) => step.before),
    updatedColumns: event === 'delete' ? [] : names,
  };
}

interface Clauses { readonly plan: MergePlan; readonly clauses: readonly CompiledClause[] }
/** A joined row that a clause acts on. */
interface Acting { readonly row: Row; readonly rowId: number | null; readonly clause: CompiledClause }
/** Rows to act on, of which `limit` are taken. */
interface ActingRows { readonly rows: Iterable<Acting>; readonly limit: number }

/** The joined rows that some clause acts on, and how many of them TOP and SET ROWCOUNT leave; a percentage is one of all of them. */
function actingRows(merging: Clauses & { readonly source: CompiledQuery; readonly top: Evaluate | undefined }, context: ExecutionContext): ActingRows {
  const rows = eachActing(merging, merging.source, context);
  const rowCount = context.rowCountLimit > 0 ? context.rowCountLimit : Infinity;
  const wanted = merging.top?.(NO_ROW, context);
  if (wanted === undefined) return { rows, limit: rowCount };
  if (!merging.plan.isPercent) return { rows, limit: Math.min(topCount(wanted), rowCount) };
  const percent = topPercent(wanted);
  const all = [...rows];
  return { rows: all, limit: Math.min(percentOf(all.length, percent), rowCount) };
}

function* eachActing({ plan, clauses }: Clauses, source: CompiledQuery, context: ExecutionContext): Iterable<Acting> {
  const rows = source.open(context);
  for (let row = rows.next(); row !== undefined; row = rows.next()) {
    const rowId = row[plan.rowIdOrdinal] as number | null;
    const clause = clauseFor(row, rowId, { plan, clauses }, context);
    if (clause) yield { row, rowId, clause };
  }
}

/** What is to be done to the rows, up to the one that fails: those before it are written, and told of, first. */
interface Decided { readonly steps: readonly Step[]; readonly failure?: SqlError }

function decide({ rows, limit }: ActingRows, { plan, clauses }: Clauses, { table, context }: { readonly table: TargetTable; readonly context: ExecutionContext }): Decided {
  const assigners = new Map<CompiledClause, Assign | undefined>(clauses.map(clause => [clause, clause.assignments?.(table, context)]));
  const variables = new Map<CompiledClause, Assign | undefined>(clauses.map(clause => [clause, clause.variables?.(table, context)]));
  const width = table.definition.columns.length;
  const taken = new Map<number, Clause['action']['kind']>();
  const steps: Step[] = [];
  if (limit === 0) return { steps };
  for (const { row, rowId, clause } of rows) {
    const { kind } = clause.plan.action;
    if (rowId !== null && taken.has(rowId)) {
      // Rows that several sources match may be deleted, once; updating is what cannot be repeated.
      if (kind === 'delete' && taken.get(rowId) === 'delete') continue;
      return { steps, failure: raise(Messages.MergeTwice, {}) };
    }
    if (rowId !== null) taken.set(rowId, kind);
    const before = row.slice(plan.targetOffset, plan.targetOffset + width);
    const after = kind === 'insert' ? blankRow(table) : [...before];
    variables.get(clause)?.(row, after, context);
    assigners.get(clause)?.(row, after, context);
    steps.push({ clause, source: row, rowId: rowId ?? -1, before, after });
    if (steps.length >= limit) break;
  }
  return { steps };
}

function clauseFor(row: Row, rowId: number | null, { plan, clauses }: Clauses, context: ExecutionContext): CompiledClause | undefined {
  const when = rowId === null ? 'not-matched' : row[plan.sourcePresentOrdinal] === null ? 'not-matched-by-source' : 'matched';
  return clauses.find(clause => clause.plan.when === when && (!clause.condition || clause.condition(row, context)));
}

/** Writes deletes, updates, inserts in this order: keys are free before they are taken. What some clause may set counts as set (UPDATE() in triggers). Returns the new rows of its steps. */
function write(steps: readonly Step[], clauses: readonly Clause[], writer: TableWriter): ReadonlyMap<Step, Row> {
  for (const { clause, rowId, before } of steps) if (clause.plan.action.kind === 'delete') writer.delete(rowId, before);
  writer.updateAll(steps.filter(step => step.clause.plan.action.kind === 'update'), assignedBy(clauses));
  const written = new Map<Step, Row>();
  for (const step of steps) {
    const { action } = step.clause.plan;
    if (action.kind === 'insert') written.set(step, writer.insert(step.after, givesIdentity(writer.handle, action.assignments, action.explicitIdentity)));
    else if (action.kind === 'update') written.set(step, step.after);
  }
  return written;
}

const assignedBy = (clauses: readonly Clause[]): number[] =>
  [...new Set(clauses.flatMap(({ action }) => (action.kind === 'update' ? action.assignments.map(assignment => assignment.ordinal) : [])))];

const ACTION_NAMES = { insert: 'INSERT', update: 'UPDATE', delete: 'DELETE' } as const;

function outputEntry({ clause, source, before }: Step, written: Row | undefined): OutputEntry {
  const { kind } = clause.plan.action;
  return { inserted: written, deleted: kind === 'insert' ? undefined : before, source, action: ACTION_NAMES[kind] };
}
