// A partition of a window: its rows in order, which of them are peers, and the frame of each. Knows no functions.
import type { FrameBound, WindowCall } from '../../plan/node';
import type { Row, Value } from '../../types/value';
import { NO_ROW, type Compiler, type Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';

/** Rows of one partition, sorted; `keys` are their sort keys, `peerStart`/`peerEnd` bound (end exclusive) the rows that are equal in them. */
export interface Partition { readonly rows: readonly Row[]; readonly keys: readonly (readonly Value[])[]; readonly peerStart: Int32Array; readonly peerEnd: Int32Array }

/** Works out the peers of sorted rows. */
export function makePartition(rows: readonly Row[], keys: readonly (readonly Value[])[], compare: (left: readonly Value[], right: readonly Value[]) => number): Partition {
  const peerStart = new Int32Array(rows.length);
  const peerEnd = new Int32Array(rows.length);
  for (let start = 0; start < rows.length;) {
    let end = start + 1;
    while (end < rows.length && compare(keys[start] as readonly Value[], keys[end] as readonly Value[]) === 0) end++;
    peerStart.fill(start, start, end);
    peerEnd.fill(end, start, end);
    start = end;
  }
  return { rows, keys, peerStart, peerEnd };
}

/** The frame of row `position`: from `start` up to, not including, `end`; empty where end is not after start. */
export interface Frame { start(position: number): number; end(position: number): number; readonly startsAtFirst: boolean; readonly endsAtLast: boolean }
/** Makes the frame of a call for one partition. */
export type CompiledFrame = (partition: Partition, context: ExecutionContext) => Frame;

const WHOLE: WindowCall['frame'] = { unit: 'rows', start: { kind: 'unbounded-preceding' }, end: { kind: 'unbounded-following' } };
const UP_TO_PEERS: WindowCall['frame'] = { unit: 'range', start: { kind: 'unbounded-preceding' }, end: { kind: 'current-row' } };

/** Compiles the frame of a call; without one it is the whole partition, or with ORDER BY everything up to the row's peers. */
export function compileFrame(call: WindowCall, compiler: Compiler): CompiledFrame {
  const { unit, start, end } = call.frame ?? (call.orderBy.length > 0 ? UP_TO_PEERS : WHOLE) as NonNullable<WindowCall['frame']>;
  const startCount = compileCount(start, compiler);
  const endCount = compileCount(end, compiler);
  return (partition, context) => {
    const before = offsetOf(start, startCount(NO_ROW, context));
    const after = offsetOf(end, endCount(NO_ROW, context));
    const size = partition.rows.length;
    return {
      startsAtFirst: start.kind === 'unbounded-preceding',
      endsAtLast: end.kind === 'unbounded-following',
      start: position => (unit === 'range' && start.kind === 'current-row' ? (partition.peerStart[position] as number) : clamp(position + before, size)),
      end: position => (unit === 'range' && end.kind === 'current-row' ? (partition.peerEnd[position] as number) : clamp(position + after + 1, size)),
    };
  };
}

const compileCount = (bound: FrameBound, compiler: Compiler): Evaluate => (bound.count ? compiler.expression(bound.count) : () => 0);

const clamp = (position: number, size: number): number => Math.max(0, Math.min(position, size));

function offsetOf(bound: FrameBound, count: Value): number {
  switch (bound.kind) {
    case 'unbounded-preceding': return -Infinity;
    case 'preceding': return -Number(count);
    case 'current-row': return 0;
    case 'following': return Number(count);
    case 'unbounded-following': return Infinity;
  }
}
