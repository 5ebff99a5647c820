// DATA_COMPRESSION and XML_COMPRESSION of what is kept in rows. Rows are held as they are: compression is what is shown and what SWITCH compares.

export type RowCompression = 'NONE' | 'ROW' | 'PAGE';
/** Of one partition. */
export interface Compression { readonly rows: RowCompression; readonly isXml: boolean }

/** What is said nothing of. */
export const UNCOMPRESSED: Compression = { rows: 'NONE', isXml: false };

/** What the partition of that index, from 0, has; one entry stands for all partitions, none for no compression. */
export function compressionOfPartition(list: readonly Compression[] | undefined, index: number): Compression {
  return list?.[list.length === 1 ? 0 : index] ?? UNCOMPRESSED;
}

interface CompressedIndex { readonly isClustered: boolean; readonly compression?: readonly Compression[] }
interface CompressedTable { readonly indexes: readonly CompressedIndex[]; readonly compression?: readonly Compression[] }

/** Of the rows of a table: its clustered index takes over what the heap had where it said nothing itself, and leaves it to the heap. */
export const compressionOfRows = ({ indexes, compression }: CompressedTable): readonly Compression[] | undefined =>
  indexes.find((index) => index.isClustered)?.compression ?? compression;

/** Of an index; a clustered one is the rows. */
export const compressionOfIndex = (table: CompressedTable, index: CompressedIndex): readonly Compression[] | undefined =>
  index.isClustered ? compressionOfRows(table) : index.compression;

/** Whether any partition has rows that are compressed. */
export const isCompressed = (list: readonly Compression[] | undefined): boolean => list?.some(({ rows }) => rows !== 'NONE') === true;
