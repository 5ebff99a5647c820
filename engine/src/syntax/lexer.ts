// Text to tokens: comments, quotes, numbers, symbols, positions. Knows no grammar and no reserved word.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Message, MessageArguments } from '../errors/sql-error';
import type { LiteralKind } from './ast/expression';
import type { Position } from './ast/common';
import type { Token, TokenKind } from './token';

const WORD = /[\p{L}_#$][\p{L}\p{N}\p{M}_@#$]*/uy;
const VARIABLE = /@[\p{L}\p{N}\p{M}_@#$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE](?:[+-]?\d+|[+-]?(?![\p{L}_@(])))?/uy;
const MONEY = /[$\u00a2-\u00a5\u09f2\u09f3\u0e3f\u17db\u20a0-\u20b1\ufdfc\ufe69\uff04\uffe0\uffe1\uffe5\uffe6](?: *[+-]?(?:\d+(?:\.\d*)?|\.\d+))?/uy;
const BINARY = /0[xX](?:[0-9a-fA-F]|\\\r?\n)*/y;
const BLANK = /[\s\u0000-\u0020\u0085\u200b\ufeff]/;
const COMMENT_MARK = /\/\*|\*\//g;
const TWO_CHARACTER_SYMBOLS: ReadonlySet<string> = new Set(['<>', '<=', '>=', '!=', '!<', '!>', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '::', '<<', '>>']);
const CLOSING: Readonly<Record<string, string>> = { "'": "'", '"': '"', '[': ']' };

/** Splits `text` into tokens; the last one is `end`, or `error` where a quote or comment is not closed. Never throws. */
export function tokenize(text: string): readonly Token[] {
  const lexer = new Lexer(text);
  const tokens: Token[] = [];
  for (;;) {
    const token = lexer.next();
    tokens.push(token);
    if (token.kind === 'end' || token.kind === 'error') return tokens;
  }
}

class Lexer {
  private offset = 0;
  private line = 1;
  private nextNewline: number;

  constructor(private readonly text: string) {
    this.nextNewline = this.newlineFrom(0);
  }

  next(): Token {
    const unclosed = this.skipBlanks();
    if (unclosed !== undefined) return unclosed;
    const { text, offset } = this;
    const character = text[offset];
    if (character === undefined) return this.token('end', text, offset);
    if (character === "'" || character === '"' || character === '[') return this.quoted(character, offset);
    if ((character === 'N' || character === 'n') && text[offset + 1] === "'") return this.quoted("'", offset + 1, 'national-string');
    if (character === '@') return this.token('variable', this.match(VARIABLE), this.endOf(VARIABLE));
    return this.word() ?? this.number() ?? this.symbol(character);
  }

  private word(): Token | undefined {
    const word = this.match(WORD);
    if (word === '' || (word.startsWith('$') && !/^\$\p{L}/u.test(word))) return undefined;
    return this.token('word', word, this.endOf(WORD), { upper: word.toUpperCase() });
  }

  private number(): Token | undefined {
    const binary = this.match(BINARY);
    if (binary !== '') return this.token('binary', binary.slice(2).replace(/\\\r?\n/g, ''), this.endOf(BINARY), { literal: 'binary' });
    const digits = this.match(NUMBER);
    if (digits !== '') {
      const literal: LiteralKind = /[eE]/.test(digits) ? 'float' : digits.includes('.') ? 'decimal' : 'integer';
      return this.token('number', digits, this.endOf(NUMBER), { literal });
    }
    const money = this.match(MONEY);
    if (money === '') return undefined;
    return this.token('number', money.slice(1).trimStart() || '0', this.endOf(MONEY), { literal: 'money' });
  }

  private symbol(character: string): Token {
    const two = this.text.slice(this.offset, this.offset + 2);
    const symbol = TWO_CHARACTER_SYMBOLS.has(two) ? two : character;
    return this.token('symbol', symbol, this.offset + symbol.length, { upper: symbol });
  }

  /** A quoted run from `open` (where its quote stands) to the closing quote; a doubled closing quote stands for itself. */
  private quoted(quote: string, open: number, kind?: TokenKind): Token {
    const { text } = this;
    const closing = CLOSING[quote] ?? quote;
    let close = text.indexOf(closing, open + 1);
    while (close >= 0 && text[close + 1] === closing) close = text.indexOf(closing, close + 2);
    const raw = close < 0 ? text.slice(open + 1) : text.slice(open + 1, close);
    const plain = raw.includes(closing) ? raw.replaceAll(closing + closing, closing) : raw;
    if (close < 0) return this.failure(Messages.UnclosedString, { text: plain });
    if (quote === '[') return this.token('bracketed', plain, close + 1);
    const content = plain.includes('\\') ? plain.replace(/\\\r?\n/g, '') : plain;
    if (quote === '"') return this.token('double-quoted', content, close + 1);
    return kind === 'national-string' ? this.token(kind, content, close + 1, { literal: kind }) : this.token('string', content, close + 1, { literal: 'string' });
  }

  /** Moves to the next significant character; a token only if a comment is not closed. */
  private skipBlanks(): Token | undefined {
    const { text } = this;
    for (;;) {
      const character = text[this.offset];
      if (character === undefined) return undefined;
      if (character === '-' && text[this.offset + 1] === '-') {
        const end = text.indexOf('\n', this.offset);
        this.offset = end < 0 ? text.length : end;
      } else if (character === '/' && text[this.offset + 1] === '*') {
        const end = this.endOfComment();
        if (end === undefined) return this.unclosedComment();
        this.offset = end;
      } else if (BLANK.test(character)) this.offset++;
      else return undefined;
    }
  }

  private endOfComment(): number | undefined {
    const marks = new RegExp(COMMENT_MARK);
    marks.lastIndex = this.offset + 2;
    let depth = 1;
    for (let mark = marks.exec(this.text); mark !== null; mark = marks.exec(this.text)) {
      depth += mark[0] === '/*' ? 1 : -1;
      if (depth === 0) return marks.lastIndex;
    }
    return undefined;
  }

  /** 113 is reported on the text's last line. */
  private unclosedComment(): Token {
    const token = this.failure(Messages.UnclosedComment, {});
    if (token.error) token.error.line = this.text.split('\n').length;
    return token;
  }

  private failure<T extends string>(entry: Message<T>, args: MessageArguments<T>): Token {
    const error = raise(entry, args);
    const at = this.position();
    error.line = at.line;
    return { kind: 'error', text: '', upper: '', at, end: this.text.length, error };
  }

  private token(kind: TokenKind, text: string, end: number, more: { readonly upper?: string; readonly literal?: LiteralKind } = {}): Token {
    const at = this.position();
    this.offset = end;
    return { kind, text: kind === 'end' ? '' : text, upper: more.upper ?? '', at, end, literal: more.literal };
  }

  private position(): Position {
    while (this.nextNewline < this.offset) {
      this.line++;
      this.nextNewline = this.newlineFrom(this.nextNewline + 1);
    }
    return { line: this.line, offset: this.offset };
  }

  private newlineFrom(offset: number): number {
    const index = this.text.indexOf('\n', offset);
    return index < 0 ? Infinity : index;
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.offset;
    return pattern.exec(this.text)?.[0] ?? '';
  }

  private endOf(pattern: RegExp): number {
    return pattern.lastIndex;
  }
}
