// Options of indexes and tables: those that change no result are taken, the others are kept or refused by name.
import { notSupported } from '../../errors/not-supported';
import type { IndexOption } from '../../syntax/ast/ddl';

/** The options that an index keeps. */
export interface IndexSettings { readonly fillFactor: number; readonly isPadded: boolean; readonly ignoreDuplicateKey: boolean; readonly dropExisting: boolean }

/** How rows are stored or how long building takes: neither shows in any result here. */
const WITHOUT_EFFECT = new Set([
  'STATISTICS_NORECOMPUTE',
  'STATISTICS_INCREMENTAL',
  'SORT_IN_TEMPDB',
  'ONLINE',
  'MAXDOP',
  'DATA_COMPRESSION',
  'XML_COMPRESSION',
  'OPTIMIZE_FOR_SEQUENTIAL_KEY',
  'LOB_COMPACTION',
  'COMPRESS_ALL_ROW_GROUPS',
  'LOCK_ESCALATION',
  'COMPRESSION_DELAY',
]);
const ONLY_ON = new Set(['ALLOW_ROW_LOCKS', 'ALLOW_PAGE_LOCKS']);
const PLACES = new Set(['ON', 'TEXTIMAGE_ON', 'FILESTREAM_ON']);

const isOn = (option: IndexOption): boolean => String(option.value).toUpperCase() === 'ON';

/** Reads options; refuses what the engine does not follow. Where something is put is placement.ts's. */
export function readIndexOptions(options: readonly IndexOption[]): IndexSettings {
  let settings: IndexSettings = { fillFactor: 0, isPadded: false, ignoreDuplicateKey: false, dropExisting: false };
  for (const option of options) settings = { ...settings, ...readOption(option) };
  return settings;
}

function readOption(option: IndexOption): Partial<IndexSettings> {
  const name = option.name.toUpperCase();
  if (WITHOUT_EFFECT.has(name)) return {};
  if (PLACES.has(name)) return {};
  if (name === 'FILLFACTOR') return { fillFactor: Number(option.value) };
  if (name === 'PAD_INDEX') return { isPadded: isOn(option) };
  if (name === 'DROP_EXISTING') return { dropExisting: isOn(option) };
  if (name === 'IGNORE_DUP_KEY') return { ignoreDuplicateKey: isOn(option) };
  const isRefused = ONLY_ON.has(name) ? !isOn(option) : isOn(option) || name !== 'RESUMABLE';
  if (isRefused) throw notSupported(`the index option ${name} = ${option.value}`);
  return {};
}
