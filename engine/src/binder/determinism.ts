// Whether an expression gives the same value for the same row each time. Knows signatures, not what functions compute.
import type { BoundExpression, CallExpression, ConvertExpression } from '../plan/expression';
import { mapExpression } from '../plan/rewrite';
import { datepartOf } from '../types/datetime/datepart';
import { isCharacter, isTemporal, type SqlType } from '../types/sql-type';
import { scalarFunction } from './function-signatures';

/** True when the expression depends on nothing but its columns and constants. Functions of the user are not, unless the caller knows that those in it are. */
export function isDeterministic(expression: BoundExpression, areUserFunctions = false): boolean {
  let isSteady = true;
  mapExpression(expression, (e) => {
    if (e.kind === 'call' && !isSteadyCall(e)) isSteady = false;
    if (e.kind === 'convert' && isConversionBySettings(e)) isSteady = false;
    if (e.kind === 'next-value' || e.kind === 'system-variable' || (e.kind === 'user-function' && !areUserFunctions)) isSteady = false;
    return undefined;
  });
  return isSteady;
}

/** DATEPART depends on settings for what SET DATEFIRST has a say in only. */
function isSteadyCall({ name, args: [part] }: CallExpression): boolean {
  if (name !== 'DATEPART') return scalarFunction(name)?.isDeterministic === true;
  const named = part?.kind === 'constant' ? datepartOf(String(part.value)) : undefined;
  return named !== undefined && named !== 'week' && named !== 'weekday';
}

/** Conversions whose result depends on language or date format (Microsoft Learn: Deterministic and nondeterministic functions). */
function isConversionBySettings({ operand, type, style }: ConvertExpression): boolean {
  if (operand.type.name === 'sql_variant' || type.name === 'sql_variant') return true;
  const fromText = isCharacter(operand.type) && isTemporal(type);
  const toText = isOldDate(operand.type) && isCharacter(type);
  if (!fromText && !toText) return false;
  const number = style?.kind === 'constant' && typeof style.value === 'number' ? style.value : undefined;
  return number === undefined || (number <= 100 ? number !== 20 && number !== 21 : UNSTEADY_STYLES.has(number));
}

const UNSTEADY_STYLES = new Set([106, 107, 109, 113]);
const isOldDate = (type: SqlType): boolean => type.name === 'datetime' || type.name === 'smalldatetime';
