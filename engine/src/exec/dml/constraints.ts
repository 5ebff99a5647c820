// Foreign keys over everything a statement wrote, and the same questions for DDL that validates existing rows.
import type { ForeignKey } from '../../catalog/definitions';
import type { TableHandle } from '../../transaction/row-access';
import type { Row, Value } from '../../types/value';
import type { Evaluate } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileRowKey, type Key } from '../row-key';
import { foreignKeyConflict, referenceConflict } from './conflicts';
import { prepareLookup } from './key-lookup';
import { ordinalsOf, pick } from './table-columns';
import type { RowChange, TableWriter } from './table-writer';

type KeyValues = readonly Value[];

/** A foreign key to validate over the child's present rows. */
export interface ForeignKeyQuestion { readonly child: TableHandle; readonly foreignKey: ForeignKey; readonly parent: TableHandle }

/** A row of the child table whose parent is missing; undefined if every row has one. */
export function findForeignKeyViolation({ child, foreignKey, parent }: ForeignKeyQuestion, context: ExecutionContext): Row | undefined {
  const ordinals = ordinalsOf(child.definition, foreignKey.columnIds);
  const isMissing = missingParents(child, foreignKey, parent, context);
  return firstRow(child, context, row => isMissing(pick(row, ordinals)));
}

/** A row for which the condition is FALSE; undefined if the constraint holds. */
export function findCheckViolation(question: { readonly table: TableHandle; readonly condition: Evaluate }, context: ExecutionContext): Row | undefined {
  return firstRow(question.table, context, row => question.condition(row, context) === 0);
}

function firstRow(table: TableHandle, context: ExecutionContext, isWanted: (row: Row) => boolean): Row | undefined {
  const cursor = context.rows.read({ table, hints: {}, purpose: 'read' });
  for (let row = cursor.next(); row !== undefined; row = cursor.next()) if (isWanted(row.values)) return row.values;
  return undefined;
}

/** Tells of a child's key whether its parent is missing; each key is looked up once. */
function missingParents(child: TableHandle, foreignKey: ForeignKey, parent: TableHandle, context: ExecutionContext): (key: KeyValues) => boolean {
  const lookup = prepareLookup({ table: parent, columnIds: foreignKey.referencedColumnIds, indexId: foreignKey.referencedIndexId, purpose: 'check' }, context);
  const keyOf = keysOf(child, foreignKey.columnIds);
  const present = new Set<Key>();
  return key => {
    if (key.includes(null)) return false;
    const name = keyOf(key);
    if (present.has(name)) return false;
    if (!lookup.has(key)) return true;
    present.add(name);
    return false;
  };
}

const keysOf = ({ definition }: TableHandle, columnIds: readonly number[]): ((key: KeyValues) => Key) =>
  compileRowKey(ordinalsOf(definition, columnIds).flatMap(ordinal => definition.columns[ordinal]?.type ?? []));

/** Opens a table of the same database by its id. */
export function openById(databaseId: number, objectId: number, name: string, context: ExecutionContext): TableHandle {
  return context.openTable({ kind: 'base', databaseId, objectId, name });
}

/** Every row that a writer inserted or re-keyed must have its parents (547). */
export function requireParents(writer: TableWriter, context: ExecutionContext): void {
  const { handle } = writer;
  if (handle.isVariable || handle.isSessionLocal) return;
  for (const foreignKey of handle.definition.foreignKeys) {
    if (foreignKey.isDisabled) continue;
    const ordinals = ordinalsOf(handle.definition, foreignKey.columnIds);
    const isAssigned = ordinals.some(ordinal => writer.changedOrdinals.has(ordinal));
    const affected = writer.changes.filter(({ before, after }) => after && (!before || isAssigned));
    if (affected.length === 0) continue;
    const parent = openById(handle.databaseId, foreignKey.referencedObjectId, foreignKey.name, context);
    const isMissing = missingParents(handle, foreignKey, parent, context);
    const orphan = affected.find(({ after }) => after && isMissing(pick(after, ordinals)));
    if (!orphan) continue;
    writer.passed = writer.changes.indexOf(orphan);
    throw foreignKeyConflict(writer.verb, handle.definition, foreignKey, parent);
  }
}

/** No row may still refer to a key that a writer removed, where the foreign key says NO ACTION (547). */
export function forbidOrphans(writer: TableWriter, context: ExecutionContext): void {
  const { handle } = writer;
  if (handle.isVariable || handle.isSessionLocal || !writer.changes.some(change => change.before)) return;
  for (const { table, foreignKey } of context.foreignKeysTo(handle.databaseId, handle.definition.objectId)) {
    if (foreignKey.isDisabled) continue;
    const keys = removedKeys(writer, foreignKey, context);
    if (keys.length === 0) continue;
    const child = openById(handle.databaseId, table.objectId, table.name, context);
    prepareLookup({ table: child, columnIds: foreignKey.columnIds, purpose: 'check' }, context).visit(keys, () => {
      throw referenceConflict(writer.verb, handle.definition, foreignKey, child);
    });
  }
}

function removedKeys(writer: TableWriter, foreignKey: ForeignKey, context: ExecutionContext): KeyValues[] {
  const { handle } = writer;
  const ordinals = ordinalsOf(handle.definition, foreignKey.referencedColumnIds);
  const keyOf = keysOf(handle, foreignKey.referencedColumnIds);
  const removed = new Map<Key, KeyValues>();
  for (const change of writer.changes) {
    const key = removedKey(change, foreignKey, ordinals, keyOf);
    if (key) removed.set(keyOf(key), key);
  }
  // Another row of the statement may have taken the key over.
  if (removed.size > 0 && writer.changes.some(change => change.after)) {
    const lookup = prepareLookup({ table: handle, columnIds: foreignKey.referencedColumnIds, indexId: foreignKey.referencedIndexId, purpose: 'check' }, context);
    for (const [name, key] of removed) if (lookup.has(key)) removed.delete(name);
  }
  return [...removed.values()];
}

function removedKey({ before, after }: RowChange, foreignKey: ForeignKey, ordinals: readonly number[], keyOf: (key: KeyValues) => Key): KeyValues | undefined {
  if (!before || (after ? foreignKey.onUpdate : foreignKey.onDelete) !== 'NO_ACTION') return undefined;
  const key = pick(before, ordinals);
  if (key.includes(null)) return undefined;
  return after && keyOf(pick(after, ordinals)) === keyOf(key) ? undefined : key;
}
