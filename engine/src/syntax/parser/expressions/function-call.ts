// Calls of functions: arguments, DISTINCT, *, and the clauses behind (WITHIN GROUP, IGNORE NULLS, OVER).
// Does not know which functions exist.
import type { ObjectName } from '../../ast/common';
import type { Expression, FunctionCall } from '../../ast/expression';
import type { Parser } from '../grammar';
import { refuseLaterCall, refuseLaterClause } from './later-grammar';
import { parseOrderBy, parseOver } from './window';

/** A call of `name`; the opening parenthesis is next. `isTable`: in FROM, where a function's schema may be left out. */
export function parseCall(p: Parser, name: ObjectName, isTable = false): FunctionCall {
  const [only = ''] = name.parts;
  if (name.parts.length === 1) refuseLaterCall(p, only, isTable);
  p.expectSymbol('(');
  const isStar = p.isSymbol('*') && p.isSymbolAt(1, ')');
  if (isStar) p.advance();
  const isDistinct = !isStar && p.acceptWord('DISTINCT');
  const isOfOne = isDistinct || p.acceptWord('ALL');
  const args = isStar || p.isSymbol(')') ? [] : p.nest(() => parseArguments(p, isOfOne && name.parts.length === 1, isTable || takesDefault(name)));
  refuseLaterClause(p, only);
  p.expectSymbol(')');
  const call: FunctionCall = { kind: 'call', name, args, isStar, isDistinct, at: name.at };
  return parseSuffixes(p, call);
}

/** Behind DISTINCT or ALL a built-in function has one argument. */
function parseArguments(p: Parser, isOfOne: boolean, mayBeDefault: boolean): Expression[] {
  return isOfOne ? [parseArgument(p, mayBeDefault)] : p.list(() => parseArgument(p, mayBeDefault));
}

/** DEFAULT stands for a parameter's default in calls of user-defined functions, and for NULL in the system function that takes it. */
const takesDefault = (name: ObjectName): boolean => name.parts.length > 1 || name.parts[0]?.toLowerCase() === 'fn_listextendedproperty';

function parseArgument(p: Parser, mayBeDefault: boolean): Expression {
  if (!mayBeDefault || !p.isWord('DEFAULT')) return p.value();
  return { kind: 'literal', literal: 'default', text: '', at: p.advance().at };
}

/** `IGNORE NULLS` or `RESPECT NULLS` if it stands here: whether they are ignored. */
function acceptNulls(p: Parser): boolean | undefined {
  if (p.acceptSequence('IGNORE', 'NULLS')) return true;
  return p.acceptSequence('RESPECT', 'NULLS') ? false : undefined;
}

function parseSuffixes(p: Parser, call: FunctionCall): FunctionCall {
  let withinGroup: FunctionCall['withinGroup'];
  if (p.isWord('WITHIN') && p.isWordAt(1, 'GROUP')) {
    p.expectWord('WITHIN', 'GROUP');
    p.expectSymbol('(');
    if (p.isSequence('GRAPH', 'PATH')) throw p.refuse('graph tables (WITHIN GROUP (GRAPH PATH))');
    withinGroup = parseOrderBy(p);
    p.expectSymbol(')');
  }
  const ignoreNulls = p.speaks('IGNORE NULLS') ? acceptNulls(p) : undefined;
  const over = p.isWord('OVER') ? parseOver(p) : undefined;
  if (withinGroup === undefined && ignoreNulls === undefined && over === undefined) return call;
  return { ...call, withinGroup, ignoreNulls, over };
}
