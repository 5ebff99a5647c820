// CREATE, ALTER and DROP INDEX, CREATE and UPDATE STATISTICS.
import { Messages } from '../../../errors/catalogue';
import type { AlterIndex, CreateIndex, CreateStatistics, DropIndex, UpdateStatistics } from '../../ast/ddl';
import type { Identifier, ObjectName, Position } from '../../ast/common';
import { parseColumnstore } from './columnstore';
import { acceptClustered } from './constraint';
import type { Parser } from '../grammar';
import { parseColumnNames, parseIndexedColumns, parseIndexTail, parseRebuildOptions, parseRebuiltPartition } from './index-tail';
import { acceptIdentifier, acceptIdentifierList, parseIdentifier, parseObjectName } from '../names';

/** CREATE [UNIQUE] [CLUSTERED] INDEX; the next word is one of these. */
export function parseCreateIndex(p: Parser, at: Position): CreateIndex {
  const isUnique = p.acceptWord('UNIQUE');
  const isClustered = acceptClustered(p) ?? false;
  const isColumnstore = p.acceptWord('COLUMNSTORE');
  if (p.isWord('XML', 'SPATIAL', 'FULLTEXT', 'JSON', 'VECTOR')) throw p.refuse(`${p.current.upper} indexes`);
  p.expectWord('INDEX');
  const name = parseIdentifier(p);
  p.expectWord('ON');
  const table = parseObjectName(p);
  if (isColumnstore) return { kind: 'create-index', name, table, ...parseColumnstore(p, { isUnique, isClustered }), at };
  const columns = parseIndexedColumns(p);
  const included = p.acceptWord('INCLUDE') ? parseColumnNames(p) : [];
  if (isClustered && p.isWord('WHERE')) throw p.unexpected();
  const filter = p.acceptWord('WHERE') ? p.condition() : undefined;
  return { kind: 'create-index', name, table, isUnique, isClustered, columns, included, filter, options: parseIndexTail(p, 'CREATE INDEX'), at };
}

const SET_OPTIONS: ReadonlySet<string> = new Set(['ALLOW_ROW_LOCKS', 'ALLOW_PAGE_LOCKS', 'OPTIMIZE_FOR_SEQUENTIAL_KEY', 'IGNORE_DUP_KEY', 'STATISTICS_NORECOMPUTE', 'COMPRESSION_DELAY']);

/** ALTER INDEX; INDEX is the next word. */
export function parseAlterIndex(p: Parser, at: Position): AlterIndex {
  p.expectWord('INDEX');
  const name: Identifier | 'all' = p.acceptWord('ALL') ? 'all' : parseIdentifier(p);
  p.expectWord('ON');
  const table = parseObjectName(p);
  if (p.isWord('RESUME', 'PAUSE', 'ABORT')) throw p.refuse('resumable index operations');
  if (p.isWord('FOR') || p.isSequence('WITH', 'XMLNAMESPACES')) throw p.refuse('ALTER INDEX of a selective XML index');
  const action = p.expectOneOf('REBUILD', 'REORGANIZE', 'DISABLE', 'SET').toLowerCase() as AlterIndex['action'];
  const rebuilt = parseRebuiltPartition(p);
  const hasOptions = action === 'set' || (action !== 'disable' && p.acceptWord('WITH'));
  const options = hasOptions ? parseRebuildOptions(p, rebuilt) : [];
  const other = action === 'set' ? options.find((option) => !SET_OPTIONS.has(option.name)) : undefined;
  if (other) throw p.error(Messages.NotARecognizedOption, { part: other.name.toLowerCase(), function: 'ALTER INDEX SET' });
  return { kind: 'alter-index', name, table, action, ...(typeof rebuilt === 'object' ? { partition: rebuilt } : {}), options, at };
}

/** DROP INDEX a ON t, b ON u, or the old t.a; INDEX is the next word. */
export function parseDropIndex(p: Parser, at: Position): DropIndex {
  p.expectWord('INDEX');
  const ifExists = p.acceptSequence('IF', 'EXISTS');
  const items = p.list(() => {
    const name = parseObjectName(p);
    if (!p.acceptWord('ON')) return oldStyleIndex(p, name);
    if (name.parts.length !== 1) throw p.unexpected();
    const table = parseObjectName(p);
    const options = p.isWord('WITH') && p.isSymbolAt(1, '(') ? parseIndexTail(p) : [];
    return { name: { name: name.parts[0] ?? '', at: name.at }, table, options };
  });
  return { kind: 'drop-index', items, ifExists, at };
}

function oldStyleIndex(p: Parser, whole: ObjectName): DropIndex['items'][number] {
  const name = whole.parts.at(-1);
  if (name === undefined || whole.parts.length < 2) throw p.error(Messages.DropIndexNeedsTable, {}, whole.at);
  return { name: { name, at: whole.at }, table: { parts: whole.parts.slice(0, -1), at: whole.at } };
}

/** CREATE STATISTICS; STATISTICS is the next word. */
export function parseCreateStatistics(p: Parser, at: Position): CreateStatistics {
  p.expectWord('STATISTICS');
  const name = parseIdentifier(p);
  p.expectWord('ON');
  const table = parseObjectName(p);
  const columns = parseColumnNames(p);
  if (p.isWord('WHERE')) throw p.refuse('filtered statistics');
  return { kind: 'statistics', action: 'create', name, table, columns, options: acceptStatisticsOptions(p, 'CREATE'), at };
}

/** UPDATE STATISTICS table [name | (name, ...)]; UPDATE is the next word. */
export function parseUpdateStatistics(p: Parser): UpdateStatistics {
  const { at } = p.advance();
  p.expectWord('STATISTICS');
  const table = parseObjectName(p);
  const listed = acceptIdentifierList(p);
  const only = listed.length === 0 ? acceptIdentifier(p) : undefined;
  return { kind: 'statistics', action: 'update', names: only ? [only] : listed, table, options: acceptStatisticsOptions(p, 'UPDATE'), at };
}

const STATISTICS_OPTIONS: ReadonlySet<string> = new Set(['FULLSCAN', 'SAMPLE', 'RESAMPLE', 'NORECOMPUTE', 'INCREMENTAL', 'MAXDOP', 'AUTO_DROP', 'PERSIST_SAMPLE_PERCENT', 'STATS_STREAM',
  'ROWCOUNT', 'PAGECOUNT', 'ALL', 'COLUMNS', 'INDEX']);

function acceptStatisticsOptions(p: Parser, verb: 'CREATE' | 'UPDATE'): string[] {
  if (!p.acceptWord('WITH')) return [];
  return p.list(() => {
    if (!p.isKind('word')) throw p.unexpected();
    if (!STATISTICS_OPTIONS.has(p.current.upper)) throw p.error(Messages.NotARecognizedOption, { part: p.current.text, function: `${verb} STATISTICS` });
    const start = p.advance().at.offset;
    if (p.isSequence('ON', 'PARTITIONS')) throw p.refuse('options ON PARTITIONS');
    if (p.acceptSymbol('=')) p.advance();
    else if (p.isKind('number')) {
      p.advance();
      p.expectOneOf('PERCENT', 'ROWS');
    }
    return p.textSince(start).toUpperCase();
  });
}
