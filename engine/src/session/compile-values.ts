// What values and variables stand for in the statements of a text, looked at before any of it runs: what is assigned, returned, printed,
// told by RAISERROR, and cursors in variables.
import { refuseDrawsInBody } from '../binder/sequence-draws';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import { requireSubstitutable } from '../exec/functions/message-format';
import type { Expression } from '../syntax/ast/expression';
import type { CursorName, DeclareCursor, RaiserrorStatement, ReturnStatement } from '../syntax/ast/statement';
import { isNullWord } from '../syntax/word-literals';
import { requireConversion } from '../types/conversion/convert';
import { INT, nvarchar, type SqlType } from '../types/sql-type';
import { foldName } from '../types/text/collation';
import { assignmentIn, compileScalar } from './evaluate';
import type { Frame } from './frame';
import type { SessionState } from './state';
import { cursorWants } from './statements/cursors/cursor-options';

/** Binds a value that a variable is given. Raises 137, 206, 257 and, for a cursor variable, 16948. */
export function compileAssigned(state: SessionState, frame: Frame, name: string, value: Expression): void {
  const variable = frame.variables.get(foldName(name));
  switch (variable?.kind) {
    case 'scalar': return compileAs(state, frame, value, variable.type);
    case 'cursor': if (value.kind === 'variable') requireCursorVariable(frame, value); return;
    case 'table': throw raise(Messages.TableVariableAsScalar, { name });
    default: throw raise(Messages.MustDeclareVariable, { name });
  }
}

/** Binds what RETURN gives. Raises 178 where it gives nothing, and 11719. */
export function compileReturn(state: SessionState, frame: Frame, { value }: ReturnStatement): void {
  if (!value) return;
  const type = returnedType(frame);
  if (!type) throw raise(Messages.ReturnValueInBatch, {});
  refuseDrawsInBody(value);
  compileAs(state, frame, value, type);
}

function returnedType({ kind, module }: Frame): SqlType | undefined {
  if (kind === 'procedure') return INT;
  return kind === 'function' && module?.kind === 'function' ? module.returns : undefined;
}

function compileAs(state: SessionState, frame: Frame, value: Expression, target: SqlType): void {
  const { type } = compileScalar(state, frame, value);
  if (!isNullWord(value)) assignmentIn(frame, type, target);
}

/** Characters that PRINT prints. */
export const PRINT_LIMIT = 4000;
const UNPRINTABLE: ReadonlySet<SqlType['name']> = new Set(['sql_variant', 'xml']);

/** Binds what PRINT prints. Raises 257 for a type that does not become text by itself. */
export function compilePrinted(state: SessionState, frame: Frame, value: Expression): void {
  const { type } = compileScalar(state, frame, value);
  if (UNPRINTABLE.has(type.name)) requireConversion(type, nvarchar(PRINT_LIMIT), false);
}

const MAX_SUBSTITUTIONS = 20;

/** Raises 2747 for more substitutions than RAISERROR takes, 2748 for a variable of a type that it does not take. */
export function requireSubstitutions(frame: Frame, { args }: RaiserrorStatement): void {
  if (args.length > MAX_SUBSTITUTIONS) throw raise(Messages.TooManySubstitutions, { count: MAX_SUBSTITUTIONS });
  args.forEach((argument, i) => {
    const variable = argument.kind === 'variable' ? frame.variables.get(foldName(argument.name)) : undefined;
    if (variable?.kind === 'scalar') requireSubstitutable(variable.type, ARGUMENTS_BEFORE + i + 1);
  });
}

/** RAISERROR's message, severity and state, which its arguments are counted after. */
export const ARGUMENTS_BEFORE = 3;

/** What a cursor is declared as. Raises 1048, 137 and 16948. */
export function compileCursor(frame: Frame, statement: DeclareCursor): void {
  cursorWants(statement);
  if (statement.isVariable) requireCursorVariable(frame, statement);
}

/** Raises 137 and 16948 for a variable that holds no cursor. */
export function requireCursorVariable(frame: Frame, { name }: CursorName): void {
  if (!name.startsWith('@')) return;
  const variable = frame.variables.get(foldName(name));
  if (!variable) throw raise(Messages.MustDeclareVariable, { name });
  if (variable.kind !== 'cursor') throw raise(Messages.CursorVariableExpected, { name });
}
