// The options of columnstore indexes: which they have, which they must not have (35317, 35318, 35324, 35382).
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { IndexOption } from '../../syntax/ast/ddl';
import { readIndexOptions } from './index-options';

/** What WITH says of a columnstore index; undefined is "not given". */
export interface ColumnstoreSettings { readonly isArchive?: boolean; readonly compressionDelay?: number; readonly dropExisting: boolean }

const LONGEST_DELAY_MINUTES = 10_080;
const COMPRESSIONS: Readonly<Record<string, boolean>> = { COLUMNSTORE: false, COLUMNSTORE_ARCHIVE: true };
const PLACEMENT = new Set(['ON', 'MAXDOP', 'ONLINE', 'DROP_EXISTING']);

/** Reads the options; `isOrdered` says whether the index has ORDER. */
export function readColumnstoreOptions(options: readonly IndexOption[], isOrdered: boolean): ColumnstoreSettings {
  let settings: ColumnstoreSettings = { dropExisting: readIndexOptions(options.filter(({ name }) => PLACEMENT.has(name.toUpperCase()))).dropExisting };
  for (const option of options) settings = { ...settings, ...readOption(option, isOrdered) };
  return settings;
}

function readOption({ name, value, partitions }: IndexOption, isOrdered: boolean): Partial<ColumnstoreSettings> {
  const option = name.toUpperCase();
  if (partitions) throw notSupported(`${option} ON PARTITIONS of a columnstore index`);
  if (PLACEMENT.has(option) || (option === 'SORT_IN_TEMPDB' && isOrdered)) return {};
  switch (option) {
    case 'DATA_COMPRESSION': return { isArchive: readCompression(String(value).toUpperCase()) };
    case 'COMPRESSION_DELAY': return { compressionDelay: readDelay(Number.parseInt(String(value), 10)) };
    case 'SORT_IN_TEMPDB': throw raise(Messages.ColumnstoreSortInTempdb, {});
    case 'FILLFACTOR': throw raise(Messages.ColumnstoreSpecifying, { option });
    case 'ALLOW_ROW_LOCKS': case 'ALLOW_PAGE_LOCKS': throw raise(Messages.ColumnstoreOption, { option });
    default: throw notSupported(`the option ${option} of a columnstore index`);
  }
}

function readCompression(value: string): boolean {
  const isArchive = COMPRESSIONS[value];
  if (isArchive === undefined) throw notSupported(`DATA_COMPRESSION = ${value} of a columnstore index`);
  return isArchive;
}

function readDelay(value: number): number {
  if (!(value >= 0 && value <= LONGEST_DELAY_MINUTES)) throw raise(Messages.CompressionDelayRange, { value });
  return value;
}
