// Parameters of procedures and functions, and of sp_executesql's declaration string.
import { Messages } from '../../../errors/catalogue';
import type { ParameterDefinition } from '../../ast/ddl';
import { parseDataType } from '../expressions/data-type';
import { parseBareValue } from '../statements/execute';
import type { Parser } from '../grammar';
import { isVariable, parseVariableName } from '../names';

/** Where parameters are declared: only a procedure's and a text's may be cursors, and a procedure's are VARYING. */
type Place = 'procedure' | 'function' | 'text';

/** A module's parameters, in parentheses or not; none if neither stands here. */
export function acceptModuleParameters(p: Parser, place: Place): ParameterDefinition[] {
  if (!p.acceptSymbol('(')) return isVariable(p) ? parseParameters(p, place) : [];
  const parameters = p.isSymbol(')') ? [] : parseParameters(p, place);
  p.expectSymbol(')');
  return parameters;
}

/** `@a int, @b nvarchar(10) = N'x' OUTPUT` */
export function parseParameters(p: Parser, place: Place): ParameterDefinition[] {
  return p.list(() => parseParameter(p, place));
}

/** `CURSOR VARYING OUTPUT`; raises 1051 where a word is missing. */
function parseCursorParameter(p: Parser, name: string, place: Place): ParameterDefinition {
  const { at } = p.advance();
  if (place === 'function') throw p.refuse('cursor parameters of functions');
  const isVarying = p.acceptWord('VARYING');
  const isOutput = p.acceptWord('OUTPUT', 'OUT');
  if (!isOutput || (place === 'procedure' && !isVarying)) throw p.error(Messages.CursorParameter, {}, at);
  return { name, type: { name: { parts: ['cursor'], at }, args: [], at }, isOutput, isReadOnly: false, isCursor: true, at };
}

function parseParameter(p: Parser, place: Place): ParameterDefinition {
  const { at } = p;
  const name = parseVariableName(p);
  p.acceptWord('AS');
  if (p.isWord('CURSOR')) return parseCursorParameter(p, name, place);
  const type = parseDataType(p);
  if (p.isWord('NOT')) throw p.refuse('NOT NULL on a parameter');
  p.acceptWord('NULL');
  const hasDefault = p.acceptSymbol('=');
  if (hasDefault && p.isWord('DEFAULT')) throw p.refuse("DEFAULT as a parameter's default");
  const value = hasDefault ? parseBareValue(p) : undefined;
  if (place === 'function' && p.isWord('OUTPUT', 'OUT')) throw p.error(Messages.OutputOfFunction, {});
  const isOutput = p.acceptWord('OUTPUT', 'OUT');
  const isReadOnly = p.acceptWord('READONLY');
  return { name, type, default: value, isOutput, isReadOnly, at };
}
