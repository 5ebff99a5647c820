// What stands behind the name of an index or a key: column lists, WITH options, and where its rows are. Knows no table.
import { Messages } from '../../../errors/catalogue';
import type { Identifier } from '../../ast/common';
import type { Expression } from '../../ast/expression';
import type { IndexedColumn, IndexOption, PartitionRange } from '../../ast/ddl';
import type { Parser } from '../grammar';
import { parseIdentifier, parseIdentifierList, parseLooseName, parseSignedNumber } from '../names';
import { onceEach } from './option-list';

function refuseGraphColumn(p: Parser): void {
  if (p.isWord('$NODE_ID', '$EDGE_ID', '$FROM_ID', '$TO_ID')) throw p.refuse('graph tables');
}

/** `(a, b)`, of a table's columns. */
export function parseColumnNames(p: Parser): Identifier[] {
  return p.parenthesizedList(() => {
    refuseGraphColumn(p);
    return parseIdentifier(p);
  });
}

/** `(a, b DESC)` */
export function parseIndexedColumns(p: Parser): IndexedColumn[] {
  return p.parenthesizedList(() => {
    refuseGraphColumn(p);
    const column = parseIdentifier(p);
    const isDescending = p.acceptWord('DESC');
    if (!isDescending) p.acceptWord('ASC');
    return { column, isDescending };
  });
}

/** `WITH (...)`, `ON filegroup` and their kin behind a key, an index or a table; the filegroup is an option named ON. Raises 155 for an option that a statement of that name does not know. */
export function parseIndexTail(p: Parser, statement?: 'CREATE INDEX'): IndexOption[] {
  const options: IndexOption[] = [];
  if (p.isWord('WITH') && (p.isSymbolAt(1, '(') || p.isWordAt(1, 'FILLFACTOR', 'PAD_INDEX', 'IGNORE_DUP_KEY', 'DROP_EXISTING', 'SORT_IN_TEMPDB', 'STATISTICS_NORECOMPUTE', 'SORTED_DATA', 'SORTED_DATA_REORG'))) {
    p.advance();
    options.push(...(p.isSymbol('(') ? parseIndexOptions(p, statement) : p.list(() => parseIndexOption(p, statement))));
  }
  return [...options, ...parsePlacement(p)];
}

/** `ON filegroup` and `TEXTIMAGE_ON filegroup` as options. */
export function parsePlacement(p: Parser): IndexOption[] {
  const options: IndexOption[] = [];
  while (p.isWord('ON', 'TEXTIMAGE_ON', 'FILESTREAM_ON')) {
    if (p.isWord('ON') && p.isWordAt(1, 'DELETE', 'UPDATE')) break;
    const name = p.advance().upper;
    const value = parseLooseName(p);
    if (p.isSymbol('(') && name !== 'ON') throw p.refuse(`${name} of a partition scheme`);
    options.push({ name, value, ...(p.isSymbol('(') ? { columns: parseIdentifierList(p) } : {}) });
  }
  return options;
}

/** `(PAD_INDEX = OFF, FILLFACTOR = 80)` */
export function parseIndexOptions(p: Parser, statement?: 'CREATE INDEX'): IndexOption[] {
  return p.parenthesizedList(onceEach(p, () => parseIndexOption(p, statement), ({ name }) => (isCompression(name) ? undefined : name)));
}

/** `(1, 3 TO 5)` */
export const parsePartitionRanges = (p: Parser): PartitionRange[] =>
  p.parenthesizedList(() => {
    const from = p.value();
    return p.acceptWord('TO') ? { from, to: p.value() } : { from };
  });

/** How something is compressed may be said more than once: of other partitions. */
const isCompression = (name: string): boolean => name === 'DATA_COMPRESSION' || name === 'XML_COMPRESSION';

/** What stands behind DATA_COMPRESSION = or XML_COMPRESSION =. */
export function parseCompression(p: Parser, name: string): IndexOption {
  const value = name === 'XML_COMPRESSION' ? p.expectOneOf('ON', 'OFF') : p.expectOneOf('NONE', 'ROW', 'PAGE', 'COLUMNSTORE', 'COLUMNSTORE_ARCHIVE');
  if (!p.acceptSequence('ON', 'PARTITIONS')) return { name, value };
  return { name, value, partitions: parsePartitionRanges(p) };
}

/** `PARTITION = n` or `PARTITION = ALL`; undefined where neither is written. */
export function parseRebuiltPartition(p: Parser): Expression | 'all' | undefined {
  if (!p.acceptWord('PARTITION')) return undefined;
  p.expectSymbol('=');
  return p.acceptWord('ALL') ? 'all' : p.value();
}

/** The options behind REBUILD; some of its partitions are named only beside PARTITION = ALL (10737). */
export function parseRebuildOptions(p: Parser, rebuilt: Expression | 'all' | undefined): IndexOption[] {
  const options = parseIndexOptions(p);
  if (rebuilt === undefined && options.some(({ partitions }) => partitions)) throw p.error(Messages.RebuildNeedsAll, {});
  return options;
}

/** Options whose number may have its unit behind it. */
const TIMED = ['COMPRESSION_DELAY', 'MAX_DURATION'];

/** Options that are ON or OFF and nothing else, and those that are a number. */
const SWITCHES = ['PAD_INDEX', 'STATISTICS_NORECOMPUTE', 'STATISTICS_INCREMENTAL', 'SORT_IN_TEMPDB', 'DROP_EXISTING', 'ONLINE', 'RESUMABLE', 'ALLOW_ROW_LOCKS', 'ALLOW_PAGE_LOCKS',
  'OPTIMIZE_FOR_SEQUENTIAL_KEY', 'LOB_COMPACTION', 'COMPRESS_ALL_ROW_GROUPS', 'IGNORE_DUP_KEY'];
const NUMBERS = ['FILLFACTOR', 'MAXDOP'];
const MAXIMUM_DOP = 32767;
/** All that a CREATE INDEX may say, those among it that are refused by name elsewhere. */
const KNOWN = new Set([...SWITCHES, ...NUMBERS, ...TIMED, 'SORTED_DATA', 'SORTED_DATA_REORG', 'STATISTICS_ONLY', 'WAIT_AT_LOW_PRIORITY']);

/** Whether the option came with a later version than the text's. */
const isLater = (p: Parser, name: string): boolean =>
  (name === 'XML_COMPRESSION' && !p.speaks('XML_COMPRESSION option')) || (name === 'OPTIMIZE_FOR_SEQUENTIAL_KEY' && !p.speaks('OPTIMIZE_FOR_SEQUENTIAL_KEY option'));

function parseIndexOption(p: Parser, statement?: 'CREATE INDEX'): IndexOption {
  if (!p.isKind('word')) throw p.unexpected();
  const { upper, text, at } = p.advance();
  const isUnknown = statement !== undefined && !KNOWN.has(upper) && !isCompression(upper);
  if (isUnknown || isLater(p, upper)) throw p.error(Messages.NotARecognizedOption, { part: text, function: statement ?? 'CREATE TABLE' }, at);
  if (upper === 'MOVE' && p.isWord('TO')) throw p.refuse('DROP INDEX ... WITH (MOVE TO ...)');
  if (upper === 'WAIT_AT_LOW_PRIORITY') throw p.refuse(upper);
  if (!p.acceptSymbol('=')) return { name: upper, value: 'ON' };
  if (isCompression(upper)) return parseCompression(p, upper);
  if (SWITCHES.includes(upper) && !p.isWord('ON', 'OFF')) throw p.unexpected();
  if (p.isKind('number') || p.isSymbol('-')) return parseNumberOption(p, upper);
  if (!p.isKind('word') || NUMBERS.includes(upper)) throw p.unexpected();
  const value = p.advance().upper;
  if (p.isSymbol('(')) throw p.refuse(`${upper} = ${value} (...)`);
  if (p.isSequence('ON', 'PARTITIONS')) throw p.refuse('options ON PARTITIONS');
  return { name: upper, value: p.isWord('MINUTES') ? `${value} ${p.advance().upper}` : value };
}

function parseNumberOption(p: Parser, name: string): IndexOption {
  const { at } = p;
  const value = Number(parseSignedNumber(p));
  if (name === 'FILLFACTOR' && !(value >= 1 && value <= 100)) throw p.error(Messages.FillFactorRange, { value }, at);
  if (name === 'MAXDOP' && !(value >= 0 && value <= MAXIMUM_DOP)) throw p.error(Messages.MaxdopRange, { value }, at);
  if (TIMED.includes(name)) p.acceptWord('MINUTE', 'MINUTES');
  return { name, value };
}
