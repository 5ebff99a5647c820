// Table hints (WITH (NOLOCK), and the old style without WITH), OPTION (...) and TOP.
import { Messages } from '../../../errors/catalogue';
import type { Expression } from '../../ast/expression';
import type { QueryOption, TableHint, Top } from '../../ast/query';
import { parseBareValue } from '../statements/execute';
import type { Parser } from '../grammar';
import { isQueryAhead } from '../lookahead';
import { parseIdentifier, parseInteger, parseSignedNumber, parseString, parseVariableName } from '../names';

const TABLE_HINTS: ReadonlySet<string> = new Set(`
NOEXPAND INDEX FORCESEEK FORCESCAN HOLDLOCK NOLOCK NOWAIT PAGLOCK READCOMMITTED READCOMMITTEDLOCK READPAST READUNCOMMITTED REPEATABLEREAD
ROWLOCK SERIALIZABLE SNAPSHOT TABLOCK TABLOCKX UPDLOCK XLOCK KEEPIDENTITY KEEPDEFAULTS IGNORE_CONSTRAINTS IGNORE_TRIGGERS
SPATIAL_WINDOW_MAX_CELLS
`.trim().split(/\s+/));

/** Query options of several words. */
const LONG_OPTIONS: readonly (readonly string[])[] = [
  ['HASH', 'GROUP'], ['ORDER', 'GROUP'], ['CONCAT', 'UNION'], ['HASH', 'UNION'], ['MERGE', 'UNION'], ['LOOP', 'JOIN'], ['MERGE', 'JOIN'],
  ['HASH', 'JOIN'], ['FORCE', 'ORDER'], ['KEEP', 'PLAN'], ['KEEPFIXED', 'PLAN'], ['EXPAND', 'VIEWS'], ['ROBUST', 'PLAN'],
  ['PARAMETERIZATION', 'SIMPLE'], ['PARAMETERIZATION', 'FORCED'], ['OPTIMIZE', 'FOR', 'UNKNOWN'], ['FORCE', 'EXTERNALPUSHDOWN'],
  ['DISABLE', 'EXTERNALPUSHDOWN'], ['FORCE', 'SCALEOUTEXECUTION'], ['DISABLE', 'SCALEOUTEXECUTION'],
];
/** The names that USE HINT knows in SQL Server 2022 (sys.dm_exec_valid_use_hints). */
const USE_HINTS: ReadonlySet<string> = new Set(`
ASSUME_FULL_INDEPENDENCE_FOR_FILTER_ESTIMATES ASSUME_JOIN_PREDICATE_DEPENDS_ON_FILTERS ASSUME_MIN_SELECTIVITY_FOR_FILTER_ESTIMATES
ASSUME_PARTIAL_CORRELATION_FOR_FILTER_ESTIMATES DISABLE_BATCH_MODE_ADAPTIVE_JOINS DISABLE_BATCH_MODE_MEMORY_GRANT_FEEDBACK DISABLE_CE_FEEDBACK
DISABLE_DEFERRED_COMPILATION_TV DISABLE_DOP_FEEDBACK DISABLE_INTERLEAVED_EXECUTION_TVF DISABLE_MEMORY_GRANT_FEEDBACK_PERSISTENCE
DISABLE_OPTIMIZED_NESTED_LOOP DISABLE_OPTIMIZED_PLAN_FORCING DISABLE_OPTIMIZER_ROWGOAL DISABLE_PARAMETER_SNIFFING DISABLE_ROW_MODE_MEMORY_GRANT_FEEDBACK
DISABLE_TSQL_SCALAR_UDF_INLINING DISALLOW_BATCH_MODE ENABLE_HIST_AMENDMENT_FOR_ASC_KEYS ENABLE_QUERY_OPTIMIZER_HOTFIXES
FORCE_DEFAULT_CARDINALITY_ESTIMATION FORCE_LEGACY_CARDINALITY_ESTIMATION QUERY_PLAN_PROFILE
QUERY_OPTIMIZER_COMPATIBILITY_LEVEL_100 QUERY_OPTIMIZER_COMPATIBILITY_LEVEL_110 QUERY_OPTIMIZER_COMPATIBILITY_LEVEL_120
QUERY_OPTIMIZER_COMPATIBILITY_LEVEL_130 QUERY_OPTIMIZER_COMPATIBILITY_LEVEL_140 QUERY_OPTIMIZER_COMPATIBILITY_LEVEL_150
QUERY_OPTIMIZER_COMPATIBILITY_LEVEL_160
`.trim().split(/\s+/));
/** Options of the grammar that the documentation does not know. */
const UNDOCUMENTED: readonly (readonly string[])[] = [
  ['KEEP', 'UNION'], ['BYPASS', 'OPTIMIZER_QUEUE'], ['SHRINKDB', 'PLAN'], ['ALTERCOLUMN', 'PLAN'], ['CHECKCONSTRAINTS', 'PLAN'], ['USEPLAN'],
  ['OPTIMIZE', 'CORRELATED', 'UNION', 'ALL'],
];
const NUMBER_OPTIONS = ['MAXRECURSION', 'MAXDOP', 'FAST', 'QUERYTRACEON', 'MIN_GRANT_PERCENT', 'MAX_GRANT_PERCENT'];
/** Those that may be written again with the same number alone. */
const AGREEING_OPTIONS: ReadonlySet<string> = new Set(['MAXRECURSION', 'MAXDOP', 'FAST', 'MIN_GRANT_PERCENT', 'MAX_GRANT_PERCENT']);
const MOST_WORKERS = 32_767;
const WORD_OPTIONS = ['RECOMPILE', 'NO_PERFORMANCE_SPOOL', 'IGNORE_NONCLUSTERED_COLUMNSTORE_INDEX', 'DISABLE_OPTIMIZED_PLAN_FORCING'];

/** `WITH (hint, hint)` or `(NOLOCK)` if one stands here. */
export function acceptTableHints(p: Parser): TableHint[] {
  if (p.isWord('WITH') && p.isSymbolAt(1, '(')) {
    p.advance();
    return parseHintList(p);
  }
  // The one hint that needs neither WITH nor parentheses.
  if (p.isWord('HOLDLOCK')) return [{ name: 'HOLDLOCK', args: [], at: p.advance().at }];
  if (!isOldStyleHint(p)) return [];
  if (p.isWordAt(1, 'INDEX')) throw p.error(Messages.HintNeedsWith, { token: p.peek(1).text });
  return parseHintList(p);
}

/** `WITH (hint, hint)` behind the target of a write, which takes no hints without WITH and, but for MERGE, none about indexes (1069). */
export function acceptTargetHints(p: Parser, isMerge: boolean): TableHint[] {
  if (!p.isWord('WITH') || !p.isSymbolAt(1, '(')) return [];
  p.advance();
  const hints = parseHintList(p);
  const forced = hints.find(({ name }) => name === 'FORCESEEK' || name === 'FORCESCAN');
  if (forced) throw p.error(forced.name === 'FORCESEEK' ? Messages.ForceSeekOnTarget : Messages.ForceScanOnTarget, {});
  if (hints.some(({ name }) => name === 'INDEX' && !isMerge)) throw p.error(Messages.IndexHintOnTarget, {});
  return hints;
}

/** Whether `(` opens a hint without WITH: its name follows, alone, since more than one make what stands before them a function's call. */
export function isOldStyleHint(p: Parser): boolean {
  if (!p.isSymbol('(') || p.peek(1).kind !== 'word' || !TABLE_HINTS.has(p.peek(1).upper)) return false;
  return p.isWordAt(1, 'INDEX') || p.isSymbolAt(2, ')');
}

/** Raises 1018 for a second hint without WITH behind an alias, which no function's call could have there. */
export function requireOneOldHint(p: Parser): void {
  const second = p.isSymbolAt(2, ',') ? p.peek(3) : p.peek(2);
  if (p.isSymbol('(') && [p.peek(1), second].every((token) => token.kind === 'word' && TABLE_HINTS.has(token.upper))) throw p.error(Messages.HintNeedsWith, { token: second.text });
}

function parseHintList(p: Parser): TableHint[] {
  p.expectSymbol('(');
  const hints: TableHint[] = [];
  do {
    hints.push(parseHint(p));
    if (p.acceptSymbol(',') && p.isSymbol(')')) throw p.unexpected();
  } while (!p.isSymbol(')'));
  p.advance();
  return hints;
}

function parseHint(p: Parser): TableHint {
  const { kind, text, upper, at } = p.current;
  if (kind === 'number') throw p.refuse('index hints without INDEX');
  if (kind !== 'word') throw p.unexpected();
  if (!TABLE_HINTS.has(upper)) throw p.error(Messages.UnknownTableHint, { name: text });
  p.advance();
  if (upper === 'INDEX') return { name: upper, args: parseIndexHint(p), at };
  if (upper === 'FORCESEEK' && p.acceptSymbol('(')) return { name: upper, ...parseSeek(p), at };
  if (upper === 'SPATIAL_WINDOW_MAX_CELLS') throw p.refuse(`the table hint ${upper}`);
  return { name: upper, args: [], at };
}

const parseIndexName = (p: Parser): string | number => (p.current.kind === 'number' ? parseInteger(p) : parseIdentifier(p).name);

/** `index (columns))` behind FORCESEEK's parenthesis. */
function parseSeek(p: Parser): Pick<TableHint, 'args' | 'columns'> {
  const args = [parseIndexName(p)];
  const columns = p.parenthesizedList(() => parseIdentifier(p).name);
  p.expectSymbol(')');
  return { args, columns };
}

function parseIndexHint(p: Parser): (string | number)[] {
  const parseIndex = (): string | number => parseIndexName(p);
  if (!p.acceptSymbol('=')) return p.parenthesizedList(parseIndex);
  if (!p.acceptSymbol('(')) return [parseIndex()];
  const index = parseIndex();
  p.expectSymbol(')');
  return [index];
}

/** `OPTION (...)` if it stands here. */
export function acceptQueryOptions(p: Parser): QueryOption[] {
  if (!p.acceptWord('OPTION')) return [];
  const options: QueryOption[] = [];
  p.parenthesizedList(() => {
    const option = parseQueryOption(p);
    requireAgreement(p, option, options);
    options.push(option);
  });
  return options;
}

/** Raises 1042 for two numbers of one option and for a share of memory that is none, 304 and 10768. */
function requireAgreement(p: Parser, { name, value, at }: QueryOption, before: readonly QueryOption[]): void {
  const earlier = before.find((option) => option.name === name);
  const isShare = name.endsWith('_GRANT_PERCENT');
  if ((AGREEING_OPTIONS.has(name) && earlier && earlier.value !== value) || (isShare && Number(value) > 100)) throw p.error(Messages.ConflictingOptimizerHints, { name: name.toLowerCase() }, at);
  if (name === 'MAXDOP' && Number(value) > MOST_WORKERS) throw p.error(Messages.MaxdopRange, { value: String(value) }, at);
  if (name === 'LABEL' && earlier) throw p.error(Messages.LabelHintTwice, {}, at);
}

function parseQueryOption(p: Parser): QueryOption {
  const { at, upper } = p.current;
  const long = LONG_OPTIONS.find((words) => p.acceptSequence(...words));
  if (long !== undefined) return { name: long.join(' '), at };
  if (p.acceptWord(...WORD_OPTIONS)) return { name: upper, at };
  if (p.acceptWord(...NUMBER_OPTIONS)) {
    p.acceptSymbol('=');
    if (p.isSymbol('-')) throw p.unexpected();
    return { name: upper, value: Number(parseSignedNumber(p)), at };
  }
  if (p.isWord('LABEL')) return parseLabel(p);
  if (p.acceptSequence('OPTIMIZE', 'FOR')) return { name: 'OPTIMIZE FOR', value: parseOptimizeFor(p), at };
  if (p.acceptSequence('USE', 'HINT')) return { name: 'USE HINT', value: p.parenthesizedList(() => parseUseHint(p)).join(','), at };
  if (p.isSequence('USE', 'PLAN') || p.isSequence('TABLE', 'HINT')) throw p.refuse(`the query hint ${upper} ${p.peek(1).upper}`);
  const undocumented = UNDOCUMENTED.find((words) => p.isSequence(...words));
  throw undocumented === undefined ? p.unexpected() : p.refuse(`the query hint ${undocumented.join(' ')}`);
}

/** `(@a = 1, @b UNKNOWN)` as it is written. */
function parseOptimizeFor(p: Parser): string {
  const start = p.at.offset;
  p.parenthesizedList(() => {
    parseVariableName(p);
    if (p.acceptWord('UNKNOWN')) return;
    p.expectSymbol('=');
    if (!p.isWord('NULL') && !p.isSymbol('-') && !p.isSymbol('+') && !p.isKind('double-quoted') && p.current.literal === undefined) throw p.unexpected();
    parseBareValue(p);
  });
  return p.textSince(start);
}

/** LABEL = 'text' names the query for monitoring. */
function parseLabel(p: Parser): QueryOption {
  const { at } = p;
  p.advance();
  p.expectSymbol('=');
  return { name: 'LABEL', value: parseString(p), at };
}

function parseUseHint(p: Parser): string {
  const { at } = p;
  const name = parseString(p);
  if (!USE_HINTS.has(name.toUpperCase())) throw p.error(Messages.UnknownUseHint, { name }, at);
  return name;
}

/** `TOP (n) [PERCENT] [WITH TIES]` if it stands here. */
export function acceptTop(p: Parser): Top | undefined {
  if (!p.acceptWord('TOP')) return undefined;
  const count = p.isSymbol('(') ? parseTopExpression(p) : parseTopConstant(p);
  const isPercent = p.acceptWord('PERCENT');
  if (isPercent) requirePercent(p, count);
  const withTies = p.acceptSequence('WITH', 'TIES');
  return { count, isPercent, withTies };
}

/** A constant shows at once that it is no percentage; anything else when it is run. */
function requirePercent(p: Parser, count: Expression): void {
  if (count.kind === 'unary' && count.operator === '-' && count.operand.kind === 'literal' && Number(count.operand.text) > 0) throw p.error(Messages.PercentOutOfRange, {});
  if (count.kind === 'literal' && Number(count.text) > 100) throw p.error(Messages.PercentOutOfRange, {});
}

/** TOP of INSERT, UPDATE, DELETE and MERGE, which insists on parentheses. */
export function acceptDmlTop(p: Parser): Top | undefined {
  if (p.isWord('TOP') && !p.isSymbolAt(1, '(')) throw p.unexpectedToken(p.peek(1));
  return acceptTop(p);
}

function parseTopExpression(p: Parser): Top['count'] {
  if (isQueryAhead(p)) return { kind: 'subquery', at: p.current.at, query: p.parenthesizedQuery() };
  p.expectSymbol('(');
  const count = p.value();
  p.expectSymbol(')');
  return count;
}

function parseTopConstant(p: Parser): Top['count'] {
  const { at, literal, text } = p.current;
  if (literal !== 'integer' && literal !== 'decimal' && literal !== 'float') throw p.unexpected();
  p.advance();
  return { kind: 'literal', literal, text, at };
}
