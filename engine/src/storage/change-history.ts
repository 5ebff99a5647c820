// What change tracking keeps of one table: committed changes by version and primary key, and how they fold into net changes.
// Knows no transactions and not how keys compare (callers pass the order).
import type { Value } from '../types/value';

export type ChangeOperation = 'I' | 'U' | 'D';

/** A change of one row. `columns` undefined: every column, or columns are not tracked. */
export interface RowTrace {
  readonly key: readonly Value[];
  readonly operation: ChangeOperation;
  readonly columns?: readonly number[];
  readonly context: Uint8Array | null;
}

/** A change that was committed, under the version that its transaction drew. */
export interface CommittedTrace extends RowTrace { readonly version: bigint }

/** All changes of one key behind a version, taken together. */
export interface NetChange {
  readonly key: readonly Value[];
  readonly version: bigint;
  readonly creationVersion: bigint | null;
  readonly operation: ChangeOperation;
  readonly columns?: readonly number[];
  readonly context: Uint8Array | null;
}

/** Orders keys. */
export type KeyOrder = (left: readonly Value[], right: readonly Value[]) => number;

/** The committed changes of a table since its tracking began, oldest first. Copies share them. */
export class ChangeHistory {
  #traces: CommittedTrace[];
  #length: number;

  /** `minimum`: changes up to that version are not in it. */
  constructor(readonly minimum: bigint, traces: CommittedTrace[] = []) {
    this.#traces = traces;
    this.#length = traces.length;
  }

  /** Adds changes under a version later than all before. */
  add(version: bigint, traces: readonly RowTrace[]): void {
    // A copy of this history has gone on in the same list.
    if (this.#traces.length > this.#length) this.#traces = this.#traces.slice(0, this.#length);
    for (const trace of traces) this.#traces.push({ ...trace, version });
    this.#length = this.#traces.length;
  }

  /** All of it, oldest first. */
  traces(): readonly CommittedTrace[] { return this.#traces.slice(0, this.#length); }

  /** An independent history of the same changes. */
  clone(): ChangeHistory {
    const copy = new ChangeHistory(this.minimum);
    copy.#traces = this.#traces;
    copy.#length = this.#length;
    return copy;
  }

  /** The net changes behind `since` (undefined: all), in order of their keys. */
  netChanges(since: bigint | undefined, order: KeyOrder): readonly NetChange[] {
    const sorted = this.#behind(since).map((trace, at) => ({ trace, at })).sort((left, right) => order(left.trace.key, right.trace.key) || left.at - right.at);
    const changes: NetChange[] = [];
    for (let from = 0, to = 0; from < sorted.length; from = to) {
      const [first] = sorted.slice(from, from + 1);
      if (!first) break;
      while (to < sorted.length && order(sorted[to]?.trace.key ?? [], first.trace.key) === 0) to++;
      changes.push(folded(sorted.slice(from, to).map(({ trace }) => trace), first.trace));
    }
    return changes;
  }

  /** The last change of a key, if there is one. */
  lastOf(key: readonly Value[], order: KeyOrder): CommittedTrace | undefined {
    for (let at = this.#length - 1; at >= 0; at--) {
      const trace = this.#traces[at];
      if (trace && order(trace.key, key) === 0) return trace;
    }
    return undefined;
  }

  #behind(since: bigint | undefined): readonly CommittedTrace[] {
    let from = this.#length;
    while (from > 0 && (since === undefined || (this.#traces[from - 1]?.version ?? since) > since)) from--;
    return this.#traces.slice(from, this.#length);
  }
}

function folded(traces: readonly CommittedTrace[], first: CommittedTrace): NetChange {
  const last = traces.at(-1) ?? first;
  const isWholeRow = traces.some(({ operation, columns }) => operation !== 'U' || columns === undefined);
  const columns = isWholeRow ? undefined : [...new Set(traces.flatMap((trace) => trace.columns ?? []))];
  return {
    key: last.key,
    version: last.version,
    creationVersion: traces.findLast(({ operation }) => operation === 'I')?.version ?? null,
    operation: last.operation === 'D' ? 'D' : first.operation === 'I' ? 'I' : 'U',
    ...(columns === undefined ? {} : { columns }),
    context: last.context,
  };
}

const ID_BYTES = 4;

/** SYS_CHANGE_COLUMNS: four bytes, then the ids. Null for every column. */
export function encodeMask(columns: readonly number[] | undefined): Uint8Array | null {
  if (columns === undefined) return null;
  const bytes = Buffer.alloc(ID_BYTES * (columns.length + 1));
  columns.forEach((id, i) => bytes.writeInt32LE(id, ID_BYTES * (i + 1)));
  return new Uint8Array(bytes);
}

/** True if a mask names the column; undefined for bytes that are no mask. */
export function isInMask(columnId: number, mask: Uint8Array): boolean | undefined {
  if (mask.length < 2 * ID_BYTES) return undefined;
  const bytes = Buffer.from(mask.buffer, mask.byteOffset, mask.byteLength);
  for (let at = ID_BYTES; at + ID_BYTES <= bytes.length; at += ID_BYTES) if (bytes.readInt32LE(at) === columnId) return true;
  return false;
}
