// The rule that a cascade reaches every table at most once (1785). Knows foreign keys only.
import type { Catalog } from '../../catalog/database';
import type { ForeignKey, ReferentialAction, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { notCreated } from '../objects/named-objects';

interface Edge { readonly child: number; readonly action: ReferentialAction }

/** Raises 1785 if with the new foreign key some cascade could meet a table twice or come back to where it started. */
export function requireSinglePaths(catalog: Catalog, table: TableDefinition, foreignKey: ForeignKey): void {
  for (const event of ['onDelete', 'onUpdate'] as const) {
    if (foreignKey[event] === 'NO_ACTION') continue;
    const edges = edgesOf(catalog, { ...table, foreignKeys: [...table.foreignKeys, foreignKey] }, event);
    const hasManyPaths = [...edges.keys()].some((start) => meetsTwice(edges, start));
    if (hasManyPaths) throw notCreated(raise(Messages.CascadeCycle, { constraint: foreignKey.name, table: table.name }));
  }
}

/** Which tables an event of a table reaches, by referenced object id; `changed` stands for its stored self. */
function edgesOf(catalog: Catalog, changed: TableDefinition, event: 'onDelete' | 'onUpdate'): ReadonlyMap<number, readonly Edge[]> {
  const edges = new Map<number, Edge[]>();
  const add = (table: TableDefinition): void => {
    for (const key of table.foreignKeys) {
      if (key[event] === 'NO_ACTION') continue;
      const list = edges.get(key.referencedObjectId) ?? [];
      list.push({ child: table.objectId, action: key[event] });
      edges.set(key.referencedObjectId, list);
    }
  };
  for (const object of catalog.objects()) if (object.kind === 'table' && object.objectId !== changed.objectId) add(object);
  add(changed);
  return edges;
}

function meetsTwice(edges: ReadonlyMap<number, readonly Edge[]>, start: number): boolean {
  const met = new Set([start]);
  const queue = [start];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const { child, action } of edges.get(next) ?? []) {
      if (met.has(child)) return true;
      met.add(child);
      // Rows whose key is set to NULL or a default stay: the cascade ends there.
      if (action === 'CASCADE') queue.push(child);
    }
  }
  return false;
}
