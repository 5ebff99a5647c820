// ALTER TABLE ... REBUILD. Rows stay as they are: what changes is how they are said to be compressed.
import { isColumnstore } from '../../catalog/columnstore';
import { compressionOfRows } from '../../catalog/compression';
import { partitioningOf } from '../../catalog/partitioning';
import { notSupported } from '../../errors/not-supported';
import type { AlterTableAction } from '../../syntax/ast/ddl';
import { alteredColumnstore } from '../indexes/columnstore';
import { isCompressionOption, readCompression, rebuiltPartition, type CompressionSite } from '../indexes/compression';
import type { DdlContext } from '../objects/ddl-context';
import { replaceDefinition, type TargetTable } from '../objects/table-change';

const WITHOUT_EFFECT = new Set(['MAXDOP', 'ONLINE', 'SORT_IN_TEMPDB']);

/** Rebuilds the rows of a table, or one partition of them. */
export function rebuildTable(ddl: DdlContext, target: TargetTable, { partition, options }: Extract<AlterTableAction, { kind: 'rebuild' }>): void {
  const { table } = target;
  if (isColumnstore(table)) {
    if (partition) throw notSupported('REBUILD PARTITION = number of a columnstore index');
    return replaceDefinition(ddl, target, alteredColumnstore(table, { name: 'all', action: 'rebuild', options }));
  }
  const other = options.find((option) => !isCompressionOption(option) && !WITHOUT_EFFECT.has(option.name.toUpperCase()));
  if (other) throw notSupported(`ALTER TABLE ... REBUILD WITH (${other.name})`);
  const clustered = table.indexes.find((index) => index.isClustered);
  const common = { ddl, table, partitioning: partitioningOf(target.database.catalog, table) };
  const rebuilt: CompressionSite = clustered ? { ...common, statement: 'alter index', kind: 'index', name: clustered.name } : { ...common, statement: 'alter table', kind: 'table', name: table.name };
  const only = rebuiltPartition(rebuilt, partition);
  const compression = readCompression(rebuilt, options, { before: compressionOfRows(table), only });
  if (!compression) return;
  const indexes = clustered ? table.indexes.map((index) => (index === clustered ? { ...index, compression } : index)) : table.indexes;
  replaceDefinition(ddl, target, { ...table, indexes, ...(clustered ? {} : { compression }) });
}
