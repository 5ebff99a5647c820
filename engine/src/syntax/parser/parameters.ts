// Parameters of procedures and functions, and of sp_executesql's declaration string.
import type { ParameterDefinition } from '../ast/ddl';
import { parseDataType } from './data-type';
import { parseBareValue } from './execute';
import type { Parser } from './grammar';
import { isVariable, parseVariableName } from './names';

/** A module's parameters, in parentheses or not; none if neither stands here. */
export function acceptModuleParameters(p: Parser): ParameterDefinition[] {
  if (!p.acceptSymbol('(')) return isVariable(p) ? parseParameters(p) : [];
  const parameters = p.isSymbol(')') ? [] : parseParameters(p);
  p.expectSymbol(')');
  return parameters;
}

/** `@a int, @b nvarchar(10) = N'x' OUTPUT` */
export function parseParameters(p: Parser): ParameterDefinition[] {
  return p.list(() => parseParameter(p));
}

function parseParameter(p: Parser): ParameterDefinition {
  const { at } = p;
  const name = parseVariableName(p);
  p.acceptWord('AS');
  if (p.isWord('CURSOR')) throw p.refuse('cursor parameters');
  const type = parseDataType(p);
  if (p.isWord('NOT')) throw p.refuse('NOT NULL on a parameter');
  p.acceptWord('NULL');
  const value = p.acceptSymbol('=') ? parseBareValue(p) : undefined;
  const isOutput = p.acceptWord('OUTPUT', 'OUT');
  const isReadOnly = p.acceptWord('READONLY');
  return { name, type, default: value, isOutput, isReadOnly, at };
}
