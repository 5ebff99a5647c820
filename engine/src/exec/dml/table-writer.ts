// Writes rows of one table for one statement: derives values, enforces NOT NULL, CHECK and the view's check option,
// and remembers what changed. Foreign keys and triggers come later, over everything the statement wrote.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { BlockOperation, Column, IndexDefinition } from '../../catalog/definitions';
import { isKept } from '../../catalog/kept-columns';
import type { TableHandle } from '../../transaction/row-access';
import { compareNullsFirst } from '../../types/compare';
import type { Row, Value } from '../../types/value';
import type { ExecutionContext } from '../context';
import { checkConflict } from './conflicts';
import { takeIdentity } from './identity';
import { fullName, ordinalsOf } from './table-columns';
import type { TableRules } from './table-rules';
import { keepVersion, startPeriod } from './temporal';

/** The statement as messages name it. */
export type Verb = 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE';
/** What happened to one row: inserted (after only), deleted (before only) or updated. */
export interface RowChange { readonly before?: Row; readonly after?: Row }
/** An update that is still to be made. */
export interface PendingUpdate { readonly rowId: number; readonly before: Row; readonly after: Value[] }

/** The one place that writes a table's rows during a statement. */
export class TableWriter {
  /** Net changes, one a row. */
  readonly changes: RowChange[] = [];
  /** Columns that updates have set, and those with what follows from them (computed, rowversion, period). */
  readonly assignedOrdinals = new Set<number>();
  readonly changedOrdinals = new Set<number>();
  /** How many of the statement's rows nothing that was asked of them so far has stopped, in its order. */
  passed = 0;
  /** Changes whose cascades have not been followed yet. */
  unfollowed: RowChange[] = [];
  readonly #positions = new Map<number, number>();
  readonly #required: readonly { readonly ordinal: number; readonly name: string }[];
  readonly #rowVersions: readonly number[];
  readonly #derived: readonly number[];
  readonly #hasPeriod: boolean;
  #isCascading = false;

  /** Raises 1934 where a SET option forbids writing the table. */
  constructor(readonly handle: TableHandle, readonly rules: TableRules, readonly context: ExecutionContext, readonly verb: Verb) {
    const { columns } = handle.definition;
    const where = (isWanted: (column: Column) => unknown): number[] => columns.flatMap((column, ordinal) => (isWanted(column) ? [ordinal] : []));
    this.#required = columns.flatMap((column, ordinal) => (column.isNullable || (column.computed && !isKept(handle.definition, column)) ? [] : [{ ordinal, name: column.name }]));
    this.#rowVersions = where(column => column.type.name === 'timestamp');
    this.#derived = where(column => column.computed ?? column.generated ?? column.type.name === 'timestamp');
    this.#hasPeriod = columns.some(column => column.generated);
    // Deleting must stay possible: it makes room.
    if (verb === 'INSERT' || verb === 'MERGE') context.requireMemory();
    if (!handle.isVariable) context.requireIndexSettings(handle.databaseId, handle.definition, verb);
    context.rows.countUpdate(handle);
  }

  /** Completes, checks and inserts a row; `hasIdentity` says that the identity column's value was given. Returns the row as stored. */
  insert(values: Value[], hasIdentity: boolean): Row {
    takeIdentity(values, hasIdentity, this.handle, this.context);
    this.#complete(values);
    this.#check(values, 'INSERT');
    this.context.rows.insert(this.handle, values);
    this.#requireAllowed('AFTER INSERT', values);
    this.#note({ after: values });
    this.passed += 1;
    return values;
  }

  /** Makes all updates of a statement; `assigned` are the ordinals that were set. The rows after them are completed. */
  updateAll(updates: readonly PendingUpdate[], assigned: readonly number[]): void {
    for (const { before } of updates) this.#requireAllowed('BEFORE UPDATE', before);
    const changed = [...new Set([...assigned, ...this.#derived])];
    for (const ordinal of assigned) this.assignedOrdinals.add(ordinal);
    for (const ordinal of changed) this.changedOrdinals.add(ordinal);
    for (const { after } of updates) {
      this.#complete(after);
      this.#check(after, 'UPDATE', changed);
      this.passed += 1;
    }
    // Rows that change unique keys are all gathered before the first is written.
    const checked = this.passed;
    this.passed = 0;
    const moves = updates.length > 1 ? this.#keyMoves(updates, changed) : new Set<PendingUpdate>();
    for (const { rowId } of moves) this.context.rows.delete(this.handle, rowId);
    for (const update of updates) this.#write(update, changed, moves.has(update));
    for (const { after } of updates) this.#requireAllowed('AFTER UPDATE', after, changed);
    this.passed = checked;
  }

  /** Deletes a row that was read for update. */
  delete(rowId: number, before: Row): void {
    this.#requireAllowed('BEFORE DELETE', before);
    this.context.rows.delete(this.handle, rowId);
    keepVersion(this.handle, before, this.context);
    this.#note({ before }, rowId);
    this.passed += 1;
  }

  /** Runs what a cascade does: no block predicate judges it. */
  cascading(work: () => void): void {
    this.#isCascading = true;
    try {
      work();
    } finally {
      this.#isCascading = false;
    }
  }

  /** Block predicates. What an update leaves alone is not judged anew (Microsoft Learn: Row-level security). */
  #requireAllowed(operation: BlockOperation, row: Row, changed?: readonly number[]): void {
    const { blocks } = this.rules;
    if (!blocks || this.#isCascading) return;
    for (const block of blocks) {
      if (block.operation === operation && !isLeftAlone(block, changed) && !block.allows(row, this.context)) throw raise(Messages.RowBlocked, { name: fullName(this.handle) });
    }
  }

  #write({ rowId, before, after }: PendingUpdate, changed: readonly number[], isMoved: boolean): void {
    const { rows } = this.context;
    let newRowId = rowId;
    if (isMoved) newRowId = rows.insert(this.handle, after);
    else rows.update(this.handle, rowId, after, changed);
    keepVersion(this.handle, before, this.context);
    this.#note({ before, after }, newRowId);
  }

  #note(change: RowChange, rowId?: number): void {
    this.context.rowPassed();
    this.unfollowed.push(change);
    const position = rowId === undefined ? undefined : this.#positions.get(rowId);
    if (position !== undefined) {
      this.changes[position] = { before: this.changes[position]?.before, after: change.after };
      return;
    }
    if (rowId !== undefined) this.#positions.set(rowId, this.changes.length);
    this.changes.push(change);
  }

  #complete(values: Value[]): void {
    for (const ordinal of this.#rowVersions) values[ordinal] = this.context.rows.nextRowVersion(this.handle.databaseId);
    if (this.#hasPeriod) startPeriod(values, this.handle.definition, this.context);
    for (const { ordinal, evaluate } of this.rules.computed) values[ordinal] = evaluate(values, this.context);
  }

  #check(row: Row, operation: 'INSERT' | 'UPDATE', changed?: readonly number[]): void {
    for (const { ordinal, name } of this.#required) {
      // A MERGE is told of as an UPDATE, whatever it does to the row.
      if (row[ordinal] === null) throw raise(Messages.CannotInsertNull, { column: name, table: fullName(this.handle), statement: this.verb === 'MERGE' ? 'UPDATE' : operation });
    }
    for (const check of this.rules.checks) {
      if (!isLeftAlone(check, changed) && check.evaluate(row, this.context) === 0) throw checkConflict(this.verb, this.handle, check);
    }
    if (this.rules.viewCheck && !this.rules.viewCheck(row, this.context)) throw raise(Messages.ViewCheckFailed, {});
  }

  // SET id = id + 1 passes through duplicate keys on the way: rows that leave a unique key, for another or for none of a filtered
  // index, go first and come back changed.
  #keyMoves(updates: readonly PendingUpdate[], changed: readonly number[]): ReadonlySet<PendingUpdate> {
    const isChanged = new Set(changed);
    const moves = new Set<PendingUpdate>();
    for (const index of this.handle.definition.indexes) {
      if (!index.isUnique) continue;
      const ordinals = ordinalsOf(this.handle.definition, index.columns.map(column => column.columnId));
      if (index.filter === undefined && !ordinals.some(ordinal => isChanged.has(ordinal))) continue;
      const { leaving, isTaken } = this.#leaving(updates, index, ordinals);
      if (isTaken) for (const update of leaving) moves.add(update);
    }
    return moves;
  }

  #leaving(updates: readonly PendingUpdate[], { indexId }: IndexDefinition, ordinals: readonly number[]): { readonly leaving: readonly PendingUpdate[]; readonly isTaken: boolean } {
    const belongs = this.handle.filters.get(indexId) ?? (() => true);
    const comparators = ordinals.map(ordinal => keyComparator(this.handle.definition.columns[ordinal]));
    const hasOtherKey = ({ before, after }: PendingUpdate): boolean =>
      ordinals.some((ordinal, i) => comparators[i]?.(before[ordinal] as Value, after[ordinal] as Value) !== 0);
    const leaving: PendingUpdate[] = [];
    let isTaken = false;
    for (const update of updates) {
      const [wasIn, isIn] = [belongs(update.before), belongs(update.after)];
      const isMoved = wasIn !== isIn || (isIn && hasOtherKey(update));
      if (isMoved && wasIn) leaving.push(update);
      isTaken ||= isMoved && isIn;
    }
    return { leaving, isTaken };
  }
}

/** A condition over none of the columns that an update changes: a row that breaks it already (WITH NOCHECK) may go on doing so. */
const isLeftAlone = ({ ordinals }: { readonly ordinals: readonly number[] }, changed: readonly number[] | undefined): boolean =>
  changed !== undefined && ordinals.length > 0 && !ordinals.some((ordinal) => changed.includes(ordinal));

/** Types that no key holds. */
const INCOMPARABLE: ReadonlySet<string> = new Set(['xml', 'vector', 'geometry', 'geography']);

const keyComparator = (column: Column | undefined): ((left: Value, right: Value) => number) =>
  (!column || INCOMPARABLE.has(column.type.name) ? () => 0 : compareNullsFirst(column.type));
