// OUTPUT clauses: rows for the client, or rows into another table.
import { notSupported } from '../../errors/not-supported';
import { isSqlError } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn } from '../../plan/node';
import type { ColumnAssignment, OutputPlan } from '../../plan/statement';
import type { TableHandle } from '../../transaction/row-access';
import type { Row, Value } from '../../types/value';
import { NO_ROW, type Compiler, type Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';
import { nullRow } from '../operators/joined-row';
import { blankRow, compileAssignments, conversionFor } from './new-row';
import { compileRules, rulesOf } from './table-rules';
import { TableWriter } from './table-writer';
import { maintainViews } from './view-maintenance';

/** What an OUTPUT clause may tell of one row. */
export interface OutputEntry { readonly inserted?: Row; readonly deleted?: Row; readonly source?: Row; readonly action?: 'INSERT' | 'UPDATE' | 'DELETE' }

/** The OUTPUT clauses of a statement. */
export interface CompiledOutputs {
  readonly isEmpty: boolean;
  /** Columns of the clause to the client. */
  readonly columns?: readonly OutputColumn[];
  /** Writes the INTO rows and returns the client's rows, if there is a clause to the client. */
  emit(entries: readonly OutputEntry[], width: number, context: ExecutionContext): readonly Row[] | undefined;
  /** An error's own rows: what the client has of the entries that came before it. */
  before(error: unknown, entries: () => readonly OutputEntry[], width: number, context: ExecutionContext): unknown;
}

/** Compiles OUTPUT clauses. */
export function compileOutputs(plans: readonly OutputPlan[], compiler: Compiler): CompiledOutputs {
  const clauses = plans.map(plan => ({ plan, evaluators: plan.expressions.map(expression => compiler.expression(expression)) }));
  const client = clauses.find(({ plan }) => !plan.into);
  const inputs = (entries: readonly OutputEntry[], width: number): Row[] => {
    const nulls = nullRow(width);
    return entries.map(entry => outputInput(entry, nulls));
  };
  return {
    isEmpty: clauses.length === 0,
    columns: client?.plan.columns,
    emit: (entries, width, context) => {
      if (clauses.length === 0) return undefined;
      const rows = inputs(entries, width);
      const outputs = clauses.map(clause => ({ clause, rows: rows.map(row => evaluateAll(clause.evaluators, row, context)) }));
      for (const { clause, rows: outputRows } of outputs) if (clause.plan.into) writeInto(clause.plan, clause.plan.into, outputRows, { context, compiler });
      return outputs.find(({ clause }) => clause === client)?.rows;
    },
    before: (error, entries, width, context) => {
      if (client && isSqlError(error)) error.rowsBefore = inputs(entries(), width).map(row => evaluateAll(client.evaluators, row, context));
      return error;
    },
  };
}

const evaluateAll = (evaluators: readonly Evaluate[], row: Row, context: ExecutionContext): Row => evaluators.map(evaluate => evaluate(row, context));

function outputInput({ inserted, deleted, source, action }: OutputEntry, nulls: Row): Row {
  const row = (inserted ?? nulls).concat(deleted ?? nulls, source ?? []);
  return action === undefined ? row : row.concat(action);
}

interface Site { readonly context: ExecutionContext; readonly compiler: Compiler }

type Into = NonNullable<OutputPlan['into']>;

function writeInto(plan: OutputPlan, into: Into, rows: readonly Row[], { context, compiler }: Site): void {
  const table = context.openTable(into.target);
  const rules = into.shape ? compileRules(into.shape, compiler) : rulesOf(table, context, compiler);
  const writer = new TableWriter(table, rules, context, 'INSERT');
  const given = into.ordinals.map((ordinal, i) => ({ ordinal, type: (plan.expressions[i] as BoundExpression).type })).map(column => ({ ...column, convert: conversionFor(column, table, context) }));
  const setDefaults = compileAssignments(into.defaults ?? defaultsBeside(into.ordinals, table, context), compiler)(table, context);
  const hasIdentity = into.ordinals.some(ordinal => table.definition.columns[ordinal]?.identity);
  for (const row of rows) {
    const values = blankRow(table);
    setDefaults(NO_ROW, values, context);
    given.forEach(({ ordinal, convert }, i) => {
      const value = row[i] as Value;
      values[ordinal] = value === null ? null : convert(value);
    });
    writer.insert(values, hasIdentity);
  }
  maintainViews([writer], { context, compiler });
}

function defaultsBeside(given: readonly number[], table: TableHandle, context: ExecutionContext): ColumnAssignment[] {
  return table.definition.columns.flatMap((column, ordinal) => {
    if (!column.default || given.includes(ordinal)) return [];
    if (table.isVariable) throw notSupported('OUTPUT INTO a table variable that leaves a column to its default');
    const value = context.defaultOf(table.databaseId, table.definition.objectId, column.columnId);
    return value ? [{ ordinal, value }] : [];
  });
}
