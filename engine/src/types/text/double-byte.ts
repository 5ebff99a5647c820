// The Windows code pages of Chinese, Japanese and Korean, whose characters take one byte or two. Knows their bytes, not which collation uses which.
import { TextDecoder } from 'node:util';

const LABELS: Readonly<Record<number, string>> = { 932: 'shift_jis', 936: 'gbk', 949: 'euc-kr', 950: 'big5' };
const REPLACEMENT = '\ufffd';
const QUESTION_MARK = 0x3f;
const FIRST_LEAD = 0x81;
const LAST_LEAD = 0xfe;
const FIRST_TRAIL = 0x40;

/** One code page of this kind; its table is made when the first character beyond ASCII asks for it. */
export class DoubleByteCodePage {
  readonly #decoder: TextDecoder;
  #bytesOf: ReadonlyMap<string, number> | undefined;

  constructor(label: string) {
    this.#decoder = new TextDecoder(label);
  }

  /** True for a character that the code page has. */
  holds(character: string): boolean { return this.#numberOf(character) !== undefined; }

  /** Lacking characters become '?'. */
  encode(text: string): Uint8Array {
    const bytes: number[] = [];
    for (const character of text) {
      const number = this.#numberOf(character) ?? QUESTION_MARK;
      if (number > 0xff) bytes.push(number >> 8);
      bytes.push(number & 0xff);
    }
    return Uint8Array.from(bytes);
  }

  decode(bytes: Uint8Array): string { return this.#decoder.decode(bytes); }

  #numberOf(character: string): number | undefined {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return code;
    this.#bytesOf ??= tableOf(this.#decoder);
    return this.#bytesOf.get(character);
  }
}

function tableOf(decoder: TextDecoder): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  const note = (bytes: readonly number[], number: number): void => {
    const character = decoder.decode(Uint8Array.from(bytes));
    if ([...character].length === 1 && character !== REPLACEMENT && !table.has(character)) table.set(character, number);
  };
  for (let byte = 0x80; byte <= 0xff; byte++) note([byte], byte);
  for (let lead = FIRST_LEAD; lead <= LAST_LEAD; lead++) {
    for (let trail = FIRST_TRAIL; trail <= LAST_LEAD; trail++) note([lead, trail], lead * 256 + trail);
  }
  return table;
}

/** The code pages of this kind, by number. */
export const DOUBLE_BYTE_CODE_PAGES: ReadonlyMap<number, DoubleByteCodePage> = new Map(Object.entries(LABELS).map(([number, label]) => [Number(number), new DoubleByteCodePage(label)]));
