// What a read locks: session level x hints x purpose x database options. Pure decisions; takes no locks itself.
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { LockMode } from '../locking/lock-mode';
import type { LockDuration } from '../locking/lock-wait';
import type { LockHints, ReadRequest } from './row-access';

/** SET TRANSACTION ISOLATION LEVEL. */
export type IsolationLevel = 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE' | 'SNAPSHOT';

/** The row modes a read may use. */
export type RowMode = 'S' | 'U' | 'X';

/** How one read locks. */
export interface ReadPlan {
  readonly tableMode: LockMode; readonly tableDuration: LockDuration;
  /** Undefined: rows are not locked (dirty, versioned, or covered by the table's lock). */
  readonly rowMode: RowMode | undefined;
  /** 'test': the lock must be free, but is not kept. */
  readonly hold: 'test' | 'statement' | 'transaction';
  readonly isRange: boolean;
  /** Rows as of the statement's or the transaction's first versioned read. */
  readonly versions: 'statement' | 'transaction' | undefined;
  readonly readPast: boolean;
  readonly timeoutMs: number | undefined;
}

/** What the decision depends on. */
export interface ReadSituation {
  readonly level: IsolationLevel; readonly hints: LockHints; readonly purpose: ReadRequest['purpose'];
  /** READ_COMMITTED_SNAPSHOT of the table's database. */
  readonly isReadCommittedSnapshot: boolean;
}

const HINT_LEVEL: Readonly<Record<Exclude<LockHints['isolation'], undefined>, IsolationLevel>> = {
  NOLOCK: 'READ UNCOMMITTED', READUNCOMMITTED: 'READ UNCOMMITTED', READCOMMITTED: 'READ COMMITTED', READCOMMITTEDLOCK: 'READ COMMITTED',
  REPEATABLEREAD: 'REPEATABLE READ', SERIALIZABLE: 'SERIALIZABLE', HOLDLOCK: 'SERIALIZABLE', SNAPSHOT: 'SNAPSHOT',
};

/** The level under which one table is read: the session's unless a hint says otherwise. Foreign-key checks always lock. */
function effectiveLevel({ level, hints, purpose }: Pick<ReadSituation, 'level' | 'hints' | 'purpose'>): IsolationLevel {
  if (hints.isolation === 'SNAPSHOT') throw notSupported('the table hint SNAPSHOT (memory-optimized tables)');
  const isDirtyHint = hints.isolation === 'NOLOCK' || hints.isolation === 'READUNCOMMITTED';
  const asked = hints.isolation && !(isDirtyHint && purpose === 'update') ? HINT_LEVEL[hints.isolation] : level;
  if (purpose === 'check') return asked === 'READ UNCOMMITTED' || asked === 'SNAPSHOT' ? 'READ COMMITTED' : asked;
  if (purpose === 'update' && asked === 'READ UNCOMMITTED') return 'READ COMMITTED';
  const isLocking = hints.mode !== undefined || hints.granularity === 'TABLOCKX';
  return isLocking && asked === 'READ UNCOMMITTED' ? 'READ COMMITTED' : asked;
}

/** Decides how a read locks. Raises 1047 and 650 for hints that do not go together or with the level. */
export function decideRead(situation: ReadSituation): ReadPlan {
  const { hints, purpose } = situation;
  checkHints(hints);
  const level = effectiveLevel(situation);
  const versions = versionsFor(situation, level);
  if (hints.readPast && (versions === 'statement' || (level !== 'READ COMMITTED' && level !== 'REPEATABLE READ'))) throw raise(Messages.ReadPastNotAllowed, {});
  // Written out in full: this runs for every seek of a join, and copying objects into each other costs more than the rest of it.
  const readPast = hints.readPast === true;
  const timeoutMs = hints.noWait ? 0 : undefined;
  const isVersioned = versions && purpose === 'read' && hints.mode === undefined;
  if (level === 'READ UNCOMMITTED' || isVersioned) return { tableMode: 'Sch-S', tableDuration: 'statement', rowMode: undefined, hold: 'test', isRange: false, versions, readPast, timeoutMs };
  const isKept = level === 'REPEATABLE READ' || level === 'SERIALIZABLE';
  const rowMode = hints.mode === 'XLOCK' ? 'X' : hints.mode === 'UPDLOCK' || purpose === 'update' ? 'U' : 'S';
  const tableLock = wholeTable(hints, rowMode);
  if (tableLock) {
    const tableDuration = tableLock === 'X' || isKept ? 'transaction' : 'statement';
    return { tableMode: tableLock, tableDuration, rowMode: undefined, hold: 'test', isRange: false, versions, readPast, timeoutMs: undefined };
  }
  const tableMode = rowMode === 'S' ? 'IS' : 'IX';
  const hold = isKept || hints.mode !== undefined ? 'transaction' : purpose === 'update' ? 'statement' : 'test';
  const tableDuration = rowMode === 'S' && !isKept ? 'statement' : 'transaction';
  return { tableMode, tableDuration, rowMode, hold, isRange: level === 'SERIALIZABLE', versions, readPast, timeoutMs };
}

/** The table lock of a key-range read of a heap, where there are no keys to lock. */
export const withoutKeys = (plan: ReadPlan): ReadPlan => ({ ...plan, tableMode: plan.rowMode === 'S' ? 'S' : 'X', tableDuration: 'transaction', rowMode: undefined, isRange: false });

function checkHints({ isolation, mode, granularity }: LockHints): void {
  const isDirty = isolation === 'NOLOCK' || isolation === 'READUNCOMMITTED';
  const takesGranularity = isDirty || isolation === 'READCOMMITTEDLOCK';
  if ((isDirty && mode) || (takesGranularity && granularity)) throw raise(Messages.ConflictingHints, {});
}

function versionsFor({ hints, purpose, isReadCommittedSnapshot }: ReadSituation, level: IsolationLevel): ReadPlan['versions'] {
  // UPDLOCK and XLOCK read the newest row, which a SNAPSHOT transaction must not have missed (3960).
  if (hints.mode !== undefined && purpose === 'read') return level === 'SNAPSHOT' && hints.granularity !== 'TABLOCK' && hints.granularity !== 'TABLOCKX' ? 'transaction' : undefined;
  if (purpose === 'check' || hints.mode !== undefined || hints.granularity === 'TABLOCKX' || hints.isolation === 'READCOMMITTEDLOCK') return undefined;
  if (level === 'SNAPSHOT') return 'transaction';
  return level === 'READ COMMITTED' && isReadCommittedSnapshot && purpose === 'read' ? 'statement' : undefined;
}

function wholeTable(hints: LockHints, rowMode: RowMode): 'S' | 'X' | undefined {
  if (hints.granularity === 'TABLOCKX') return 'X';
  if (hints.granularity !== 'TABLOCK') return undefined;
  return rowMode === 'S' ? 'S' : 'X';
}
