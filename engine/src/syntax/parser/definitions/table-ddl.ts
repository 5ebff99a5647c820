// CREATE TABLE, CREATE TYPE and system versioning. ALTER TABLE is alter-table.ts's.
import type { CreateTable, CreateType, IndexOption, TemporalOptions } from '../../ast/ddl';
import type { Position } from '../../ast/common';
import { parseTableElements } from './column-definition';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { parseCompression, parsePlacement } from './index-tail';
import { parseInteger, parseObjectName } from '../names';

/** CREATE TABLE; TABLE is the next word. */
export function parseCreateTable(p: Parser, at: Position): CreateTable {
  p.expectWord('TABLE');
  const name = parseObjectName(p);
  if (p.isSequence('AS', 'FILETABLE')) throw p.refuse('FileTables');
  if (p.isSequence('AS', 'EDGE')) throw p.refuse('graph tables');
  const { columns, constraints, indexes, period } = parseTableElements(p, true);
  if (p.isSequence('AS', 'NODE') || p.isSequence('AS', 'EDGE')) throw p.refuse('graph tables');
  const place = parsePlacement(p);
  const { options, systemVersioning } = p.acceptWord('WITH') ? parseTableOptions(p) : { options: [], systemVersioning: undefined };
  const all = [...place, ...options, ...parsePlacement(p)];
  return { kind: 'create-table', name, columns, constraints, indexes, period, systemVersioning, options: all, at };
}

function parseTableOptions(p: Parser): { readonly options: IndexOption[]; readonly systemVersioning?: TemporalOptions } {
  const options: IndexOption[] = [];
  let systemVersioning: TemporalOptions | undefined;
  p.expectSymbol('(');
  do {
    if (p.isWord('SYSTEM_VERSIONING')) systemVersioning = parseSystemVersioning(p);
    else options.push(parseTableOption(p));
  } while (p.acceptSymbol(','));
  p.expectSymbol(')');
  return { options, systemVersioning };
}

function parseTableOption(p: Parser): IndexOption {
  if (p.isWord('MEMORY_OPTIMIZED', 'DURABILITY')) throw p.refuse('memory-optimized tables');
  if (p.isWord('REMOTE_DATA_ARCHIVE')) throw p.refuse('REMOTE_DATA_ARCHIVE (Stretch Database)');
  if (p.isWord('LEDGER')) throw p.refuse('ledger tables');
  if (p.isWord('DATA_DELETION')) throw p.refuse('DATA_DELETION');
  const name = p.expectOneOf('DATA_COMPRESSION', 'XML_COMPRESSION');
  p.expectSymbol('=');
  return parseCompression(p, name);
}

/** `SYSTEM_VERSIONING = ON (HISTORY_TABLE = ..., ...)` or `= OFF` */
export function parseSystemVersioning(p: Parser): TemporalOptions {
  p.expectWord('SYSTEM_VERSIONING');
  p.expectSymbol('=');
  if (p.expectOneOf('ON', 'OFF') === 'OFF') return { isOn: false };
  if (!p.acceptSymbol('(')) return { isOn: true };
  let options: TemporalOptions = { isOn: true };
  const seen: string[] = [];
  do {
    if (p.isWord(...seen)) throw p.unexpected();
    seen.push(p.current.upper);
    options = { ...options, ...parseTemporalOption(p) };
  } while (p.acceptSymbol(','));
  p.expectSymbol(')');
  return options;
}

function parseTemporalOption(p: Parser): Partial<TemporalOptions> {
  const name = p.expectOneOf('HISTORY_TABLE', 'DATA_CONSISTENCY_CHECK', 'HISTORY_RETENTION_PERIOD');
  p.expectSymbol('=');
  if (name === 'HISTORY_TABLE') return { historyTable: parseObjectName(p) };
  if (name === 'DATA_CONSISTENCY_CHECK') return { consistencyCheck: p.expectOneOf('ON', 'OFF') === 'ON' };
  if (p.acceptWord('INFINITE')) return {};
  const period = Number(p.current.text);
  if (period < 1 || period > MAXIMUM_INT) throw p.unexpected();
  return { retention: { period: parseInteger(p), unit: p.expectOneOf('DAY', 'DAYS', 'WEEK', 'WEEKS', 'MONTH', 'MONTHS', 'YEAR', 'YEARS') } };
}

const MAXIMUM_INT = 2_147_483_647;

/** CREATE TYPE ... FROM or AS TABLE; TYPE is the next word. */
export function parseCreateType(p: Parser, at: Position): CreateType {
  p.expectWord('TYPE');
  const name = parseObjectName(p);
  if (p.isWord('EXTERNAL')) throw p.refuse('CLR types');
  if (p.acceptWord('FROM')) {
    const type = parseDataType(p);
    const isNullable = p.acceptWord('NULL') ? true : p.acceptSequence('NOT', 'NULL') ? false : undefined;
    return { kind: 'create-type', name, base: { type, isNullable }, at };
  }
  p.expectWord('AS', 'TABLE');
  const start = p.mark();
  const { columns, constraints, indexes } = parseTableElements(p);
  p.refuseWordSince(start, 'CONSTRAINT');
  p.refuseWordSince(start, 'REFERENCES');
  if (columns.some((column) => column.isSparse)) p.refuseWordSince(start, 'SPARSE');
  if (p.isWord('WITH') && p.isSymbolAt(1, '(')) throw p.refuse('memory-optimized table types');
  return { kind: 'create-type', name, table: { columns, constraints, indexes }, at };
}
