// Table hints and query options: what they mean for locks, which change nothing, which are refused.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { QueryOption, TableHint } from '../../syntax/ast/query';
import type { TableDefinition } from '../../catalog/definitions';
import type { LockHints } from '../../transaction/row-access';
import { foldName, type NameRules } from '../../types/text/collation';
import type { Environment } from '../environment';

const ISOLATION = new Set(['NOLOCK', 'READUNCOMMITTED', 'READCOMMITTED', 'READCOMMITTEDLOCK', 'REPEATABLEREAD', 'SERIALIZABLE', 'HOLDLOCK', 'SNAPSHOT']);
const GRANULARITY = new Set(['ROWLOCK', 'PAGLOCK', 'TABLOCK', 'TABLOCKX']);
const NO_EFFECT = new Set(['NOEXPAND', 'FORCESEEK', 'FORCESCAN', 'INDEX', 'KEEPIDENTITY', 'KEEPDEFAULTS']);

/** A table's hints folded: locks, and the indexes asked for by number or name. */
export interface FoldedHints { readonly locks: LockHints; readonly indexes: readonly (string | number)[]; readonly seek?: TableHint }

/** Whether a hint of that name reads what may be rolled back. */
export const isDirty = (name: string | undefined): boolean => name === 'NOLOCK' || name === 'READUNCOMMITTED';
const isSerial = (name: string | undefined): boolean => name === 'SERIALIZABLE' || name === 'HOLDLOCK';

function addIsolation(locks: LockHints, name: string): LockHints {
  const before = locks.isolation;
  const agrees = before === undefined || before === name || (isDirty(before) && isDirty(name)) || (isSerial(before) && isSerial(name));
  if (!agrees) throw raise(Messages.ConflictingHints, {});
  return { ...locks, isolation: name as LockHints['isolation'] };
}

function addHint(locks: LockHints, name: string): LockHints {
  if (ISOLATION.has(name)) return addIsolation(locks, name);
  if (GRANULARITY.has(name)) {
    const isBoth = locks.granularity !== undefined && locks.granularity !== name;
    if (isBoth) throw raise(Messages.ConflictingHints, {});
    return { ...locks, granularity: name as LockHints['granularity'] };
  }
  switch (name) {
    case 'UPDLOCK': case 'XLOCK':
      if (locks.mode !== undefined && locks.mode !== name) throw raise(Messages.ConflictingHints, {});
      return { ...locks, mode: name };
    case 'READPAST': return { ...locks, readPast: true };
    case 'NOWAIT': return { ...locks, noWait: true };
    default:
      if (NO_EFFECT.has(name)) return locks;
      throw notSupported(`the table hint ${name}`);
  }
}

/**
 * Raises 8622 for index 0 beside another, 10746, 10747 and 10750 for hints about the way to the rows that contradict each other, 1068 for INDEX
 * twice.
 */
function requireOneWay(hints: readonly TableHint[]): void {
  const lists = hints.flatMap((hint) => (hint.name === 'INDEX' ? [hint.args] : []));
  const indexes = lists.flat();
  const seeks = hints.filter(({ name }) => name === 'FORCESEEK');
  const scans = hints.some(({ name }) => name === 'FORCESCAN');
  if (scans && seeks.length > 0) throw raise(Messages.ForceScanAndSeek, {});
  if (seeks.some((hint) => hint.columns) && (indexes.length > 0 || seeks.some((hint) => !hint.columns))) throw raise(Messages.SeekColumnsAndIndex, {});
  if (scans && indexes.length > 1) throw raise(Messages.ForceScanOfIndexes, {});
  if (indexes.length > 1 && indexes.includes(0)) throw raise(Messages.NoPlanForHints, {}, 2);
  if (lists.length > 1) throw raise(Messages.IndexHintsTwice, {});
}

/** Raises 4102 and 4140 for the hints of a target into which rows go. */
export function requireInsertHints(hints: readonly TableHint[]): void {
  if (hints.some(({ name }) => name === 'READPAST')) throw raise(Messages.ReadPastOnInsert, {});
  if (hints.some(({ name }) => name === 'READCOMMITTEDLOCK')) throw raise(Messages.ReadCommittedLockOnInsert, {});
}

/** The locks with which a target's rows are read: never uncommitted, so that NOLOCK of its table in FROM says nothing. */
export const lockedForWrite = (locks: LockHints): LockHints => (isDirty(locks.isolation) ? { ...locks, isolation: undefined } : locks);

/** Folds hints; raises 1047 where they conflict, 367 for SNAPSHOT. */
export function foldHints(hints: readonly TableHint[]): FoldedHints {
  const locks = hints.reduce<LockHints>((folded, hint) => addHint(folded, hint.name), {});
  if (isDirty(locks.isolation) && (locks.mode || locks.granularity)) throw raise(Messages.ConflictingHints, {});
  if (locks.isolation === 'SNAPSHOT') throw raise(Messages.SnapshotHint, {});
  requireOneWay(hints);
  const seek = hints.find((h) => h.name === 'FORCESEEK' && h.columns);
  return { locks, indexes: hints.find((h) => h.name === 'INDEX')?.args ?? seek?.args ?? [], ...(seek ? { seek } : {}) };
}

/** A table that a hint is of, and its name as the statement writes it. */
interface HintedTable { readonly definition: TableDefinition; readonly name: string }

/** The first of the indexes that an INDEX hint names; raises 307 and 308 for one that is none, 315 for a disabled one. */
export function forcedIndex(indexes: readonly (string | number)[], table: HintedTable, names: NameRules): number | undefined {
  return indexes.map((index) => hintedIndex(index, table, names))[0];
}

/** Raises 362 and 365 for the columns of FORCESEEK (index (columns)) that are not the index's first ones. */
export function requireSeekColumns({ columns = [] }: TableHint, of: { readonly definition: TableDefinition; readonly indexId: number | undefined }, names: NameRules): void {
  const { definition: table, indexId } = of;
  const { name } = table;
  const index = table.indexes.find((candidate) => candidate.indexId === indexId);
  if (!index) throw raise(Messages.SeekOfIndexZero, {});
  const keys = index.columns.map(({ columnId }) => table.columns.find((column) => column.columnId === columnId)?.name ?? '');
  if (columns.length > keys.length) throw raise(Messages.SeekTooManyColumns, { table: name, index: index.name });
  const wrong = columns.find((column, i) => !names.isSame(column, keys[i] ?? ''));
  if (wrong !== undefined) throw raise(Messages.SeekColumnMismatch, { column: wrong, table: name, index: index.name });
}

function hintedIndex(index: string | number, { definition: table, name }: HintedTable, names: NameRules): number | undefined {
  if (index === 0) return undefined;
  const found = table.indexes.find((i) => (typeof index === 'number' ? i.indexId === index : names.isSame(i.name, index)));
  if (found?.isDisabled) throw raise(Messages.HintedIndexDisabled, { index: found.name, table: name });
  if (found) return found.indexId;
  // A columnstore index is no path that rows are kept on: the table itself is read.
  const { columnstore } = table;
  if (columnstore && (typeof index === 'number' ? columnstore.indexId === index : names.isSame(columnstore.name, index))) return undefined;
  throw typeof index === 'number' ? raise(Messages.HintedIndexIdMissing, { id: index, table: name }) : raise(Messages.HintedIndexMissing, { index, table: name });
}

const HARMLESS = new Set(['RECOMPILE', 'MAXDOP', 'OPTIMIZE FOR UNKNOWN', 'FORCE ORDER', 'LOOP JOIN', 'HASH JOIN', 'MERGE JOIN', 'FAST', 'HASH GROUP', 'ORDER GROUP',
  'CONCAT UNION', 'HASH UNION', 'MERGE UNION', 'KEEP PLAN', 'KEEPFIXED PLAN', 'ROBUST PLAN', 'EXPAND VIEWS', 'USE HINT', 'OPTIMIZE FOR', 'NO_PERFORMANCE_SPOOL',
  'MIN_GRANT_PERCENT', 'MAX_GRANT_PERCENT', 'PARAMETERIZATION SIMPLE', 'PARAMETERIZATION FORCED', 'IGNORE_NONCLUSTERED_COLUMNSTORE_INDEX', 'DISABLE_OPTIMIZED_PLAN_FORCING', 'LABEL', 'QUERYTRACEON']);

/** Checks query options: those without effect on results pass, others are refused. Returns MAXRECURSION's value, 100 by default. */
export function maxRecursionOf(options: readonly QueryOption[], env: Environment): number {
  let maximum = env.maxRecursion;
  const optimizedFor = new Set<string>();
  for (const { name, value } of options) {
    if (name === 'MAXRECURSION') {
      maximum = Number(value);
      if (!Number.isInteger(maximum) || maximum < 0 || maximum > 32_767) throw raise(Messages.MaxRecursionRange, { value: String(value) });
    } else if (name === 'OPTIMIZE FOR') requireVariables(String(value), optimizedFor, env);
    else if (!HARMLESS.has(name)) throw notSupported(`the query hint ${name}`);
  }
  return maximum;
}

/** The variables that OPTIMIZE FOR is about must be there (137), each of them once (4131). */
function requireVariables(text: string, seen: Set<string>, env: Environment): void {
  for (const [name] of text.matchAll(/@[\w@$#]+/g)) {
    const key = foldName(name);
    if (!env.parameters?.values.has(key) && !env.context.variableType(name)) throw raise(Messages.MustDeclareVariable, { name });
    if (seen.has(key)) throw raise(Messages.OptimizeForTwice, { name });
    seen.add(key);
  }
}
