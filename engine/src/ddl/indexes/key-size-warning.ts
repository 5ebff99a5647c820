// What is said when an index is made whose keys may not fit (1945) or never do (1944).
import type { IndexDefinition, TableDefinition } from '../../catalog/definitions';
import { keySize } from '../../catalog/key-size';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { notCreated } from '../objects/named-objects';
import type { TableSite } from '../objects/table-site';

const WARNING = 1945;

/** Warns of keys that may become too long; raises 1944 where every key is, followed by 1750 for a constraint. */
export function warnOfKeySize(site: TableSite, table: TableDefinition, index: Pick<IndexDefinition, 'name' | 'isClustered' | 'columns'>, isConstraint = false): void {
  const { limit, maximum, minimum } = keySize(table.columns, index);
  if (minimum > limit) {
    const error = raise(Messages.IndexKeyNeverFits, { index: index.name, length: minimum, maximum: limit });
    throw isConstraint ? notCreated(error) : error;
  }
  if (maximum <= limit) return;
  const kind = index.isClustered ? 'clustered' : 'nonclustered';
  site.ddl.info(
    WARNING,
    0,
    `Warning! The maximum key length for a ${kind} index is ${limit} bytes. The index '${index.name}' has maximum length of ${maximum} bytes. For some combination of large values, the insert/update operation will fail.`,
  );
}
