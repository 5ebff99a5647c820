// USE, TRUNCATE TABLE, DBCC, KILL, CHECKPOINT, INSERT BULK, and the table of all administrative statements.
import type { Expression } from '../../ast/expression';
import type { DbccStatement, InsertBulk, Statement } from '../../ast/statement';
import { parseBackup, parseRestore } from './backup';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { acceptCollation, isIdentifier, parseIdentifier, parseObjectName, parseSignedNumber } from '../names';
import { parsePartitionRanges } from '../definitions/index-tail';
import { parsePermission } from '../definitions/security-ddl';

/** Administrative statements by first word. */
export const ADMINISTRATION_RULES: Readonly<Record<string, (p: Parser) => Statement>> = {
  USE: parseUse, TRUNCATE: parseTruncate, DBCC: parseDbcc, KILL: parseKill, CHECKPOINT: parseCheckpoint, RECONFIGURE: parseReconfigure, BACKUP: parseBackup, RESTORE: parseRestore,
  GRANT: parsePermission, REVOKE: parsePermission, DENY: parsePermission,
};

/** USE database */
function parseUse(p: Parser): Statement {
  const { at } = p.advance();
  return { kind: 'use', database: parseIdentifier(p).name, at };
}

/** RECONFIGURE [WITH OVERRIDE] */
function parseReconfigure(p: Parser): Statement {
  const { at } = p.advance();
  const withOverride = p.acceptWord('WITH');
  if (withOverride) p.expectWord('OVERRIDE');
  return { kind: 'reconfigure', withOverride, at };
}

/** TRUNCATE TABLE name */
function parseTruncate(p: Parser): Statement {
  const { at } = p.advance();
  p.expectWord('TABLE');
  const table = parseObjectName(p);
  if (!p.isWord('WITH') || !p.isSymbolAt(1, '(')) return { kind: 'truncate', table, at };
  p.expectWord('WITH');
  p.expectSymbol('(');
  p.expectWord('PARTITIONS');
  const partitions = parsePartitionRanges(p);
  p.expectSymbol(')');
  return { kind: 'truncate', table, partitions, at };
}

/** DBCC command [(arguments)] [WITH options] */
function parseDbcc(p: Parser): DbccStatement {
  const { at } = p.advance();
  if (!p.isKind('word')) throw p.unexpected();
  const command = p.advance().upper;
  const hasArguments = p.acceptSymbol('(');
  const args = hasArguments && !p.isSymbol(')') ? p.list(() => parseDbccArgument(p)) : [];
  if (hasArguments && p.isSymbol('=')) throw p.refuse('DBCC with named arguments');
  if (hasArguments) p.expectSymbol(')');
  const options = p.acceptWord('WITH') ? p.list(() => (p.isKind('word') ? p.advance().upper : parseIdentifier(p).name)) : [];
  if (options.length > 0 && p.isWord('JOIN')) throw p.refuse(`DBCC ${command} ... WITH ${options.at(-1) ?? ''} JOIN`);
  return { kind: 'dbcc', command, args, options, at };
}

/** A bare name or word is taken as its text, a name of several parts with its dots. */
function parseDbccArgument(p: Parser): Expression | { readonly kind: 'word'; readonly word: string } {
  const isName = isIdentifier(p) && !p.isSymbolAt(1, '(');
  if (isName) return { kind: 'word', word: parseObjectName(p).parts.join('.') };
  if (p.isKind('word') && !p.isWord('NULL')) return { kind: 'word', word: p.advance().text };
  return p.value();
}

/** KILL session */
function parseKill(p: Parser): Statement {
  const { at } = p.advance();
  if (p.isWord('QUERY', 'STATS')) throw p.refuse(`KILL ${p.current.upper}`);
  if (p.isKind('string') || p.isKind('national-string')) throw p.refuse('KILL of a unit of work');
  const spid = Number(parseSignedNumber(p));
  if (p.isSequence('WITH', 'STATUSONLY')) throw p.refuse('KILL ... WITH STATUSONLY');
  return { kind: 'kill', spid, at };
}

/** CHECKPOINT [duration] */
function parseCheckpoint(p: Parser): Statement {
  const { at } = p.advance();
  if (p.isKind('number')) p.advance();
  return { kind: 'checkpoint', at };
}

/** INSERT BULK table (columns) [WITH (options)]; INSERT is the next word. */
export function parseInsertBulk(p: Parser): InsertBulk {
  const { at } = p.advance();
  p.expectWord('BULK');
  const table = parseObjectName(p);
  const columns = p.parenthesizedList(() => parseBulkColumn(p));
  const options = p.acceptWord('WITH') ? p.parenthesizedList(() => parseBulkOption(p)) : [];
  return { kind: 'insert-bulk', table, columns, options, at };
}

/** A client may repeat the column's collation and nullability, which the table knows already. */
function parseBulkColumn(p: Parser): InsertBulk['columns'][number] {
  const name = parseIdentifier(p);
  if (p.isSymbol(',') || p.isSymbol(')')) throw p.refuse('INSERT BULK of a timestamp column');
  const type = parseDataType(p);
  acceptCollation(p);
  if (!p.acceptWord('NULL')) p.acceptSequence('NOT', 'NULL');
  return { name, type };
}

const BULK_OPTIONS = new Set(['CHECK_CONSTRAINTS', 'FIRE_TRIGGERS', 'KEEP_NULLS', 'TABLOCK', 'ROWS_PER_BATCH', 'KILOBYTES_PER_BATCH', 'ORDER']);
const ENCRYPTED = 'ALLOW_ENCRYPTED_VALUE_MODIFICATIONS';

function parseBulkOption(p: Parser): string {
  if (p.isWord(ENCRYPTED)) throw p.refuse(`INSERT BULK with ${ENCRYPTED}`);
  if (!p.isKind('word') || !BULK_OPTIONS.has(p.current.upper)) throw p.unexpected();
  const start = p.advance().at.offset;
  if (p.acceptSymbol('=')) p.advance();
  if (p.isSymbol('(')) p.parenthesizedText();
  return p.textSince(start).toUpperCase();
}
