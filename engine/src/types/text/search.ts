// Where text is found in text under a collation: letters with their accents, and letters that stand for two, are found as a whole. Knows no patterns (like.ts).
import { foldText, rulesOf } from './collation-order';

/** A place in a text, `end` exclusive. */
export interface Found { readonly start: number; readonly end: number }

/** Texts of one collation as they are searched. */
export interface Search {
  /** One character as it compares. */
  readonly fold: (character: string) => string;
  /** The first place at or behind `from` that is the wanted text. */
  readonly find: (text: string, wanted: string, from: number) => Found | undefined;
  /** All places that are, none of them over another. */
  readonly findAll: (text: string, wanted: string) => Iterable<Found>;
}

const NON_ASCII = /[^\0-\x7f]/;
/** A character with the accents behind it. */
const WHOLE = /[^\p{M}]\p{M}*|\p{M}+/gu;
const FIRST_WINDOW = 1024;

/** A text folded, and for each of its units where in the text its character begins; undefined within one. */
interface FoldedText { readonly folded: string; readonly startOf: (unit: number) => number | undefined }
type Folder = (text: string) => FoldedText;

function foldWhole(text: string, fold: Search['fold']): FoldedText {
  const starts: (number | undefined)[] = [];
  let folded = '';
  for (const { 0: character, index } of text.matchAll(WHOLE)) {
    starts[folded.length] = index;
    folded += fold(character);
  }
  starts[folded.length] = text.length;
  return { folded, startOf: (unit) => starts[unit] };
}

function* placesIn({ folded, startOf }: FoldedText, key: string): Generator<Found> {
  let at = key === '' ? -1 : folded.indexOf(key);
  while (at >= 0) {
    const [start, end] = [startOf(at), startOf(at + key.length)];
    const isWhole = start !== undefined && end !== undefined;
    if (isWhole) yield { start, end };
    at = folded.indexOf(key, isWhole ? at + key.length : at + 1);
  }
}

/** A loop that walks through a long text finds what it looks for nearby, so that little of the text need be folded. */
function findNear(text: string, key: string, from: number, fold: Folder): Found | undefined {
  for (let size = FIRST_WINDOW; ; size *= 4) {
    const [found] = placesIn(fold(text.slice(from, from + size)), key);
    const isLast = from + size >= text.length;
    // What ends with the window might go on behind it.
    if (found && (isLast || found.end < size)) return { start: from + found.start, end: from + found.end };
    if (isLast) return undefined;
  }
}

/** Compiles the search in texts of a collation, Unicode or not. */
export function textSearch(collation: string | undefined, isUnicode: boolean): Search {
  const rules = rulesOf(collation);
  const fold = (text: string): string => foldText(text, rules, isUnicode);
  // ASCII folds letter by letter, and binary collations fold nothing.
  const foldPlain: Folder = (text) => ({ folded: fold(text), startOf: (unit) => unit });
  const folderOf = (text: string): Folder => (!rules.isBinary && NON_ASCII.test(text) ? (part) => foldWhole(part, fold) : foldPlain);
  const keyOf = (wanted: string): string => folderOf(wanted)(wanted).folded;
  return {
    fold,
    find: (text, wanted, from) => findNear(text, keyOf(wanted), from, folderOf(text)),
    findAll: (text, wanted) => placesIn(folderOf(text)(text), keyOf(wanted)),
  };
}
