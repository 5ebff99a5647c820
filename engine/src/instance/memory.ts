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

const EARLY_BYTES = 36_000_000;
const EARLY_GROWTH = 1.15;
const EARLY_COLLECTIONS = 5;
const LOOK_EVERY_MS = 50;

/**
 * Collects a few times while the thread still compiles what it needs. V8 lets a heap's first collection wait until 60 to 85 MB are in use, half of it garbage, and
 * keeps resident what it has taken; what a collection has left is what it goes by afterwards. At most 117 to 128 instead of 142 MB are resident during the example's
 * suite (engine/bench/memory.cjs), for 0.25 s of processor time.
 */
export function collectEarly(): void {
  let collections = 0;
  let bound = EARLY_BYTES;
  const used = (): number => getHeapStatistics().used_heap_size;
  const timer = setInterval(() => {
    if (used() < bound) return;
    collectGarbage();
    bound = Math.max(EARLY_BYTES, used() * EARLY_GROWTH);
    if (++collections === EARLY_COLLECTIONS) clearInterval(timer);
  }, LOOK_EVERY_MS);
  timer.unref();
}
