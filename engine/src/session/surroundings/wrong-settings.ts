// Which SET options stand in the way of indexes on views and computed columns and of filtered ones. Knows no statement.
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
