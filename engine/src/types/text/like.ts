// LIKE and PATINDEX patterns compiled to matchers. Knows collations, no SQL types and no NULL.
import { charactersOf, knowsPairs, widthAt } from './characters';
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { foldText, rulesOf, textComparator } from './collation-order';
import type { CollationRules } from './collation-order';

type Token =
  | { readonly kind: 'many' }
  | { readonly kind: 'one' }
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'set'; readonly isNegated: boolean; readonly ranges: readonly (readonly [string, string])[] };

interface PatternSource { readonly pattern: string; readonly escape: string | undefined }

function parseSet(source: PatternSource, start: number): { token: Token; next: number } | undefined {
  const { pattern, escape } = source;
  let index = start;
  const isNegated = pattern[index] === '^';
  if (isNegated) index++;
  const members: { character: string; isPlain: boolean }[] = [];
  for (; index < pattern.length && pattern[index] !== ']'; index++) {
    const isEscaped = escape !== undefined && pattern[index] === escape && index + 1 < pattern.length;
    if (isEscaped) index++;
    members.push({ character: pattern[index] ?? '', isPlain: !isEscaped });
  }
  if (index >= pattern.length) return undefined;
  const ranges: [string, string][] = [];
  for (let at = 0; at < members.length; at++) {
    const low = members[at]?.character ?? '';
    const dash = members[at + 1];
    const high = members[at + 2];
    if (dash?.character === '-' && dash.isPlain && high !== undefined) { ranges.push([low, high.character]); at += 2; }
    else ranges.push([low, low]);
  }
  return { token: { kind: 'set', isNegated, ranges }, next: index + 1 };
}

/** The pattern's tokens, or undefined for a pattern that can match nothing (an open bracket). */
function parsePattern(source: PatternSource): Token[] | undefined {
  const { pattern, escape } = source;
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index] ?? '';
    if (escape !== undefined && character === escape) {
      const next = pattern[++index];
      if (next === undefined) return undefined;
      tokens.push({ kind: 'literal', character: next });
    } else if (character === '%') {
      if (tokens.at(-1)?.kind !== 'many') tokens.push({ kind: 'many' });
    } else if (character === '_') tokens.push({ kind: 'one' });
    else if (character === '[') {
      const set = parseSet(source, index + 1);
      if (set === undefined) return undefined;
      tokens.push(set.token);
      index = set.next - 1;
    } else tokens.push({ kind: 'literal', character });
  }
  return tokens;
}

/** Text as it is matched, every character at its own position: none stands for two here. */
function foldEach(text: string, rules: CollationRules): string {
  const folded = foldText(text, rules, false);
  if (folded.length === text.length) return folded;
  return Array.from({ length: text.length }, (_, index) => foldText(text.charAt(index), rules, false).charAt(0)).join('');
}

interface Compiled { readonly tokens: readonly Token[]; readonly compare: (left: string, right: string) => number; readonly rules: CollationRules; readonly hasPairs: boolean }

function matchesToken(token: Token, character: string, compiled: Compiled): boolean {
  if (token.kind === 'literal') return token.character === character;
  if (token.kind !== 'set') return true;
  const isInside = token.ranges.some(([low, high]) => (low === high ? low === character
    : compiled.compare(low, character) <= 0 && compiled.compare(character, high) <= 0));
  return isInside !== token.isNegated;
}

const isBlankFrom = (text: string, start: number): boolean => {
  for (let index = start; index < text.length; index++) if (text.charCodeAt(index) !== 32) return false;
  return true;
};

interface MatchEnd { readonly isBlankTailIgnored: boolean }

/** Greedy match with one backtracking point, the last `%` seen. */
function matchTokens(compiled: Compiled, text: string, start: number, end: MatchEnd): boolean {
  const { tokens } = compiled;
  let at = start;
  let token = 0;
  let starToken = -1;
  let starAt = -1;
  for (;;) {
    const current = tokens[token];
    if (current === undefined && (at === text.length || (end.isBlankTailIgnored && isBlankFrom(text, at)))) return true;
    if (current?.kind === 'many') {
      if (token === tokens.length - 1) return true;
      starToken = ++token;
      starAt = at;
    } else if (current !== undefined && at < text.length && matchesToken(current, text.charAt(at), compiled)) {
      token++;
      // `_` and a set take a whole character, which a pair of surrogates may be.
      at += compiled.hasPairs && current.kind !== 'literal' ? widthAt(text, at) : 1;
    } else if (starToken >= 0 && starAt < text.length) {
      token = starToken;
      at = ++starAt;
    } else return false;
  }
}

function compile(pattern: string, escape: string | undefined, collation: string | undefined): Compiled | undefined {
  const rules = { ...rulesOf(collation), isLegacy: true };
  const tokens = parsePattern({ pattern, escape });
  if (tokens === undefined) return undefined;
  const fold = (text: string): string => foldEach(text, rules);
  const folded = tokens.map((token): Token => {
    if (token.kind === 'literal') return { kind: 'literal', character: fold(token.character) };
    if (token.kind !== 'set') return token;
    return { ...token, ranges: token.ranges.map(([low, high]) => [fold(low), fold(high)] as const) };
  });
  return { tokens: folded, compare: textComparator(collation, false), rules, hasPairs: knowsPairs(collation) };
}

/** The literal between optional leading and trailing `%`, when the pattern is no more than that. */
function simplePattern(tokens: readonly Token[]): { text: string; isOpenLeft: boolean; isOpenRight: boolean } | undefined {
  const isOpenLeft = tokens[0]?.kind === 'many';
  const isOpenRight = tokens.length > 1 && tokens.at(-1)?.kind === 'many';
  const middle = tokens.slice(isOpenLeft ? 1 : 0, isOpenRight ? -1 : undefined);
  let text = '';
  for (const token of middle) {
    if (token.kind !== 'literal') return undefined;
    text += token.character;
  }
  return { text, isOpenLeft, isOpenRight };
}

/**
 * Compiles a LIKE pattern. With `isUnicode` the trailing blanks of the matched text count, otherwise they are ignored.
 * Raises 506 for an ESCAPE that is not one character.
 */
export function likeMatcher(pattern: string, escape: string | undefined, collation: string | undefined, isUnicode: boolean): (text: string) => boolean {
  if (escape !== undefined && escape.length !== 1) throw raise(Messages.InvalidEscape, { escape });
  const compiled = compile(pattern, escape, collation);
  if (compiled === undefined) return () => false;
  const { rules } = compiled;
  const end = { isBlankTailIgnored: !isUnicode };
  const simple = simplePattern(compiled.tokens);
  const slow = (text: string): boolean => matchTokens(compiled, foldEach(text, rules), 0, end);
  if (simple === undefined) return slow;
  const { text: wanted, isOpenLeft, isOpenRight } = simple;
  if (isOpenRight && !isOpenLeft) return (text) => foldEach(text, rules).startsWith(wanted);
  if (isOpenRight || (isOpenLeft && wanted === '')) return (text) => foldEach(text, rules).includes(wanted);
  return slow;
}

/** Compiles a PATINDEX pattern: the 1-based position where the first match starts, or 0. */
export function patternFinder(pattern: string, { collation, isUnicode }: { readonly collation: string | undefined; readonly isUnicode: boolean }): (text: string) => number {
  if (/^%+$/.test(pattern)) return () => 1;
  const isAnchored = !pattern.startsWith('%');
  const compiled = compile(isAnchored ? pattern : pattern.replace(/^%+/, ''), undefined, collation);
  if (compiled === undefined) return () => 0;
  const end = { isBlankTailIgnored: !isUnicode };
  const characters = charactersOf({ collation });
  return (text) => {
    const folded = foldEach(text, compiled.rules);
    const last = isAnchored ? 0 : folded.length;
    for (let start = 0; start <= last; start++) if (matchTokens(compiled, folded, start, end)) return characters.before(text, start) + 1;
    return 0;
  };
}
