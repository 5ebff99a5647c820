// Dynamic data masking: what somebody sees who may not see a value. Who may is the context's to say.
import type { MaskFunction } from '../../catalog/definitions';
import type { MaskExpression } from '../../plan/expression';
import { converter } from '../../types/conversion/convert';
import { FLOAT, isBinary, isCharacter, isInteger, isMoney, isTemporal, varchar, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { Compiler, Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';

type Shown = Exclude<Value, null>;
type Mask = (value: Shown, context: ExecutionContext) => Value;

/** A value that is shown as its mask to whom the columns behind it are not to be seen. */
export function compileMask({ operand, type, columns, function: mask }: MaskExpression, compiler: Compiler): Evaluate {
  const evaluate = compiler.expression(operand);
  const masked = maskFor(mask, type);
  return (row, context) => {
    const value = evaluate(row, context);
    return value === null || context.isUnmasked(columns) ? value : masked(value, context);
  };
}

function maskFor(mask: MaskFunction, type: SqlType): Mask {
  switch (mask.kind) {
    case 'default': return defaultMask(type);
    case 'email': return isCharacter(type) ? email(type) : defaultMask(type);
    case 'partial': return isCharacter(type) ? partial(mask, type) : defaultMask(type);
    case 'random': return random(Number(mask.low), Number(mask.high), type);
    case 'datetime': return datetime(mask.part, type);
  }
}

const cut = (text: string, { length }: SqlType): string => (typeof length === 'number' ? text.slice(0, length) : text);

/** Made when it is first needed: the types that have none are no columns' with masks. */
function defaultMask(type: SqlType): Mask {
  let made: Value | undefined;
  return (value) => {
    if (type.name === 'sql_variant' && typeof value === 'object' && 'kind' in value && value.kind === 'variant') {
      const inner = defaultValue({ ...value.type, ...(isCharacter(value.type) ? { length: 8000 } : {}) });
      return inner === null ? null : { ...value, value: inner as typeof value.value };
    }
    return (made ??= defaultValue(type));
  };
}

const CHARACTER_ZERO = 0x30;

function defaultValue(type: SqlType): Value {
  if (isCharacter(type)) return cut('xxxx', type);
  if (type.name === 'timestamp') return new Uint8Array(8);
  if (isBinary(type)) return Uint8Array.of(CHARACTER_ZERO);
  // As it is: a document that is stored would be written <masked/>.
  if (type.name === 'xml') return '<masked />';
  return converter(varchar(100), type)(textOfDefault(type));
}

function textOfDefault(type: SqlType): string {
  if (type.name === 'uniqueidentifier') return '00000000-0000-0000-0000-000000000000';
  if (type.name === 'time') return '00:00:00';
  if (type.name === 'datetimeoffset') return '1900-01-01 00:00:00 +00:00';
  return isTemporal(type) ? '1900-01-01' : '0';
}

function email(type: SqlType): Mask {
  const whole = defaultMask(type);
  return (value, context) => (value === '' ? whole(value, context) : cut(`${String(value).slice(0, 1)}XXX@XXXX.com`, type));
}

function partial({ prefix, padding, suffix }: Extract<MaskFunction, { kind: 'partial' }>, type: SqlType): Mask {
  return (value) => {
    const text = String(value);
    const isLongEnough = text.length > prefix + suffix;
    return cut(isLongEnough ? text.slice(0, prefix) + padding + text.slice(text.length - suffix) : padding, type);
  };
}

const decimalsOf = (type: SqlType): number => (isInteger(type) ? 0 : isMoney(type) ? 4 : (type.scale ?? 0));

function random(low: number, high: number, type: SqlType): Mask {
  if (type.name === 'float' || type.name === 'real') return (_, { functions }) => low + functions.random() * (high - low);
  const unit = 10 ** decimalsOf(type);
  const convert = converter(FLOAT, type);
  return (_, { functions }) => convert((Math.floor(functions.random() * ((high - low) * unit + 1)) + low * unit) / unit);
}

const ISO = 121;
/** Where each part stands in the text of style 121, and what it is put back to. */
const RESETS: Readonly<Record<string, readonly [RegExp, string]>> = {
  Y: [/^\d{4}/, '2000'], M: [/^(\d{4})-\d{2}/, '$1-01'], D: [/^(\d{4}-\d{2})-\d{2}/, '$1-01'],
  h: [/\d{2}:(\d{2}:\d{2})/, '00:$1'], m: [/(\d{2}):\d{2}:(\d{2})/, '$1:00:$2'], s: [/(\d{2}:\d{2}):\d{2}/, '$1:00'],
};

/** Fractions of seconds go, and so does the offset of a datetimeoffset, whose clock stays. */
function datetime(part: string, type: SqlType): Mask {
  if (!isTemporal(type)) return defaultMask(type);
  const toText = converter(type, varchar(50), { style: ISO });
  const fromText = converter(varchar(50), type, { style: ISO });
  const [pattern, replacement] = RESETS[part] ?? [/$^/, ''];
  return (value) => {
    const text = String(toText(value)).replace(/\.\d+/, '').replace(/ ?[+-]\d{2}:\d{2}$/, '');
    const whole = text.replace(pattern, replacement);
    return fromText(type.name === 'datetimeoffset' ? `${whole} +00:00` : whole);
  };
}
