// The one door to conversions between types: compiles a pair of types to a function from value to value.
// Knows no expressions and no columns beyond their name in a message.
import { isSqlError } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import { NOT_SUPPORTED_NUMBER } from '../../errors/not-supported';
import type { SqlType, SqlTypeName } from '../sql-type';
import { isApproximate, isBinary, isCharacter, isDecimal, isInteger, isMoney, isTemporal } from '../sql-type';
import type { Value, Variant } from '../value';
import { isSameCodePage } from '../text/code-page';
import { canConvert, noExplicitConversion, requireConversion } from './convert-matrix';
import { toBinary, toGuid } from './convert-binary';
import { losesScale, toDecimal, toFloat, toInteger, toMoney } from './convert-number';
import type { Step } from './convert-number';
import { toSpatial, toVector } from './convert-spatial';
import { toTemporal } from './convert-temporal';
import { textFitter, toText } from './convert-text';
import type { StoreTarget } from './convert-text';
import type { DateSetting } from '../datetime/languages';
import { isClrType } from '../sql-type';
import { isOfValidation, obeysAlready, toXml } from './convert-xml';

export { canConvert, requireConversion } from './convert-matrix';

/** A compiled conversion: null stays null. */
export type Conversion = (value: Value) => Value;

/** What of a session's settings decides what values become: DATEFORMAT with its language, and NUMERIC_ROUNDABORT, under which digits lost behind the point raise 8115. */
export interface ConversionSettings { readonly dateOrder?: DateSetting; readonly roundAbort?: boolean }

/** CONVERT's style, TRY_ forms (a failed conversion gives NULL) and the session's settings. */
export interface ConversionOptions extends ConversionSettings {
  readonly style?: number;
  readonly isTry?: boolean;
}

interface FullOptions extends ConversionOptions { readonly store?: StoreTarget }

const IDENTITY: Conversion = (value) => value;
const INTEGER_RANK: Partial<Record<SqlTypeName, number>> = { bit: 0, tinyint: 1, smallint: 2, int: 3, real: 4, float: 5 };

/** True when every value of `from` is already a value of `to`. */
function isIdentity(from: SqlType, to: SqlType): boolean {
  if (isDecimal(from) && isDecimal(to)) return from.precision === to.precision && from.scale === to.scale;
  if (to.xmlSchema) return from.name === 'xml' && obeysAlready(from.xmlSchema, to.xmlSchema);
  if (from.name === to.name) return from.length === to.length && from.scale === to.scale && (!isCharacter(from) || isSameCodePage(from.collation, to.collation));
  const fromRank = INTEGER_RANK[from.name];
  const toRank = INTEGER_RANK[to.name];
  if (fromRank !== undefined && toRank !== undefined) return fromRank < toRank && to.name !== 'real';
  return to.name === 'nvarchar' && to.length === 'max' && isCharacter(from);
}

function toVariant(from: SqlType): Step {
  return (value) => ({ kind: 'variant', type: from, value: value as Variant['value'] });
}

function fromVariant(to: SqlType, options: FullOptions): Step {
  // Types of values come and go while the plan stays.
  const compiled = new WeakMap<SqlType, Conversion>();
  return (value) => {
    const { type, value: inner } = value as Variant;
    let conversion = compiled.get(type);
    if (conversion === undefined) {
      if (canConvert(type, to) === 'none') throw noExplicitConversion(type, to, true);
      conversion = compileConversion(type, to, options);
      compiled.set(type, conversion);
    }
    return conversion(inner);
  };
}

function compileStep(from: SqlType, to: SqlType, options: FullOptions): Step {
  if (to.name === 'sql_variant') return from.name === 'sql_variant' ? IDENTITY : toVariant(from);
  if (from.name === 'sql_variant') return fromVariant(to, options);
  if (isInteger(to)) return toInteger(from, to);
  if (isDecimal(to)) return toDecimal(from, to, options.roundAbort);
  if (isMoney(to)) return toMoney(from, to);
  if (isApproximate(to)) return toFloat(from, to);
  if (isTemporal(to)) return toTemporal(from, to, options);
  if (isCharacter(to)) return toText(from, to, options);
  if (isBinary(to)) return toBinary(from, to, options);
  if (to.name === 'uniqueidentifier') return toGuid(from);
  if (to.name === 'xml') return toXml(from, to, { toText: toText(from, { name: 'nvarchar', length: 'max' }, options), style: options.style });
  if (to.name === 'vector') return toVector(from, to);
  if (isClrType(to)) return toSpatial(from, to);
  throw new EngineBug(`no conversion from ${from.name} to ${to.name}`);
}

/** Errors that TRY_CAST raises too: refusals, what a schema says of xml, and a conversion that does not exist, which only a variant tells this late. */
const outlivesTry = (number: number): boolean => number === NOT_SUPPORTED_NUMBER || number === Messages.ExplicitConversionNotAllowed.number || isOfValidation(number);

function compileConversion(from: SqlType, to: SqlType, options: FullOptions): Conversion {
  if (options.store === undefined && isIdentity(from, to)) return IDENTITY;
  const step = compileStep(from, to, options);
  if (options.isTry !== true) return (value) => (value === null ? null : step(value));
  return (value) => {
    try {
      return value === null ? null : step(value);
    } catch (error) {
      if (isSqlError(error) && !outlivesTry(error.number)) return null;
      throw error;
    }
  };
}

/** Compiles CAST's conversion; raises 529 at once for a pair that does not convert. Text and binary are cut silently. */
export function converter(from: SqlType, to: SqlType, options: ConversionOptions = {}): Conversion {
  if (canConvert(from, to) === 'none') throw noExplicitConversion(from, to);
  return compileConversion(from, to, options);
}

/** Compiles the conversion of an assignment to a column: too long text or binary raises 2628 instead of being cut. */
export function storeConverter(from: SqlType, to: SqlType, where: StoreTarget, settings: ConversionSettings = {}): Conversion {
  const isSized = (isCharacter(to) || isBinary(to)) && to.length !== 'max' && to.length !== undefined;
  if (!isSized) return converter(from, to, settings);
  if (from.name === to.name && isCharacter(to) && isSameCodePage(from.collation, to.collation)) {
    const fit = textFitter(to, where);
    return (value) => (value === null ? null : fit(value as string));
  }
  return compileConversion(from, to, { ...settings, store: where });
}

/** Whether the session's DATEFORMAT or its language decides what a value becomes. */
export const dependsOnDateOrder = (from: SqlType, to: SqlType): boolean =>
  (isTemporal(to) && (isCharacter(from) || from.name === 'sql_variant')) || (isCharacter(to) && (isTemporal(from) || from.name === 'sql_variant'));

/** Whether SET NUMERIC_ROUNDABORT may decide what a value becomes: digits behind the point may be lost on the way to a decimal. */
export const dependsOnRounding = (from: SqlType, to: SqlType): boolean => isDecimal(to) && (losesScale(from, to) || isCharacter(from) || from.name === 'sql_variant');

/** Compiles the conversion of an assignment to a variable or parameter: cut silently, as CAST does. */
export function assignConverter(from: SqlType, to: SqlType, settings: ConversionSettings = {}): Conversion {
  if (isCharacter(from) && isCharacter(to) && from.name === to.name && isSameCodePage(from.collation, to.collation)) {
    const fit = textFitter(to);
    return (value) => (value === null ? null : fit(value as string));
  }
  requireConversion(from, to, false);
  return converter(from, to, settings);
}
