// A transaction's reading and writing of rows: chooses the reader for a request and keeps the writers of its tables.
// Knows no catalog changes and no counters.
import { Messages } from '../errors/catalogue';
import { EngineBug } from '../errors/engine-bug';
import { raise } from '../errors/sql-error';
import type { Writer } from '../storage/slot';
import type { RowChange } from '../storage/table-content';
import type { Row } from '../types/value';
import { decideRead, withoutKeys, type ReadPlan } from './isolation';
import type { LockHints, ReadRequest, RowCursor, TableHandle } from './row-access';
import { LockingReader, PlainReader, VersionReader, type ReaderContext } from './row-reader';
import { openSource, type RowSource } from './row-source';
import { RowWriter, type WriterHost } from './row-writer';
import type { RowTracer, TracedRow } from './row-traces';
import { isLocal, TableLocks } from './table-locks';
import { TransactionCore } from './transaction-core';

/** Rows of one transaction. */
export class RowTransaction extends TransactionCore {
  /** WITH CHANGE_TRACKING_CONTEXT of the statement under way. */
  changeContext: Uint8Array | null = null;
  readonly #writers = new Map<TableHandle, RowWriter>();
  readonly #writerHost: WriterHost = this.#makeWriterHost();

  read(request: ReadRequest): RowCursor {
    const { table } = request;
    if (isLocal(table)) return new PlainReader(request, sourceOf(request));
    const plan = this.#planRead(request);
    const writer = this.ensureBegun();
    this.noteAccess(table.databaseId, plan.versions === 'transaction');
    const locks = new TableLocks(this.host.locks, this.owner, table);
    this.lock(locks.object, plan.tableMode, plan.tableDuration, plan.timeoutMs);
    const source = sourceOf(request);
    const stamp = plan.versions ? this.stampFor(plan.versions) : 0;
    if (plan.versions === 'transaction') checkSchema(table, writer, stamp);
    if (!plan.rowMode && !plan.versions) return new PlainReader(request, source);
    const context: ReaderContext = { plan, locks, writer, stamp, waitForTest: (resource, mode, timeoutMs) => this.waitForTest(resource, mode, timeoutMs) };
    return plan.rowMode ? new LockingReader(request, source, context) : new VersionReader(request, source, context);
  }

  insert(table: TableHandle, values: Row): number { return this.#writerOf(table).insert(values); }

  update(table: TableHandle, rowId: number, values: Row, changed: readonly number[]): void {
    this.#writerOf(table).update(rowId, values, changed);
  }

  delete(table: TableHandle, rowId: number): void { this.#writerOf(table).delete(rowId); }

  /** Table lock of an INSERT's TABLOCK and TABLOCKX hints, before its rows. */
  lockForInsert(table: TableHandle, hints: LockHints): void {
    if (isLocal(table)) return;
    const isWhole = hints.granularity === 'TABLOCK' || hints.granularity === 'TABLOCKX';
    const locks = new TableLocks(this.host.locks, this.owner, table);
    this.lock(locks.object, isWhole ? 'X' : 'IX', 'transaction', hints.noWait && !isWhole ? 0 : undefined);
  }

  protected override forget(): void {
    super.forget();
    this.#writers.clear();
  }

  #planRead({ table, hints, purpose, indexId, range }: ReadRequest): ReadPlan {
    const isReadCommittedSnapshot = this.host.findDatabase(table.databaseId)?.header.options.isReadCommittedSnapshot === true;
    const plan = decideRead({ level: this.isolationLevel, hints, purpose, isReadCommittedSnapshot });
    const hasKeys = indexId !== undefined || range !== undefined || table.store.content.indexes.has(1);
    return plan.isRange && !hasKeys ? withoutKeys(plan) : plan;
  }

  #writerOf(table: TableHandle): RowWriter {
    const known = this.#writers.get(table);
    if (known) return known;
    const writer = this.ensureBegun();
    const locks = isLocal(table) ? undefined : new TableLocks(this.host.locks, this.owner, table);
    if (locks) this.requireWritable(table.databaseId);
    if (locks) this.requirePlace(table.databaseId, table.definition);
    if (locks) this.noteAccess(table.databaseId, true);
    if (locks && this.isolationLevel === 'SNAPSHOT') checkSchema(table, writer, this.snapshotStamp ?? 0);
    const made = new RowWriter(this.#writerHost, table, locks, { writer, filters: table.filters, isVariable: table.isVariable });
    this.#writers.set(table, made);
    return made;
  }

  #trace({ databaseId, definition }: TableHandle, tracer: RowTracer, row: TracedRow): void {
    const database = this.host.findDatabase(databaseId)?.store;
    const history = database?.history(definition.objectId);
    if (!database || !history) throw new EngineBug(`a change of ${definition.name}, which is tracked and has no history`);
    for (const trace of tracer.traces(row, this.changeContext)) this.log.push(databaseId, { kind: 'trace', database, history, trace });
  }

  #makeWriterHost(): WriterHost {
    const snapshotStamp = (): number | undefined => this.isolationLevel === 'SNAPSHOT' ? this.snapshotStamp : undefined;
    return {
      lock: (resource, mode, duration) => this.lock(resource, mode, duration),
      log: (databaseId: number, change: RowChange, bytes: number) => {
        this.log.push(databaseId, change);
        this.countLog(bytes);
      },
      trace: (table, tracer, row) => this.#trace(table, tracer, row),
      get snapshotStamp() { return snapshotStamp(); },
    };
  }
}

function sourceOf(request: ReadRequest): RowSource {
  const { content } = request.table.store;
  const index = content.indexes.get(request.indexId ?? 1);
  if (!index && (request.indexId !== undefined || request.range)) throw new EngineBug(`a read of index ${request.indexId ?? 1} of ${request.table.definition.name}, which has none`);
  return openSource(request, content, index);
}

function checkSchema(table: TableHandle, writer: Writer, stamp: number): void {
  const by = table.store.content.writer;
  if (by !== writer && by.stamp > stamp) throw raise(Messages.SnapshotSchemaChanged, { database: table.databaseName });
}
