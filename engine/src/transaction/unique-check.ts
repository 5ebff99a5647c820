// Says whether a key that is put into an index is too long (1946) and, in a unique one, there already, and in whose hands (2627, 2601, 1505).
// Writes nothing.
import type { TableDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { raise, type SqlError } from '../errors/sql-error';
import { LockWait } from '../locking/lock-wait';
import type { IndexKey, IndexStore } from '../storage/index-store';
import { versionAt, type Writer } from '../storage/slot';
import { belongs } from '../storage/table-content';
import { byteLength } from '../types/text/byte-length';
import { formatHex } from '../types/text/code-page';
import { converter } from '../types/conversion/convert';
import { storageBytes } from '../types/format-type';
import { isBinary, isDecimal, nvarchar, type SqlType } from '../types/sql-type';
import type { Row, Value } from '../types/value';
import type { TableHandle } from './row-access';
import { snapshotConflict } from './row-reader';
import type { TableLocks } from './table-locks';

/** Who puts a key in: `locks` undefined for a local table, `snapshotStamp` for every level but SNAPSHOT. */
export interface KeyWriter { readonly locks: TableLocks | undefined; readonly writer: Writer; readonly snapshotStamp: number | undefined }

/**
 * Raises 2627 or 2601 if another row has the key, 3960 if another had it in the writer's snapshot and has given it up since;
 * throws LockWait if it depends on somebody's uncommitted change.
 */
export function checkUnique(table: TableHandle, index: IndexStore, key: IndexKey, { locks, writer, snapshotStamp }: KeyWriter): void {
  const { content } = table.store;
  const { indexId } = index.shape;
  const rowId = key[key.length - 1];
  for (const cursor = index.cursor({ from: { key, isBehind: false } }); cursor.next();) {
    if (index.comparePrefix(cursor.key, key) !== 0) return;
    const otherId = cursor.value;
    if (otherId === rowId) continue;
    if (locks && !locks.isFree(indexId, otherId, 'S')) throw new LockWait(locks.resource(indexId, otherId), 'X', 'statement');
    const slot = content.slot(otherId);
    const isItsKey = (values: Row | null | undefined): boolean => values !== undefined && values !== null && index.isKeyOf(cursor.key, values) && belongs(table.filters, index, values);
    if (isItsKey(slot?.values)) throw duplicateKey(table, index, key);
    if (locks && snapshotStamp !== undefined && isItsKey(versionAt(slot, writer, snapshotStamp)?.values)) throw snapshotConflict(table);
  }
}

function duplicateKey(table: TableHandle, index: IndexStore, key: IndexKey): SqlError {
  const definition = table.definition.indexes.find(candidate => candidate.indexId === index.shape.indexId);
  const names = { table: `${table.schemaName || 'dbo'}.${table.definition.name}`, key: formatKey(index, key) };
  const name = definition?.name ?? '';
  const kind = definition?.isPrimaryKey ? 'PRIMARY KEY' : 'UNIQUE KEY';
  const isConstraint = definition?.isPrimaryKey === true || definition?.isUniqueConstraint === true;
  const error = isConstraint ? raise(Messages.DuplicateKey, { ...names, kind, constraint: name }) : raise(Messages.DuplicateIndexKey, { ...names, index: name });
  error.isIgnorable = definition?.ignoreDuplicateKey === true;
  return error;
}

/** Raises 1946 for a key longer than its index takes. */
export function checkKeySize(table: TableDefinition, { shape }: IndexStore, key: IndexKey): void {
  const { keyLimitBytes } = shape;
  if (keyLimitBytes === undefined) return;
  const bytes = shape.columns.reduce((sum, { type }, i) => sum + measured(type, key[i] ?? null), 0);
  if (bytes <= keyLimitBytes) return;
  const index = table.indexes.find(candidate => candidate.indexId === shape.indexId);
  throw raise(Messages.IndexKeyTooLong, { length: bytes, index: index?.name ?? '', maximum: keyLimitBytes, kind: index?.isClustered ? 'clustered' : 'nonclustered' });
}

/** Raises 1946 where a row that is there already has too long a key for a new index. */
export function checkBuiltKeys(table: TableDefinition, index: IndexStore | undefined): void {
  if (index?.shape.keyLimitBytes === undefined) return;
  for (const cursor = index.cursor(); cursor.next();) checkKeySize(table, index, cursor.key);
}

/** The bytes of a value in a key, where a decimal has the room that its precision asks for. */
const measured = (type: SqlType, value: Value): number => (value === null ? 0 : isDecimal(type) ? storageBytes(type) : byteLength(type)(value));

/** 1505: rows that are there already have the same key. */
export const duplicateInBuild = (schemaName: string, table: TableDefinition, index: IndexStore, key: IndexKey): SqlError =>
  raise(Messages.CreateUniqueIndexDuplicate, {
    table: `${schemaName}.${table.name}`, index: table.indexes.find(candidate => candidate.indexId === index.shape.indexId)?.name ?? '', key: formatKey(index, key),
  });

/** A key as error messages print it: (1, <NULL>). */
const formatKey = (index: IndexStore, key: IndexKey): string => `(${index.shape.columns.map(({ type }, at) => formatValue(type, key[at] ?? null)).join(', ')})`;

function formatValue(type: SqlType, value: Value): string {
  if (value === null) return '<NULL>';
  if (isBinary(type)) return formatHex(value as Uint8Array).toLowerCase();
  const text = String(converter(type, nvarchar('max'))(value));
  return type.name === 'uniqueidentifier' ? text.toLowerCase() : text;
}
