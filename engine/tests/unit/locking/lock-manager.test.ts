import { LockManager } from '../../../src/locking/lock-manager';
import type { LockMode } from '../../../src/locking/lock-mode';
import { LockOwner } from '../../../src/locking/lock-owner';
import type { LockDuration } from '../../../src/locking/lock-wait';
import { applicationResource, databaseResource, objectResource, tableKey, type Resource } from '../../../src/locking/resource';

const row = (rowId: number): Resource => ({ kind: 'KEY', databaseId: 5, objectId: 100, indexId: 1, rowId });
const table = objectResource(5, 100);

function setUp(): { locks: LockManager; ends: string[]; owner: (spid: number) => LockOwner; take: (o: LockOwner, r: Resource, m: LockMode, d?: LockDuration) => string; wait: (o: LockOwner, r: Resource, m: LockMode, timeoutMs?: number) => void } {
  const locks = new LockManager();
  const ends: string[] = [];
  return {
    locks, ends, owner: spid => new LockOwner(spid),
    take: (o, r, m, d = 'transaction') => locks.tryAcquire(o, r, m, d),
    wait: (o, r, mode, timeoutMs = -1) => locks.wait(o, { resource: r, mode, duration: 'transaction' }, { timeoutMs, onEnd: outcome => ends.push(`${o.spid} ${outcome}`) }),
  };
}

describe('lock manager', () => {
  it('grants first come first served: a reader queues behind a waiting writer', () => {
    const { locks, ends, owner, take, wait } = setUp();
    const [a, b, c] = [owner(51), owner(52), owner(53)];
    expect(take(a, row(1), 'S')).toBe('granted');
    wait(b, row(1), 'X');
    expect(take(c, row(1), 'S')).toBe('conflict');
    expect(locks.isFree(c, row(1), 'S')).toBe(false);
    wait(c, row(1), 'S');
    expect(locks.waits().map(w => [w.spid, w.blockingSpid, w.waitType])).toEqual([[52, 51, 'LCK_M_X'], [53, 52, 'LCK_M_S']]);
    locks.releaseAll(a);
    expect(ends).toEqual(['52 granted']);
    locks.releaseAll(b);
    expect(ends).toEqual(['52 granted', '53 granted']);
  });

  it('lets conversions go first', () => {
    const { locks, ends, owner, take, wait } = setUp();
    const [a, b, c] = [owner(51), owner(52), owner(53)];
    take(a, row(1), 'S');
    take(b, row(1), 'S');
    wait(c, row(1), 'X');
    wait(a, row(1), 'X');
    expect(locks.list().filter(l => l.spid === 51).map(l => [l.mode, l.status])).toEqual([['S', 'GRANT'], ['X', 'CONVERT']]);
    locks.releaseAll(b);
    expect(ends).toEqual(['51 granted']);
  });

  it('keeps statement, transaction and session parts apart', () => {
    const { locks, owner, take } = setUp();
    const a = owner(51);
    take(a, row(1), 'U', 'statement');
    take(a, row(2), 'S', 'transaction');
    take(a, row(2), 'X', 'statement');
    take(a, databaseResource(5), 'S', 'session');
    locks.releaseStatement(a);
    expect(locks.heldMode(a, row(1))).toBeUndefined();
    expect(locks.heldMode(a, row(2))).toBe('S');
    locks.releaseAll(a);
    expect(locks.list().map(l => [l.resourceType, l.mode, l.ownerType])).toEqual([['DATABASE', 'S', 'SHARED_TRANSACTION_WORKSPACE']]);
    locks.releaseSession(a);
    expect(locks.list()).toEqual([]);
  });

  it('counts application locks', () => {
    const { locks, owner, take } = setUp();
    const [a, b] = [owner(51), owner(52)];
    const name = applicationResource(5, 0, 'job');
    take(a, name, 'X', 'session');
    take(a, name, 'X', 'session');
    expect(take(b, name, 'S')).toBe('conflict');
    expect(take(b, applicationResource(5, 0, 'JOB'), 'S')).toBe('granted');
    expect(locks.release(a, name, 'transaction')).toBe(false);
    expect(locks.release(a, name, 'session')).toBe(true);
    expect(take(b, name, 'S')).toBe('conflict');
    expect(locks.release(a, name, 'session')).toBe(true);
    expect(locks.release(a, name, 'session')).toBe(false);
    expect(take(b, name, 'S')).toBe('granted');
    expect(locks.list().find(l => l.spid === 52)?.description).toMatch(/^0:\[JOB\]:\([0-9a-f]{8}\)$/);
  });

  it('ends waits by timeout and by cancel, and lets the next one in', () => {
    jest.useFakeTimers();
    const { locks, ends, owner, take, wait } = setUp();
    const [a, b, c, d] = [owner(51), owner(52), owner(53), owner(54)];
    take(a, row(1), 'S');
    wait(b, row(1), 'X', 100);
    wait(c, row(1), 'S');
    wait(d, row(1), 'X', 0);
    expect(ends).toEqual(['54 timeout']);
    jest.advanceTimersByTime(101);
    expect(ends).toEqual(['54 timeout', '53 granted', '52 timeout']);
    wait(b, row(1), 'X');
    locks.cancelWait(b);
    expect(ends.at(-1)).toBe('52 cancelled');
    jest.useRealTimers();
  });

  it('breaks a circle at once; on a tie the one who closed it loses', () => {
    const { locks, ends, owner, take, wait } = setUp();
    const [a, b] = [owner(51), owner(52)];
    take(a, row(1), 'X');
    take(b, row(2), 'X');
    wait(a, row(2), 'X');
    wait(b, row(1), 'X');
    expect(ends).toEqual(['52 deadlock-victim']);
    locks.releaseAll(b);
    expect(ends).toEqual(['52 deadlock-victim', '51 granted']);
  });

  it('chooses the victim by priority, then by log written', () => {
    const { locks, ends, owner, take, wait } = setUp();
    const [a, b, c] = [owner(51), owner(52), owner(53)];
    c.bytesLogged = 500;
    a.bytesLogged = 100;
    b.bytesLogged = 200;
    [a, b, c].forEach((o, i) => take(o, row(i), 'X'));
    wait(a, row(1), 'S');
    wait(b, row(2), 'S');
    wait(c, row(0), 'S');
    expect(ends).toEqual(['51 deadlock-victim']);
    locks.releaseAll(a);
    expect(ends).toContain('53 granted');
    locks.releaseAll(c);
    b.deadlockPriority = -5;
    take(a, row(7), 'X');
    take(b, row(8), 'X');
    wait(b, row(7), 'X');
    wait(a, row(8), 'X');
    expect(ends.at(-1)).toBe('52 deadlock-victim');
  });

  it('sees two readers who both want to write', () => {
    const { ends, owner, take, wait } = setUp();
    const [a, b] = [owner(51), owner(52)];
    take(a, row(1), 'S');
    take(b, row(1), 'S');
    wait(a, row(1), 'X');
    wait(b, row(1), 'X');
    expect(ends).toEqual(['52 deadlock-victim']);
  });

  it('escalates many row locks to the table if that is free at once', () => {
    const { locks, owner, take } = setUp();
    const [a, b] = [owner(51), owner(52)];
    take(a, table, 'IX');
    for (let i = 0; i < 7000; i++) take(a, row(i), 'X');
    expect(locks.list().map(l => [l.resourceType, l.mode])).toEqual([['OBJECT', 'X']]);
    expect(take(b, table, 'IX')).toBe('conflict');
    locks.releaseAll(a);
    take(b, table, 'IX');
    take(b, row(1), 'X');
    take(a, table, 'IX');
    for (let i = 10; i < 7010; i++) take(a, row(i), 'X');
    expect(locks.hasRowLocksOfOthers(b, tableKey(5, 100))).toBe(true);
    locks.releaseAll(a);
    expect(locks.hasRowLocksOfOthers(b, tableKey(5, 100))).toBe(false);
    expect(locks.hasRowLocksOfOthers(a, tableKey(5, 100))).toBe(true);
  });
});
