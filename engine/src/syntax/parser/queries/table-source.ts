// What may stand in FROM: tables, joins, derived tables, VALUES, functions. OPENJSON, PIVOT and nodes() are table-operators.ts's.
import { Messages } from '../../../errors/catalogue';
import type { Identifier, Position } from '../../ast/common';
import type { Expression } from '../../ast/expression';
import type { JoinedTable, NamedTable, TableSource, TemporalClause } from '../../ast/query';
import { parseCall } from '../expressions/function-call';
import { parseChangeTable } from '../definitions/change-tracking';
import type { Parser } from '../grammar';
import { acceptTableHints, isOldStyleHint, requireOneOldHint } from './hints';
import { isNestedQueryAhead, isWindowClause } from '../lookahead';
import { acceptIdentifier, acceptIdentifierList, isIdentifier, isVariable, parseIdentifier, parseObjectName, parseVariableName } from '../names';
import { parseConstant } from '../expressions/primary';
import { acceptPivot, parseNodes, parseOpenJson, parseOpenXml } from './table-operators';

const ROWSETS = ['OPENQUERY', 'OPENROWSET', 'OPENDATASOURCE', 'CONTAINSTABLE', 'FREETEXTTABLE', 'SEMANTICKEYPHRASETABLE',
  'SEMANTICSIMILARITYTABLE', 'SEMANTICSIMILARITYDETAILSTABLE', 'PREDICT'];
const DML_WORDS = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'];
/** Unreserved words that may follow a table and are not its alias. */
const NOT_AN_ALIAS = ['USING'];

type JoinKind = Pick<JoinedTable, 'join' | 'hint'>;

/** The list behind FROM. */
export const parseFrom = (p: Parser): TableSource[] => p.list(() => parseTableSource(p));

/** One table source with its joins and pivots. */
export function parseTableSource(p: Parser): TableSource {
  let source = parseTablePrimary(p);
  for (;;) {
    const pivoted = acceptPivot(p, source);
    if (pivoted !== undefined) {
      source = pivoted;
      continue;
    }
    const join = acceptJoin(p);
    if (join === undefined) return source;
    source = parseJoin(p, join, source);
  }
}

/** The right side may itself be joined before ON comes: a JOIN b JOIN c ON ... ON ... */
function parseJoin(p: Parser, join: JoinKind, left: TableSource): TableSource {
  return p.nest(() => {
    const { at } = left;
    let right = parseTablePrimary(p);
    if (join.join === 'cross' || join.join === 'cross-apply' || join.join === 'outer-apply') return { kind: 'join', ...join, left, right, at };
    while (!p.isWord('ON')) {
      const inner = acceptJoin(p);
      if (inner === undefined) throw p.unexpected();
      right = parseJoin(p, inner, right);
    }
    p.advance();
    return { kind: 'join', ...join, left, right, on: p.condition(), at };
  });
}

function acceptJoin(p: Parser): JoinKind | undefined {
  if (p.acceptSequence('CROSS', 'JOIN')) return { join: 'cross' };
  if (p.acceptSequence('CROSS', 'APPLY')) return { join: 'cross-apply' };
  if (p.acceptSequence('OUTER', 'APPLY')) return { join: 'outer-apply' };
  if (p.acceptWord('JOIN')) return { join: 'inner' };
  if (!p.isWord('INNER', 'LEFT', 'RIGHT', 'FULL')) return undefined;
  const join = p.advance().upper.toLowerCase() as 'inner' | 'left' | 'right' | 'full';
  if (join !== 'inner') p.acceptWord('OUTER');
  if (p.isWord('LOCAL')) throw p.refuse('the join hint LOCAL');
  const hint = p.isWord('LOOP', 'HASH', 'MERGE', 'REMOTE') ? p.advance().upper : undefined;
  p.expectWord('JOIN');
  return { join, hint };
}

function parseTablePrimary(p: Parser): TableSource {
  const { at } = p;
  if (p.isSymbol('(')) return p.nest(() => parseParenthesizedSource(p, at));
  if (isVariable(p)) return parseVariableSource(p, at);
  if (p.isWord('OPENJSON') && p.isSymbolAt(1, '(')) return parseOpenJson(p);
  if (p.isWord('OPENXML') && p.isSymbolAt(1, '(')) return parseOpenXml(p);
  if (p.isWord(...ROWSETS) && p.isSymbolAt(1, '(')) throw p.refuse(p.current.upper);
  if (p.isWord('CHANGETABLE') && p.isSymbolAt(1, '(')) return parseChangeTable(p, () => acceptAlias(p));
  if (p.acceptSymbol('{')) return p.nest(() => parseOdbcJoin(p));
  // The way of SQL Server 2000 to call the server's own functions.
  p.acceptSymbol('::');
  const name = parseObjectName(p);
  if (p.isSymbol('(') && !isOldStyleHint(p)) {
    if (name.parts.length > 1 && name.parts.at(-1)?.toLowerCase() === 'nodes') {
      return parseNodes(p, { kind: 'column', parts: name.parts.slice(0, -1), at });
    }
    const call = parseCall(p, name, true);
    const alias = acceptAlias(p);
    return { kind: 'function-table', call, alias, columns: alias === undefined ? [] : acceptIdentifierList(p), at };
  }
  return parseNamedTable(p, { name, at });
}

function parseNamedTable(p: Parser, table: Pick<NamedTable, 'name' | 'at'>): NamedTable {
  refuseForPath(p);
  const temporal = p.acceptSequence('FOR', 'SYSTEM_TIME') ? parseTemporal(p) : undefined;
  // Behind WITH (...) comes no alias any more; behind the old style of hints it does.
  const isLast = p.isWord('WITH');
  const early = acceptTableHints(p);
  const alias = isLast ? undefined : acceptAlias(p);
  const tableSample = p.acceptWord('TABLESAMPLE') ? parseTableSample(p) : undefined;
  if (alias) requireOneOldHint(p);
  if (alias && p.isSymbol('(') && isIdentifier(p, 1) && !isOldStyleHint(p)) throw p.error(Messages.UnknownTableHint, { name: p.peek(1).text });
  return { kind: 'table', ...table, alias, hints: [...early, ...acceptTableHints(p)], temporal, tableSample };
}

function refuseForPath(p: Parser): void {
  if (p.isSequence('FOR', 'PATH')) throw p.refuse('graph tables (FOR PATH)');
}

function parseTableSample(p: Parser): string {
  p.acceptWord('SYSTEM');
  const text = p.parenthesizedText();
  return p.acceptWord('REPEATABLE') ? `${text} REPEATABLE ${p.parenthesizedText()}` : text;
}

function parseTemporal(p: Parser): TemporalClause {
  if (p.acceptWord('ALL')) return { kind: 'all' };
  if (p.acceptSequence('AS', 'OF')) return { kind: 'as-of', first: parseMoment(p) };
  if (p.acceptSequence('CONTAINED', 'IN')) {
    const [first, second] = p.parenthesizedList(() => parseMoment(p));
    if (second === undefined) throw p.unexpected();
    return { kind: 'contained-in', first, second };
  }
  const kind = p.expectOneOf('FROM', 'BETWEEN') === 'FROM' ? 'from-to' : 'between';
  const first = parseMoment(p);
  p.expectWord(kind === 'from-to' ? 'TO' : 'AND');
  return { kind, first, second: parseMoment(p) };
}

/** A time of FOR SYSTEM_TIME is a string or a variable, and no expression. */
function parseMoment(p: Parser): Expression {
  const isString = p.isKind('string') || p.isKind('national-string') || (p.isKind('double-quoted') && !p.quotedIdentifier);
  if (!isString && !isVariable(p)) throw p.unexpected();
  const { at } = p;
  return isString ? parseConstant(p) : { kind: 'variable', name: parseVariableName(p), at };
}

/** `AS x` or `x` if an alias stands here. */
export function acceptAlias(p: Parser): Identifier | undefined {
  if (p.acceptWord('AS')) return parseIdentifier(p);
  return p.isWord(...NOT_AN_ALIAS) || isWindowClause(p) ? undefined : acceptIdentifier(p);
}

function parseVariableSource(p: Parser, at: Position): TableSource {
  const name = parseVariableName(p);
  if (p.isSymbol('.') && p.isWordAt(1, 'NODES')) {
    p.advance();
    p.advance();
    return parseNodes(p, { kind: 'variable', name, at });
  }
  if (p.isSymbol('.')) throw p.refuse('table-valued methods of CLR types');
  refuseBareHint(p);
  const alias = acceptAlias(p);
  refuseBareHint(p);
  return { kind: 'table-variable', name, alias, hints: [], at };
}

/** A table variable takes no hints. */
function refuseBareHint(p: Parser): void {
  if (isOldStyleHint(p)) throw p.error(Messages.HintNeedsWith, { token: p.peek(1).text });
}

/** ODBC's {oj a LEFT OUTER JOIN b ON ...}; its brace has been read. */
function parseOdbcJoin(p: Parser): TableSource {
  p.expectWord('OJ');
  const source = parseTableSource(p);
  p.expectSymbol('}');
  return source;
}

function parseParenthesizedSource(p: Parser, at: Position): TableSource {
  if (isNestedQueryAhead(p)) {
    const query = p.parenthesizedQuery();
    return { kind: 'derived', query, ...parseDerivedAlias(p), at };
  }
  p.expectSymbol('(');
  if (p.acceptWord('VALUES')) {
    const rows: Expression[][] = p.list(() => p.parenthesizedList(() => p.value()));
    p.expectSymbol(')');
    return { kind: 'values', rows, ...parseDerivedAlias(p), at };
  }
  if (p.isWord(...DML_WORDS)) {
    const statement = p.dml();
    p.expectSymbol(')');
    return { kind: 'dml-table', statement, ...parseDerivedAlias(p), at };
  }
  const source = parseTableSource(p);
  // Parentheses group joins: around one table they are an error near the closing one.
  if (p.isSymbol(')') && source.kind === 'table') throw p.unexpected();
  p.expectSymbol(')');
  return source;
}

function parseDerivedAlias(p: Parser): { readonly alias: Identifier; readonly columns: Identifier[] } {
  refuseForPath(p);
  p.acceptWord('AS');
  return { alias: parseIdentifier(p), columns: acceptIdentifierList(p) };
}
