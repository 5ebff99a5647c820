// What the lexer hands to the parser: words, quoted names, constants, symbols.
// Does not know which words are reserved, nor whether "..." is a name or a string (a SET option decides that).
import type { SqlError } from '../errors/sql-error';
import type { LiteralKind } from './ast/expression';
import type { Position } from './ast/common';

/** `end` closes every token list; `error` carries what the lexer found wrong and is thrown when the parser reaches it. */
export type TokenKind = 'word' | 'bracketed' | 'double-quoted' | 'string' | 'national-string' | 'number' | 'binary' | 'variable' | 'symbol' | 'end' | 'error';

/** One token. `text` is its content without quotes; `upper` is filled for words and symbols only; `end` is the offset behind it. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly upper: string;
  readonly at: Position;
  readonly end: number;
  readonly literal?: LiteralKind;
  readonly error?: SqlError;
}
