// How full the thread's heap is. Rows are there, so a statement that goes on when it is full would end the server, with every database in it: the
// statement fails instead. Knows no statements.
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
  collect: () => (globalThis.gc ?? collector())?.(),
};

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
