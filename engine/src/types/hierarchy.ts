// hierarchyid: positions in a tree, as text such as /1/2.3/ and as the bytes that SQL Server keeps ([MS-SSCLRT], HIERARCHYID Structure).
// The order of the bytes is the order of the tree. Knows no table.
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';

/** The levels from the root down; each is one number, or several where nodes were put between siblings (2.3). */
export type Hierarchy = readonly (readonly number[])[];

/** Ranges of labels: x are the bits of the offset in the range, T says whether the level ends here. */
const RANGES: readonly { readonly from: number; readonly to: number; readonly bits: string }[] = [
  { from: -281479271682120, to: -4294971465, bits: `000100${'x'.repeat(14)}0${'x'.repeat(21)}0xxxxxx0xxx0x1xxxT` },
  { from: -4294971464, to: -4169, bits: `000101${'x'.repeat(19)}0xxxxxx0xxx0x1xxxT` },
  { from: -4168, to: -73, bits: '000110xxxxx0xxx0x1xxxT' },
  { from: -72, to: -9, bits: '0010xx0x1xxxT' },
  { from: -8, to: -1, bits: '00111xxxT' },
  { from: 0, to: 3, bits: '01xxT' },
  { from: 4, to: 7, bits: '100xxT' },
  { from: 8, to: 15, bits: '101xxxT' },
  { from: 16, to: 79, bits: '110xx0x1xxxT' },
  { from: 80, to: 1103, bits: '1110xxx0xxx0x1xxxT' },
  { from: 1104, to: 5199, bits: '11110xxxxx0xxx0x1xxxT' },
  { from: 5200, to: 4294972495, bits: `111110${'x'.repeat(19)}0xxxxxx0xxx0x1xxxT` },
  { from: 4294972496, to: 281479271683151, bits: `111111${'x'.repeat(14)}0${'x'.repeat(21)}0xxxxxx0xxx0x1xxxT` },
];
const MAX_BYTES = 892;

/** 6522 as the CLR type's errors arrive. */
export const hierarchyError = (number: number, text: string): Error =>
  raise(Messages.ClrError, { routine: 'hierarchyid', text: `Microsoft.SqlServer.Types.HierarchyIdException: ${number}: ${text}` });

/** Reads a path; raises 6522 (24001) for anything else. */
export function parseHierarchy(text: string): Hierarchy {
  if (!/^\/(?:-?\d+(?:\.-?\d+)*\/)*$/.test(text))
    throw hierarchyError(24001, `SqlHierarchyId.Parse failed because the input string '${text}' is not a valid string representation of a SqlHierarchyId node.`);
  return text.slice(1).split('/').slice(0, -1).map((level) => level.split('.').map(Number));
}

/** The path of a node: / for the root. */
export const formatHierarchy = (levels: Hierarchy): string => `/${levels.map((level) => `${level.join('.')}/`).join('')}`;

/** The bytes of a node. A label with more behind it in its level is kept as the next greater number. */
export function encodeHierarchy(levels: Hierarchy): Uint8Array {
  const bits = levels.map((level) => level.map((label, i) => labelBits(label, i === level.length - 1)).join('')).join('');
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) if (bits[i] === '1') bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (0x80 >> (i & 7));
  if (bytes.length > MAX_BYTES) throw notSupported('a hierarchyid of more than 892 bytes');
  return bytes;
}

function labelBits(label: number, isLast: boolean): string {
  const stored = isLast ? label : label + 1;
  const range = RANGES.find(({ from, to }) => stored >= from && stored <= to);
  if (!range) throw notSupported(`the label ${label} in a hierarchyid`);
  const width = range.bits.replace(/[01T]/g, '').length;
  const offset = (stored - range.from).toString(2).padStart(width, '0');
  let next = 0;
  return range.bits.replace(/[xT]/g, (mark) => (mark === 'T' ? (isLast ? '1' : '0') : offset[next++] ?? '0'));
}

/** The levels that bytes stand for; refuses bytes that are no node. */
export function decodeHierarchy(bytes: Uint8Array): Hierarchy {
  let bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const levels: number[][] = [];
  let level: number[] = [];
  while (bits.includes('1')) {
    const range = RANGES.find((candidate) => bits.startsWith(candidate.bits.slice(0, candidate.bits.indexOf('x'))));
    if (!range || bits.length < range.bits.length) throw notSupported('bytes that are no hierarchyid');
    const isLast = bits[range.bits.length - 1] === '1';
    const stored = range.from + Number.parseInt([...range.bits].map((mark, i) => (mark === 'x' ? bits[i] : '')).join(''), 2);
    level.push(isLast ? stored : stored - 1);
    if (isLast) {
      levels.push(level);
      level = [];
    }
    bits = bits.slice(range.bits.length);
  }
  if (level.length > 0 || bits.length > 7) throw notSupported('bytes that are no hierarchyid');
  return levels;
}

const sameLevel = (left: readonly number[] | undefined, right: readonly number[] | undefined): boolean => left?.join('.') === right?.join('.');

/** True when `ancestor` is the node itself or one above it. */
export const isWithin = (node: Hierarchy, ancestor: Hierarchy): boolean => ancestor.length <= node.length && ancestor.every((level, i) => sameLevel(level, node[i]));

/** The last level of a child of `parent` that lies between two of its children, of which either may be missing; refuses what only SQL Server's own choice decides. */
export function levelBetween(parent: Hierarchy, first: Hierarchy | undefined, second: Hierarchy | undefined): readonly number[] {
  for (const [child, name] of [[first, 'child1'], [second, 'child2']] as const) {
    if (child && (child.length !== parent.length + 1 || !isWithin(child, parent)))
      throw hierarchyError(name === 'child1' ? 24005 : 24006, `SqlHierarchyId.GetDescendant failed because '${name}' must be a child of 'this'.`);
  }
  const [low, high] = [first?.at(-1), second?.at(-1)];
  if (!low && !high) return [1];
  if (!low || !high) return beside(low ?? high ?? [], low ? 1 : -1);
  const at = low.findIndex((label, i) => label !== high[i]);
  return at < 0 ? beforeLonger(low, high) : betweenLabels(low, high, at);
}

function beside(level: readonly number[], step: 1 | -1): readonly number[] {
  const [label = 0, ...more] = level;
  if (more.length > 0) throw notSupported('GetDescendant beside one child whose label has a dot');
  return [label + step];
}

const outOfOrder = (): Error => hierarchyError(24007, "SqlHierarchyId.GetDescendant failed because 'child1' must be less than 'child2'.");

function beforeLonger(low: readonly number[], high: readonly number[]): readonly number[] {
  const next = high[low.length];
  if (next === undefined) throw outOfOrder();
  return [...low, next - 1];
}

function betweenLabels(low: readonly number[], high: readonly number[], at: number): readonly number[] {
  const [from = 0, to] = [low[at], high[at]];
  if (to === undefined || from > to) throw outOfOrder();
  if (to - from > 1) return [...low.slice(0, at), from + 1];
  const next = low[at + 1];
  if (next !== undefined) return [...low.slice(0, at + 1), next + 1];
  if (high.length > at + 1) throw notSupported('GetDescendant between a child and the children between the next');
  return [...low, 1];
}
