// The boundaries of partition functions as statements write them.
import { bindColumnExpression } from '../../binder/bind-table';
import { Messages } from '../../errors/catalogue';
import { NOT_SUPPORTED_NUMBER } from '../../errors/not-supported';
import { isSqlError, numbersOf, raise, type SqlError } from '../../errors/sql-error';
import { compileExpression } from '../../exec/compile-expression';
import { conversionSettingsOf } from '../../exec/functions/function-context';
import type { Expression } from '../../syntax/ast/expression';
import { requireConversion, storeConverter } from '../../types/conversion/convert';
import type { SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { DdlContext } from '../objects/ddl-context';

/** A boundary as a value of the function's type. Raises 7705 and 7720. */
export function boundaryValue(ddl: DdlContext, boundary: Expression, type: SqlType, ordinal: number): Value {
  const bound = bindColumnExpression(boundary, [], ddl.bind);
  try {
    requireConversion(bound.type, type, false);
    return storeConverter(bound.type, type, { table: '', column: '' }, conversionSettingsOf(ddl.execution.functions))(compileExpression(bound)([], ddl.execution));
  } catch (error) {
    if (isSqlError(error) && error.number !== NOT_SUPPORTED_NUMBER) throw refusedBoundary(error, ordinal);
    throw error;
  }
}

const TRUNCATIONS = numbersOf(Messages.WouldBeTruncated, Messages.WouldBeTruncatedSomewhere);

const refusedBoundary = ({ number }: SqlError, ordinal: number): SqlError =>
  TRUNCATIONS.has(number) ? raise(Messages.BoundaryTruncated, { ordinal }) : raise(Messages.BoundaryType, { ordinal });
