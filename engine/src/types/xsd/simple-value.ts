// Values of simple types: whether a text is one, and the canonical form in which SQL Server keeps it. Knows no elements.
import { compareAtomic, textOfAtomic } from './atomic';
import { familyOf, isAtomicName } from './atomic-types';
import { castText } from './cast';
import { XSD, type Facets, type SimpleType } from './components';

/** Texts that no value of an atomic type is computed from: they are kept as they are. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  gYear: /^-?\d{4,}(Z|[+-]\d\d:\d\d)?$/,
  gYearMonth: /^-?\d{4,}-(0[1-9]|1[0-2])(Z|[+-]\d\d:\d\d)?$/,
  gMonth: /^--(0[1-9]|1[0-2])(Z|[+-]\d\d:\d\d)?$/,
  gMonthDay: /^--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]\d\d:\d\d)?$/,
  gDay: /^---(0[1-9]|[12]\d|3[01])(Z|[+-]\d\d:\d\d)?$/,
};
const DURATION = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:(T)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** The canonical form of a text as a value of the type; undefined where it is none. */
export function canonical(type: SimpleType, raw: string): string | undefined {
  const text = withoutBlanks(type, raw);
  const value = canonicalOf(type, text);
  return value !== undefined && obeysAll(type, text, value) ? value : undefined;
}

function canonicalOf(type: SimpleType, text: string): string | undefined {
  const { variety } = type;
  switch (variety.kind) {
    case 'atomic': return atomicText(variety.builtIn, text);
    case 'list': {
      const items = text === '' ? [] : text.split(' ').map((item) => canonical(variety.item, item));
      return items.includes(undefined) ? undefined : items.join(' ');
    }
    // The first type that takes the text has it.
    case 'union':
      for (const member of variety.members) {
        const value = canonical(member, text);
        if (value !== undefined) return value;
      }
      return undefined;
  }
}

function atomicText(builtIn: string, text: string): string | undefined {
  const name = `xs:${builtIn}`;
  if (builtIn === 'anySimpleType') return text;
  if (builtIn === 'duration') return durationText(text);
  const plain = PLAIN[builtIn];
  if (plain) return plain.test(text) ? text : undefined;
  if (builtIn === 'decimal') return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) ? decimalText(text) : undefined;
  if (!isAtomicName(name)) return undefined;
  const value = castText(text, name);
  if (value === undefined) return undefined;
  return familyOf(name) === 'decimal' ? decimalText(text) : textOfAtomic(value);
}

/** Without a plus sign, leading zeros and zeros at the end; zero has no sign. */
function decimalText(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*?)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

function durationText(text: string): string | undefined {
  const found = DURATION.exec(text);
  if (!found || /[PT]$/.test(text)) return undefined;
  const [, sign = '', years, months, days, , hours, minutes, seconds] = found;
  const part = (value: string | undefined, unit: string): string => (value === undefined || Number(value) === 0 ? '' : `${decimalText(value)}${unit}`);
  const day = `${part(years, 'Y')}${part(months, 'M')}${part(days, 'D')}`;
  const time = `${part(hours, 'H')}${part(minutes, 'M')}${part(seconds, 'S')}`;
  return day === '' && time === '' ? 'PT0S' : `${sign}P${day}${time === '' ? '' : `T${time}`}`;
}

const PRESERVED: readonly string[] = ['string', 'anySimpleType'];

/** Lists and unions collapse, whatever their base. */
function whiteSpaceOf(type: SimpleType): NonNullable<Facets['whiteSpace']> {
  if (type.facets.whiteSpace) return type.facets.whiteSpace;
  if (type.variety.kind !== 'atomic') return 'collapse';
  if (type.base && type.uri !== XSD) return whiteSpaceOf(type.base);
  return PRESERVED.includes(type.variety.builtIn) ? 'preserve' : type.variety.builtIn === 'normalizedString' ? 'replace' : 'collapse';
}

/** The text as the type's values are read from it. */
function withoutBlanks(type: SimpleType, raw: string): string {
  const whiteSpace = whiteSpaceOf(type);
  if (whiteSpace === 'preserve') return raw;
  const replaced = raw.replace(/[\t\r\n]/g, ' ');
  return whiteSpace === 'replace' ? replaced : replaced.replace(/ +/g, ' ').replace(/^ | $/g, '');
}

function obeysAll(type: SimpleType, text: string, value: string): boolean {
  for (let at: SimpleType | undefined = type; at; at = at.base) if (!obeys(at, text, value)) return false;
  return true;
}

function obeys(type: SimpleType, text: string, value: string): boolean {
  const { facets } = type;
  if (facets.enumeration && !facets.enumeration.includes(value)) return false;
  if (facets.patterns && !facets.patterns.some((pattern) => pattern.test(text))) return false;
  return hasLength(type, value) && hasDigits(facets, value) && isInBounds(type, value);
}

function lengthOf(type: SimpleType, value: string): number {
  if (type.variety.kind === 'list') return value === '' ? 0 : value.split(' ').length;
  const builtIn = type.variety.kind === 'atomic' ? type.variety.builtIn : '';
  if (builtIn === 'hexBinary') return value.length / 2;
  return builtIn === 'base64Binary' ? Buffer.from(value, 'base64').length : Array.from(value).length;
}

function hasLength(type: SimpleType, value: string): boolean {
  const { length, minLength, maxLength } = type.facets;
  if (length === undefined && minLength === undefined && maxLength === undefined) return true;
  const actual = lengthOf(type, value);
  return (length === undefined || actual === length) && (minLength === undefined || actual >= minLength) && (maxLength === undefined || actual <= maxLength);
}

function hasDigits({ totalDigits, fractionDigits }: Facets, value: string): boolean {
  const [whole = '', fraction = ''] = value.replace('-', '').split('.');
  const total = (whole === '0' ? '' : whole).length + fraction.length;
  return (totalDigits === undefined || total <= totalDigits) && (fractionDigits === undefined || fraction.length <= fractionDigits);
}

function isInBounds({ variety, facets }: SimpleType, value: string): boolean {
  const name = variety.kind === 'atomic' ? `xs:${variety.builtIn}` : '';
  const holds = (bound: string | undefined, isRight: (order: number) => boolean): boolean => {
    if (bound === undefined) return true;
    const [left, right] = [castText(value, name), castText(bound, name)];
    const order = left && right && compareAtomic(left, right);
    return order !== undefined && isRight(order);
  };
  return (
    holds(facets.minInclusive, (order) => order >= 0) &&
    holds(facets.maxInclusive, (order) => order <= 0) &&
    holds(facets.minExclusive, (order) => order > 0) &&
    holds(facets.maxExclusive, (order) => order < 0)
  );
}
