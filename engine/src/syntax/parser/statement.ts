// Statements: which rule reads which first word, and lists of statements.
import { acceptChangeContext, withChangeContext } from './definitions/change-tracking';
import { Messages } from '../../errors/catalogue';
import type { SqlError } from '../../errors/sql-error';
import type { Statement } from '../ast/statement';
import { ADMINISTRATION_RULES, parseInsertBulk } from './statements/administration';
import { isLabel, noStatement, parseBlock, parseGoto, parseIf, parseLabel, parsePrint, parseRaiserror, parseReturn, parseThrow, parseTry, parseWaitfor, parseWhile } from './statements/control-flow';
import { parseCursorCommand, parseFetch } from './statements/cursor-statements';
import { parseDeclare } from './statements/declare';
import { parseDefinition, parseDrop } from './definitions/definition';
import { parseExecuteStatement, parseRevert, parseProcedureCall } from './statements/execute';
import type { Parser } from './grammar';
import { parseUpdateStatistics } from './definitions/index-ddl';
import { parseToggleTriggerStatement } from './definitions/module-ddl';
import { isIdentifier } from './names';
import { refusedStatement } from './statements/refused-statements';
import { acceptCommonTableExpressions, parseCommonTableExpression, parseSelectRest, parseSelectStatement, withOwnNamespaces } from './queries/select';
import { parseSet } from './statements/set';
import { parseBeginTransaction, parseCommit, parseRollback, parseSave } from './statements/transaction';

type Rule = (p: Parser) => Statement;

const parseDmlStatement: Rule = (p) => p.dml();
const parseSelectAlone: Rule = (p) => requireNoCursorClause(p, parseSelectStatement(p));
const parseBreak: Rule = (p) => ({ kind: 'break', at: p.advance().at });
const parseContinue: Rule = (p) => ({ kind: 'continue', at: p.advance().at });

/** By first word; all of them are reserved except THROW. */
const RULES: Readonly<Record<string, Rule>> = {
  SELECT: parseSelectAlone, WITH: parseWith, INSERT: parseInsertOrBulk, UPDATE: parseUpdateOrStatistics, DELETE: parseDmlStatement, MERGE: parseDmlStatement,
  CREATE: parseDefinition, ALTER: parseDefinition, DROP: parseDrop,
  IF: parseIf, WHILE: parseWhile, BEGIN: parseBegin, RETURN: parseReturn, GOTO: parseGoto, PRINT: parsePrint, RAISERROR: parseRaiserror, THROW: parseThrow,
  WAITFOR: parseWaitfor, BREAK: parseBreak, CONTINUE: parseContinue, COMMIT: parseCommit, ROLLBACK: parseRollback, SAVE: parseSave,
  EXEC: parseExecuteStatement, EXECUTE: parseExecuteStatement, REVERT: parseRevert, OPEN: parseCursorCommand, CLOSE: parseCursorCommand, DEALLOCATE: parseCursorCommand, FETCH: parseFetch,
  ...ADMINISTRATION_RULES,
};
const REFUSED = ['BULK', 'READTEXT', 'WRITETEXT', 'UPDATETEXT', 'SHUTDOWN', 'SETUSER', 'LINENO'];

/** One statement; a SET or DECLARE that names several things gives several nodes. */
export function parseStatement(p: Parser): readonly Statement[] {
  return p.nest(() => {
    p.statementLevel++;
    const statements = parseByFirstWord(p);
    p.statementLevel--;
    return statements;
  });
}

function parseByFirstWord(p: Parser): readonly Statement[] {
  const { kind, upper } = p.current;
  if (kind === 'word') {
    const refused = refusedStatement(p);
    if (refused !== undefined) throw refused;
    if (upper === 'SET') return parseSet(p);
    if (upper === 'DECLARE') return parseDeclare(p);
    const rule = RULES[upper];
    if (rule !== undefined) return [rule(p)];
    if (REFUSED.includes(upper)) throw p.refuse(upper === 'BULK' ? 'BULK INSERT' : upper);
    if (p.isWord('ENABLE', 'DISABLE') && p.isWordAt(1, 'TRIGGER')) return [parseToggleTriggerStatement(p)];
  }
  if (p.isSymbol('(')) return [parseSelectAlone(p)];
  if (isLabel(p)) return [parseLabel(p)];
  if (isIdentifier(p) && isFirst(p)) return [parseProcedureCall(p, p.at)];
  throw pagingWithoutOrder(p) ?? noStatement(p);
}

/** FOR UPDATE and FOR READ ONLY belong to cursors. */
function requireNoCursorClause(p: Parser, select: Statement): Statement {
  const clause = p.isSequence('FOR', 'UPDATE') ? 'FOR UPDATE' : p.isSequence('FOR', 'READ', 'ONLY') ? 'FOR READ ONLY' : undefined;
  if (clause !== undefined) throw p.error(Messages.ForClausePlace, { line: p.at.line, clause, statement: 'DECLARE CURSOR' });
  return select;
}

/** OFFSET without ORDER BY was read as a table's alias: what follows it is an error near its count, and another at FETCH. */
function pagingWithoutOrder(p: Parser): SqlError | undefined {
  if (p.previous?.kind !== 'word' || p.previous.text.toUpperCase() !== 'OFFSET' || !p.isWordAt(1, 'ROW', 'ROWS') || !p.isWordAt(2, 'FETCH') || !p.isWordAt(3, 'NEXT', 'FIRST')) return undefined;
  const at = p.unexpected();
  const error = p.error(Messages.FetchOption, { option: p.peek(3).text }, p.peek(3).at);
  error.preceding = [at];
  return error;
}

/** EXEC may be left out before the first statement of a batch. */
const isFirst = (p: Parser): boolean => p.statementLevel === 1 && p.statementCount === 0;

function parseWith(p: Parser): Statement {
  return withOwnNamespaces(p, () => {
    const tracked = acceptChangeContext(p, () => parseCommonTableExpression(p));
    if (tracked && p.isWord('INSERT', 'UPDATE', 'DELETE', 'MERGE')) return withChangeContext(p, p.dml(tracked.ctes), tracked.context);
    const ctes = tracked?.ctes ?? acceptCommonTableExpressions(p);
    return p.isWord('INSERT', 'UPDATE', 'DELETE', 'MERGE') ? p.dml(ctes) : requireNoCursorClause(p, parseSelectRest(p, ctes));
  });
}

function parseInsertOrBulk(p: Parser): Statement {
  return p.isWordAt(1, 'BULK') ? parseInsertBulk(p) : p.dml();
}

function parseUpdateOrStatistics(p: Parser): Statement {
  return p.isWordAt(1, 'STATISTICS') ? parseUpdateStatistics(p) : p.dml();
}

function parseBegin(p: Parser): Statement {
  if (p.isWordAt(1, 'TRAN', 'TRANSACTION', 'DISTRIBUTED')) return parseBeginTransaction(p);
  return p.isWordAt(1, 'TRY') ? parseTry(p) : parseBlock(p);
}

const ALONE: ReadonlySet<Statement['kind']> = new Set<Statement['kind']>(['create-view', 'create-function', 'create-schema']);

/** A view, a function or a schema is its batch's only statement. */
function requireAlone(p: Parser, first: Statement | undefined): void {
  if (!first || !ALONE.has(first.kind)) return;
  while (p.acceptSymbol(';'));
  if (!p.isAtEnd) throw p.unexpected();
}

const isTerminated = (p: Parser): boolean => p.previous?.kind === 'symbol' && p.previous.text === ';';

/** Statements with their optional semicolons, until `isEnd` says so or the text ends. */
export function parseStatements(p: Parser, isEnd: () => boolean): readonly Statement[] {
  const statements: Statement[] = [];
  for (;;) {
    while (p.acceptSymbol(';'));
    if (p.isAtEnd || isEnd()) return statements;
    // Behind another statement WITH would belong to that one.
    if (p.isWord('WITH') && statements.length > 0 && !isTerminated(p)) throw p.error(Messages.WithNeedsSemicolon, {});
    statements.push(...parseStatement(p));
    if (p.statementLevel > 0) continue;
    p.statementCount = statements.length;
    requireAlone(p, statements[0]);
  }
}
