// How long the key of an index may be and may become. Knows definitions only; what values measure is types/byte-length.ts's.
import { storageBytes } from '../types/format-type';
import type { SqlType } from '../types/sql-type';
import type { Column, IndexDefinition } from './definitions';

const CLUSTERED_LIMIT = 900;
const NONCLUSTERED_LIMIT = 1700;
const VARIABLE = new Set<SqlType['name']>(['varchar', 'nvarchar', 'varbinary', 'sql_variant', 'hierarchyid']);

/** The longest key that an index of its kind takes, the longest one its columns allow, and the shortest. */
export interface KeySize { readonly limit: number; readonly maximum: number; readonly minimum: number }

/** The sizes of an index over columns of a table. */
export function keySize(columns: readonly Column[], index: Pick<IndexDefinition, 'columns' | 'isClustered'>): KeySize {
  let maximum = 0;
  let minimum = 0;
  for (const { columnId } of index.columns) {
    const type = columns.find(column => column.columnId === columnId)?.type;
    // The values of an sql_variant are measured each; a hierarchyid never comes near a limit.
    if (!type || type.name === 'sql_variant' || type.name === 'hierarchyid') continue;
    const bytes = storageBytes(type);
    maximum += bytes;
    if (!VARIABLE.has(type.name)) minimum += bytes;
  }
  return { limit: index.isClustered ? CLUSTERED_LIMIT : NONCLUSTERED_LIMIT, maximum, minimum };
}
