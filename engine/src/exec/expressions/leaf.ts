// Expressions without operands: constants, columns, variables, sequences.
import type { ColumnExpression, ConstantExpression, NextValueExpression, OuterColumnExpression, SystemVariableExpression, UpdatedColumnPredicate, VariableExpression } from '../../plan/expression';
import { EngineBug } from '../../errors/engine-bug';
import type { Row, Value } from '../../types/value';
import type { Evaluate } from '../compiled';

/** A literal. */
export function compileConstant({ value }: ConstantExpression): Evaluate {
  return () => value;
}

/** A column of the input row. */
export function compileColumn({ ordinal }: ColumnExpression): Evaluate {
  return row => row[ordinal] as Value;
}

/** A column of an enclosing query's row. */
export function compileOuterColumn({ depth, ordinal, name }: OuterColumnExpression): Evaluate {
  return (_row, { outerRows }) => {
    const row = outerRows[outerRows.length - depth];
    if (!row) throw new EngineBug(`no outer row ${depth} for column ${name}`);
    return row[ordinal] as Value;
  };
}

/** @variable. */
export function compileVariable({ name }: VariableExpression): Evaluate {
  return (_row, context) => context.variable(name);
}

/** @@variable. */
export function compileSystemVariable({ name }: SystemVariableExpression): Evaluate {
  return (_row, context) => context.systemVariable(name);
}

/** UPDATE(column) in a trigger. */
export function compileUpdatedColumn({ columnName }: UpdatedColumnPredicate): Evaluate {
  return (_row, context) => (context.isColumnUpdated(columnName) ? 1 : 0);
}

const SEQUENCES_OF_ROW = {};
interface RowSequences { readonly row: Row; readonly values: Map<string, bigint> }

/** NEXT VALUE FOR: one value per row and sequence, however often it is named. */
export function compileNextValue({ databaseId, objectId, type }: NextValueExpression): Evaluate {
  const key = `${databaseId}.${objectId}`;
  const isNumber = type.name === 'int' || type.name === 'smallint' || type.name === 'tinyint';
  return (row, context) => {
    let known = context.subqueryCache.get(SEQUENCES_OF_ROW) as RowSequences | undefined;
    if (known?.row !== row) context.subqueryCache.set(SEQUENCES_OF_ROW, (known = { row, values: new Map() }));
    let value = known.values.get(key);
    if (value === undefined) known.values.set(key, (value = context.nextSequenceValue(databaseId, objectId)));
    return isNumber ? Number(value) : value;
  };
}
