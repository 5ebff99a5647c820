// Options of indexes and tables: those that change no result are taken, the others are kept or refused by name. Compression is compression.ts's.
import type { IndexDefinition } from '../../catalog/definitions';
import { notSupported } from '../../errors/not-supported';
import type { IndexOption } from '../../syntax/ast/ddl';

/** What an index keeps of its options. */
type KeptOptions = Pick<IndexDefinition, 'fillFactor' | 'isPadded' | 'ignoreDuplicateKey' | 'forbidsPageLocks' | 'isForSequentialKey' | 'isNoRecompute'>;

/** The options that are read of an index. */
export interface IndexSettings extends KeptOptions { readonly dropExisting: boolean }

/** How long building takes and where it is done: neither shows in any result. */
const WITHOUT_EFFECT = new Set(['SORT_IN_TEMPDB', 'ONLINE', 'MAXDOP', 'LOB_COMPACTION', 'COMPRESS_ALL_ROW_GROUPS', 'COMPRESSION_DELAY']);
/** What other files read. */
const ELSEWHERE = new Set(['ON', 'TEXTIMAGE_ON', 'FILESTREAM_ON', 'DATA_COMPRESSION', 'XML_COMPRESSION']);

const UNSET: IndexSettings = { fillFactor: 0, isPadded: false, ignoreDuplicateKey: false, dropExisting: false };

const isOn = (option: IndexOption): boolean => String(option.value).toUpperCase() === 'ON';

/** Reads options; refuses what the engine does not follow. Where something is put is placement.ts's. */
export const readIndexOptions = (options: readonly IndexOption[]): IndexSettings => ({ ...UNSET, ...givenOptions(options) });

/** What a new index keeps. */
export function keptOptions(options: readonly IndexOption[]): KeptOptions {
  const { dropExisting: _, ...kept } = readIndexOptions(options);
  return kept;
}

/** What is written, and nothing else. */
export function givenOptions(options: readonly IndexOption[]): Partial<IndexSettings> {
  let settings: Partial<IndexSettings> = {};
  for (const option of options) settings = { ...settings, ...readOption(option) };
  return settings;
}

function readOption(option: IndexOption): Partial<IndexSettings> {
  const name = option.name.toUpperCase();
  if (WITHOUT_EFFECT.has(name) || ELSEWHERE.has(name)) return {};
  switch (name) {
    case 'FILLFACTOR': return { fillFactor: Number(option.value) };
    case 'PAD_INDEX': return { isPadded: isOn(option) };
    case 'DROP_EXISTING': return { dropExisting: isOn(option) };
    case 'IGNORE_DUP_KEY': return { ignoreDuplicateKey: isOn(option) };
    case 'ALLOW_PAGE_LOCKS': return { forbidsPageLocks: !isOn(option) };
    case 'OPTIMIZE_FOR_SEQUENTIAL_KEY': return { isForSequentialKey: isOn(option) };
    case 'STATISTICS_NORECOMPUTE': return { isNoRecompute: isOn(option) };
    case 'ALLOW_ROW_LOCKS': if (isOn(option)) return {}; break;
    case 'RESUMABLE': case 'STATISTICS_INCREMENTAL': if (!isOn(option)) return {}; break;
  }
  throw notSupported(`the index option ${name} = ${option.value}`);
}
