// Functions that look for text in text, under a collation. Knows no types of results beyond int and bigint.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { isUnicode, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { charactersOf } from '../../types/text/characters';
import { patternFinder } from '../../types/text/collation';
import { textSearch, type Search } from '../../types/text/search';
import { numberAt, strict, textAt } from './implementation';
import type { Factory, FunctionTable } from './implementation';

const position = (resultType: SqlType, index: number): Value => (resultType.name === 'bigint' ? BigInt(index) : index);
const longest = ({ length, ...type }: SqlType): number => (length === 'max' ? Number.POSITIVE_INFINITY : isUnicode(type) ? 4000 : 8000);
const collationOf = (types: readonly (SqlType | undefined)[]): string | undefined => types.find((type) => type?.collation !== undefined)?.collation;

const searchOf = (types: readonly (SqlType | undefined)[], collation: string | undefined): Search => textSearch(collation, types.some((type) => type !== undefined && isUnicode(type)));

const charIndex: Factory = (argTypes, resultType) => {
  const collation = collationOf([argTypes[1], argTypes[0]]);
  const { find } = searchOf(argTypes, collation);
  const characters = charactersOf({ collation });
  return strict((args) => {
    const wanted = textAt(args, 0);
    if (wanted === '') return position(resultType, 0);
    const start = args.length > 2 ? Math.max(0, numberAt(args, 2) - 1) : 0;
    const text = textAt(args, 1);
    const found = find(text, wanted, characters.unitOf(text, start));
    return position(resultType, found ? characters.before(text, found.start) + 1 : 0);
  });
};

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
  const collation = collationOf(argTypes);
  const { fold } = searchOf(argTypes, collation);
  const { split } = charactersOf({ collation });
  return strict((args) => {
    const from = split(textAt(args, 1)).map(fold);
    const to = split(textAt(args, 2));
    if (from.length !== to.length) throw raise(Messages.TranslateLengths, {}, argTypes.some((type) => isUnicode(type)) ? STATE_OF_UNICODE : undefined);
    return split(textAt(args, 0)).map((character) => to[from.indexOf(fold(character))] ?? character).join('');
  });
};

/** `text` with every occurrence of `wanted` (as the collation compares) replaced. */
function replaceAll(text: string, wanted: string, { by, findAll }: { readonly by: string; readonly findAll: Search['findAll'] }): string {
  let result = '';
  let from = 0;
  for (const { start, end } of findAll(text, wanted)) {
    result += text.slice(from, start) + by;
    from = end;
  }
  return result + text.slice(from);
}

/** REPLACE: what is longer than its type can be is cut, unless that is (max). */
const replace: Factory = (argTypes, resultType) => {
  const { findAll } = searchOf(argTypes, collationOf(argTypes));
  const limit = longest(resultType);
  return strict((args) => (textAt(args, 1) === '' ? textAt(args, 0) : replaceAll(textAt(args, 0), textAt(args, 1), { by: textAt(args, 2), findAll }).slice(0, limit)));
};

/** Search functions by name. */
export const TEXT_SEARCH_FUNCTIONS: FunctionTable = { CHARINDEX: charIndex, PATINDEX: patIndex, TRANSLATE: translate, REPLACE: replace };
