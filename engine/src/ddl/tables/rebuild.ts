// ALTER TABLE ... REBUILD. Rows stay as they are: what changes is how they are said to be compressed, and the options of the clustered index.
import { isColumnstore } from '../../catalog/columnstore';
import { compressionOfRows } from '../../catalog/compression';
import type { IndexDefinition, TableDefinition } from '../../catalog/definitions';
import { partitioningOf } from '../../catalog/partitioning';
import { notSupported } from '../../errors/not-supported';
import type { AlterTableAction, IndexOption } from '../../syntax/ast/ddl';
import { alteredColumnstore } from '../indexes/columnstore';
import { isCompressionOption, readCompression, rebuiltPartition, type CompressionSite } from '../indexes/compression';
import { givenOptions } from '../indexes/index-options';
import type { DdlContext } from '../objects/ddl-context';
import { replaceDefinition, type TargetTable } from '../objects/table-change';
import { requireIgnorable } from './index-ddl';

const WITHOUT_EFFECT = new Set(['MAXDOP', 'ONLINE', 'SORT_IN_TEMPDB']);
/** What is said of the clustered index: the rest of what Microsoft Learn calls index_option. */
const OF_INDEX = new Set(['PAD_INDEX', 'FILLFACTOR', 'IGNORE_DUP_KEY', 'STATISTICS_NORECOMPUTE', 'ALLOW_ROW_LOCKS', 'ALLOW_PAGE_LOCKS', 'OPTIMIZE_FOR_SEQUENTIAL_KEY']);

/** Rebuilds the rows of a table, or one partition of them. */
export function rebuildTable(ddl: DdlContext, target: TargetTable, { partition, options }: Extract<AlterTableAction, { kind: 'rebuild' }>): void {
  const { table } = target;
  if (isColumnstore(table)) {
    if (partition) throw notSupported('REBUILD PARTITION = number of a columnstore index');
    return replaceDefinition(ddl, target, alteredColumnstore(table, { name: 'all', action: 'rebuild', options }, target.database.catalog.names));
  }
  const clustered = table.indexes.find((index) => index.isClustered);
  const settings = settingsOfRows(table, clustered, { isWhole: partition === undefined, options });
  const common = { ddl, table, partitioning: partitioningOf(target.database.catalog, table) };
  const rebuilt: CompressionSite = clustered ? { ...common, statement: 'alter index', kind: 'index', name: clustered.name } : { ...common, statement: 'alter table', kind: 'table', name: table.name };
  const only = rebuiltPartition(rebuilt, partition);
  const compression = readCompression(rebuilt, options, { before: compressionOfRows(table), only });
  if (!compression && !settings) return;
  const compressed = compression ? { compression } : {};
  const rebuild = (index: IndexDefinition): IndexDefinition => (index === clustered ? { ...index, ...settings, ...compressed } : index);
  replaceDefinition(ddl, target, clustered ? { ...table, indexes: table.indexes.map(rebuild) } : { ...table, ...compressed });
}

/** The options of the clustered index, which is what is rebuilt; of a heap and of one partition they are refused by name. */
function settingsOfRows(table: TableDefinition, clustered: IndexDefinition | undefined, { isWhole, options }: { readonly isWhole: boolean; readonly options: readonly IndexOption[] }): Partial<IndexDefinition> | undefined {
  const others = options.filter((option) => !isCompressionOption(option) && !WITHOUT_EFFECT.has(option.name.toUpperCase()));
  const [first] = others;
  if (!first) return undefined;
  const refused = clustered && isWhole ? others.find(({ name }) => !OF_INDEX.has(name.toUpperCase())) : first;
  if (refused || !clustered) throw notSupported(`ALTER TABLE ... REBUILD WITH (${(refused ?? first).name})${clustered ? '' : ' of a heap'}`);
  const { dropExisting: _, ...given } = givenOptions(others);
  if (given.ignoreDuplicateKey !== undefined) requireIgnorable(table, clustered, { isSet: false, isOn: given.ignoreDuplicateKey });
  return given;
}
