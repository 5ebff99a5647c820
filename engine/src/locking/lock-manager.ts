// Grants, queues and releases locks: first come first served, conversions first, no circle of waits ever stands.
// Callback based; knows no transactions, no rows and no Promises.
import { chooseVictim, findCycle } from './deadlock';
import { combine, isCompatible, isRangeMode, type LockMode } from './lock-mode';
import type { Hold, LockEntry, LockOwner, OwnedRows, WaitOutcome, Waiter } from './lock-owner';
import { reportEntry, reportWait, type LockRow, type WaitRow } from './lock-report';
import { LockTable } from './lock-table';
import type { LockDuration, LockRequest } from './lock-wait';
import { objectResource, rowKey, tableKey, type Resource } from './resource';

/** Options of a wait: timeoutMs -1 waits for ever. */
export interface WaitOptions { readonly timeoutMs: number; readonly onEnd: (outcome: WaitOutcome) => void }

/** One lock manager serves one engine. */
export class LockManager {
  /** After how many row locks of one statement in one table they become one on the table, and after how many more that is tried again. */
  readonly escalation = { first: 6250, next: 1250 };
  readonly #table = new LockTable();
  readonly #waiting = new Set<Waiter>();
  readonly #mayEscalate: (databaseId: number, objectId: number) => boolean;

  /** `mayEscalate` says whether a table's many row locks may become one on the table (its LOCK_ESCALATION). */
  constructor(mayEscalate: (databaseId: number, objectId: number) => boolean = () => true) { this.#mayEscalate = mayEscalate; }

  /** Takes the lock if it is free now (nobody incompatible holds it or queued for it before). Application locks are counted. */
  tryAcquire(owner: LockOwner, resource: Resource, mode: LockMode, duration: LockDuration): 'granted' | 'conflict' {
    if (this.#isCoveredByTable(owner, { resource, mode, duration })) return 'granted';
    const entry = this.#table.find(resource);
    if (!entry) {
      this.#grant(owner, this.#table.add(resource), mode, duration);
      return 'granted';
    }
    const hold = holdOf(owner, entry);
    if (!this.#mayHave(owner, entry, hold, mode)) return 'conflict';
    if (hold) this.#extend(hold, mode, duration);
    else this.#grant(owner, entry, mode, duration);
    return 'granted';
  }

  /** True if tryAcquire would be granted; takes nothing. */
  isFree(owner: LockOwner, resource: Resource, mode: LockMode): boolean {
    const entry = this.#table.find(resource);
    return !entry || this.#mayHave(owner, entry, holdOf(owner, entry), mode);
  }

  /**
   * Queues a request. `onEnd` is called exactly once: before `wait` returns when the lock is free by now, when timeoutMs is 0,
   * or when this wait closes a circle and loses. One owner waits for one thing at a time.
   */
  wait(owner: LockOwner, request: LockRequest, options: WaitOptions): void {
    if (this.tryAcquire(owner, request.resource, request.mode, request.duration) === 'granted') return options.onEnd('granted');
    if (options.timeoutMs === 0) return options.onEnd('timeout');
    const entry = this.#table.find(request.resource) ?? this.#table.add(request.resource);
    const hold = holdOf(owner, entry);
    const waiter: Waiter = {
      owner, entry, request, target: hold ? combine(hold.mode, request.mode) : request.mode, isConversion: hold !== undefined,
      sinceMs: Date.now(), onEnd: options.onEnd, timer: undefined,
    };
    enqueue(entry, waiter);
    owner.waiter = waiter;
    this.#waiting.add(waiter);
    if (options.timeoutMs > 0) waiter.timer = setTimeout(() => this.#end(waiter, 'timeout'), options.timeoutMs);
    this.#breakCycles(owner);
  }

  /** Ends the owner's wait, if any, as 'cancelled'. */
  cancelWait(owner: LockOwner): void {
    if (owner.waiter) this.#end(owner.waiter, 'cancelled');
  }

  /** Releases one hold (application locks: one count of it). False if it was not held for that duration. */
  release(owner: LockOwner, resource: Resource, duration: LockDuration): boolean {
    const entry = this.#table.find(resource);
    const hold = entry && holdOf(owner, entry);
    if (!hold || hold[duration] === undefined) return false;
    if (hold.counts && --hold.counts[duration] > 0) return true;
    this.#reduce(hold, duration);
    return true;
  }

  /** End of statement: releases what was taken for the statement. */
  releaseStatement(owner: LockOwner): void {
    if (owner.brief.size > 0) for (const hold of [...owner.brief]) this.#reduce(hold, 'statement');
    for (const owned of owner.rows.values()) {
      owned.takenInStatement = 0;
      owned.nextEscalationAt = this.escalation.first;
    }
  }

  /** End of transaction: releases statement and transaction locks; session locks stay. */
  releaseAll(owner: LockOwner): void {
    for (const holds of ownedHolds(owner)) for (const hold of holds) {
      hold.statement = undefined;
      this.#reduce(hold, 'transaction');
    }
    owner.brief.clear();
  }

  /** End or reset of the session: cancels its wait and releases everything. */
  releaseSession(owner: LockOwner): void {
    this.cancelWait(owner);
    this.releaseAll(owner);
    for (const hold of [...owner.holds]) this.#reduce(hold, 'session');
  }

  /** The mode in which an owner holds a resource. */
  heldMode(owner: LockOwner, resource: Resource, duration?: 'session' | 'transaction'): LockMode | undefined {
    const entry = this.#table.find(resource);
    return entry && holdOf(owner, entry)?.[duration ?? 'mode'];
  }

  /** True if anybody else has locks on rows or keys of the table: if not, row locks need no test. */
  hasRowLocksOfOthers(owner: LockOwner, key: number): boolean {
    const table = this.#table.table(key);
    return table !== undefined && table.rowHolds > (owner.rows.get(key)?.holds.size ?? 0);
  }

  /** True if anybody holds key-range locks in the table. */
  hasRangeLocks(key: number): boolean { return (this.#table.table(key)?.rangeHolds ?? 0) > 0; }

  /** sys.dm_tran_locks. */
  list(): LockRow[] { return [...this.#table.entries()].flatMap(entry => reportEntry(entry)); }

  /** Who waits for whom, in order of arrival. */
  waits(): WaitRow[] { return [...this.#waiting].map(waiter => reportWait(waiter)); }

  /** True if the owner's lock on the table stands for the row's; it then lasts as long as the row's would. */
  #isCoveredByTable(owner: LockOwner, { resource, mode, duration }: LockRequest): boolean {
    if (resource.kind !== 'KEY' && resource.kind !== 'RID') return false;
    const object = this.#table.table(tableKey(resource.databaseId, resource.objectId))?.object;
    const hold = object && holdOf(owner, object);
    if (!hold || !coversRows(hold.mode, mode)) return false;
    const lasting = duration === 'statement' ? hold.mode : hold[duration];
    if (lasting === undefined || !coversRows(lasting, mode)) this.#extend(hold, hold.mode, duration);
    return true;
  }

  #mayHave(owner: LockOwner, entry: LockEntry, hold: Hold | undefined, mode: LockMode): boolean {
    const target = hold ? combine(hold.mode, mode) : mode;
    if (hold && target === hold.mode) return true;
    for (const other of entry.holds) if (other !== hold && !isCompatible(target, other.mode)) return false;
    if (hold) return true;
    for (const waiter of entry.queue) if (waiter.owner !== owner && !isCompatible(target, waiter.target)) return false;
    return true;
  }

  #grant(owner: LockOwner, entry: LockEntry, mode: LockMode, duration: LockDuration): void {
    const hold: Hold = { owner, entry, mode, statement: undefined, transaction: undefined, session: undefined, counts: undefined };
    hold[duration] = mode;
    if (duration === 'statement') owner.brief.add(hold);
    if (entry.resource.kind === 'APPLICATION') hold.counts = { statement: 0, transaction: 0, session: 0, [duration]: 1 };
    entry.holds.push(hold);
    if (entry.resource.kind === 'KEY' || entry.resource.kind === 'RID') this.#noteRow(hold, entry.resource);
    else owner.holds.add(hold);
  }

  #noteRow(hold: Hold, resource: Resource & { readonly kind: 'KEY' | 'RID' }): void {
    const key = tableKey(resource.databaseId, resource.objectId);
    const table = this.#table.table(key);
    let owned = hold.owner.rows.get(key);
    if (!owned) hold.owner.rows.set(key, owned = { holds: new Map(), rangeHolds: 0, takenInStatement: 0, nextEscalationAt: this.escalation.first });
    owned.holds.set(rowKey(resource.indexId, resource.rowId), hold);
    if (table) table.rowHolds++;
    this.#countRange(hold, owned, isRangeMode(hold.mode) ? 1 : 0);
    if (++owned.takenInStatement > owned.nextEscalationAt) this.#escalate(hold.owner, owned, resource);
  }

  #countRange(hold: Hold, owned: OwnedRows, change: number): void {
    if (change === 0 || !('objectId' in hold.entry.resource)) return;
    owned.rangeHolds += change;
    const table = this.#table.table(tableKey(hold.entry.resource.databaseId, hold.entry.resource.objectId));
    if (table) table.rangeHolds += change;
  }

  /** Trades many row locks for one on the table, if it allows that and is free at once. */
  #escalate(owner: LockOwner, owned: OwnedRows, resource: { readonly databaseId: number; readonly objectId: number }): void {
    owned.nextEscalationAt += this.escalation.next;
    if (!this.#mayEscalate(resource.databaseId, resource.objectId)) return;
    const holds = [...owned.holds.values()];
    const mode = holds.every(hold => hold.mode === 'S' || hold.mode === 'RangeS-S') ? 'S' : 'X';
    const duration = holds.some(hold => hold.transaction !== undefined) ? 'transaction' : 'statement';
    const table = objectResource(resource.databaseId, resource.objectId);
    if (this.tryAcquire(owner, table, mode, duration) === 'conflict') return;
    for (const hold of holds) this.#drop(hold);
  }

  #extend(hold: Hold, mode: LockMode, duration: LockDuration): void {
    if (hold.counts) hold.counts[duration]++;
    const isKeptAnyway = duration === 'statement' && hold.transaction !== undefined && combine(hold.transaction, mode) === hold.transaction;
    if (isKeptAnyway) return;
    const part = hold[duration];
    hold[duration] = part === undefined ? mode : combine(part, mode);
    if (duration === 'statement') hold.owner.brief.add(hold);
    this.#setMode(hold, combine(hold.mode, mode));
  }

  #setMode(hold: Hold, mode: LockMode): void {
    if (mode === hold.mode) return;
    const change = Number(isRangeMode(mode)) - Number(isRangeMode(hold.mode));
    hold.mode = mode;
    const resource = hold.entry.resource;
    const owned = 'objectId' in resource ? hold.owner.rows.get(tableKey(resource.databaseId, resource.objectId)) : undefined;
    if (owned) this.#countRange(hold, owned, change);
  }

  /** Takes one duration's part out of a hold. */
  #reduce(hold: Hold, duration: LockDuration): void {
    hold[duration] = undefined;
    if (hold.counts) hold.counts[duration] = 0;
    if (duration === 'statement') hold.owner.brief.delete(hold);
    let rest: LockMode | undefined;
    for (const part of [hold.statement, hold.transaction, hold.session]) if (part !== undefined) rest = rest === undefined ? part : combine(rest, part);
    if (rest === undefined) return this.#drop(hold);
    this.#setMode(hold, rest);
    this.#grantQueued(hold.entry);
  }

  #drop(hold: Hold): void {
    const { owner, entry } = hold;
    entry.holds.splice(entry.holds.indexOf(hold), 1);
    owner.brief.delete(hold);
    if (entry.resource.kind === 'KEY' || entry.resource.kind === 'RID') {
      const key = tableKey(entry.resource.databaseId, entry.resource.objectId);
      const owned = owner.rows.get(key);
      const table = this.#table.table(key);
      if (owned) this.#countRange(hold, owned, isRangeMode(hold.mode) ? -1 : 0);
      owned?.holds.delete(rowKey(entry.resource.indexId, entry.resource.rowId));
      if (owned?.holds.size === 0 && owned.takenInStatement === 0) owner.rows.delete(key);
      if (table) table.rowHolds--;
    } else owner.holds.delete(hold);
    this.#grantQueued(entry);
  }

  #grantQueued(entry: LockEntry): void {
    if (entry.queue.length > 0) {
      const passed: Waiter[] = [];
      const granted: Waiter[] = [];
      for (const waiter of [...entry.queue]) {
        if (waiter.owner.waiter !== waiter) continue;
        const hold = holdOf(waiter.owner, entry);
        const isFree = entry.holds.every(other => other === hold || isCompatible(waiter.target, other.mode));
        if (!isFree || (!waiter.isConversion && !passed.every(other => isCompatible(waiter.target, other.target)))) {
          passed.push(waiter);
          continue;
        }
        this.#unqueue(waiter);
        if (hold) this.#extend(hold, waiter.request.mode, waiter.request.duration);
        else this.#grant(waiter.owner, entry, waiter.request.mode, waiter.request.duration);
        granted.push(waiter);
      }
      for (const waiter of granted) waiter.onEnd('granted');
    }
    this.#table.dropIfIdle(entry);
  }

  #unqueue(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    const position = waiter.entry.queue.indexOf(waiter);
    if (position >= 0) waiter.entry.queue.splice(position, 1);
    this.#waiting.delete(waiter);
    waiter.owner.waiter = undefined;
  }

  #end(waiter: Waiter, outcome: WaitOutcome): void {
    if (waiter.owner.waiter !== waiter) return;
    this.#unqueue(waiter);
    this.#grantQueued(waiter.entry);
    waiter.onEnd(outcome);
  }

  #breakCycles(newest: LockOwner): void {
    for (let cycle = findCycle(newest); cycle; cycle = findCycle(newest)) {
      const victim = chooseVictim(cycle)?.waiter;
      if (!victim) return;
      this.#end(victim, 'deadlock-victim');
    }
  }
}

const coversRows = (table: LockMode, row: LockMode): boolean => table === 'X' || table === 'Sch-M' || ((table === 'S' || table === 'SIX' || table === 'U') && (row === 'S' || row === 'RangeS-S'));

function enqueue(entry: LockEntry, waiter: Waiter): void {
  const firstOther = waiter.isConversion ? entry.queue.findIndex(other => !other.isConversion) : -1;
  if (firstOther < 0) entry.queue.push(waiter);
  else entry.queue.splice(firstOther, 0, waiter);
}

function holdOf(owner: LockOwner, entry: LockEntry): Hold | undefined {
  for (const hold of entry.holds) if (hold.owner === owner) return hold;
  return undefined;
}

function* ownedHolds(owner: LockOwner): IterableIterator<Iterable<Hold>> {
  yield [...owner.holds];
  for (const [key, owned] of [...owner.rows]) {
    yield [...owned.holds.values()];
    if (owned.holds.size === 0) owner.rows.delete(key);
  }
}
