// MERGE, which must end with a semicolon.
import { Messages } from '../../../errors/catalogue';
import type { CommonTableExpression } from '../../ast/query';
import type { MergeAction, MergeClause, MergeStatement } from '../../ast/statement';
import { parseDmlTarget, parseInsertColumns, parseOutputClauses, parseUpdateAssignments, parseValueOrDefault } from './dml-parts';
import type { Parser } from '../grammar';
import { acceptDmlTop, acceptQueryOptions } from './hints';
import { acceptAlias, parseTableSource } from './table-source';

/** MERGE; WITH has been read. The semicolon is required and left for the statement list, except inside parentheses. */
export function parseMerge(p: Parser, ctes: readonly CommonTableExpression[]): MergeStatement {
  const { at } = p;
  p.expectWord('MERGE');
  const top = acceptDmlTop(p);
  p.acceptWord('INTO');
  const target = parseDmlTarget(p, true);
  const targetAlias = acceptAlias(p);
  p.expectWord('USING');
  const source = parseTableSource(p);
  p.expectWord('ON');
  const on = p.condition();
  const clauses: MergeClause[] = [];
  while (p.isWord('WHEN')) clauses.push(parseMergeClause(p));
  if (clauses.length === 0) throw p.unexpected();
  const outputs = parseOutputClauses(p);
  const options = acceptQueryOptions(p);
  if (p.isAtEnd || !(p.isSymbol(';') || p.isSymbol(')'))) throw p.error(Messages.MergeNeedsSemicolon, {});
  return { kind: 'merge', with: ctes, top, target, targetAlias, source, on, clauses, outputs, options, at };
}

function parseMergeClause(p: Parser): MergeClause {
  const { at } = p;
  p.expectWord('WHEN');
  const when = parseWhen(p);
  const condition = p.acceptWord('AND') ? p.condition() : undefined;
  p.expectWord('THEN');
  return { when, condition, action: parseMergeAction(p), at };
}

function parseWhen(p: Parser): MergeClause['when'] {
  if (p.acceptWord('MATCHED')) return 'matched';
  p.expectWord('NOT', 'MATCHED');
  if (!p.acceptWord('BY')) return 'not-matched';
  return p.expectOneOf('SOURCE', 'TARGET') === 'SOURCE' ? 'not-matched-by-source' : 'not-matched';
}

function parseMergeAction(p: Parser): MergeAction {
  if (p.acceptWord('DELETE')) return { kind: 'delete' };
  if (p.acceptWord('UPDATE')) {
    p.expectWord('SET');
    return { kind: 'update', assignments: parseUpdateAssignments(p) };
  }
  p.expectWord('INSERT');
  const start = p.mark();
  const columns = p.isSymbol('(') ? parseInsertColumns(p) : undefined;
  const end = p.mark();
  // A name of one part each, commas and parentheses; a qualifier makes more tokens.
  if (columns && columns.length * 2 + 1 < end - start) throw p.error(Messages.MergeInsertQualified, {});
  if (p.acceptSequence('DEFAULT', 'VALUES')) return { kind: 'insert', columns, values: 'default' };
  p.expectWord('VALUES');
  return { kind: 'insert', columns, values: p.parenthesizedList(() => parseValueOrDefault(p)) };
}
