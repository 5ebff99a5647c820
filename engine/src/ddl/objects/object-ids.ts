// New object ids, and the names SQL Server makes up for constraints that were given none. Knows no tables' content.
import type { Catalog } from '../../catalog/database';

// As SQL Server steps from one object id to the next.
const OBJECT_ID_STEP = 16_000_057;
const OBJECT_ID_LIMIT = 2_147_483_647;
const SHARED_NAME_LENGTH = 14;
const COLUMN_NAME_SHARE = 5;
const TABLE_NAME_SHARE = 9;
const KEY_NAME_SHARE = 8;
const TABLE_CHECK_SHARE = 16;

/** Hands out an object id that the catalog has not used yet. */
export function takeObjectId(catalog: Catalog): number {
  const objectId = catalog.nextObjectId;
  const next = objectId + OBJECT_ID_STEP;
  catalog.nextObjectId = next > OBJECT_ID_LIMIT ? next - OBJECT_ID_LIMIT + 1 : next;
  return catalog.byId(objectId) ? takeObjectId(catalog) : objectId;
}

/** Hands out the id of a user-defined type. */
export const takeUserTypeId = (catalog: Catalog): number => catalog.nextUserTypeId++;

const hex = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');

function hashOf(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** PK__orders__3213E83F2A4B4B5E: eight characters of the table, sixteen hex digits of which the last eight are the object id. */
export const generatedKeyName = (prefix: 'PK' | 'UQ', table: string, columns: string, objectId: number): string =>
  `${prefix}__${table.slice(0, KEY_NAME_SHARE)}__${hex(hashOf(`${table}.${columns}`))}${hex(objectId)}`;

/** DF__orders__status__19AACF41: fourteen characters shared by table and column. Without a column the table has more room. */
export function generatedName(prefix: 'DF' | 'CK' | 'FK', table: string, column: string | undefined, objectId: number): string {
  if (column === undefined) return `${prefix}__${table.slice(0, TABLE_CHECK_SHARE)}__${hex(objectId)}`;
  const columnLength = Math.min(column.length, Math.max(COLUMN_NAME_SHARE, SHARED_NAME_LENGTH - table.length));
  const tableLength = Math.min(table.length, Math.max(TABLE_NAME_SHARE, SHARED_NAME_LENGTH - columnLength));
  return `${prefix}__${table.slice(0, tableLength)}__${column.slice(0, columnLength)}__${hex(objectId)}`;
}
