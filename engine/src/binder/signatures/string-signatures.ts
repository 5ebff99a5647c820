// Signatures of string and conversion functions. Knows types only.
import type { SqlType } from '../../types/sql-type';
import { BIGINT, FLOAT, INT, isBinary, isCharacter, isUnicode, nvarchar, varbinary, varchar } from '../../types/sql-type';
import { argument, asText, asUnicode, displayLength, fixedArguments, signature, widestText } from './signature';
import type { LiteralArguments, ScalarFunctionSignature } from './signature';

const MAX_ARGUMENTS = 254;
const isMax = (type: SqlType): boolean => displayLength(type) === 'max';
const asTextOrBytes = (type: SqlType): SqlType => (isBinary(type) ? type : asText(type));
const firstText = (args: readonly SqlType[]): SqlType => asText(argument(args, 0));
/** Beyond int only where the type says (max): text, ntext, image and xml do not. */
const lengthType = (args: readonly SqlType[]): SqlType => (argument(args, 0).length === 'max' ? BIGINT : INT);

/** Where a search begins and what it finds: beyond int only in a text that can be that long. */
const positionType = (args: readonly SqlType[]): SqlType => (argument(args, 1).length === 'max' ? BIGINT : INT);

/** A variant would be the kind of text that the other one is: it is what 257 names. */
function searchedTexts(args: readonly SqlType[]): readonly SqlType[] {
  const isVariantUnicode = args.some(isUnicode);
  return fixedArguments(...[0, 1].map(() => (type: SqlType): SqlType => (type.name === 'sql_variant' && isVariantUnicode ? asUnicode(type) : asText(type))), positionType(args))(args);
}

/** Of these a part of a known length is no (max) type. */
const OLD_LOBS: ReadonlySet<string> = new Set(['text', 'ntext', 'image']);

/** The first argument's kind of text (or bytes), no longer than the literal length at `index`. */
const cutAt = (index: number) => (args: readonly SqlType[], literals: LiteralArguments): SqlType => {
  const source = asTextOrBytes(argument(args, 0));
  const wanted = literals[index];
  const base = isBinary(source) ? varbinary(source.length ?? 8000) : source;
  if (OLD_LOBS.has(argument(args, 0).name) && typeof wanted === 'number' && wanted <= (isUnicode(base) ? 4000 : 8000)) return { ...base, length: Math.max(1, wanted) };
  if (typeof wanted !== 'number' || base.length === 'max' || base.length === undefined) return base;
  return { ...base, length: Math.min(base.length, Math.max(1, wanted)) };
};

/** LEFT and RIGHT give text even of bytes. */
const cutText = (args: readonly SqlType[], literals: LiteralArguments): SqlType => cutAt(1)([firstText(args), ...args.slice(1)], literals);

function replicated(args: readonly SqlType[], literals: LiteralArguments): SqlType {
  const source = firstText(args);
  const count = literals[1];
  const limit = isUnicode(source) ? 4000 : 8000;
  if (source.length === 'max' || source.length === undefined) return source;
  return { ...source, length: typeof count === 'number' ? Math.min(limit, Math.max(1, source.length * count)) : limit };
}

/** NULL written as such adds nothing. */
function concatenated(args: readonly SqlType[], literals: LiteralArguments): SqlType {
  const widest = widestText(args.map((type) => (isCharacter(type) ? type : asText(type))));
  if (widest.length === 'max') return widest;
  const sum = args.reduce((total, type, i) => total + (literals[i] === null ? 0 : Number(displayLength(type))), 0);
  return { ...widest, length: Math.max(1, Math.min(widest.length ?? 8000, sum)) };
}

function concatenatedWithSeparator(args: readonly SqlType[], literals: LiteralArguments): SqlType {
  const gaps = args.slice(2);
  return concatenated([...args.slice(1), ...gaps.map(() => argument(args, 0))], [...literals.slice(1), ...gaps.map(() => literals[0])]);
}

const NO_TEXT_BY_ITSELF: ReadonlySet<string> = new Set(['sql_variant', 'xml', 'image']);
/** Every argument as it is, but those that would have to be text and do not become it by themselves, and bytes, which are characters of the kind of text that the others are. */
const concatArguments = (args: readonly SqlType[]): readonly SqlType[] => {
  const text = args.some(isUnicode) ? nvarchar(4000) : varchar(8000);
  return args.map((type) => (NO_TEXT_BY_ITSELF.has(type.name) ? text : isBinary(type) ? { ...text, length: isMax(type) ? 'max' : text.length } : type));
};

/** As long as its kind of text can be: that of all three, and max only where the text to change is. */
const translated = (args: readonly SqlType[]): SqlType => widestText([argument(args, 0), ...args.slice(1).map((type) => ({ ...asText(type), length: 1 }))]);
const trimmed = { args: fixedArguments(asText, asText) };

/** String functions and the conversions written as functions. */
export const STRING_SIGNATURES: readonly ScalarFunctionSignature[] = [
  signature('LEN', 1, lengthType, { args: fixedArguments(asText) }),
  signature('DATALENGTH', 1, lengthType),
  signature('LEFT', 2, cutText, { args: fixedArguments(asText, INT) }),
  signature('RIGHT', 2, cutText, { args: fixedArguments(asText, INT) }),
  signature('SUBSTRING', 3, cutAt(2), { args: fixedArguments(asTextOrBytes, INT) }),
  signature('CHARINDEX', [2, 3], positionType, { args: searchedTexts }),
  signature('PATINDEX', 2, positionType, { args: fixedArguments(asText, asText) }),
  signature('REPLACE', 3, widestText, { args: fixedArguments(asText) }),
  signature('REPLICATE', 2, replicated, { args: fixedArguments(asText, INT) }),
  signature('REVERSE', 1, firstText, { args: fixedArguments(asText) }),
  signature('STUFF', 4, (args) => widestText([argument(args, 0), argument(args, 3)]), { args: fixedArguments(asText, INT, INT, asText), nullable: 'always' }),
  signature('UPPER', 1, firstText, { args: fixedArguments(asText) }),
  signature('LOWER', 1, firstText, { args: fixedArguments(asText) }),
  signature('LTRIM', [1, 2], firstText, trimmed),
  signature('RTRIM', [1, 2], firstText, trimmed),
  signature('TRIM', [1, 2], firstText, trimmed),
  signature('SPACE', 1, (_, literals) => varchar(typeof literals[0] === 'number' ? Math.min(8000, Math.max(1, literals[0])) : 8000), { args: fixedArguments(INT), nullable: 'always' }),
  signature('STR', [1, 3], (_, literals) => varchar(typeof literals[1] === 'number' && literals[1] > 0 ? Math.min(8000, literals[1]) : 10), { args: fixedArguments(FLOAT, INT), nullable: 'always' }),
  signature('ASCII', 1, INT, { args: fixedArguments(asText), nullable: 'always' }),
  signature('UNICODE', 1, INT, { args: fixedArguments(asUnicode), nullable: 'always' }),
  signature('CHAR', 1, { name: 'char', length: 1 }, { args: fixedArguments(INT), nullable: 'always' }),
  signature('NCHAR', 1, { name: 'nchar', length: 1 }, { args: fixedArguments(INT), nullable: 'always' }),
  signature('CONCAT', [2, MAX_ARGUMENTS], concatenated, { args: concatArguments, nullable: 'never' }),
  signature('CONCAT_WS', [3, MAX_ARGUMENTS], concatenatedWithSeparator, { args: concatArguments, nullable: 'never' }),
  signature('QUOTENAME', [1, 2], nvarchar(258), { args: fixedArguments(nvarchar(4000), nvarchar(1)), nullable: 'always' }),
  signature('TRANSLATE', 3, translated, { args: fixedArguments(asText) }),
  signature('FORMAT', [2, 3], nvarchar(4000), { args: fixedArguments(undefined, nvarchar(4000)), nullable: 'always', isDeterministic: false }),
  signature('SOUNDEX', 1, varchar(5), { args: fixedArguments(asText) }),
  signature('DIFFERENCE', 2, INT, { args: fixedArguments(asText) }),
  signature('STRING_ESCAPE', 2, nvarchar('max'), { args: fixedArguments(nvarchar('max'), nvarchar(26)) }),
  signature('PARSENAME', 2, nvarchar(128), { args: fixedArguments(nvarchar(776), INT), nullable: 'always' }),
  signature('ISNUMERIC', 1, INT, { nullable: 'never' }),
  signature('ISDATE', 1, INT, { args: fixedArguments(asText), nullable: 'never', isDeterministic: false }),
];
