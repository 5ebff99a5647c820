// PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK, and the index options and column lists that keys and indexes share.
import { Messages } from '../../errors/catalogue';
import type { Identifier, Position } from '../ast/common';
import type { IndexedColumn, IndexOption, InlineIndex, ReferentialAction, TableConstraint } from '../ast/ddl';
import { parseColumnstore } from './columnstore';
import type { Parser } from './grammar';
import { onceEach } from './option-list';
import { acceptIdentifierList, isIdentifier, parseIdentifier, parseIdentifierList, parseLooseName, parseObjectName, parseSignedNumber } from './names';

/** Where a constraint stands: its name, and the column it was written behind. */
export interface ConstraintPlace { readonly name?: Identifier; readonly column?: Identifier; readonly at: Position }

/** A constraint other than DEFAULT if one stands here. */
export function acceptConstraint(p: Parser, place: ConstraintPlace): TableConstraint | undefined {
  if (p.isWord('PRIMARY', 'UNIQUE')) return parseKey(p, place);
  if (p.isWord('FOREIGN', 'REFERENCES')) return parseForeignKey(p, place);
  if (p.isWord('CHECK')) return parseCheck(p, place);
  if (p.isWord('CONNECTION') && p.isSymbolAt(1, '(')) throw p.refuse('edge constraints (CONNECTION)');
  return undefined;
}

function parseKey(p: Parser, place: ConstraintPlace): TableConstraint {
  const kind = p.advance().upper === 'PRIMARY' ? 'primary-key' : 'unique';
  if (kind === 'primary-key') p.expectWord('KEY');
  const isClustered = acceptClustered(p);
  const own = place.column === undefined ? [] : [{ column: place.column, isDescending: false }];
  const columns = place.column === undefined || p.isSymbol('(') ? parseIndexedColumns(p) : own;
  return { kind, name: place.name, isClustered, columns, options: parseIndexTail(p), at: place.at };
}

/** CLUSTERED or NONCLUSTERED if one stands here. */
export function acceptClustered(p: Parser): boolean | undefined {
  const isClustered = p.acceptWord('CLUSTERED') ? true : p.acceptWord('NONCLUSTERED') ? false : undefined;
  if (p.isWord('HASH')) throw p.refuse('hash indexes');
  return isClustered;
}

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

/** `WITH (...)`, `ON filegroup` and their kin behind a key, an index or a table; the filegroup is an option named ON. */
export function parseIndexTail(p: Parser): IndexOption[] {
  const options: IndexOption[] = [];
  if (p.isWord('WITH') && (p.isSymbolAt(1, '(') || p.isWordAt(1, 'FILLFACTOR', 'PAD_INDEX', 'IGNORE_DUP_KEY', 'DROP_EXISTING', 'SORT_IN_TEMPDB', 'STATISTICS_NORECOMPUTE', 'SORTED_DATA', 'SORTED_DATA_REORG'))) {
    p.advance();
    options.push(...(p.isSymbol('(') ? parseIndexOptions(p) : p.list(() => parseIndexOption(p))));
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
    if (p.isSymbol('(')) throw p.refuse('partition schemes');
    options.push({ name, value });
  }
  return options;
}

/** `(PAD_INDEX = OFF, FILLFACTOR = 80)` */
export function parseIndexOptions(p: Parser): IndexOption[] {
  return p.parenthesizedList(onceEach(p, () => parseIndexOption(p), (option) => option.name));
}

/** Options whose number may have its unit behind it. */
const TIMED = ['COMPRESSION_DELAY', 'MAX_DURATION'];

/** Options that are ON or OFF and nothing else, and those that are a number. */
const SWITCHES = ['PAD_INDEX', 'STATISTICS_NORECOMPUTE', 'STATISTICS_INCREMENTAL', 'SORT_IN_TEMPDB', 'DROP_EXISTING', 'ONLINE', 'RESUMABLE', 'ALLOW_ROW_LOCKS', 'ALLOW_PAGE_LOCKS',
  'OPTIMIZE_FOR_SEQUENTIAL_KEY', 'LOB_COMPACTION', 'COMPRESS_ALL_ROW_GROUPS', 'IGNORE_DUP_KEY'];
const NUMBERS = ['FILLFACTOR', 'MAXDOP'];
const MAXIMUM_DOP = 32767;

function parseIndexOption(p: Parser): IndexOption {
  if (!p.isKind('word')) throw p.unexpected();
  const { upper } = p.advance();
  if (upper === 'MOVE' && p.isWord('TO')) throw p.refuse('DROP INDEX ... WITH (MOVE TO ...)');
  if (upper === 'WAIT_AT_LOW_PRIORITY') throw p.refuse(upper);
  if (!p.acceptSymbol('=')) return { name: upper, value: 'ON' };
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

function parseForeignKey(p: Parser, place: ConstraintPlace): TableConstraint {
  const own = place.column === undefined ? [] : [place.column];
  const hasWords = p.acceptSequence('FOREIGN', 'KEY');
  if (place.column === undefined && p.isWord('REFERENCES')) throw p.refuse('FOREIGN KEY without columns');
  const columns = hasWords && (place.column === undefined || p.isSymbol('(')) ? parseIdentifierList(p) : own;
  p.expectWord('REFERENCES');
  const references = parseObjectName(p);
  const referencedColumns = acceptIdentifierList(p);
  let onDelete: ReferentialAction = 'no action';
  let onUpdate: ReferentialAction = 'no action';
  const seen: string[] = [];
  while (p.isWord('ON') && p.isWordAt(1, 'DELETE', 'UPDATE')) {
    if (p.isWordAt(1, ...seen)) throw p.unexpected();
    p.advance();
    seen.push(p.current.upper);
    if (p.advance().upper === 'DELETE') onDelete = parseReferentialAction(p);
    else onUpdate = parseReferentialAction(p);
  }
  const notForReplication = p.acceptSequence('NOT', 'FOR', 'REPLICATION');
  return { kind: 'foreign-key', name: place.name, columns, references, referencedColumns, onDelete, onUpdate, notForReplication, at: place.at };
}

function parseReferentialAction(p: Parser): ReferentialAction {
  if (p.acceptSequence('NO', 'ACTION')) return 'no action';
  if (p.acceptSequence('SET', 'NULL')) return 'set null';
  if (p.acceptSequence('SET', 'DEFAULT')) return 'set default';
  p.expectWord('CASCADE');
  return 'cascade';
}

function parseCheck(p: Parser, place: ConstraintPlace): TableConstraint {
  p.expectWord('CHECK');
  const notForReplication = p.acceptSequence('NOT', 'FOR', 'REPLICATION');
  p.expectSymbol('(');
  const condition = p.condition();
  p.expectSymbol(')');
  return { kind: 'check', name: place.name, condition, isColumnLevel: place.column !== undefined, notForReplication, at: place.at };
}

/** `INDEX name [UNIQUE] [CLUSTERED] (columns) [INCLUDE] [WHERE] [WITH]` within a table; behind a column its own column is meant. */
export function parseInlineIndex(p: Parser, own?: Identifier): InlineIndex {
  const { at } = p;
  p.expectWord('INDEX');
  const name = parseIdentifier(p);
  const isUnique = p.acceptWord('UNIQUE');
  const isClustered = acceptClustered(p) ?? false;
  if (p.acceptWord('COLUMNSTORE')) return { name, ...parseColumnstore(p, { isUnique, isClustered, isBesideColumn: own !== undefined }), at };
  const columns = own === undefined || p.isSymbol('(') ? parseIndexedColumns(p) : [{ column: own, isDescending: false }];
  const included = p.isWord('INCLUDE') && p.isSymbolAt(1, '(') && p.acceptWord('INCLUDE') ? parseColumnNames(p) : [];
  if (isClustered && p.isWord('WHERE')) throw p.unexpected();
  const filter = p.acceptWord('WHERE') ? p.condition() : undefined;
  return { name, isUnique, isClustered, columns, included, filter, options: parseIndexTail(p), at };
}

/** `CONSTRAINT name` if it stands here. */
export function acceptConstraintName(p: Parser): Identifier | undefined {
  if (!p.acceptWord('CONSTRAINT')) return undefined;
  if (!isIdentifier(p)) throw p.unexpected();
  return parseIdentifier(p);
}
