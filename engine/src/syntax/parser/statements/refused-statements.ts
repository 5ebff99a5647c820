// Statements of SQL Server that have no tree here and whose first words name nothing else: they are refused by name. Knows no statement that is read.
import type { SqlError } from '../../../errors/sql-error';
import type { Parser } from '../grammar';

const BY_TWO_WORDS: readonly (readonly [string, string])[] = [
  ['SEND', 'ON'], ['GET', 'CONVERSATION'], ['MOVE', 'CONVERSATION'], ['END', 'CONVERSATION'], ['RECEIVE', 'TOP'], ['ADD', 'SIGNATURE'], ['ADD', 'COUNTER'], ['ADD', 'SENSITIVITY'],
];

/** The refusal of a statement of Service Broker or of signatures and classifications, if one stands here. */
export function refusedStatement(p: Parser): SqlError | undefined {
  const words = BY_TWO_WORDS.find(([first, second]) => p.isWord(first) && p.isWordAt(1, second));
  if (words !== undefined) return p.refuse(words[0] === 'RECEIVE' ? 'RECEIVE' : words[0] === 'SEND' ? 'SEND ON CONVERSATION' : words.join(' '));
  const isReceive = p.isWord('RECEIVE') && (p.isSymbolAt(1, '*') || (p.peek(1).kind === 'word' && (p.isWordAt(2, 'FROM') || p.isSymbolAt(2, ','))));
  return isReceive ? p.refuse('RECEIVE') : undefined;
}
