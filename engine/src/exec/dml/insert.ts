// INSERT: reads the source, evaluates every row, then writes; rows that ask IDENT_CURRENT are written one by one.
import { isSqlError } from '../../errors/sql-error';
import type { PlanNode } from '../../plan/node';
import { hasSubquery, walkExpression } from '../../plan/rewrite';
import type { InsertPlan } from '../../plan/statement';
import type { TableHandle } from '../../transaction/row-access';
import { converter } from '../../types/conversion/convert';
import { INT } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import type { CompiledDml, CompiledQuery, Compiler } from '../compiled';
import type { ExecutionContext } from '../context';
import { describeTarget, fillComputed, fireInsteadOf, hasInsteadOf } from './instead-of';
import { blankRow, compileAssignments } from './new-row';
import { compileOutputs } from './output';
import { StatementWrites } from './statement-writes';
import type { TargetTable } from './table-columns';
import { compileRules, type TableRules } from './table-rules';
import type { TableWriter } from './table-writer';
import { readSource } from './target-rows';

/** Compiles an INSERT. */
export function compileInsert(plan: InsertPlan, compiler: Compiler): CompiledDml {
  const source = compiler.query(plan.source);
  const assignments = compileAssignments([...plan.defaults, ...plan.assignments], compiler);
  const rules = compileRules(plan.shape, compiler);
  const outputs = compileOutputs(plan.outputs, compiler);
  const asksIdentity = isOfIdentity(plan.source);
  return {
    columns: outputs.columns,
    execute: context => {
      const target = describeTarget(plan, context);
      const assign = assignments(target, context);
      const valuesOf = (row: Row): Value[] => {
        const values = blankRow(target);
        assign(row, values, context);
        return values;
      };
      const isWritten = !hasInsteadOf(target, 'insert', context);
      if (plan.hints && isWritten) context.rows.lockForInsert(context.openTable(plan.target), plan.hints);
      const isStepwise = asksIdentity && isWritten;
      const rows = isStepwise ? [] : readSource(source, context).map(valuesOf);
      if (plan.insteadOf && !plan.insteadOf.table && !isWritten) for (const values of rows) fillUnwritten(values, { target, rules }, context);
      const width = target.definition.columns.length;
      const entriesOf = (inserted: readonly Row[]) => inserted.map(row => ({ inserted: row }));
      const outputOf = (inserted: readonly Row[]) => outputs.isEmpty ? undefined : outputs.emit(entriesOf(inserted), width, context);
      if (!isWritten) {
        const outputRows = outputOf(rows);
        fireInsteadOf(target, { event: 'insert', inserted: rows, deleted: [], updatedColumns: columnNames(target) }, context);
        return { rowCount: rows.length, outputRows };
      }
      const table = context.openTable(plan.target);
      const writes = new StatementWrites(context, compiler, plan.statement);
      const writer = writes.target(table, rules);
      const hasIdentity = givesIdentity(table, plan.assignments, plan.explicitIdentity);
      const ignoresDuplicates = table.definition.indexes.some(index => index.ignoreDuplicateKey);
      const inserted: Row[] = [];
      const insert = (values: Value[]): unknown => inserted.push(...(ignoresDuplicates ? insertUnlessDuplicate(values, hasIdentity, writer) : [writer.insert(values, hasIdentity)]));
      try {
        if (isStepwise) insertStepwise(source, context, row => insert(valuesOf(row)));
        else rows.forEach(insert);
        writes.settle();
      } catch (error) {
        throw outputs.before(error, () => entriesOf(inserted.slice(0, writer.passed)), width, context);
      }
      if (!table.definition.columns.some(column => column.identity)) context.noteIdentity(null);
      const outputRows = outputOf(inserted);
      writes.fireTriggers(['insert']);
      return { rowCount: inserted.length, outputRows };
    },
  };
}

/** VALUES whose rows each ask what the row before has made of the identity; without a query in them, none sees what is written. */
function isOfIdentity(source: PlanNode): boolean {
  if (source.kind !== 'values') return false;
  const cells = source.rows.flat();
  let isAsked = false;
  let hasQuery = false;
  for (const cell of cells) {
    walkExpression(cell, e => {
      isAsked ||= e.kind === 'call' && e.name === 'IDENT_CURRENT';
      hasQuery ||= e.kind === 'user-function';
    });
  }
  return isAsked && !hasQuery && !cells.some(hasSubquery);
}

function insertStepwise(source: CompiledQuery, context: ExecutionContext, insert: (row: Row) => unknown): void {
  const rows = source.open(context);
  for (let row = rows.next(); row !== undefined; row = rows.next()) insert(row);
}

const columnNames = ({ definition }: TargetTable): readonly string[] => definition.columns.map(column => column.name);

/** Whether new rows bring their identity value along. */
export function givesIdentity({ definition }: TableHandle, assignments: readonly { readonly ordinal: number; readonly value: { readonly type: unknown } }[], isExplicit: boolean): boolean {
  return isExplicit && assignments.some(({ ordinal }) => definition.columns[ordinal]?.identity !== undefined);
}

/** IGNORE_DUP_KEY: a row whose key is there already is left out, and the statement says so once. */
function insertUnlessDuplicate(values: Value[], hasIdentity: boolean, writer: TableWriter): Row[] {
  try {
    return [writer.insert(values, hasIdentity)];
  } catch (error) {
    if (!isSqlError(error) || !error.isIgnorable) throw error;
    writer.context.noteIgnoredDuplicate();
    return [];
  }
}

/** What an INSTEAD OF trigger sees of columns that no statement gives: computed columns have their values, an identity column is 0. */
export function fillUnwritten(values: Value[], { target, rules }: { readonly target: TargetTable; readonly rules: TableRules }, context: ExecutionContext): void {
  target.definition.columns.forEach((column, ordinal) => { if (column.identity && values[ordinal] === null) values[ordinal] = converter(INT, column.type)(0); });
  fillComputed(values, rules, context);
}
