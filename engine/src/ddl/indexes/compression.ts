// DATA_COMPRESSION and XML_COMPRESSION as CREATE, ALTER and REBUILD say them, for all partitions or some of them.
import { compressionOfIndex, compressionOfPartition, compressionOfRows, isCompressed, type Compression, type RowCompression } from '../../catalog/compression';
import { placementOfIndex } from '../../catalog/data-spaces';
import type { IndexDefinition, TableDefinition } from '../../catalog/definitions';
import { partitioningOf, type Partitioning } from '../../catalog/partitioning';
import { fanout } from '../../catalog/partitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Expression } from '../../syntax/ast/expression';
import type { AlterIndex, CreateIndex, IndexOption } from '../../syntax/ast/ddl';
import { chosenPartitions, numberOf } from '../databases/partition-numbers';
import type { DdlContext } from '../objects/ddl-context';
import type { TargetTable } from '../objects/table-change';

/** What a statement compresses, as messages name it: its table, or one index. */
export interface CompressionSite {
  readonly ddl: DdlContext;
  readonly table: TableDefinition;
  readonly statement: 'create index' | 'create table' | 'alter index' | 'alter table';
  readonly kind: 'index' | 'table';
  readonly name: string;
  readonly partitioning: Partitioning | undefined;
}

/** What it had, and the one partition that REBUILD PARTITION = n means. */
interface Rebuilt { readonly before: readonly Compression[] | undefined; readonly only?: number | undefined }

const OPTIONS = ['DATA_COMPRESSION', 'XML_COMPRESSION'];
const ROW_COMPRESSIONS: readonly string[] = ['NONE', 'ROW', 'PAGE'] satisfies readonly RowCompression[];

const isRowCompression = (value: string): value is RowCompression => ROW_COMPRESSIONS.includes(value);

/** Whether the option says how something is compressed. */
export const isCompressionOption = ({ name }: IndexOption): boolean => OPTIONS.includes(name.toUpperCase());

/** What the options make of it; undefined where they say nothing. Raises 7711, 7722, 7728, 7729, 10622 and 11418. */
export function readCompression(site: CompressionSite, options: readonly IndexOption[], { before, only }: Rebuilt): readonly Compression[] | undefined {
  if (!options.some(isCompressionOption)) return undefined;
  const after = Array.from({ length: site.partitioning ? fanout(site.partitioning.partition) : 1 }, (_, i) => compressionOfPartition(before, i));
  for (const name of OPTIONS) {
    const seen = new Set<number>();
    for (const option of options.filter((candidate) => candidate.name.toUpperCase() === name)) {
      for (const number of partitionsOf(site, option, only) ?? after.map((_, i) => i + 1)) {
        if (seen.has(number)) throw raise(Messages.PartitionTwice, { option: name });
        seen.add(number);
        after[number - 1] = { ...compressionOfPartition(after, number - 1), ...valueOf(option) };
      }
    }
  }
  const [first] = after;
  const made = first && after.every(({ rows, isXml }) => rows === first.rows && isXml === first.isXml) ? [first] : after;
  requireCompressible(site, made);
  return made;
}

function valueOf({ name, value }: IndexOption): Partial<Compression> {
  const word = String(value).toUpperCase();
  if (name.toUpperCase() === 'XML_COMPRESSION') return { isXml: word === 'ON' };
  if (!isRowCompression(word)) throw notSupported(`DATA_COMPRESSION = ${word} of what is no columnstore index`);
  return { rows: word };
}

/** The partitions that an option means; undefined for all. */
function partitionsOf({ ddl, statement, kind, name, partitioning }: CompressionSite, option: IndexOption, only: number | undefined): Iterable<number> | undefined {
  if (!option.partitions) return only === undefined ? undefined : [only];
  if (only !== undefined) throw notSupported('ON PARTITIONS beside REBUILD PARTITION = number');
  if (!partitioning) throw raise(Messages.NotPartitioned, { statement, kind, name });
  return chosenPartitions(ddl, { kind, name, option: option.name.toUpperCase(), partition: partitioning.partition }, option.partitions);
}

/** Compressed rows have no sparse columns. Raises 10622 and 11418. */
function requireCompressible({ table, statement, kind, name }: CompressionSite, after: readonly Compression[]): void {
  if (!isCompressed(after) || !table.columns.some((column) => column.isSparse)) return;
  if (kind === 'index') throw raise(Messages.CompressedIndexSparse, { index: name });
  throw raise(Messages.CompressedTableSparse, { verb: statement === 'create table' ? 'create' : 'alter', table: name });
}

/** No column of a compressed table becomes sparse. Raises 11418. */
export function requireNoCompression(table: TableDefinition): void {
  if (isCompressed(compressionOfRows(table))) throw raise(Messages.CompressedTableSparse, { verb: 'alter', table: table.name }, 2);
  if (table.indexes.some((index) => isCompressed(index.compression))) throw notSupported('a sparse column beside compressed indexes');
}

/** The number behind REBUILD or REORGANIZE PARTITION. Raises 7729, 7730 and 7735. */
export function rebuiltPartition({ ddl, statement, kind, name, partitioning }: CompressionSite, partition: Expression | undefined): number | undefined {
  if (!partition) return undefined;
  if (!partitioning) throw kind === 'table' ? raise(Messages.RebuiltTableNotPartitioned, { table: name }) : raise(Messages.NotPartitioned, { statement, kind, name });
  const number = numberOf(ddl, partition);
  if (number < 1 || number > fanout(partitioning.partition)) throw raise(Messages.NoSuchPartition, { kind, number, name });
  return number;
}

/** What REBUILD, of one partition or all, says of compression. Raises 7729 and 7730, for REORGANIZE too. */
export function rebuiltIndex(ddl: DdlContext, { database, table }: TargetTable, index: IndexDefinition, { partition, options = [] }: AlterIndex): Pick<IndexDefinition, 'compression'> {
  const partitioning = partitioningOf(database.catalog, table, placementOfIndex(table, index));
  const rebuilt = { ddl, table, statement: 'alter index', kind: 'index', name: index.name, partitioning } as const;
  const only = rebuiltPartition(rebuilt, partition);
  const compression = readCompression(rebuilt, options, { before: compressionOfIndex(table, index), only });
  return compression ? { compression } : {};
}

/** Whether a replaced clustered index stays compressed is nowhere said: the statement has to say it. */
export function requireCompressionSaid(table: TableDefinition, { isClustered, options }: CreateIndex): void {
  if (isClustered && compressionOfRows(table) && !options.some(isCompressionOption)) throw notSupported('DROP_EXISTING of a compressed clustered index without DATA_COMPRESSION');
}
