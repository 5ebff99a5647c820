// The thread's heap: what is done when it is full, and how little of it is resident. Knows no statements.
// Rows are there, so a statement that goes on when it is full would end the server, with every database in it: the statement fails instead.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';

/** The heap as the guard sees it. */
export interface Heap {
  /** The part of it that is in use, garbage included. */
  fullness(): number;
  /** Takes garbage out. */
  collect(): void;
}

const V8_HEAP: Heap = {
  fullness: () => {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    return used / limit;
  },
  collect: collectGarbage,
};

function collectGarbage(): void { (globalThis.gc ?? collector())?.(); }

// V8 gives `gc` to contexts that are made while the flag is set. Where the process was started with it, it stays.
function collector(): (() => void) | undefined {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext("typeof gc === 'function' ? gc : undefined") as (() => void) | undefined;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}

/** V8 gives up some time after four fifths, when it finds that collecting no longer helps. */
const SUSPICIOUS = 0.85;
const FULL = 0.75;

/** Asked every so many rows and statements. */
export class MemoryGuard {
  constructor(private readonly heap: Heap = V8_HEAP) {}

  /** Raises 701 where hardly any room is left. */
  check(): void {
    if (this.heap.fullness() < SUSPICIOUS) return;
    this.heap.collect();
    if (this.heap.fullness() > FULL) throw raise(Messages.InsufficientMemory, {});
  }
}

const SMALL_BYTES = 34_000_000;
const LARGE_BYTES = 64_000_000;
const GROWTH = 1.25;
const LOOK_EVERY_MS = 50;
const LONGEST_SHARE = 0.05;

/**
 * Collects whenever the heap has grown by a quarter, for a twentieth of the time at most, until so much is held that V8 had better do it. V8 lets a heap's first
 * collection wait until 60 to 85 MB are in use, half of it garbage, then lets it double, and keeps resident what it has taken. At most 115 to 121 instead of 142 MB
 * are resident during the example's suite (engine/bench/memory.cjs), for 0.25 s of processor time.
 */
export function keepSmall(): void {
  const used = (): number => getHeapStatistics().used_heap_size;
  let bound = SMALL_BYTES;
  const look = (): void => {
    if (used() < bound) return lookIn(LOOK_EVERY_MS);
    const started = performance.now();
    collectGarbage();
    const tookMs = performance.now() - started;
    bound = Math.max(SMALL_BYTES, used() * GROWTH);
    if (used() < LARGE_BYTES) lookIn(tookMs / LONGEST_SHARE);
  };
  const lookIn = (ms: number): void => void setTimeout(look, ms).unref();
  lookIn(LOOK_EVERY_MS);
}
