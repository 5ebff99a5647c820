// One session's transaction: the door to rows (RowAccess), counters, catalog changes and the making of tables and indexes.
// Knows no T-SQL and no nesting of @@TRANCOUNT.
import type { CatalogChange } from '../catalog/database';
import type { IndexDefinition, SequenceDefinition, TableDefinition } from '../catalog/definitions';
import { EngineBug } from '../errors/engine-bug';
import { objectResource } from '../locking/resource';
import type { StoreChange } from '../storage/change';
import { ChangeHistory } from '../storage/change-history';
import { IndexStore } from '../storage/index-store';
import { COMMITTED } from '../storage/slot';
import type { TableContent } from '../storage/table-content';
import type { TableStore } from '../storage/table-store';
import type { Row } from '../types/value';
import { advanceIdentity, advanceSequence, passIdentity } from './counters';
import type { RowAccess, TableHandle } from './row-access';
import { RowTransaction } from './row-transaction';
import { isLocal } from './table-locks';
import { createTableStore, enabledIndexes, identityOf, indexShape } from './table-shape';
import type { TransactionalDatabase } from './transaction-core';
import { checkBuiltKeys, duplicateInBuild } from './unique-check';

export type { Mark } from './transaction-core';

const BYTES_PER_CATALOG_CHANGE = 500;
const NO_DATABASE = 0;

/** Everything a session does to data goes through its Transaction; a lock that is not free is thrown as LockWait. */
export class Transaction extends RowTransaction implements RowAccess {
  /** Where in the log each counter was last noted. */
  readonly #noted = new Map<TableContent | string, number>();

  /** Sch-S (to the end of the statement) or Sch-M (of the transaction) on an object of any kind. Throws LockWait. */
  lockSchema(databaseId: number, objectId: number, mode: 'Sch-S' | 'Sch-M'): void {
    if (mode === 'Sch-M') this.ensureBegun();
    this.lock(objectResource(databaseId, objectId), mode, mode === 'Sch-M' ? 'transaction' : 'statement');
  }

  /** Applies a catalog change and logs its undo. */
  applyCatalogChange(databaseId: number, change: CatalogChange): void {
    const { catalog, store } = this.#database(databaseId);
    this.requireWritable(databaseId);
    this.ensureBegun();
    catalog.apply(change);
    this.log.push(databaseId, { kind: 'catalog', catalog, change });
    const content = change.kind === 'object' ? store.table((change.after ?? change.before)?.objectId ?? 0)?.content : undefined;
    if (content) this.#alterContent(databaseId, content);
    this.countLog(BYTES_PER_CATALOG_CHANGE);
  }

  /** Logs how a change of the server's own lists (logins and what they may) is taken back; the change has been made. */
  logServerChange(undo: () => void): void {
    this.ensureBegun();
    this.log.push(NO_DATABASE, { kind: 'server', undo });
  }

  /** Makes and registers the empty store of a new table, under Sch-M. */
  createStore(databaseId: number, definition: TableDefinition): TableStore {
    this.lockSchema(databaseId, definition.objectId, 'Sch-M');
    const store = createTableStore(definition);
    this.own(store.content);
    this.#putStore(databaseId, definition.objectId, store);
    return store;
  }

  /** Begins an empty history of a table's changes, in place of any that there is, or ends it. */
  setTracked(databaseId: number, objectId: number, isTracked: boolean): void {
    const database = this.#database(databaseId).store;
    const before = database.history(objectId);
    database.putHistory(objectId, isTracked ? new ChangeHistory(database.changeVersion) : undefined);
    this.#logChange(databaseId, { kind: 'history', database, objectId, before });
  }

  /** Takes a table's store out, under Sch-M. */
  dropStore(databaseId: number, objectId: number): void {
    this.lockSchema(databaseId, objectId, 'Sch-M');
    if (this.#database(databaseId).store.history(objectId)) this.setTracked(databaseId, objectId, false);
    this.#putStore(databaseId, objectId, undefined);
  }

  /** Builds an index over the table's rows; raises 1505 for duplicates in a unique one. `filter` for filtered indexes. */
  createIndex(table: TableHandle, index: IndexDefinition, filter?: (row: Row) => boolean): void {
    this.#lockForChange(table);
    const { content } = table.store;
    const shape = indexShape(table.definition, index);
    const before = content.indexes.get(index.indexId);
    const duplicate = content.buildIndex(shape, filter);
    const definition = { ...table.definition, indexes: [...table.definition.indexes.filter(other => other.indexId !== index.indexId), index] };
    if (duplicate) throw duplicateInBuild(table.schemaName, definition, new IndexStore(shape), duplicate[0]);
    this.#logChange(table.databaseId, { kind: 'index', content, indexId: index.indexId, before });
    checkBuiltKeys(definition, content.indexes.get(index.indexId));
  }

  /** Takes an index out of the table. */
  dropIndex(table: TableHandle, indexId: number): void {
    this.#lockForChange(table);
    const { content } = table.store;
    const before = content.indexes.get(indexId);
    if (!before) return;
    content.indexes.delete(indexId);
    this.#logChange(table.databaseId, { kind: 'index', content, indexId, before });
  }

  /**
   * ALTER TABLE: every row mapped, every index of `definition` built anew (1505). Row ids stay, and the identity's state too
   * unless the definition's identity is new, other or gone.
   */
  rebuild(table: TableHandle, definition: TableDefinition, mapRow: (row: Row) => Row, filters: ReadonlyMap<number, (row: Row) => boolean>): void {
    this.#lockForChange(table);
    const before = table.store.content;
    const content = this.own(before.mapped(mapRow));
    for (const index of enabledIndexes(definition)) {
      const shape = indexShape(definition, index);
      const duplicate = content.buildIndex(shape, filters.get(index.indexId));
      if (duplicate) throw duplicateInBuild(table.schemaName, definition, new IndexStore(shape), duplicate[0]);
      checkBuiltKeys(definition, content.indexes.get(index.indexId));
    }
    const identity = identityOf(definition);
    const isSame = identity && before.identity && identityOf(table.definition)?.seed === identity.seed && before.identity.increment === identity.increment;
    if (!isSame) content.identity = identity && { ...identity, lastValue: null };
    table.store.content = content;
    this.#logChange(table.databaseId, { kind: 'content', store: table.store, before, keepsIdentity: isSame === true });
  }

  /** Removes every row and resets the identity, under Sch-M. Rolled back with the transaction. */
  truncate(table: TableHandle): void {
    this.#lockForChange(table);
    const before = table.store.content;
    table.store.content = this.own(table.store.emptied());
    this.#logChange(table.databaseId, { kind: 'content', store: table.store, before });
    if (table.definition.changeTracking) this.setTracked(table.databaseId, table.definition.objectId, true);
  }

  /** ALTER TABLE ... SWITCH: the rows that `goes` picks become rows of another table, which is shaped as theirs is, with its indexes. Identities stay as they are. */
  moveRows(from: TableHandle, to: TableHandle, goes: (row: Row) => boolean): void {
    const source = this.#replaceContent(from);
    const target = this.#replaceContent(to);
    const context = { writer: COMMITTED, filters: to.filters, isVariable: false };
    for (const [rowId, values] of [...source.liveRows()].filter(([, row]) => goes(row))) {
      source.remove(rowId, values);
      target.insert(target.nextRowId, values, context);
    }
  }

  /** Puts the live rows of a table into a content of their own, under Sch-M. */
  #replaceContent(table: TableHandle): TableContent {
    this.#lockForChange(table);
    const before = table.store.content;
    const content = this.own(before.live(table.filters));
    table.store.content = content;
    this.#logChange(table.databaseId, { kind: 'content', store: table.store, before, keepsIdentity: true });
    return content;
  }

  /** Hands out the next identity value; raises 8115 when the type is exhausted. */
  nextIdentity(table: TableHandle): bigint {
    const identity = table.store.identity;
    if (!identity) throw new EngineBug(`an identity value of ${table.definition.name}, which has no identity column`);
    if (!isLocal(table)) this.requireWritable(table.databaseId);
    const next = advanceIdentity(identity, table.definition);
    this.#noteIdentityState(table);
    table.store.content.identity = next;
    return next.lastValue;
  }

  /** Tells of an explicit identity value (IDENTITY_INSERT): raises the counter if it is further on. */
  noteIdentity(table: TableHandle, value: bigint): void {
    const identity = table.store.identity;
    if (!identity) return;
    const next = passIdentity(identity, value);
    if (next === identity) return;
    this.#noteIdentityState(table);
    table.store.content.identity = next;
  }

  /** DBCC CHECKIDENT RESEED: an unused table gives `value` itself next, a used one value + increment. Rolled back with the transaction. */
  reseedIdentity(table: TableHandle, value: bigint): void {
    this.requireWritable(table.databaseId);
    const { content } = table.store;
    this.#logChange(table.databaseId, { kind: 'identity', content, before: content.identity, restartOnly: false });
    table.store.reseed(value);
  }

  /** NEXT VALUE FOR; raises 11728 when exhausted. Never rolled back; given back when the statement restarts. */
  nextSequenceValue(databaseId: number, sequence: SequenceDefinition): bigint {
    this.requireWritable(databaseId);
    const database = this.#database(databaseId).store;
    const { objectId } = sequence;
    const before = database.sequence(objectId);
    const next = advanceSequence(before, sequence);
    this.#noteCounter(databaseId, `${databaseId}:${objectId}`, { kind: 'sequence', database, objectId, before, restartOnly: true });
    database.setSequence(objectId, next);
    return next.lastValue;
  }

  /** ALTER SEQUENCE RESTART [WITH]; rolled back with the transaction. */
  restartSequence(databaseId: number, objectId: number, value: bigint): void {
    this.requireWritable(databaseId);
    const database = this.#database(databaseId).store;
    this.#logChange(databaseId, { kind: 'sequence', database, objectId, before: database.sequence(objectId), restartOnly: false });
    database.setSequence(objectId, { lastValue: null, restartAt: value });
  }

  /** A new value of the database's rowversion counter, 8 bytes. */
  nextRowVersion(databaseId: number): Uint8Array {
    const { store } = this.#database(databaseId);
    const version = store.nextRowVersion();
    if (!this.firstRowVersions.has(databaseId)) this.firstRowVersions.set(databaseId, store.rowVersion);
    return version;
  }

  /** Counts one statement that maintains the table's indexes. */
  countUpdate(table: TableHandle): void { table.store.userUpdates++; }

  protected override forget(): void {
    super.forget();
    this.#noted.clear();
    this.firstRowVersions.clear();
  }

  #database(databaseId: number): TransactionalDatabase {
    const database = this.host.findDatabase(databaseId);
    if (!database) throw new EngineBug(`a transaction in database ${databaseId}, which does not exist`);
    return database;
  }

  /** The table is another one now: snapshots that are older than this transaction cannot read it. */
  #alterContent(databaseId: number, content: TableContent): void {
    const before = content.writer;
    if (before === this.currentWriter) return;
    this.log.push(databaseId, { kind: 'writer', content, before });
    this.own(content);
  }

  #putStore(databaseId: number, objectId: number, store: TableStore | undefined): void {
    const database = this.#database(databaseId).store;
    const before = database.table(objectId);
    database.putTable(objectId, store);
    this.#logChange(databaseId, { kind: 'store', database, objectId, before });
  }

  #lockForChange(table: TableHandle): void {
    if (isLocal(table)) return;
    this.requireWritable(table.databaseId);
    this.lockSchema(table.databaseId, table.store.objectId, 'Sch-M');
  }

  #logChange(databaseId: number, change: StoreChange): void {
    this.ensureBegun();
    this.log.push(databaseId, change);
    this.countLog(BYTES_PER_CATALOG_CHANGE);
  }

  #noteIdentityState(table: TableHandle): void {
    const { content } = table.store;
    this.#noteCounter(table.databaseId, content, { kind: 'identity', content, before: content.identity, restartOnly: true });
  }

  /** Logs a counter's state once behind the latest mark: that is all a restart needs. */
  #noteCounter(databaseId: number, counter: TableContent | string, change: StoreChange): void {
    const at = this.#noted.get(counter);
    if (at !== undefined && at >= this.lastMark && this.log.at(at)?.kind === change.kind && this.#isSameCounter(at, change)) return;
    this.ensureBegun();
    this.#noted.set(counter, this.log.length);
    this.log.push(databaseId, change);
  }

  #isSameCounter(at: number, change: StoreChange): boolean {
    const noted = this.log.at(at);
    if (noted?.kind === 'identity' && change.kind === 'identity') return noted.content === change.content;
    return noted?.kind === 'sequence' && change.kind === 'sequence' && noted.database === change.database && noted.objectId === change.objectId && noted.restartOnly;
  }
}
