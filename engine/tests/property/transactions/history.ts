// What several sessions did, as plain data: reads, writes, rollbacks and ends in the order in which the server answered them. Knows no SQL.

/** Under which promise an event was made; `RCV` is READ COMMITTED by row versions. */
export type Level = 'RU' | 'RC' | 'RCV' | 'RR' | 'SI' | 'SER';

/** A row. Every write leaves a `v` that no other write of the history leaves. */
export interface Item { readonly id: number; readonly v: number; readonly g: number }

/** What a read asked for. */
export type Predicate =
  | { readonly kind: 'all' }
  | { readonly kind: 'key'; readonly id: number }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'group'; readonly g: number }
  | { readonly kind: 'modulo'; readonly by: number; readonly rest: number };

/** Rows that were read; `isPartial` where rows in others' hands are left out (READPAST). Of a write's own search, what it found to change. */
export interface ReadEvent { readonly kind: 'read'; readonly at: number; readonly tx: number; readonly level: Level; readonly table: string; readonly predicate: Predicate; readonly rows: readonly Item[]; readonly isPartial?: boolean }

/** One row's change: `before` the value it replaced (null: there was no row; undefined: not told), `after` null for a delete. */
export interface WriteEvent { readonly kind: 'write'; readonly at: number; readonly tx: number; readonly level: Level; readonly table: string; readonly id: number; readonly before: number | null | undefined; readonly after: Item | null }

/** The writes of a transaction behind `since` are taken back: to a savepoint. */
export interface UndoEvent { readonly kind: 'undo'; readonly at: number; readonly tx: number; readonly since: number }

/** How a transaction ended. */
export interface EndEvent { readonly kind: 'commit' | 'abort'; readonly at: number; readonly tx: number }

/** Anything that a history holds. */
export type Event = ReadEvent | WriteEvent | UndoEvent | EndEvent;

/** A history in the order of `at`. Transactions are numbered from 1; 0 wrote what was there before and has committed. */
export type History = readonly Event[];

/** Whether a row is one that a read asked for. */
export function matches(predicate: Predicate, item: Item): boolean {
  switch (predicate.kind) {
    case 'all': return true;
    case 'key': return item.id === predicate.id;
    case 'range': return item.id >= predicate.low && item.id <= predicate.high;
    case 'group': return item.g === predicate.g;
    case 'modulo': return item.v % predicate.by === predicate.rest;
  }
}

/** A version of one row, alive or deleted. */
export interface Version { readonly key: string; readonly tx: number; readonly at: number; readonly item: Item | null; readonly before: number | null | undefined; readonly level: Level }

/** A history's transactions and versions, looked up. */
export interface Ledger {
  /** When each committed. */
  readonly commits: ReadonlyMap<number, number>;
  /** All versions of each row, oldest first, those that were taken back too. */
  readonly versions: ReadonlyMap<string, readonly Version[]>;
  /** When a version was taken back by a rollback of any kind. */
  readonly undone: ReadonlyMap<Version, number>;
  /** Who wrote a value. */
  readonly writers: ReadonlyMap<number, Version>;
  /** The last version of a row that each transaction leaves. */
  isFinal(version: Version): boolean;
}

/** A row's name in a history. */
export const keyOf = (table: string, id: number): string => `${table}:${id}`;

/** Reads a history once. */
export function ledgerOf(history: History): Ledger {
  const commits = new Map<number, number>([[0, 0]]);
  const versions = new Map<string, Version[]>();
  const undone = new Map<Version, number>();
  const writers = new Map<number, Version>();
  const open = new Map<number, Version[]>();
  for (const event of history) {
    if (event.kind === 'write') {
      const key = keyOf(event.table, event.id);
      const version: Version = { key, tx: event.tx, at: event.at, item: event.after, before: event.before, level: event.level };
      listOf(versions, key).push(version);
      listOf(open, event.tx).push(version);
      if (event.after) writers.set(event.after.v, version);
    } else if (event.kind === 'undo') takeBack(open.get(event.tx) ?? [], event.since, event.at, undone);
    else if (event.kind === 'abort') takeBack(open.get(event.tx) ?? [], -1, event.at, undone);
    else if (event.kind === 'commit') commits.set(event.tx, event.at);
  }
  const last = new Map<string, Version>();
  for (const list of versions.values()) for (const version of list) if (!undone.has(version)) last.set(`${version.key}/${version.tx}`, version);
  return { commits, versions, undone, writers, isFinal: (version) => last.get(`${version.key}/${version.tx}`) === version };
}

function takeBack(versions: readonly Version[], since: number, at: number, undone: Map<Version, number>): void {
  for (const version of versions) if (version.at > since && !undone.has(version)) undone.set(version, at);
}

/** The list under a key, made when it is first asked for. */
export function listOf<K, T>(lists: Map<K, T[]>, key: K): T[] {
  const known = lists.get(key);
  if (known) return known;
  const made: T[] = [];
  lists.set(key, made);
  return made;
}
