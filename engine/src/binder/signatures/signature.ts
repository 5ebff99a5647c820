// The shape of a built-in function's signature and the small words signatures are written in. Knows no function.
import type { SqlType, SqlTypeName } from '../../types/sql-type';
import { DATETIME, INT, isCharacter, isDecimal, isTemporal, isUnicode, nvarchar, varchar } from '../../types/sql-type';
import type { Value } from '../../types/value';

/** Literal arguments by position; undefined where the argument is no literal. */
export type LiteralArguments = readonly (Value | undefined)[];

/** What the binder must know of a scalar function: arity, types, nullability. The function itself is exec's. */
export interface ScalarFunctionSignature {
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  returnType(args: readonly SqlType[], literals: LiteralArguments): SqlType;
  /** The types the arguments are converted to (implicitly) before the call; without it they stay as they are. */
  argumentTypes?(args: readonly SqlType[]): readonly SqlType[];
  /**
   * Whether the result column is said to take NULL. `any-null`: it is, though NULL comes of NULL alone; `from-arguments`: if an argument is;
   * `unless-constant`: if an argument is no constant; `all-arguments`: if all are (ISNULL).
   */
  readonly nullable: 'any-null' | 'never' | 'always' | 'from-arguments' | 'unless-constant' | 'all-arguments';
  readonly isDeterministic: boolean;
  /** The first argument is a datepart keyword, handed over as a varchar literal as it was written. */
  readonly datepartFirst?: boolean;
  /** An argument that is another keyword, handed over likewise. */
  readonly keyword?: Keyword;
}

/** The position of a keyword among the arguments, and what it may be, in capitals. */
export interface Keyword { readonly at: number; readonly words: readonly string[] }

/** The optional parts of a signature. */
export interface SignatureExtras {
  readonly args?: (args: readonly SqlType[]) => readonly SqlType[];
  readonly nullable?: ScalarFunctionSignature['nullable'];
  readonly isDeterministic?: boolean;
  readonly datepartFirst?: boolean;
  readonly keyword?: Keyword;
}

type ReturnType = SqlType | ScalarFunctionSignature['returnType'];

/** Arity as an exact count or as [least, most]. */
export type Arity = number | readonly [number, number];

/** Declares a signature. */
export function signature(name: string, arity: Arity, returns: ReturnType, extras: SignatureExtras = {}): ScalarFunctionSignature {
  const [minArgs, maxArgs] = typeof arity === 'number' ? [arity, arity] : arity;
  const returnType = typeof returns === 'function' ? returns : (): SqlType => returns;
  const { args, nullable = 'any-null', isDeterministic = true, datepartFirst, keyword } = extras;
  return { name, minArgs, maxArgs, returnType, argumentTypes: args, nullable, isDeterministic, datepartFirst, keyword };
}

/** Arguments of the given types, by position; an undefined entry stays as it is, the last entry repeats. */
export const fixedArguments = (...types: readonly (SqlType | ((type: SqlType) => SqlType) | undefined)[]) =>
  (args: readonly SqlType[]): readonly SqlType[] => args.map((type, index) => {
    const wanted = types[Math.min(index, types.length - 1)];
    return typeof wanted === 'function' ? wanted(type) : wanted ?? type;
  });

const DISPLAY_LENGTHS: Partial<Record<SqlTypeName, number>> = {
  bit: 1, tinyint: 4, smallint: 6, int: 12, bigint: 24, float: 23, real: 23, uniqueidentifier: 40, xml: 8000, money: 40, smallmoney: 40,
};

/** How long SQL Server takes the text of a value of `type` to be. */
export function displayLength(type: SqlType): number | 'max' {
  if (type.name === 'text' || type.name === 'ntext' || type.name === 'xml' || type.name === 'image' || type.name === 'vector' || type.name === 'geometry' || type.name === 'geography') return 'max';
  if (type.length !== undefined) return type.length;
  if (isDecimal(type)) return 41;
  return isTemporal(type) ? 40 : DISPLAY_LENGTHS[type.name] ?? 8000;
}

/** `type` as varchar or nvarchar: itself for text, its printed width for anything else. */
export function asText(type: SqlType): SqlType {
  const length = displayLength(type);
  if (!isCharacter(type)) return varchar(length);
  return isUnicode(type) ? nvarchar(length, type.collation) : varchar(length, type.collation);
}

/** `type` as nvarchar. */
export const asUnicode = (type: SqlType): SqlType => {
  const length = displayLength(type);
  return nvarchar(length === 'max' ? 'max' : Math.min(4000, length), type.collation);
};

/** `type` itself when it is a date and time type, datetime for numbers, `forText` for strings. */
export const asMoment = (forText: SqlType) => (type: SqlType): SqlType => {
  if (isTemporal(type)) return type;
  return isCharacter(type) ? forText : DATETIME;
};

/** A varchar or nvarchar as wide as its kind allows, (max) when one of the sources is. */
export function widestText(sources: readonly SqlType[]): SqlType {
  const isWide = sources.some(isUnicode);
  const isMax = sources.some((type) => displayLength(type) === 'max');
  const collation = sources.find((type) => type.collation !== undefined)?.collation;
  if (isWide) return nvarchar(isMax ? 'max' : 4000, collation);
  return varchar(isMax ? 'max' : 8000, collation);
}

/** The type of the argument at `index`, int where it was not given. */
export const argument = (args: readonly SqlType[], index: number): SqlType => args[index] ?? INT;
