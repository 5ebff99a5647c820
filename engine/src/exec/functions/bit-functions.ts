// BIT_COUNT, GET_BIT, SET_BIT, LEFT_SHIFT, RIGHT_SHIFT: over integers and binary values alike, bit 0 being the last. Knows no operators.
import { randomBytes } from 'node:crypto';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { messageTypeName } from '../../types/format-type';
import { isBinary, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { numberAt, strict } from './implementation';
import type { Factory, FunctionTable } from './implementation';

const WIDTHS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

/** A value as unsigned bits of a known width, and back. */
interface Bits { widthOf(value: Value): number; read(value: Value): bigint; write(bits: bigint, like: Value): Value }

function bitsOf(name: string, type: SqlType): Bits {
  if (isBinary(type) && type.length !== 'max') return { widthOf: (value) => (value as Uint8Array).length * 8, read: readBytes, write: (bits, like) => writeBytes(bits, (like as Uint8Array).length) };
  const width = WIDTHS[type.name];
  if (width === undefined) throw raise(Messages.ArgumentTypeInvalid, { type: messageTypeName(type), position: 1, name: name.toLowerCase() });
  const wrap = (bits: bigint): bigint => (type.name === 'tinyint' ? BigInt.asUintN(8, bits) : BigInt.asIntN(width, bits));
  return {
    widthOf: () => width, read: (value) => BigInt.asUintN(width, BigInt(value as number | bigint)),
    write: (bits) => (type.name === 'bigint' ? wrap(bits) : Number(wrap(bits))),
  };
}

const readBytes = (value: Value): bigint => (value as Uint8Array).reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);

function writeBytes(bits: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = length - 1, rest = bits; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/** Shifts by `direction` times the amount; a negative amount shifts the other way, bits that leave are lost. */
const shift = (name: string, direction: 1n | -1n): Factory => ([type = { name: 'int' }]) => {
  const bits = bitsOf(name, type);
  return strict(([value = null, amount = null]) => {
    const width = BigInt(bits.widthOf(value));
    const by = BigInt(amount as number | bigint) * direction;
    if (by >= width || -by >= width) return bits.write(0n, value);
    const source = bits.read(value);
    return bits.write(BigInt.asUintN(Number(width), by >= 0n ? source << by : source >> -by), value);
  });
};

const bitCount: Factory = ([type = { name: 'int' }]) => {
  const bits = bitsOf('bit_count', type);
  return strict(([value = null]) => BigInt(bits.read(value).toString(2).replace(/0/g, '').length));
};

function offsetIn(width: number, args: readonly Value[], name: string): bigint {
  const offset = numberAt(args, 1);
  if (offset < 0 || offset >= width) throw notSupported(`${name} of a bit that the value does not have`);
  return BigInt(offset);
}

const getBit: Factory = ([type = { name: 'int' }]) => {
  const bits = bitsOf('get_bit', type);
  return strict((args) => Number((bits.read(args[0] ?? null) >> offsetIn(bits.widthOf(args[0] ?? null), args, 'GET_BIT')) & 1n));
};

const setBit: Factory = ([type = { name: 'int' }]) => {
  const bits = bitsOf('set_bit', type);
  return strict((args) => {
    const value = args[0] ?? null;
    const mask = 1n << offsetIn(bits.widthOf(value), args, 'SET_BIT');
    const source = bits.read(value);
    const isOn = args.length < 3 || numberAt(args, 2) !== 0;
    return bits.write(isOn ? source | mask : source & ~mask, value);
  });
};

const MAX_RANDOM_BYTES = 8000;

const randomBinary: Factory = () => strict((args) => {
  const length = numberAt(args, 0);
  return length < 1 || length > MAX_RANDOM_BYTES ? null : new Uint8Array(randomBytes(length));
});

/** Functions on bits by name. */
export const BIT_FUNCTIONS: FunctionTable = {
  BIT_COUNT: bitCount, GET_BIT: getBit, SET_BIT: setBit, LEFT_SHIFT: shift('left_shift', 1n), RIGHT_SHIFT: shift('right_shift', -1n), CRYPT_GEN_RANDOM: randomBinary,
};
