// The argument types that built-in functions refuse instead of converting them (8116), and constant lengths below zero (536).
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import { isIncomparable, isOldLob } from '../expression/comparable';
import { isNullLiteral } from '../expression/conversion';
import { messageTypeName } from '../../types/format-type';
import { isBinary, isCharacter, isDecimal, isInteger, isMoney, isNumber, isTemporal, PRECEDENCE, type SqlType } from '../../types/sql-type';

interface Rule { readonly position: number; readonly refuses: (type: SqlType) => boolean; readonly refusesNull?: boolean; readonly state?: number; readonly shown?: string }

const named = (...names: readonly string[]) => (type: SqlType): boolean => names.includes(type.name);
const isLarge = named('text', 'ntext', 'image', 'xml', 'sql_variant');
const isVariant = named('sql_variant');
const isNewMoment = named('date', 'time', 'datetime2', 'datetimeoffset');
const isNoText = (type: SqlType): boolean => !isCharacter(type);
const isNoShortText = (type: SqlType): boolean => isNoText(type) || isLarge(type);
const isNoTextAndNoBytes = (type: SqlType): boolean => isNoText(type) && !isBinary(type);
/** Where a part of a text begins, and how long it is. */
const isNoPlace = (type: SqlType): boolean => type.name === 'bit' || (!isInteger(type) && !isDecimal(type));

const isNoJsonValue = (type: SqlType): boolean => isNoShortText(type) && !(isNumber(type) && !isMoney(type));

/** The path of a JSON function, and what else may be NULL only where it has a type. */
const NULL_REFUSED: Rule = { position: 2, refuses: () => false, refusesNull: true, state: 8 };

const refusing = (refuses: Rule['refuses'], ...positions: readonly number[]): readonly Rule[] => positions.map((position) => ({ position, refuses }));

/** Arguments that must be text, and are not the word NULL. */
const textsOf = (...positions: readonly number[]): readonly Rule[] => refusing(isNoText, ...positions).map((rule) => ({ ...rule, refusesNull: true }));

const OF_ONE_TEXT = ['LEN', 'UPPER', 'LOWER', 'LTRIM', 'RTRIM', 'REVERSE', 'LEFT', 'RIGHT'];

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  ...Object.fromEntries(OF_ONE_TEXT.map((name) => [name, refusing(isLarge, 1)])),
  REPLACE: refusing(isLarge, 1, 2, 3),
  CHARINDEX: [...refusing(isNoTextAndNoBytes, 1), ...refusing(named('image'), 1, 2), ...refusing(isNoPlace, 3)],
  TRIM: refusing(isNoShortText, 1, 2),
  ...Object.fromEntries(['LTRIM', 'RTRIM'].map((name) => [name, [...refusing(isLarge, 1), ...refusing(isVariant, 2)]])),
  ...Object.fromEntries(['ASCII', 'SOUNDEX', 'UNICODE', 'REPLICATE'].map((name) => [name, refusing((type) => isVariant(type) || isOldLob(type), 1)])),
  TRANSLATE: [...refusing(isOldLob, 1), ...refusing(isNoText, 2, 3)],
  PARSENAME: refusing(named('xml'), 1),
  SUBSTRING: [{ position: 1, refuses: isNoTextAndNoBytes, refusesNull: true }, ...refusing(isNoPlace, 2, 3)],
  STUFF: [...refusing((type) => isVariant(type) || isOldLob(type), 1), ...refusing(isNoPlace, 2, 3), ...refusing(named('xml'), 4)],
  STR: refusing((type) => !isInteger(type), 2, 3),
  PATINDEX: [{ position: 2, refuses: isNoText, refusesNull: true }],
  APPLOCK_MODE: textsOf(1, 2),
  APPLOCK_TEST: textsOf(1, 2, 3),
  FORMAT: [{ position: 2, refuses: () => false, refusesNull: true }],
  SESSION_CONTEXT: [{ position: 1, refuses: (type) => type.name !== 'nvarchar', refusesNull: true }],
  ISNUMERIC: refusing((type) => isNewMoment(type) || isVariant(type), 1),
  EOMONTH: refusing((type) => !isCharacter(type) && (!isTemporal(type) || type.name === 'time'), 1),
  DATETRUNC: refusing((type) => !isTemporal(type) && !isCharacter(type), 2),
  DATE_BUCKET: [
    { position: 2, refuses: isCharacter, refusesNull: true },
    { position: 3, refuses: (type) => !isTemporal(type), refusesNull: true },
    ...refusing((type) => !isTemporal(type), 4),
  ],
  HASHBYTES: [{ position: 1, refuses: isNoText, refusesNull: true }, ...refusing((type) => isNoTextAndNoBytes(type) || isOldLob(type), 2)],
  STRING_ESCAPE: [...refusing((type) => isNoText(type) || isOldLob(type), 1), { position: 2, refuses: () => false, refusesNull: true }],
  ...Object.fromEntries(['ENCRYPTBYPASSPHRASE', 'DECRYPTBYPASSPHRASE'].map((name) => [name, refusing(isNoTextAndNoBytes, 1, 2)])),
  COMPRESS: refusing((type) => isNoTextAndNoBytes(type) || isLarge(type), 1),
  DECOMPRESS: refusing((type) => !isBinary(type), 1),
  ISDATE: refusing((type) => isNewMoment(type) || isVariant(type), 1),
  DATEADD: [{ position: 2, refuses: (type) => !isNoTextAndNoBytes(type) || isVariant(type), refusesNull: true }],
  GET_BIT: refusing((type) => !isInteger(type), 2),
  ROUND: [...refusing((type) => isCharacter(type) || type.name === 'bit', 2), ...refusing(isCharacter, 3)],
  VECTOR_DISTANCE: refusing((type) => type.name !== 'vector', 2, 3),
  ISJSON: refusing(isNoShortText, 1),
  JSON_VALUE: [...refusing(isNoShortText, 1), { position: 2, refuses: isNoShortText, refusesNull: true }],
  JSON_MODIFY: [...refusing(isNoShortText, 1), { position: 2, refuses: isNoShortText, refusesNull: true }, ...refusing(isNoJsonValue, 3)],
  ...Object.fromEntries(['JSON_QUERY', 'JSON_PATH_EXISTS'].map((name) => [name, [...refusing(isNoShortText, 1, 2), { ...NULL_REFUSED, shown: name }]])),
};

/** The length argument of the functions that cut text, and the state of 536 when it is a constant below zero. */
const LENGTHS: Readonly<Record<string, { readonly index: number; readonly state: number }>> = {
  LEFT: { index: 1, state: 6 }, RIGHT: { index: 1, state: 6 }, SUBSTRING: { index: 2, state: 8 },
};

/** What messages call a function, where it is not its name in small letters. */
const SHOWN_NAMES: Readonly<Record<string, string>> = { TRIM: 'Trim', COMPRESS: 'Compress', DECOMPRESS: 'Decompress', DATE_BUCKET: 'Date_Bucket', ENCRYPTBYPASSPHRASE: 'EncryptByPassPhrase', DECRYPTBYPASSPHRASE: 'DecryptByPassPhrase' };

/** The argument as the message counts it: TRIM(characters FROM text) names the characters first. */
function blamed(name: string, position: number, count: number): { readonly position: number; readonly name: string } {
  const counted = name !== 'TRIM' ? position : count === 2 ? 3 - position : 1;
  return { position: counted, name: SHOWN_NAMES[name] ?? name.toLowerCase() };
}

/** Raises 8116 for an argument of a type that the function does not convert, 536 for a constant length below zero. */
export function requireArguments(name: string, args: readonly BoundExpression[]): void {
  if (name === 'GREATEST' || name === 'LEAST') requireOrdered(name, args);
  const rules = name === 'CHECKSUM' ? args.map((_, i) => ({ ...NULL_REFUSED, refuses: isIncomparable, position: i + 1, state: 4 })) : RULES[name];
  for (const rule of rules ?? []) {
    const argument = args[rule.position - 1];
    if (argument === undefined) continue;
    const isNull = isNullLiteral(argument);
    const isRefused = isNull ? rule.refusesNull === true : rule.refuses(argument.type);
    if (isRefused) throw raise(Messages.ArgumentTypeInvalid, { type: isNull ? 'NULL' : messageTypeName(argument.type), ...blamed(name, rule.position, args.length), ...(rule.shown && { name: rule.shown }) }, rule.state);
  }
  if (name === 'DATE_BUCKET') requireSameMoments(args);
  const length = LENGTHS[name];
  const given = length && args[length.index];
  if (given?.kind === 'constant' && typeof given.value === 'number' && given.value < 0) throw raise(Messages.ConstantLengthInvalid, { name: name.toLowerCase() }, length?.state);
}

/** BINARY_CHECKSUM leaves out what is written as NULL and what has no order; raises 8184 where nothing else is there. */
export function summedArguments(args: readonly BoundExpression[]): readonly BoundExpression[] {
  const comparable = args.filter((a) => !isIncomparable(a.type));
  if (comparable.length === 0) throw raise(Messages.NothingToSum, {});
  const others = comparable.filter((a) => !isNullLiteral(a));
  return others.length > 0 ? others : comparable;
}

function requireOrdered(name: string, args: readonly BoundExpression[]): void {
  const index = args.findIndex(({ type }) => isIncomparable(type));
  const type = args[index]?.type;
  if (type) throw raise(Messages.ArgumentTypeInvalid, { type: messageTypeName(type), position: index + 1, name: name.toLowerCase() }, 4);
}

/** Date and origin of DATE_BUCKET are of one type: the one that would be converted is named. */
function requireSameMoments(args: readonly BoundExpression[]): void {
  const [, , date, origin] = args;
  if (!date || !origin || isNullLiteral(origin) || date.type.name === origin.type.name) return;
  const isDateConverted = PRECEDENCE.indexOf(date.type.name) > PRECEDENCE.indexOf(origin.type.name);
  throw raise(Messages.ArgumentTypeInvalid, { type: (isDateConverted ? date : origin).type.name, position: isDateConverted ? 3 : 4, name: 'Date_Bucket' });
}
