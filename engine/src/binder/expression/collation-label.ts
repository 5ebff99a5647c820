// Which collation an expression has and how strongly it holds it. Two different ones of equal strength are an error where they are compared
// and where a varchar is made of them; an nvarchar of no collation is passed on to whatever needs one. Knows no types but strings.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn } from '../../plan/node';
import { messageTypeName } from '../../types/format-type';
import { isCharacter, isUnicode, type SqlType } from '../../types/sql-type';

/** Two collations that an operator could not reconcile. */
interface Conflict { readonly left: string; readonly right: string; readonly operation: string }
/** 0 coercible default, 1 implicit (a column), 2 explicit (COLLATE). */
interface CollationLabel { readonly strength: 0 | 1 | 2; readonly collation?: string; readonly conflict?: Conflict }

const NONE: CollationLabel = { strength: 0 };

/** Functions that make a text of several without comparing any of them. */
const JOINING: ReadonlySet<string> = new Set(['CONCAT', 'CONCAT_WS']);

/** Functions that 468 names in capitals. */
const SHOUTED: ReadonlySet<string> = new Set(['GREATEST', 'LEAST']);
/** A function as the errors name it. */
const operationOf = (name: string): string => (SHOUTED.has(name) ? name : name.toLowerCase());

/** Functions whose result follows their first argument alone. */
const FOLLOWS_FIRST: ReadonlySet<string> = new Set(['ISNULL']);

/** Functions that cannot work on a text without a collation, as 4191 names them. */
const NEEDS_COLLATION: ReadonlySet<string> = new Set([
  'LEN', 'UPPER', 'LOWER', 'LTRIM', 'RTRIM', 'TRIM', 'SUBSTRING', 'CHARINDEX', 'PATINDEX', 'REPLACE', 'REVERSE', 'STUFF', 'LEFT', 'RIGHT', 'SOUNDEX', 'DIFFERENCE', 'TRANSLATE', 'UNICODE',
]);

function label(e: BoundExpression): CollationLabel {
  if (!isCharacter(e.type)) return NONE;
  const own = (strength: 0 | 1 | 2): CollationLabel => ({ strength, collation: e.type.collation });
  switch (e.kind) {
    case 'column': case 'outer': return own(e.collationStrength ?? 1);
    case 'scalar-subquery': return own(e.plan.columns[0]?.collationStrength ?? 1);
    case 'collate': return own(2);
    case 'convert': return isCharacter(e.operand.type) ? label(e.operand) : own(0);
    case 'call': return combined(FOLLOWS_FIRST.has(e.name) ? e.args.slice(0, 1) : e.args, operationOf(e.name)) ?? own(0);
    case 'concat': return combined([e.left, e.right], 'add') ?? own(0);
    case 'case': return combined([...e.branches.map((b) => b.then), ...(e.otherwise ? [e.otherwise] : [])], 'CASE') ?? own(0);
    default: return own(0);
  }
}

/** The strongest label; of two that differ in collation alone, their conflict. */
function combined(parts: readonly BoundExpression[], operation: string): CollationLabel | undefined {
  let best: CollationLabel | undefined;
  for (const next of parts.map(label)) {
    if (next.collation === undefined || next.strength === 0) continue;
    if (!best || next.strength > best.strength) best = next;
    else if (next.strength === best.strength) best = joined(best, next, operation);
  }
  return best;
}

function joined(first: CollationLabel, next: CollationLabel, operation: string): CollationLabel {
  if (first.conflict ?? next.conflict) return { ...first, conflict: first.conflict ?? next.conflict };
  if (first.collation === next.collation) return first;
  return { ...first, conflict: { left: next.collation ?? '', right: first.collation ?? '', operation } };
}

/** What an output column that is made of these says of the strength of its collation. */
export function collationMark(expressions: readonly BoundExpression[]): Pick<OutputColumn, 'collationStrength'> {
  const strings = expressions.filter((e) => isCharacter(e.type));
  const strength = strings.length === 0 ? 1 : Math.max(...strings.map((e) => label(e).strength));
  return strength === 0 || strength === 2 ? { collationStrength: strength } : {};
}

const collationOfAny = (expressions: readonly BoundExpression[]): string | undefined => expressions.find((e) => e.type.collation !== undefined)?.type.collation;

/** The collation under which an operation compares or searches these strings. Raises 468 for two different ones of equal strength, 4191 for a string that has none. */
export function resolveCollation(expressions: readonly BoundExpression[], operation: string): string | undefined {
  if (expressions.some((e) => label(e).conflict)) throw raise(Messages.CollationUnresolved, { operation });
  const found = combined(expressions, operation);
  if (found?.conflict) throw raise(Messages.CollationConflict, found.conflict);
  return found?.collation ?? collationOfAny(expressions);
}

/** The collation of a string of this type that an operation makes of these. Raises 468 for two explicit ones, 457 and 456 where a varchar cannot be made. */
export function passedCollation(expressions: readonly BoundExpression[], operation: string, type: SqlType): string | undefined {
  const found = combined(expressions, operation);
  if (found?.conflict && found.strength === 2) throw raise(Messages.CollationConflict, { ...found.conflict, operation });
  if (found?.conflict && !isUnicode(type)) {
    const types = { from: messageTypeName(type), to: messageTypeName(type) };
    throw raise(expressions.some((e) => label(e).conflict) ? Messages.ResultingCollationUnresolved : Messages.ValueCollationUnresolved, { ...found.conflict, ...types });
  }
  return found?.collation ?? collationOfAny(expressions);
}

/** Whether the function works by its argument's collation, whatever it returns. */
export const needsCollation = (name: string): boolean => NEEDS_COLLATION.has(name);

/** The collation of a function's result. Raises 468 for two explicit ones, and for others where the function compares; 4191 where it needs a collation that an argument has not. */
export function collationOfCall(name: string, strings: readonly BoundExpression[]): string | undefined {
  if (FOLLOWS_FIRST.has(name)) return combined(strings.slice(0, 1), name)?.collation ?? collationOfAny(strings);
  const operation = operationOf(name);
  if (NEEDS_COLLATION.has(name)) return resolveCollation(strings, operation);
  const found = combined(strings, operation);
  const isOwn = found?.conflict !== undefined && !strings.some((e) => label(e).conflict);
  if (found?.conflict && isOwn && (!JOINING.has(name) || found.strength === 2)) throw raise(Messages.CollationConflict, { ...found.conflict, operation });
  return found?.collation ?? collationOfAny(strings);
}

/** Raises 451 for an output column of a clause that has no collation. */
export function requireOutputCollation(expression: BoundExpression, clause: 'SELECT' | 'ORDER BY' | 'GROUP BY', position: number): void {
  const { conflict } = label(expression);
  if (conflict) throw raise(Messages.OutputCollationConflict, { ...conflict, clause, position });
}

/** requireOutputCollation for a column of the select list that an operator makes of several. */
export function requirePassedCollation(expressions: readonly BoundExpression[], operation: string, position: number): void {
  const conflict = combined(expressions.filter((e) => isCharacter(e.type)), operation)?.conflict;
  if (conflict) throw raise(Messages.OutputCollationConflict, { ...conflict, clause: 'SELECT', position });
}
