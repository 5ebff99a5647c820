// Tokens of XQuery, read on demand: a constructor reads the text itself and sets where tokens go on. Knows no grammar.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';

/** A token; `text` is a string's content, a variable's name with its $, the symbol or name otherwise. */
export interface Token { readonly kind: 'string' | 'number' | 'variable' | 'name' | 'symbol' | 'end'; readonly text: string; readonly start: number; readonly end: number }

const NAME = '[\\p{L}_][\\p{L}\\p{N}_.\\-\\u00B7]*';
const TOKEN = new RegExp(
  `("(?:[^"]|"")*"|'(?:[^']|'')*')|((?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?)|(\\$${NAME}(?::${NAME})?)|(${NAME}(?::${NAME})?)|(:=|//|\\.\\.|::|!=|<=|>=|<<|>>|[/@.()[\\]=<>,*{}+\\-|:;?!])`,
  'uy',
);
const ENTITIES: ReadonlyMap<string, string> = new Map([['lt', '<'], ['gt', '>'], ['amp', '&'], ['quot', '"'], ['apos', "'"]]);

/** What XML takes for a character. */
const isXmlCharacter = (code: number): boolean =>
  code === 0x9 || code === 0xa || code === 0xd || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);

/** The text of a query with a place in it. */
export class Lexer {
  /** Where the next token is looked for. */
  position = 0;
  #token: Token | undefined;
  #from = -1;

  /** `method` is what errors name. */
  constructor(readonly text: string, readonly method: string) {}

  /** The token that stands here. */
  get token(): Token {
    if (this.#token === undefined || this.#from !== this.position) {
      this.#from = this.position;
      this.#token = this.#read(this.#skipBlank(this.position));
    }
    return this.#token;
  }

  /** The token behind that one. */
  get next(): Token { return this.#read(this.#skipBlank(this.token.end)); }

  /** Takes the token that stands here. */
  advance(): Token {
    const { token } = this;
    this.position = token.end;
    return token;
  }

  isSymbol(text: string): boolean { return this.token.kind === 'symbol' && this.token.text === text; }
  isWord(...words: readonly string[]): boolean { return this.token.kind === 'name' && words.includes(this.token.text); }

  acceptSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.advance();
    return true;
  }

  acceptWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.advance();
    return true;
  }

  /** Raises 9303 if the symbol does not stand here. */
  expectSymbol(text: string): void {
    if (!this.acceptSymbol(text)) throw this.token.kind === 'end' ? this.unexpected() : this.expected(text);
  }

  /** Raises 9303 if the word does not stand here. */
  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.expected(word);
  }

  /** 9303: another token is asked for. */
  expected(what: string): Error { return raise(Messages.XQueryExpectedToken, { method: this.method, token: this.near(), expected: what }); }
  /** 2209: nothing takes this token. */
  unexpected(token: Token = this.token): Error { return raise(Messages.XQuerySyntax, { method: this.method, token: this.near(token) }); }
  /** 9335: SQL Server reads it and does not do it. */
  unsupported(syntax: string): Error { return raise(Messages.XQueryUnsupportedSyntax, { method: this.method, syntax }); }
  /** What messages say of where they stand. */
  near(token: Token = this.token): string { return token.kind === 'end' ? '<eof>' : token.text; }

  #read(start: number): Token {
    if (start >= this.text.length) return { kind: 'end', text: '', start, end: start };
    TOKEN.lastIndex = start;
    const found = TOKEN.exec(this.text);
    if (!found) throw raise(Messages.XQuerySyntax, { method: this.method, token: this.text.charAt(start) });
    const [whole, quoted, number, variable, name] = found;
    const end = start + whole.length;
    if (quoted !== undefined) return { kind: 'string', text: this.decode(quoted.slice(1, -1).replaceAll(quoted.charAt(0).repeat(2), quoted.charAt(0))), start, end };
    if (number !== undefined) return { kind: 'number', text: number, start, end };
    if (variable !== undefined) return { kind: 'variable', text: variable, start, end };
    return { kind: name === undefined ? 'symbol' : 'name', text: whole, start, end };
  }

  /** Text with its entities in place; raises 2282. */
  decode(text: string): string {
    return text.replace(/&(?:([^&;\s<]*);)?/g, (_whole, name: string | undefined) => {
      const hex = /^#x([0-9a-fA-F]+)$/.exec(name ?? '')?.[1];
      const number = hex !== undefined ? parseInt(hex, 16) : /^#[0-9]+$/.test(name ?? '') ? Number(name?.slice(1)) : undefined;
      const character = number === undefined ? ENTITIES.get(name ?? '') : isXmlCharacter(number) ? String.fromCodePoint(number) : undefined;
      if (character === undefined) throw raise(Messages.XQueryEntity, { method: this.method });
      return character;
    });
  }

  #skipBlank(from: number): number {
    let at = from;
    for (;;) {
      while (/\s/.test(this.text.charAt(at))) at += 1;
      if (!this.text.startsWith('(:', at)) return at;
      at = this.#commentEnd(at);
    }
  }

  #commentEnd(start: number): number {
    let depth = 0;
    for (let at = start; at < this.text.length;) {
      if (this.text.startsWith('(:', at)) { depth += 1; at += 2; } else if (this.text.startsWith(':)', at)) {
        depth -= 1;
        at += 2;
        if (depth === 0) return at;
      } else at += 1;
    }
    throw raise(Messages.XQuerySyntax, { method: this.method, token: '<eof>' });
  }
}
