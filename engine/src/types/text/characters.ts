// What one character of a text is: a unit of UTF-16, or under a collation that knows supplementary characters (_SC, every version 140) a pair of surrogates too.
// Knows no functions.
import type { SqlType } from '../sql-type';

const SURROGATE = /[\uD800-\uDFFF]/;

/** How texts of a type are counted and cut. */
export interface Characters {
  count(text: string): number;
  /** The characters from one position to another, counted from 0. */
  slice(text: string, from: number, to?: number): string;
  split(text: string): string[];
  /** How many characters stand before a position in units. */
  before(text: string, unit: number): number;
  /** The position in units of a character. */
  unitOf(text: string, index: number): number;
}

const UNITS: Characters = {
  count: (text) => text.length,
  slice: (text, from, to) => text.slice(from, to),
  split: (text) => text.split(''),
  before: (_, unit) => unit,
  unitOf: (_, index) => index,
};

const PAIRS: Characters = {
  count: (text) => (SURROGATE.test(text) ? [...text].length : text.length),
  slice: (text, from, to) => (SURROGATE.test(text) ? [...text].slice(from, to).join('') : text.slice(from, to)),
  split: (text) => [...text],
  before: (text, unit) => [...text.slice(0, unit)].length,
  unitOf: (text, index) => [...text].slice(0, index).join('').length,
};

/** True for a collation under which a pair of surrogates is one character. */
export const knowsPairs = (collation: string | undefined): boolean => /_SC(?:_|$)|_140_(?!BIN)/i.test(collation ?? '');

/** The characters of texts of this type. */
export const charactersOf = (type: Pick<SqlType, 'collation'> | undefined): Characters => (knowsPairs(type?.collation) ? PAIRS : UNITS);

/** How many units the character at a position takes. */
export const widthAt = (text: string, unit: number): number => ((text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1);
