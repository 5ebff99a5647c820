// Equality and order of text under a collation. Latin1_General's come without the host's locale data, so that an index is
// ordered the same on every machine; other languages sort by ICU's rules. Knows no LIKE and no types.
import { encodeVarchar } from './code-page';
import { collationFamily } from './collation-family';
import { lowerLetters } from './letter-case';

/** What a collation's name says. */
export interface CollationRules {
  readonly isBinary: boolean;
  readonly isCaseSensitive: boolean;
  readonly isAccentSensitive: boolean;
  readonly isWidthSensitive: boolean;
  readonly isKanaSensitive: boolean;
  /** SQL_ collations treat non-Unicode text by the older sort orders: no expansion, no word sort. */
  readonly isLegacy: boolean;
  /** Whose order it is; undefined for Latin1_General's. */
  readonly locale?: string;
  /** Letters that ignoring accents leaves alone. */
  readonly letters?: string;
}

const FLAGS = /_(?:(?<binary>BIN2?)|C(?<caseFlag>[IS])_A(?<accent>[IS])(?<kana>_KS)?(?<width>_WS)?)(?:_SC)?(?:_VSS)?(?:_UTF8)?$/i;
const DEFAULT_RULES: CollationRules = { isBinary: false, isCaseSensitive: false, isAccentSensitive: true, isWidthSensitive: false, isKanaSensitive: false, isLegacy: true };

/** The rules of a collation's name, or undefined for a name this engine does not know. */
export function parseCollation(name: string): CollationRules | undefined {
  const family = collationFamily(name);
  const groups = FLAGS.exec(name)?.groups;
  if (family === undefined || groups === undefined) return undefined;
  return {
    isBinary: groups['binary'] !== undefined,
    isCaseSensitive: groups['caseFlag']?.toUpperCase() !== 'I',
    isAccentSensitive: groups['accent']?.toUpperCase() !== 'I',
    isWidthSensitive: groups['width'] !== undefined,
    isKanaSensitive: groups['kana'] !== undefined,
    isLegacy: /^SQL_/i.test(name),
    locale: family.locale,
    letters: family.letters,
  };
}

/** The rules of a collation that is already known to exist; undefined means the default collation. */
export function rulesOf(collation: string | undefined): CollationRules {
  if (collation === undefined) return DEFAULT_RULES;
  return parseCollation(collation) ?? DEFAULT_RULES;
}

const NON_ASCII = /[^\x00-\x7f]/;
const MARKS = /\p{M}+/gu;
const STROKED: Readonly<Record<string, string>> = { 'ø': 'o', 'đ': 'd', 'ł': 'l', 'ħ': 'h', 'ŧ': 't', 'ð': 'd' };
const EXPANSIONS: Readonly<Record<string, string>> = { 'ß': 'ss', 'ẞ': 'SS', 'æ': 'ae', 'Æ': 'AE', 'œ': 'oe', 'Œ': 'OE', 'þ': 'th', 'Þ': 'TH' };

/** Without the blanks at the end, which no comparison sees. */
export function trimTrailingBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 32) end--;
  return end === text.length ? text : text.slice(0, end);
}

function unifyWidthAndKana(text: string, rules: CollationRules): string {
  let result = text;
  if (!rules.isWidthSensitive) result = result.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  if (!rules.isKanaSensitive) result = result.replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));
  return result;
}

function stripAccents(text: string, letters: string | undefined): string {
  if (letters !== undefined) return Array.from(text.normalize('NFC'), (c) => (letters.includes(c.toLowerCase()) ? c : stripAccents(c, undefined))).join('');
  const bare = text.normalize('NFD').replace(MARKS, '');
  return bare.replace(/[øđłħŧð]/gi, (c) => STROKED[c] ?? (STROKED[c.toLowerCase()] ?? c).toUpperCase());
}

function foldNonAscii(text: string, rules: CollationRules, isUnicode: boolean): string {
  let result = unifyWidthAndKana(text, rules);
  result = rules.isAccentSensitive ? result.normalize('NFC') : stripAccents(result, rules.letters);
  if (isUnicode || !rules.isLegacy) result = result.replace(/[ßẞæÆœŒþÞ]/g, (c) => (rules.letters?.includes(c.toLowerCase()) ? c : EXPANSIONS[c] ?? c));
  return rules.isCaseSensitive ? result : lowerCase(result, rules);
}

/** A final sigma is the same letter. */
const lowerCase = (text: string, { locale }: CollationRules): string => lowerLetters(text, locale).replace(/\u03c2/g, '\u03c3');

/** Case, accent and width folded as the collation asks, blanks kept; equal folds are equal text. */
export function foldText(text: string, rules: CollationRules, isUnicode: boolean): string {
  if (rules.isBinary) return text;
  if (!NON_ASCII.test(text)) return rules.isCaseSensitive ? text : lowerCase(text, rules);
  return foldNonAscii(text, rules, isUnicode);
}

/** Compiles the key that two texts share exactly when they are equal under the collation, trailing blanks ignored. */
export function textKeyer(collation: string | undefined, isUnicode: boolean): (text: string) => string {
  const rules = rulesOf(collation);
  return (text) => foldText(trimTrailingBlanks(text), rules, isUnicode);
}

/** One text's key; compile textKeyer for many. */
export const collationKey = (text: string, collation?: string, isUnicode = false): string => textKeyer(collation, isUnicode)(text);

/** Whether text that is not Unicode has differences under the collation that Unicode text has not: 'ß' is 'ss' in Unicode alone. */
export function isFinerWithoutUnicode(collation: string | undefined): boolean {
  const rules = rulesOf(collation);
  return rules.isLegacy && !rules.isBinary;
}

/** Whether the text equals others as Unicode that it does not equal otherwise, under such a collation. */
export const hasUnicodeEquals = (text: string, collation: string | undefined): boolean => /[ßẞæÆœŒþÞ]|ss|ae|oe|th/i.test(foldText(text, rulesOf(collation), true));

const HYPHEN = 45;
const S = 115;
const APOSTROPHE = 39;
const FIRST_DIGIT = 180;
const FIRST_LETTER = 200;
/** Symbols beyond ASCII stand behind those of ASCII and before the digits. */
const FIRST_SYMBOL = 100;
const FIRST_UNLISTED = 1000;
const LEGACY_ORDER = ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~`;
const WINDOWS_ORDER = ` \t\n\v\f\r'-!"#$%&()*,./:;?@[\\]^_\`{|}~+<=>`;

function weightsOf(order: string): Uint16Array {
  const weights = new Uint16Array(128);
  for (let code = 0; code < 32; code++) weights[code] = code;
  [...order].forEach((character, index) => { weights[character.charCodeAt(0)] = 40 + index; });
  for (let digit = 0; digit < 10; digit++) weights[48 + digit] = FIRST_DIGIT + digit;
  for (let letter = 0; letter < 26; letter++) {
    weights[65 + letter] = FIRST_LETTER + letter;
    weights[97 + letter] = FIRST_LETTER + letter;
  }
  weights[127] = 39;
  return weights;
}

const LEGACY_WEIGHTS = weightsOf(LEGACY_ORDER);
const WINDOWS_WEIGHTS = weightsOf(WINDOWS_ORDER);
const isIgnorable = (code: number): boolean => code === HYPHEN || code === APOSTROPHE;
const isUpper = (code: number): boolean => code >= 65 && code <= 90;

function compareCodeUnits(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

function compareBinary(left: string, right: string): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = index < left.length ? left.charCodeAt(index) : 32;
    const b = index < right.length ? right.charCodeAt(index) : 32;
    if (a !== b) return a - b;
  }
  return 0;
}

/** Text that is not Unicode is in the order of its bytes: each as a character. */
const bytesAsText = (text: string, collation: string | undefined): string => (NON_ASCII.test(text) ? Buffer.from(encodeVarchar(text, collation)).toString('latin1') : text);

function binaryComparator(collation: string | undefined, isUnicode: boolean): (left: string, right: string) => number {
  if (isUnicode) return (left, right) => (left === right ? 0 : compareBinary(left, right));
  return (left, right) => (left === right ? 0 : compareBinary(bytesAsText(left, collation), bytesAsText(right, collation)));
}

/** The weight of a character beyond ASCII: superscripts and other digits are with their digit. */
function weightBeyondAscii(character: string, code: number): number {
  if (/[\p{P}\p{S}\p{Z}]/u.test(character)) return FIRST_SYMBOL + code / 0x110000;
  const digit = /\p{N}/u.test(character) ? /\d/.exec(character.normalize('NFKD')) : null;
  return digit ? FIRST_DIGIT + Number(digit[0]) + code / 0x110000 : FIRST_UNLISTED + code;
}

/** Behind 'ss' and before all that follows it, where text that is not Unicode has it by the older sort orders. */
const SHARP_S = 'ß';

interface SortKey { readonly primary: number[]; readonly accents: string; readonly cases: string; readonly ignorables: string }

function sortKeyOf(text: string, weights: Uint16Array, hasWordSort: boolean): SortKey {
  const primary: number[] = [];
  let accents = '';
  let cases = '';
  let ignorables = '';
  for (const character of text.normalize('NFD')) {
    const lower = character.toLowerCase();
    const base = STROKED[lower] ?? lower;
    const code = base.codePointAt(0) ?? 0;
    if (/\p{M}/u.test(character)) { accents = `${accents.slice(0, -1)}${character}`; continue; }
    if (lower === SHARP_S) {
      primary.push(weights[S] ?? S, weights[S] ?? S);
      accents += '\u0001\u0003';
      cases += '00';
      continue;
    }
    if (hasWordSort && isIgnorable(code)) { ignorables += String.fromCharCode(primary.length + 1, code); continue; }
    primary.push(code < 128 ? weights[code] ?? code : weightBeyondAscii(base, code));
    accents += base === lower ? '\u0001' : '\u0002';
    cases += character === lower ? '0' : '1';
  }
  return { primary, accents, cases, ignorables };
}

function comparePrimary(left: readonly number[], right: readonly number[]): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareByKeys(left: string, right: string, rules: CollationRules, isUnicode: boolean): number {
  const leftFold = foldText(left, rules, isUnicode);
  const rightFold = foldText(right, rules, isUnicode);
  if (leftFold === rightFold) return 0;
  const hasWordSort = isUnicode || !rules.isLegacy;
  const weights = hasWordSort ? WINDOWS_WEIGHTS : LEGACY_WEIGHTS;
  const a = sortKeyOf(leftFold, weights, hasWordSort);
  const b = sortKeyOf(rightFold, weights, hasWordSort);
  return comparePrimary(a.primary, b.primary)
    || compareCodeUnits(a.accents, b.accents)
    || compareCodeUnits(a.cases, b.cases)
    || compareCodeUnits(a.ignorables, b.ignorables)
    || compareCodeUnits(leftFold, rightFold);
}

interface CompiledOrder { readonly rules: CollationRules; readonly isUnicode: boolean; readonly hasWordSort: boolean; readonly weights: Uint16Array }

function compareDictionary(left: string, right: string, order: CompiledOrder): number {
  const { rules, isUnicode, hasWordSort, weights } = order;
  const a = trimTrailingBlanks(left);
  const b = trimTrailingBlanks(right);
  const length = Math.min(a.length, b.length);
  let caseDifference = 0;
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    if (x > 127 || y > 127) return compareByKeys(a, b, rules, isUnicode);
    if (hasWordSort && (isIgnorable(x) || isIgnorable(y))) return compareByKeys(a, b, rules, isUnicode);
    const difference = (weights[x] ?? 0) - (weights[y] ?? 0);
    if (difference !== 0) return difference;
    if (caseDifference === 0) caseDifference = isUpper(x) ? 1 : -1;
  }
  if (a.length === b.length) return rules.isCaseSensitive ? caseDifference : 0;
  const next = a.length > b.length ? a.charCodeAt(length) : b.charCodeAt(length);
  if (next > 127 || (hasWordSort && isIgnorable(next))) return compareByKeys(a, b, rules, isUnicode);
  return a.length - b.length;
}

const WINDOWS_SYMBOLS = [...WINDOWS_ORDER].filter((c) => !/[-']/.test(c));

/** For each symbol the one that has its place in the order of ICU. */
function symbolStandIns({ compare }: Intl.Collator): ReadonlyMap<string, string> {
  const inOrder = [...WINDOWS_SYMBOLS].sort(compare);
  return new Map(WINDOWS_SYMBOLS.map((symbol, place) => [symbol, inOrder[place] ?? symbol]));
}

function localeComparator(rules: CollationRules, isUnicode: boolean): (left: string, right: string) => number {
  const collator = new Intl.Collator(rules.locale);
  const standIns = symbolStandIns(collator);
  const fold = (text: string): string => foldText(trimTrailingBlanks(text), rules, isUnicode);
  const placed = (text: string): string => text.replace(/[\t-\r -/:-@[-`{-~]/g, (symbol) => standIns.get(symbol) ?? '');
  return (left, right) => {
    const [a, b] = [fold(left), fold(right)];
    return a === b ? 0 : collator.compare(placed(a), placed(b)) || a.length - b.length || compareCodeUnits(a, b);
  };
}

/** Compiles the order of texts under a collation; 0 exactly when their keys are the same. */
export function textComparator(collation: string | undefined, isUnicode: boolean): (left: string, right: string) => number {
  const rules = rulesOf(collation);
  if (rules.isBinary) return binaryComparator(collation, isUnicode);
  if (rules.locale !== undefined) return localeComparator(rules, isUnicode);
  const hasWordSort = isUnicode || !rules.isLegacy;
  const order = { rules, isUnicode, hasWordSort, weights: hasWordSort ? WINDOWS_WEIGHTS : LEGACY_WEIGHTS };
  return (left, right) => (left === right ? 0 : compareDictionary(left, right, order));
}

/** The order of two texts; compile textComparator for many. */
export const compareText = (left: string, right: string, collation?: string, isUnicode = false): number =>
  (left === right ? 0 : textComparator(collation, isUnicode)(left, right));
