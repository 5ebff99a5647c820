// Evaluates what a statement assigns to columns, converted for storage (2628 where text does not fit).
// Writes nothing and checks nothing.
import type { TableDefinition } from '../../catalog/definitions';
import type { ColumnAssignment } from '../../plan/statement';
import { converter, storeConverter, type Conversion } from '../../types/conversion/convert';
import type { SqlType } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import type { Compiler, Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';
import { absorbing } from '../expressions/absorb';
import { conversionSettingsOf } from '../functions/function-context';
import { fullName, type TargetTable } from './table-columns';

/** Puts the assigned values of one source row into `target`. */
export type Assign = (source: Row, target: Value[], context: ExecutionContext) => void;
/** Assignments ready for a table; conversions are made when the table is known. */
export type CompiledAssignments = (table: TargetTable, context: ExecutionContext) => Assign;

interface Prepared {
  readonly definition: TableDefinition;
  readonly name: string;
  readonly dateFormat: string;
  readonly roundAbort: boolean;
  readonly warns: boolean;
  readonly absorbs: boolean;
  readonly conversions: readonly Conversion[];
}

/** Compiles assignments; of two to one column the later wins. */
export function compileAssignments(assignments: readonly ColumnAssignment[], compiler: Compiler): CompiledAssignments {
  const steps = [...new Map(assignments.map(assignment => [assignment.ordinal, assignment])).values()]
    .map(({ ordinal, value }) => ({ ordinal, type: value.type, evaluate: compiler.expression(value) }));
  let last: Prepared | undefined;
  return (table, context) => {
    const { dateFormat, numericRoundAbort: roundAbort } = context.functions;
    const name = fullName(table);
    const { ansiWarnings: warns, absorbsArithmetic: absorbs } = context;
    const isKept = last?.definition === table.definition && last.name === name && last.dateFormat === dateFormat && last.roundAbort === roundAbort && last.warns === warns && last.absorbs === absorbs;
    if (!isKept || !last) {
      last = { definition: table.definition, name, dateFormat, roundAbort, warns, absorbs, conversions: steps.map(step => conversionFor(step, table, context)) };
    }
    return assigner(steps, last.conversions);
  };
}

function assigner(steps: readonly { readonly ordinal: number; readonly evaluate: Evaluate }[], conversions: readonly Conversion[]): Assign {
  return (source, target, context) => {
    for (let i = 0; i < steps.length; i++) {
      const { ordinal, evaluate } = steps[i] as (typeof steps)[number];
      const value = evaluate(source, context);
      const convert = conversions[i] as Conversion;
      target[ordinal] = value === null ? null : context.absorbsArithmetic ? absorbing(context, () => convert(value)) : convert(value);
    }
  };
}

/** The conversion of values of `type` for a column; text read as a date obeys DATEFORMAT. */
export function conversionFor({ ordinal, type }: { readonly ordinal: number; readonly type: SqlType }, table: TargetTable, context: ExecutionContext): Conversion {
  const column = table.definition.columns[ordinal] as TableDefinition['columns'][number];
  const settings = conversionSettingsOf(context.functions);
  // SET ANSI_WARNINGS OFF: what does not fit is cut.
  if (!context.ansiWarnings) return converter(type, column.type, settings);
  return storeConverter(type, column.type, { table: fullName(table), column: column.name }, settings);
}

/** A row of a table with nothing assigned yet. */
export const blankRow = ({ definition }: TargetTable): Value[] => new Array<Value>(definition.columns.length).fill(null);
