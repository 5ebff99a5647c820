// CASE and what is CASE in disguise: COALESCE, NULLIF, IIF, CHOOSE.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { CaseExpression, FunctionCall } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { INT, SMALLINT, TINYINT } from '../../types/sql-type';
import { constant, convertTo, isNullLiteral, unifyPassed } from './conversion';
import type { ExpressionBinder } from './expression-binder';
import { compare, compareByNulls, isNotNull } from './predicates';

interface Branch { readonly when: BoundExpression; readonly then: BoundExpression }

/** CASE of bound parts. */
export function makeCase(branches: readonly Branch[], otherwise: BoundExpression | undefined, isNullable: boolean): BoundExpression {
  const results = [...branches.map((x) => x.then), ...(otherwise ? [otherwise] : [])];
  const type = unifyPassed(results, 'CASE');
  return {
    kind: 'case', branches: branches.map((x) => ({ when: x.when, then: convertTo(x.then, type) })),
    otherwise: otherwise && convertTo(otherwise, type), type, isNullable,
  };
}

/** CASE ... END. */
export function bindCase(b: ExpressionBinder, node: CaseExpression): BoundExpression {
  const operand = node.operand && b.bind(node.operand);
  const branches = node.branches.map((x) => ({ when: operand ? compareByNulls(b, '=', operand, b.bind(x.when)) : b.predicate(x.when), then: b.bind(x.then) }));
  const otherwise = node.otherwise && b.bind(node.otherwise);
  const results = [...branches.map((x) => x.then), ...(otherwise ? [otherwise] : [])];
  if (results.every(isNullLiteral)) throw raise(Messages.CaseAllNull, {});
  return makeCase(branches, otherwise, !otherwise || results.some((r) => r.isNullable));
}

function requireCount(call: FunctionCall, minimum: number, maximum = Number.POSITIVE_INFINITY): void {
  const name = (call.name.parts[0] ?? '').toLowerCase();
  if (call.args.length >= minimum && call.args.length <= maximum) return;
  if (minimum === maximum) throw raise(Messages.FunctionNeedsArguments, { name, count: minimum });
  throw raise(Messages.SyntaxNear, { token: ')' });
}

function bindCoalesce(b: ExpressionBinder, call: FunctionCall): BoundExpression {
  requireCount(call, 2);
  const args = call.args.map((a) => b.bind(a));
  if (args.every(isNullLiteral)) throw raise(Messages.CoalesceAllNull, {});
  const last = args.at(-1);
  const branches = args.slice(0, -1).map((a) => ({ when: isNotNull(a), then: a }));
  return makeCase(branches, last, true);
}

/** NULLIF takes an integer literal at its first place for the smallest integer type that holds it. */
function narrowed(e: BoundExpression): BoundExpression {
  if (e.kind !== 'constant' || e.literalDigits === undefined || e.type.name !== 'int' || typeof e.value !== 'number') return e;
  const type = e.value >= 0 && e.value <= 255 ? TINYINT : e.value >= -32_768 && e.value <= 32_767 ? SMALLINT : INT;
  return { ...e, type };
}

function bindNullIf(b: ExpressionBinder, call: FunctionCall): BoundExpression {
  requireCount(call, 2, 2);
  const [first, right] = call.args.map((a) => b.bind(a));
  const left = first && narrowed(first);
  if (!left || !right) throw raise(Messages.FunctionNeedsArguments, { name: 'nullif', count: 2 });
  if (isNullLiteral(left)) throw raise(Messages.NullIfTypeUnknown, {});
  return { kind: 'case', branches: [{ when: compare('=', left, right), then: constant(null, left.type) }], otherwise: left, type: left.type, isNullable: true };
}

function bindIif(b: ExpressionBinder, call: FunctionCall): BoundExpression {
  requireCount(call, 3, 3);
  const [condition, yes, no] = call.args;
  if (!condition || !yes || !no) throw raise(Messages.FunctionNeedsArguments, { name: 'iif', count: 3 });
  const [then, otherwise] = [b.bind(yes), b.bind(no)];
  if (isNullLiteral(then) && isNullLiteral(otherwise)) throw raise(Messages.CaseAllNull, {});
  return makeCase([{ when: b.predicate(condition), then }], otherwise, then.isNullable || otherwise.isNullable);
}

function bindChoose(b: ExpressionBinder, call: FunctionCall): BoundExpression {
  requireCount(call, 2);
  const [index, ...values] = call.args.map((a) => b.bind(a));
  if (!index) throw raise(Messages.SyntaxNear, { token: ')' });
  const position = convertTo(index, INT);
  return makeCase(values.map((then, i) => ({ when: compare('=', position, constant(i + 1, INT)), then })), undefined, true);
}

/** The binder of a conditional function's call, if `name` (upper case) is one. */
export function conditionalFunction(name: string): ((b: ExpressionBinder, call: FunctionCall) => BoundExpression) | undefined {
  switch (name) {
    case 'COALESCE': return bindCoalesce;
    case 'NULLIF': return bindNullIf;
    case 'IIF': return bindIif;
    case 'CHOOSE': return bindChoose;
    default: return undefined;
  }
}
