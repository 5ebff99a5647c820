// What can be locked, and the cheap keys under which lock-table finds it. Knows no modes and no owners.

/** A lockable thing. KEY and RID belong to an index (RID: indexId 0) of an object; 'infinity' is the gap behind the last key. */
export type Resource =
  | { readonly kind: 'DATABASE'; readonly databaseId: number }
  | { readonly kind: 'OBJECT'; readonly databaseId: number; readonly objectId: number }
  | { readonly kind: 'KEY' | 'RID'; readonly databaseId: number; readonly objectId: number; readonly indexId: number; readonly rowId: number | 'infinity' }
  | { readonly kind: 'APPLICATION'; readonly databaseId: number; readonly principalId: number; readonly name: string }
  | { readonly kind: 'METADATA'; readonly databaseId: number; readonly name: string };

const OBJECTS_PER_DATABASE = 2 ** 32;
const ROWS_PER_INDEX = 2 ** 40;

/** The number under which an object's locks are kept. */
export const tableKey = (databaseId: number, objectId: number): number => databaseId * OBJECTS_PER_DATABASE + (objectId < 0 ? objectId + OBJECTS_PER_DATABASE : objectId);

/** The number of a key or row among an object's row locks. */
export const rowKey = (indexId: number, rowId: number | 'infinity'): number => indexId * ROWS_PER_INDEX + (rowId === 'infinity' ? ROWS_PER_INDEX - 1 : rowId);

/** The string under which databases, application names and metadata are kept. */
export function namedKey(resource: Exclude<Resource, { objectId: number }>): string {
  switch (resource.kind) {
    case 'DATABASE': return `D${resource.databaseId}`;
    case 'APPLICATION': return `A${resource.databaseId}:${resource.principalId}:${resource.name}`;
    case 'METADATA': return `M${resource.databaseId}:${resource.name}`;
  }
}

/** The resource of sp_getapplock, each principal's its own; names are compared binary. */
export const applicationResource = (databaseId: number, principalId: number, name: string): Resource => ({ kind: 'APPLICATION', databaseId, principalId, name });

/** The resource of a session's current database (an S lock) and of ALTER/DROP DATABASE (an X lock). */
export const databaseResource = (databaseId: number): Resource => ({ kind: 'DATABASE', databaseId });

/** The resource of a table or any other schema object. */
export const objectResource = (databaseId: number, objectId: number): Resource => ({ kind: 'OBJECT', databaseId, objectId });

/** The hobt_id of an index (0 for a heap) as sys.partitions and sys.dm_tran_locks show it. */
export const hobtId = (objectId: number, indexId: number): bigint => 72057594037927936n + (BigInt(objectId) << 16n) + BigInt(indexId);

const FIRST_PAGE = 200;
const ROWS_PER_PAGE = 64;

/** resource_description of sys.dm_tran_locks. */
export function describeResource(resource: Resource): string {
  switch (resource.kind) {
    case 'DATABASE': case 'OBJECT': return '';
    case 'KEY': return resource.rowId === 'infinity' ? '(ffffffffffff)' : `(${hash(rowKey(resource.indexId, resource.rowId)).padStart(12, '0')})`;
    case 'RID': return typeof resource.rowId === 'number' ? `1:${FIRST_PAGE + Math.floor(resource.rowId / ROWS_PER_PAGE)}:${resource.rowId % ROWS_PER_PAGE}` : '';
    case 'APPLICATION': return `${resource.principalId}:[${resource.name.slice(0, 32)}]:(${hashText(resource.name).slice(0, 8)})`;
    case 'METADATA': return resource.name;
  }
}

const hash = (key: number): string => ((BigInt(key) * 0x9e3779b97f4a7c15n) & 0xffffffffffffn).toString(16);

function hashText(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
