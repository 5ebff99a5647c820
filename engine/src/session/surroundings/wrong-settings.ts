// Which SET options stand in the way of indexes on views and computed columns, of filtered ones, and of methods of xml.
import { callsXmlMethod } from '../../ddl/objects/expression-tree';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Expression } from '../../syntax/ast/expression';
import type { Statement } from '../../syntax/ast/statement';
import type { SessionSettings } from '../settings';

/** The options with a value that indexed views do not go with, by name, as 1934 lists them. ANSI_WARNINGS ON stands for ARITHABORT too. */
export function wrongForIndexes(settings: SessionSettings): readonly string[] {
  const wrong: string[] = [];
  if (!settings.ansiNulls) wrong.push('ANSI_NULLS');
  if (!settings.quotedIdentifier) wrong.push('QUOTED_IDENTIFIER');
  if (!settings.concatNullYieldsNull) wrong.push('CONCAT_NULL_YIELDS_NULL');
  if (!settings.ansiWarnings) wrong.push('ANSI_WARNINGS');
  if (!settings.ansiPadding) wrong.push('ANSI_PADDING');
  if (!settings.arithAbort && !settings.ansiWarnings) wrong.push('ARITHABORT');
  if (settings.numericRoundAbort) wrong.push('NUMERIC_ROUNDABORT');
  return wrong;
}

/** Raises 1934 for methods of xml under settings that they do not go with; `verb` is what the message calls the statement. */
export function requireXmlSettings(settings: SessionSettings, tree: Expression | Statement, verb: string): void {
  const isRight = settings.ansiNulls && settings.quotedIdentifier && settings.concatNullYieldsNull && settings.ansiWarnings && settings.ansiPadding && !settings.numericRoundAbort;
  if (isRight || !callsXmlMethod(tree)) return;
  const wrong = wrongForIndexes(settings);
  const error = raise(Messages.WrongSetOptions, { statement: verb, options: wrong.join(', ') });
  error.isFromCompile = true;
  throw error;
}
