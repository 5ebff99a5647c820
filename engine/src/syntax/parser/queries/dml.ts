// INSERT, UPDATE and DELETE. MERGE is merge.ts's.
import { Messages } from '../../../errors/catalogue';
import type { Expression } from '../../ast/expression';
import type { CommonTableExpression } from '../../ast/query';
import type { DeleteStatement, DmlStatement, InsertSource, InsertStatement, UpdateStatement } from '../../ast/statement';
import { parseDmlTarget, parseInsertColumns, parseOutputClauses, parseUpdateAssignments, parseValueOrDefault } from './dml-parts';
import { parseExecute } from '../statements/execute';
import type { Parser } from '../grammar';
import { acceptDmlTop, acceptQueryOptions, isOldStyleHint } from './hints';
import { isNestedQueryAhead } from '../lookahead';
import { parseMerge } from './merge';
import { isVariable, parseIdentifier, parseVariableName } from '../names';
import { parseFrom } from './table-source';

const MAXIMUM_ROWS = 1000;

/** INSERT, UPDATE, DELETE or MERGE; WITH has been read. */
export function parseDml(p: Parser, ctes: readonly CommonTableExpression[]): DmlStatement {
  if (p.isWord('INSERT')) return parseInsert(p, ctes);
  if (p.isWord('UPDATE')) return parseUpdate(p, ctes);
  if (p.isWord('DELETE')) return parseDelete(p, ctes);
  if (p.isWord('MERGE')) return parseMerge(p, ctes);
  throw p.unexpected();
}

function parseInsert(p: Parser, ctes: readonly CommonTableExpression[]): InsertStatement {
  const { at } = p;
  p.expectWord('INSERT');
  const top = acceptDmlTop(p);
  p.acceptWord('INTO');
  const target = parseDmlTarget(p);
  const columns = p.isSymbol('(') && !isNestedQueryAhead(p) ? parseInsertColumns(p) : undefined;
  const outputs = parseOutputClauses(p);
  const source = parseInsertSource(p);
  if (source.kind === 'execute' && outputs.length > 0) throw p.error(Messages.OutputOfInsertExec, {}, at);
  if (source.kind === 'execute' && source.execute.resultSets) throw p.error(Messages.SyntaxNear, { token: 'SETS' }, at);
  return { kind: 'insert', with: ctes, top, target, columns, outputs, source, options: acceptQueryOptions(p), at };
}

function parseInsertSource(p: Parser): InsertSource {
  if (p.acceptSequence('DEFAULT', 'VALUES')) return { kind: 'default-values' };
  if (p.isWord('EXEC', 'EXECUTE')) return { kind: 'execute', execute: parseExecute(p) };
  if (p.acceptWord('VALUES')) return { kind: 'values', rows: parseRows(p) };
  if (p.isWord('SELECT') || isNestedQueryAhead(p)) return { kind: 'select', query: p.query() };
  throw p.unexpected();
}

function parseRows(p: Parser): Expression[][] {
  const rows = p.list(() => p.parenthesizedList(() => parseValueOrDefault(p)));
  if (rows.length > MAXIMUM_ROWS) throw p.error(Messages.TooManyRowValues, {});
  return rows;
}

function parseUpdate(p: Parser, ctes: readonly CommonTableExpression[]): UpdateStatement {
  const { at } = p;
  p.expectWord('UPDATE');
  const top = acceptDmlTop(p);
  const target = parseDmlTarget(p);
  refuseFunction(p);
  p.expectWord('SET');
  const assignments = parseUpdateAssignments(p);
  const outputs = parseOutputClauses(p);
  const from = p.acceptWord('FROM') ? parseFrom(p) : [];
  const filter = parseFilter(p);
  return { kind: 'update', with: ctes, top, target, assignments, outputs, from, ...filter, options: acceptQueryOptions(p), at };
}

function refuseFunction(p: Parser): void {
  if (p.isSymbol('(') && !isOldStyleHint(p)) throw p.refuse('writes to the rows of an inline function');
}

function parseDelete(p: Parser, ctes: readonly CommonTableExpression[]): DeleteStatement {
  const { at } = p;
  p.expectWord('DELETE');
  const top = acceptDmlTop(p);
  p.acceptWord('FROM');
  const target = parseDmlTarget(p);
  refuseFunction(p);
  const outputs = parseOutputClauses(p);
  const from = p.acceptWord('FROM') ? parseFrom(p) : [];
  const filter = parseFilter(p);
  return { kind: 'delete', with: ctes, top, target, outputs, from, ...filter, options: acceptQueryOptions(p), at };
}

function parseFilter(p: Parser): Pick<UpdateStatement, 'where' | 'currentOf'> {
  if (!p.acceptWord('WHERE')) return {};
  if (!p.acceptSequence('CURRENT', 'OF')) return { where: p.condition() };
  if (p.isWord('GLOBAL')) throw p.refuse('WHERE CURRENT OF GLOBAL cursor');
  return { currentOf: isVariable(p) ? parseVariableName(p) : parseIdentifier(p).name };
}
