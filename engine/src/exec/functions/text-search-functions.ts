// Functions that look for text in text, under a collation. Knows no types of results beyond int and bigint.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { isUnicode, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { charactersOf } from '../../types/text/characters';
import { patternFinder } from '../../types/text/collation';
import { searchFolder } from '../../types/text/like';
import { numberAt, strict, textAt } from './implementation';
import type { Factory, FunctionTable } from './implementation';

const position = (resultType: SqlType, index: number): Value => (resultType.name === 'bigint' ? BigInt(index) : index);
const longest = ({ length, ...type }: SqlType): number => (length === 'max' ? Number.POSITIVE_INFINITY : isUnicode(type) ? 4000 : 8000);
const collationOf = (types: readonly (SqlType | undefined)[]): string | undefined => types.find((type) => type?.collation !== undefined)?.collation;

const charIndex: Factory = (argTypes, resultType) => {
  const collation = collationOf([argTypes[1], argTypes[0]]);
  const fold = searchFolder(collation);
  const characters = charactersOf({ collation });
  return strict((args) => {
    const wanted = textAt(args, 0);
    if (wanted === '') return position(resultType, 0);
    const start = args.length > 2 ? Math.max(0, numberAt(args, 2) - 1) : 0;
    const text = textAt(args, 1);
    const found = indexFolded(text, fold(wanted), { start: characters.unitOf(text, start), fold });
    return position(resultType, found < 0 ? 0 : characters.before(text, found) + 1);
  });
};

const FIRST_WINDOW = 1024;
const NON_ASCII = /[^\0-\x7f]/;

/** Where `key` begins in the folded text. A loop that walks through a long text finds what it looks for nearby, so that little of the text need be folded; ASCII folds letter by letter. */
function indexFolded(text: string, key: string, { start, fold }: { readonly start: number; readonly fold: (text: string) => string }): number {
  for (let size = FIRST_WINDOW; start + size < text.length; size *= 4) {
    const window = text.slice(start, start + size);
    if (NON_ASCII.test(window)) break;
    const found = fold(window).indexOf(key);
    if (found >= 0) return start + found;
  }
  return fold(text).indexOf(key, start);
}

const patIndex: Factory = (argTypes, resultType) => {
  const rules = { collation: collationOf([argTypes[1], argTypes[0]]), isUnicode: argTypes.some((type) => type !== undefined && isUnicode(type)) };
  let lastPattern: string | undefined;
  let find: (text: string) => number = () => 0;
  return strict((args) => {
    const pattern = textAt(args, 0);
    if (pattern !== lastPattern) {
      find = patternFinder(pattern, rules);
      lastPattern = pattern;
    }
    return position(resultType, find(textAt(args, 1)));
  });
};

/** The state of 9828 where one of the texts is Unicode. */
const STATE_OF_UNICODE = 3;

const translate: Factory = (argTypes) => {
  const fold = searchFolder(collationOf(argTypes));
  return strict((args) => {
    const from = textAt(args, 1);
    const to = textAt(args, 2);
    if (from.length !== to.length) throw raise(Messages.TranslateLengths, {}, argTypes.some((type) => isUnicode(type)) ? STATE_OF_UNICODE : undefined);
    const folded = fold(from);
    return Array.from(textAt(args, 0), (character) => {
      const index = folded.indexOf(fold(character));
      return index < 0 ? character : to.charAt(index);
    }).join('');
  });
};

/** `text` with every occurrence of `wanted` (as the collation compares) replaced. */
function replaceAll(text: string, wanted: string, by: { readonly replacement: string; readonly fold: (text: string) => string }): string {
  const folded = by.fold(text);
  const key = by.fold(wanted);
  let result = '';
  let from = 0;
  for (let at = folded.indexOf(key); at >= 0; at = folded.indexOf(key, from)) {
    result += text.slice(from, at) + by.replacement;
    from = at + key.length;
  }
  return result + text.slice(from);
}

/** REPLACE: what is longer than its type can be is cut, unless that is (max). */
const replace: Factory = (argTypes, resultType) => {
  const fold = searchFolder(collationOf(argTypes));
  const limit = longest(resultType);
  return strict((args) => (textAt(args, 1) === '' ? textAt(args, 0) : replaceAll(textAt(args, 0), textAt(args, 1), { replacement: textAt(args, 2), fold }).slice(0, limit)));
};

/** Search functions by name. */
export const TEXT_SEARCH_FUNCTIONS: FunctionTable = { CHARINDEX: charIndex, PATINDEX: patIndex, TRANSLATE: translate, REPLACE: replace };
