// What the body of a function may hold: nothing that acts on anything outside it, rows for nobody, a RETURN at its end.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise, throwAll, type SqlError } from '../../errors/sql-error';
import type { Identifier } from '../../syntax/ast/common';
import type { TableSource } from '../../syntax/ast/query';
import type { Statement } from '../../syntax/ast/statement';
import { foldName } from '../../types/text/collation';
import type { FunctionDefinition } from '../../catalog/definitions';
import type { CreateFunction } from '../../syntax/ast/ddl';
import { boundReferences } from '../objects/bound-references';
import type { DdlContext } from '../objects/ddl-context';
import { determinismOf } from '../objects/function-determinism';
import { visitTree } from '../../syntax/visit-tree';
import { isTemporaryName } from '../objects/object-names';

/** Statements that act on anything outside a function, by the name that message 443 gives them. */
const SIDE_EFFECTS: Partial<Record<Statement['kind'], string>> = {
  print: 'PRINT',
  raiserror: 'RAISERROR',
  throw: 'THROW',
  'begin-transaction': 'BEGIN TRANSACTION',
  commit: 'COMMIT TRANSACTION',
  rollback: 'ROLLBACK TRANSACTION',
  'save-transaction': 'SAVE TRANSACTION',
  'set-option': 'SET OPTION ON',
  'set-isolation': 'SET TRANSACTION ISOLATION LEVEL',
  'execute-text': 'EXECUTE STRING',
  truncate: 'TRUNCATE TABLE',
  waitfor: 'WAITFOR',
  use: 'USE',
  'create-table': 'CREATE TABLE',
  'alter-table': 'ALTER TABLE',
  drop: 'DROP OBJECT',
  'create-index': 'CREATE INDEX',
  'create-xml-index': 'CREATE INDEX',
};

/** What a body may consist of (CREATE FUNCTION (Transact-SQL), Remarks), and what is refused by its own name when it runs. */
const PERMITTED: ReadonlySet<Statement['kind']> = new Set([
  'declare', 'declare-table', 'set-variable', 'select', 'insert', 'update', 'delete', 'merge', 'block', 'if', 'while', 'break', 'continue', 'return', 'goto', 'label', 'execute',
  'declare-cursor', 'open-cursor', 'fetch', 'close-cursor', 'deallocate-cursor', 'unsupported', 'create-fulltext',
]);

/** What only speaks to the client or changes the flow; everything else writes. */
const SPEAKING: ReadonlySet<Statement['kind']> = new Set(['print', 'raiserror', 'throw', 'waitfor', 'execute-text']);
const STATE_WRITES = 15;
const STATE_ROWS_OF_SCALAR = 3;

/** Functions that change something outside, by the names that message 443 gives them. */
const SIDE_EFFECT_CALLS: Readonly<Record<string, string>> = { newid: 'newid', rand: 'rand', newsequentialid: 'newsequentialid', crypt_gen_random: 'Crypt_Gen_Random' };

/** What is kept of a function beside its text: whether it is deterministic, where it is scalar, and what it names, where it is schema-bound. */
export const functionTraits = (ddl: DdlContext, statement: CreateFunction, isSchemaBound: boolean): Pick<FunctionDefinition, 'determinism' | 'references'> => ({
  ...(statement.returns.kind === 'scalar' ? { determinism: determinismOf(ddl, statement.returns.body, isSchemaBound) } : {}),
  ...(isSchemaBound ? { references: boundReferences(ddl, statement) } : {}),
});

/** Raises 443, 444 and 455 for a body that a function may not have, 178 for a RETURN with or without a value where it is the other way. */
export function requireFunctionBody(body: readonly Statement[], flavour: 'scalar' | 'table'): void {
  visitTree(body, (kind, node) => {
    if (kind !== 'return' || (node.value === undefined) === (flavour === 'table')) return;
    throw flavour === 'scalar' ? raise(Messages.FunctionReturnNeedsValue, {}) : raise(Messages.ReturnValueInBatch, {});
  });
  visitTree(body, (kind, node) => {
    const operator = kind === 'call' ? SIDE_EFFECT_CALLS[calledName(node.name)] : undefined;
    if (operator !== undefined) throw raise(Messages.FunctionSideEffect, { operator }, 1);
  });
  throwAll(body.flatMap((statement) => effectErrors(statement, flavour)));
  if (lastOf(body)?.kind !== 'return') throw raise(Messages.FunctionNeedsReturn, {});
}

/** Raises 2772: a function reads and writes no temporary table, whether one of that name is there or not. */
export function forbidTemporaryTables(returns: CreateFunction['returns']): void {
  visitTree(returns, (kind, node) => {
    const name = kind === 'table' || kind === 'create-table' ? node.name : kind === 'query' ? node.into : undefined;
    if (isTemporaryName(partsOfName(name).at(-1) ?? '')) throw raise(Messages.TemporaryInFunction, {});
  });
}

/** The last statement, in a block the last one of it. */
function lastOf(body: readonly Statement[]): Statement | undefined {
  const last = body.at(-1);
  return last?.kind === 'block' ? lastOf(last.statements) : last;
}

/** The name of a built-in function in lower case; '' for one with a schema. */
function calledName(name: unknown): string {
  const parts = partsOfName(name);
  return parts.length === 1 ? String(parts[0]).toLowerCase() : '';
}

const partsOfName = (name: unknown): readonly string[] =>
  (typeof name === 'object' && name !== null && 'parts' in name && Array.isArray(name.parts) ? name.parts.map(String) : []);

/** The name of a statement that a function may not hold, as message 443 gives it. */
function effectOf(statement: Statement): string | undefined {
  if (PERMITTED.has(statement.kind)) return undefined;
  return SIDE_EFFECTS[statement.kind] ?? wordsOf(statement);
}

const VERBS: Readonly<Record<string, string>> = { create: 'CREATE', drop: 'DROP' };

function wordsOf(statement: Statement): string {
  const words = statement.kind.replace(/-/g, ' ').toUpperCase();
  switch (statement.kind) {
    case 'permission': return statement.action.toUpperCase();
    case 'impersonation': return statement.action === 'revert' ? 'REVERT' : 'EXECUTE AS';
    case 'toggle-trigger': return `${statement.isEnabled ? 'ENABLE' : 'DISABLE'} TRIGGER`;
    case 'statistics': return `${statement.action.toUpperCase()} STATISTICS`;
    case 'partition-function': case 'partition-scheme': return `${VERBS[statement.action.kind] ?? 'ALTER'} ${words}`;
    default: return words;
  }
}

const sideEffect = (operator: string, state?: number): SqlError => raise(Messages.FunctionSideEffect, { operator }, state);

/** The errors of all that a statement would do outside its function, in the order of its text. */
function effectErrors(statement: Statement, flavour: 'scalar' | 'table'): readonly SqlError[] {
  const within = (statements: readonly Statement[]): readonly SqlError[] => statements.flatMap((s) => effectErrors(s, flavour));
  if (statement.kind === 'try') return [sideEffect('BEGIN TRY'), ...within(statement.body), sideEffect('END TRY'), sideEffect('BEGIN CATCH'), ...within(statement.handler), sideEffect('END CATCH')];
  const effect = effectOf(statement);
  if (effect !== undefined) return [sideEffect(effect, SPEAKING.has(statement.kind) ? undefined : STATE_WRITES)];
  switch (statement.kind) {
    case 'block': return within(statement.statements);
    case 'if': return within([statement.then, ...(statement.otherwise ? [statement.otherwise] : [])]);
    case 'while': return within([statement.body]);
    case 'insert': case 'update': case 'delete': case 'merge': {
      const isOutside = statement.outputs.some((output) => output.into === undefined) || (statement.target.kind === 'table' && !isOfSource(statement));
      return isOutside ? [sideEffect(statement.kind.toUpperCase(), STATE_WRITES)] : [];
    }
    case 'select': return isAssignment(statement) ? [] : [raise(Messages.FunctionReturnsRows, {}, flavour === 'scalar' ? STATE_ROWS_OF_SCALAR : undefined)];
    case 'declare-cursor':
      if (statement.options.includes('GLOBAL')) throw notSupported('GLOBAL cursors in functions');
      return [];
    case 'fetch':
      if (statement.into.length === 0) throw notSupported('FETCH without INTO in functions (SQL Server refuses it as well)');
      return [];
    default: return [];
  }
}

/** UPDATE and DELETE with FROM may name a table variable of it by its alias. */
function isOfSource(statement: Extract<Statement, { kind: 'insert' | 'update' | 'delete' | 'merge' }>): boolean {
  if ((statement.kind !== 'update' && statement.kind !== 'delete') || statement.target.kind !== 'table') return false;
  const name = foldName(statement.target.name.parts.at(-1) ?? '');
  const named = statement.from.flatMap(tablesOf).find((source) => foldName(source.alias?.name ?? '') === name);
  return named?.kind === 'table-variable';
}

function tablesOf(source: TableSource): readonly (TableSource & { readonly alias?: Identifier })[] {
  return source.kind === 'join' ? [...tablesOf(source.left), ...tablesOf(source.right)] : [source];
}

function isAssignment({ query }: Extract<Statement, { kind: 'select' }>): boolean {
  return query.kind === 'query' && query.items.length > 0 && query.items.every((item) => item.kind === 'assign');
}
