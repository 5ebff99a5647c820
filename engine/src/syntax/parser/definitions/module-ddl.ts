// Views, procedures, functions, triggers: they keep their text beside the tree. The bodies are statements like any other.
import { Messages } from '../../../errors/catalogue';
import type { CreateDatabaseTrigger, CreateFunction, CreateMode, CreateProcedure, CreateTrigger, CreateView, FunctionReturn, ModuleText, ParameterDefinition } from '../../ast/ddl';
import type { ObjectName, Position } from '../../ast/common';
import type { SelectStatement } from '../../ast/query';
import type { Statement } from '../../ast/statement';
import { parseTableElements } from './column-definition';
import { isEndAhead } from '../statements/control-flow';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { onceEach } from './option-list';
import { acceptIdentifierList, isVariable, parseIdentifier, parseObjectName, parseString, parseVariableName } from '../names';
import { acceptModuleParameters } from './parameters';

/** What every module's statement starts with. */
export interface ModuleHead { readonly mode: CreateMode; readonly at: Position }

/** The words that WITH takes, by kind of module; all but a view may run AS somebody. */
const FLAGS = {
  view: ['ENCRYPTION', 'SCHEMABINDING', 'VIEW_METADATA'], procedure: ['ENCRYPTION', 'RECOMPILE', 'SCHEMABINDING'],
  function: ['ENCRYPTION', 'SCHEMABINDING'], trigger: ['ENCRYPTION', 'SCHEMABINDING'],
} as const;
type ModuleKind = keyof typeof FLAGS;
const NATIVE = ['NATIVE_COMPILATION'];

function parseModuleName(p: Parser): ObjectName {
  const name = parseObjectName(p);
  if (!p.isInSchema) p.moduleName = name.parts.at(-1) ?? '';
  return name;
}

/** CREATE VIEW; VIEW is the next word. */
export function parseView(p: Parser, head: ModuleHead): CreateView {
  p.expectWord('VIEW');
  const name = parseModuleName(p);
  const columns = acceptIdentifierList(p);
  const options = acceptModuleOptions(p, 'view');
  p.expectWord('AS');
  const query = p.select('nested');
  const withCheckOption = p.acceptSequence('WITH', 'CHECK', 'OPTION');
  return { kind: 'create-view', ...head, name, columns, options, query, withCheckOption, ...textOf(p, head) };
}

/** The module's text: to the end of the batch, or of the view within CREATE SCHEMA. */
function textOf(p: Parser, { at: { offset, line } }: ModuleHead): ModuleText {
  if (p.isInSchema) return { leading: '\n'.repeat(line - 1), definition: p.textSince(offset) };
  return { leading: p.text.slice(0, offset), definition: p.text.slice(offset) };
}

/** A view runs as nobody: it takes no EXECUTE AS. */
function acceptModuleOptions(p: Parser, kind: ModuleKind): string[] {
  if (!p.acceptWord('WITH')) return [];
  return p.list(onceEach(p, () => parseModuleOption(p, kind), (option) => option.split(' ')[0] ?? option));
}

function parseModuleOption(p: Parser, kind: ModuleKind): string {
  if (p.isWord(...NATIVE)) throw p.refuse('natively compiled modules');
  if (kind === 'function' && p.acceptSequence('RETURNS', 'NULL', 'ON', 'NULL', 'INPUT')) return 'RETURNS NULL ON NULL INPUT';
  if (kind === 'function' && p.acceptSequence('CALLED', 'ON', 'NULL', 'INPUT')) return 'CALLED ON NULL INPUT';
  if (kind === 'function' && p.speaks('INLINE option') && p.acceptWord('INLINE')) {
    p.expectSymbol('=');
    return `INLINE = ${p.expectOneOf('ON', 'OFF')}`;
  }
  if (kind === 'view' || !p.acceptWord('EXEC', 'EXECUTE')) return p.expectOneOf(...FLAGS[kind]);
  p.expectWord('AS');
  return `EXECUTE AS ${p.isKind('word') ? p.expectOneOf('CALLER', 'SELF', 'OWNER') : `'${parseString(p)}'`}`;
}

function parseBody(p: Parser): readonly Statement[] {
  p.expectWord('AS');
  if (p.isSequence('EXTERNAL', 'NAME')) throw p.refuse('CLR modules (EXTERNAL NAME)');
  if (p.isSequence('BEGIN', 'ATOMIC')) throw p.refuse('natively compiled modules');
  return p.statements(() => false);
}

/** A trigger does something; a procedure may do nothing. */
function parseTriggerBody(p: Parser): readonly Statement[] {
  const body = parseBody(p);
  if (body.length === 0) throw p.unexpected();
  return body;
}

const MOST_PARAMETERS = 2100;

/** Raises 180. */
function moduleParameters(p: Parser, head: ModuleHead, place: 'procedure' | 'function'): ParameterDefinition[] {
  const parameters = acceptModuleParameters(p, place);
  if (parameters.length <= MOST_PARAMETERS) return parameters;
  throw p.error(Messages.TooManyParameters, { statement: `${head.mode.replaceAll('-', ' ')} ${place}`.toUpperCase(), most: MOST_PARAMETERS }, head.at);
}

/** CREATE PROCEDURE; PROC or PROCEDURE is the next word. */
export function parseProcedure(p: Parser, head: ModuleHead): CreateProcedure {
  p.expectOneOf('PROC', 'PROCEDURE');
  const name = parseModuleName(p);
  if (p.isSymbol(';')) throw p.refuse('numbered procedures (name;number)');
  const parameters = moduleParameters(p, head, 'procedure');
  const options = acceptModuleOptions(p, 'procedure');
  if (p.isSequence('FOR', 'REPLICATION')) throw p.refuse('CREATE PROCEDURE ... FOR REPLICATION');
  return { kind: 'create-procedure', ...head, name, parameters, options, body: parseBody(p), ...textOf(p, head) };
}

/** CREATE FUNCTION; FUNCTION is the next word. */
export function parseFunction(p: Parser, head: ModuleHead): CreateFunction {
  p.expectWord('FUNCTION');
  const name = parseModuleName(p);
  if (!p.isSymbol('(')) throw p.unexpected();
  const parameters = moduleParameters(p, head, 'function');
  p.expectWord('RETURNS');
  const { options, returns } = parseReturns(p);
  return { kind: 'create-function', ...head, name, parameters, options, returns, ...textOf(p, head) };
}

function parseReturns(p: Parser): { readonly options: string[]; readonly returns: FunctionReturn } {
  if (isVariable(p)) {
    const variable = parseVariableName(p);
    p.expectWord('TABLE');
    const start = p.mark();
    const { columns, constraints } = parseTableElements(p);
    p.refuseWordSince(start, 'CONSTRAINT');
    if (columns.some((column) => column.isSparse)) p.refuseWordSince(start, 'SPARSE');
    p.refusePairSince(start, 'CHECK', 'NOT');
    const options = acceptModuleOptions(p, 'function');
    return { options, returns: { kind: 'table', variable, columns, constraints, body: parseFunctionBody(p) } };
  }
  if (p.acceptWord('TABLE')) {
    if (p.isSymbol('(')) throw p.refuse('CLR modules (EXTERNAL NAME)');
    const options = acceptModuleOptions(p, 'function');
    return { options, returns: { kind: 'inline', query: parseInlineBody(p) } };
  }
  const type = parseDataType(p);
  const options = acceptModuleOptions(p, 'function');
  return { options, returns: { kind: 'scalar', type, body: parseFunctionBody(p) } };
}

/** The word that the body of a function begins with; any other is told of as no reserved word is elsewhere. */
function expectBody(p: Parser, word: string): void {
  if (p.isKind('word') && !p.isWord(word)) throw p.error(Messages.FunctionBodySyntax, { token: p.near });
  p.expectWord(word);
}

function parseFunctionBody(p: Parser): readonly Statement[] {
  p.acceptWord('AS');
  if (p.isSequence('EXTERNAL', 'NAME')) throw p.refuse('CLR modules (EXTERNAL NAME)');
  expectBody(p, 'BEGIN');
  if (p.isWord('ATOMIC')) throw p.refuse('natively compiled modules');
  const body = p.statements(() => isEndAhead(p));
  p.expectWord('END');
  return body;
}

/** `[AS] RETURN [(] select [)]`; the parentheses may also belong to the first operand of a UNION. */
function parseInlineBody(p: Parser): SelectStatement {
  p.acceptWord('AS');
  expectBody(p, 'RETURN');
  const mark = p.mark();
  if (!p.acceptSymbol('(')) return p.select('nested');
  const query = p.isSymbol('(') ? p.query('nested') : p.select('nested');
  p.expectSymbol(')');
  if (!p.isWord('UNION', 'EXCEPT', 'INTERSECT')) return query;
  p.reset(mark);
  return p.select('nested');
}

/** CREATE TRIGGER; TRIGGER is the next word. */
export function parseTrigger(p: Parser, head: ModuleHead): CreateTrigger | CreateDatabaseTrigger {
  p.expectWord('TRIGGER');
  const name = parseModuleName(p);
  p.expectWord('ON');
  if (p.isSequence('ALL', 'SERVER')) throw p.refuse('triggers ON ALL SERVER');
  if (p.acceptWord('DATABASE')) return parseDatabaseTrigger(p, head, name);
  const table = parseObjectName(p);
  const options = acceptModuleOptions(p, 'trigger');
  const timing = parseTiming(p);
  const events: CreateTrigger['events'][number][] = [];
  p.list(() => {
    const { upper } = p.current;
    if (p.isWord('INSERT', 'UPDATE', 'DELETE') && events.some((event) => event.toUpperCase() === upper)) throw p.error(Messages.TriggerActionTwice, { action: upper });
    events.push(p.expectOneOf('INSERT', 'UPDATE', 'DELETE').toLowerCase() as 'insert' | 'update' | 'delete');
  });
  const notForReplication = p.acceptSequence('NOT', 'FOR', 'REPLICATION');
  return { kind: 'create-trigger', ...head, name, table, timing, events, options, notForReplication, body: parseTriggerBody(p), ...textOf(p, head) };
}

function parseDatabaseTrigger(p: Parser, head: ModuleHead, name: ObjectName): CreateDatabaseTrigger {
  const options = acceptModuleOptions(p, 'trigger');
  p.expectOneOf('FOR', 'AFTER');
  const events = p.list(() => (p.isWord('INSERT', 'UPDATE', 'DELETE') ? p.advance().text : parseIdentifier(p).name));
  return { kind: 'create-database-trigger', ...head, name, events, options, body: parseTriggerBody(p), ...textOf(p, head) };
}

function parseTiming(p: Parser): CreateTrigger['timing'] {
  if (p.acceptWord('FOR', 'AFTER')) return 'after';
  p.expectWord('INSTEAD', 'OF');
  return 'instead of';
}

/** `DISABLE TRIGGER a, b ON t`; TRIGGER is the next word. */
export function parseToggleTriggerStatement(p: Parser): Statement {
  const { at, upper } = p.advance();
  p.expectWord('TRIGGER');
  const names = p.acceptWord('ALL') ? 'all' : p.list(() => parseObjectName(p));
  p.expectWord('ON');
  if (p.isSequence('ALL', 'SERVER')) throw p.refuse('triggers ON ALL SERVER');
  return { kind: 'toggle-trigger', isEnabled: upper === 'ENABLE', names, ...(p.acceptWord('DATABASE') ? {} : { table: parseObjectName(p) }), at };
}

/** CREATE SCHEMA and the tables, views and grants within it; SCHEMA is the next word. */
export function parseCreateSchema(p: Parser, at: Position): Statement {
  p.expectWord('SCHEMA');
  const given = p.isWord('AUTHORIZATION') ? undefined : parseIdentifier(p).name;
  const owner = p.acceptWord('AUTHORIZATION') ? parseIdentifier(p).name : undefined;
  const statements: Statement[] = [];
  p.isInSchema = true;
  while (p.isSequence('CREATE', 'TABLE') || p.isSequence('CREATE', 'VIEW') || p.isWord('GRANT', 'REVOKE', 'DENY')) statements.push(p.statement());
  p.isInSchema = false;
  return { kind: 'create-schema', name: given ?? owner ?? '', owner, statements, at };
}
