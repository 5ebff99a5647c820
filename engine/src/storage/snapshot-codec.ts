// A committed DatabaseStore as bytes, for backup files. Knows no file and no catalog.
import { deserialize, serialize } from 'node:v8';
import { EngineBug } from '../errors/engine-bug';
import type { Row } from '../types/value';
import { ChangeHistory, type CommittedTrace } from './change-history';
import { CowTree } from './cow-tree';
import { DatabaseStore, type SequenceState } from './database-store';
import { IndexStore, type IndexShape } from './index-store';
import { COMMITTED, type Slot } from './slot';
import { TableContent, type IdentityState } from './table-content';
import { TableStore } from './table-store';

const FORMAT = 1;

interface EncodedIndex { readonly shape: IndexShape; readonly rowIds: Float64Array }
interface EncodedTable {
  readonly objectId: number; readonly nextRowId: number; readonly identity: IdentityState | undefined;
  readonly rowIds: Float64Array; readonly rows: readonly Row[]; readonly indexes: readonly EncodedIndex[];
}
interface EncodedHistory { readonly objectId: number; readonly minimum: bigint; readonly traces: readonly CommittedTrace[] }
interface EncodedDatabase {
  readonly format: number; readonly rowVersion: bigint; readonly sequences: readonly [number, SequenceState][]; readonly tables: readonly EncodedTable[];
  readonly changes?: { readonly version: bigint; readonly histories: readonly EncodedHistory[] };
}

/** The bytes of a store that holds only committed rows (DatabaseStore.snapshotCommitted). */
export function encodeSnapshot(store: DatabaseStore): Buffer {
  const encoded: EncodedDatabase = {
    format: FORMAT, rowVersion: store.rowVersion, sequences: [...store.sequences()], tables: [...store.tables()].map(table => encodeTable(table)),
    changes: { version: store.changeVersion, histories: [...store.histories()].map(([objectId, history]) => ({ objectId, minimum: history.minimum, traces: history.traces() })) },
  };
  return serialize(encoded);
}

/** The store of bytes that encodeSnapshot made. */
export function decodeSnapshot(bytes: Uint8Array): DatabaseStore {
  const encoded = deserialize(bytes) as EncodedDatabase;
  if (encoded.format !== FORMAT) throw new EngineBug(`a backup of format ${encoded.format} was read`);
  const store = new DatabaseStore();
  store.rowVersion = encoded.rowVersion;
  for (const [objectId, state] of encoded.sequences) store.setSequence(objectId, state);
  store.changeVersion = encoded.changes?.version ?? 0n;
  for (const { objectId, minimum, traces } of encoded.changes?.histories ?? []) store.putHistory(objectId, new ChangeHistory(minimum, [...traces]));
  for (const table of encoded.tables) store.putTable(table.objectId, decodeTable(table));
  return store;
}

function encodeTable({ objectId, content }: TableStore): EncodedTable {
  const rowIds: number[] = [];
  const rows: Row[] = [];
  for (const cursor = content.rows.forward(); cursor.next();) {
    if (!cursor.value.values) continue;
    rowIds.push(cursor.key);
    rows.push(cursor.value.values);
  }
  const indexes = [...content.indexes.values()].map(index => encodeIndex(index, content));
  return { objectId, nextRowId: content.nextRowId, identity: content.identity, rowIds: Float64Array.from(rowIds), rows, indexes };
}

function encodeIndex(index: IndexStore, content: TableContent): EncodedIndex {
  const rowIds: number[] = [];
  for (const cursor = index.cursor(); cursor.next();) if (content.slot(cursor.value)?.values) rowIds.push(cursor.value);
  return { shape: index.shape, rowIds: Float64Array.from(rowIds) };
}

function decodeTable(table: EncodedTable): TableStore {
  const slots = table.rows.map((values): Slot => ({ values, writer: COMMITTED, prior: undefined }));
  const content = new TableContent(CowTree.fromSorted((left: number, right: number) => left - right, [...table.rowIds], slots));
  content.nextRowId = table.nextRowId;
  content.rowCount = slots.length;
  content.identity = table.identity;
  for (const { shape, rowIds } of table.indexes) {
    const index = new IndexStore(shape);
    index.load([...rowIds].map(rowId => index.keyOf(content.slot(rowId)?.values ?? [], rowId)));
    content.indexes.set(shape.indexId, index);
  }
  const store = new TableStore(table.objectId, []);
  store.content = content;
  return store;
}
