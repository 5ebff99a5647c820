// Where the parser stands in its tokens, and how it complains. Knows no statement.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Message, MessageArguments, SqlError } from '../../errors/sql-error';
import type { Position } from '../ast/common';
import { LATER_RULES, speaks, WHOLE_DIALECT, type Dialect } from '../dialect';
import { isReservedWord } from '../keywords';
import { tokenize } from '../lexer';
import type { Token, TokenKind } from '../token';

const DEPTH_LIMIT = 250;

/** A position in a token list with the questions a recursive-descent parser asks. */
export class Cursor {
  /** SET QUOTED_IDENTIFIER as it stands here: whether "x" is a name. */
  quotedIdentifier: boolean;
  private readonly dialect: Dialect;
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;

  constructor(readonly text: string, options: { readonly quotedIdentifier: boolean; readonly dialect?: Dialect }) {
    this.tokens = tokenize(text);
    this.quotedIdentifier = options.quotedIdentifier;
    this.dialect = options.dialect ?? WHOLE_DIALECT;
  }

  /** Whether the text's dialect has a rule that not every version of SQL Server has. */
  speaks(rule: keyof typeof LATER_RULES): boolean {
    return speaks(this.dialect, LATER_RULES[rule]);
  }

  /** The token to be read next. Throws what the lexer found wrong once it is reached. */
  get current(): Token {
    const token = this.peek(0);
    if (token.error !== undefined) throw token.error;
    return token;
  }

  get at(): Position {
    return this.current.at;
  }

  get isAtEnd(): boolean {
    return this.current.kind === 'end';
  }

  /** The token read last; undefined at the start. */
  get previous(): Token | undefined {
    return this.tokens[this.index - 1];
  }

  peek(distance: number): Token {
    const token = this.tokens[this.index + distance] ?? this.tokens[this.tokens.length - 1];
    if (token === undefined) throw new RangeError('no tokens');
    return token;
  }

  advance(): Token {
    const token = this.current;
    if (token.kind !== 'end') this.index++;
    return token;
  }

  mark(): number {
    return this.index;
  }

  reset(mark: number): void {
    this.index = mark;
  }

  /** Whether one of the words read since `mark` is this one. */
  hasWordSince(mark: number, upper: string): boolean {
    return this.tokens.slice(mark, this.index).some((token) => token.kind === 'word' && token.upper === upper);
  }

  /** Throws the syntax error at the first of the words read since `mark` that is this one. */
  refuseWordSince(mark: number, upper: string): void {
    const found = this.tokens.slice(mark, this.index).find((token) => token.kind === 'word' && token.upper === upper);
    if (found) throw this.unexpectedToken(found);
  }

  /** Throws the syntax error at the second of two words that stand together among those read since `mark`. */
  refusePairSince(mark: number, first: string, second: string): void {
    for (let i = mark; i + 1 < this.index; i++) {
      const next = this.tokens[i + 1];
      if (this.tokens[i]?.kind === 'word' && this.tokens[i]?.upper === first && next?.kind === 'word' && next.upper === second) throw this.unexpectedToken(next);
    }
  }

  isKind(kind: TokenKind): boolean {
    return this.current.kind === kind;
  }

  isWord(...uppers: readonly string[]): boolean {
    const token = this.current;
    return token.kind === 'word' && uppers.includes(token.upper);
  }

  isWordAt(distance: number, ...uppers: readonly string[]): boolean {
    const token = this.peek(distance);
    return token.kind === 'word' && uppers.includes(token.upper);
  }

  /** Whether the next words are these, in order. */
  isSequence(...uppers: readonly string[]): boolean {
    return uppers.every((upper, distance) => this.isWordAt(distance, upper));
  }

  acceptWord(...uppers: readonly string[]): boolean {
    if (!this.isWord(...uppers)) return false;
    this.index++;
    return true;
  }

  acceptSequence(...uppers: readonly string[]): boolean {
    if (!this.isSequence(...uppers)) return false;
    this.index += uppers.length;
    return true;
  }

  /** Reads these words in order. */
  expectWord(...uppers: readonly string[]): void {
    for (const upper of uppers) if (!this.acceptWord(upper)) throw this.unexpected();
  }

  /** Reads one of these words and returns it in upper case. */
  expectOneOf(...uppers: readonly string[]): string {
    if (!this.isWord(...uppers)) throw this.unexpected();
    return this.advance().upper;
  }

  isSymbol(symbol: string): boolean {
    const token = this.current;
    return token.kind === 'symbol' && token.upper === symbol;
  }

  isSymbolAt(distance: number, symbol: string): boolean {
    const token = this.peek(distance);
    return token.kind === 'symbol' && token.upper === symbol;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.index++;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.unexpected();
  }

  /** `item, item, ...` */
  list<T>(parseItem: () => T): T[] {
    const items = [parseItem()];
    while (this.acceptSymbol(',')) items.push(parseItem());
    return items;
  }

  /** `( item, item, ... )` */
  parenthesizedList<T>(parseItem: () => T): T[] {
    this.expectSymbol('(');
    const items = this.list(parseItem);
    this.expectSymbol(')');
    return items;
  }

  /** The batch's text from `start` to the end of the last token read. */
  textSince(start: number): string {
    return this.text.slice(start, this.previous?.end ?? start);
  }

  /** Reads a balanced `( ... )` and returns its text, parentheses included. */
  parenthesizedText(): string {
    const start = this.at.offset;
    this.expectSymbol('(');
    for (let depth = 1; depth > 0; ) {
      if (this.isAtEnd) throw this.unexpected();
      const token = this.advance();
      if (token.kind === 'symbol') depth += token.upper === '(' ? 1 : token.upper === ')' ? -1 : 0;
    }
    return this.textSince(start);
  }

  /** Runs `parse` one level deeper; refuses text nested so deeply that recursion would not end well. */
  nest<T>(parse: () => T): T {
    if (this.depth >= DEPTH_LIMIT) throw this.error(Messages.NestedTooDeeply, {});
    this.depth++;
    try {
      return parse();
    } finally {
      this.depth--;
    }
  }

  /** The syntax error at the next token: 156 for a reserved word, else 102; at the end it names the last token. */
  unexpected(): SqlError {
    return this.unexpectedToken(this.current);
  }

  unexpectedToken(token: Token): SqlError {
    const near = token.kind === 'end' ? this.previous : token;
    if (near === undefined) return this.error(Messages.SyntaxNear, { token: '' }, token.at);
    if (token.kind === 'word' && isReservedWord(token.upper)) return this.error(Messages.SyntaxNearKeyword, { keyword: token.text }, token.at);
    return this.error(Messages.SyntaxNear, { token: this.display(near) }, near.at);
  }

  /** What an error calls the next token. */
  get near(): string {
    const token = this.current;
    return this.display(token.kind === 'end' ? (this.previous ?? token) : token);
  }

  /** The catalogue's error with the line where the parser stands (or of `at`). */
  error<T extends string>(entry: Message<T>, args: MessageArguments<T>, at: Position = this.peek(0).at): SqlError {
    const error = raise(entry, args);
    error.line = at.line;
    return error;
  }

  /** The refusal of `feature`, with the line where the parser stands. */
  refuse(feature: string, refusal = notSupported): SqlError {
    const error = refusal(feature);
    error.line = this.peek(0).at.line;
    return error;
  }

  private display(token: Token): string {
    return token.kind === 'number' || token.kind === 'binary' ? this.text.slice(token.at.offset, token.end) : token.text;
  }
}
