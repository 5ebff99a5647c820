// Statements without rows of their own: DECLARE, SET, RETURN, PRINT, RAISERROR, THROW, WAITFOR, USE.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { TableDefinition } from '../../catalog/definitions';
import { securableOf } from '../../catalog/is-allowed';
import type { ReturnStatement, SetIdentityInsert, SetOption, SetVariable, Statement, UseStatement } from '../../syntax/ast/statement';
import type { Expression } from '../../syntax/ast/expression';
import { foldName } from '../../types/text/collation';
import { INT, isCharacter } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { endingTransaction } from '../error-effect';
import { compound } from '../compound-assignment';
import { evaluateAs, evaluateTyped } from '../evaluate';
import { useDatabase } from '../current-database';
import { endStatement, type Ended } from '../completion';
import type { Frame } from '../frame';
import { shareCursor } from './cursors/cursors';
import { runDeclare, runDeclareTable } from './declare-statement';
import { runPrint, runRaiserror, runThrow } from './message-statement';
import { NEXT, type Run, type Signal } from '../outcome';
import { bindIn } from '../plan-cache';
import { applySetting } from '../settings';
import { mayIn } from '../security/authority';
import { runImpersonation } from '../security/impersonation';
import { runStatement } from '../statement';
import { noteAssignment } from './query-statement';
import { runWaitfor } from './waitfor-statement';
import { setIsolation } from '../transactions';
import type { SessionState } from '../state';

const INTEGERS: ReadonlySet<string> = new Set(['int', 'bigint', 'smallint', 'tinyint']);

type SimpleStatement = Extract<
  Statement,
  {
    kind:
      | 'declare'
      | 'declare-table'
      | 'set-variable'
      | 'return'
      | 'print'
      | 'raiserror'
      | 'throw'
      | 'waitfor'
      | 'set-option'
      | 'set-isolation'
      | 'set-identity-insert'
      | 'use'
      | 'impersonation';
  }
>;

/** Runs one of them. */
export function* runSimpleStatement(state: SessionState, frame: Frame, statement: SimpleStatement): Run<Signal> {
  switch (statement.kind) {
    case 'declare': yield* runDeclare(state, frame, statement); return NEXT;
    case 'declare-table': runDeclareTable(state, frame, statement); return NEXT;
    case 'set-variable': yield* runSetVariable(state, frame, statement); return NEXT;
    case 'return': yield* runReturn(state, frame, statement); return { kind: 'return' };
    case 'print': yield* runPrint(state, frame, statement); return NEXT;
    case 'raiserror': yield* runRaiserror(state, frame, statement); return NEXT;
    case 'throw': yield* runThrow(state, frame, statement); return NEXT;
    case 'waitfor': yield* runWaitfor(state, frame, statement); break;
    case 'set-option': yield* runSetOption(state, frame, statement); break;
    case 'set-isolation': setIsolation(state, frame.settings, statement.level); break;
    case 'set-identity-insert': yield* runStatement(state, frame, () => endingTransaction(() => runIdentityInsert(state, frame, statement))); break;
    case 'use': runUse(state, frame, statement); break;
    case 'impersonation': runImpersonation(state, frame, statement); break;
  }
  const ended = endOf(statement);
  if (ended !== undefined) endStatement(state, frame, ended);
  return NEXT;
}

/** What ends as itself; QUOTED_IDENTIFIER, which is set while the text is parsed, has no end. */
function endOf(statement: SimpleStatement): Ended | undefined {
  switch (statement.kind) {
    case 'waitfor': return 'waitfor';
    case 'use': return 'useDatabase';
    case 'set-isolation': return 'set';
    case 'set-identity-insert': return statement.isOn ? 'setIdentityInsertOn' : 'setIdentityInsertOff';
    case 'set-option': return statement.name === 'QUOTED_IDENTIFIER' ? undefined : endOfOption(statement);
    default: return 'none';
  }
}

function endOfOption({ name, value }: SetOption): Ended {
  if (name.startsWith('STATISTICS')) return 'setStatistics';
  if (name === 'ROWCOUNT') return 'setRowCount';
  if (name === 'TEXTSIZE') return 'setTextSize';
  if (value !== 'ON' && value !== 'OFF') return 'set';
  return value === 'ON' ? 'setOn' : 'setOff';
}

function* runSetVariable(state: SessionState, frame: Frame, statement: SetVariable): Run<void> {
  const variable = frame.variables.get(foldName(statement.name));
  if (variable?.kind === 'cursor') return shareCursor(state, frame, variable, statement);
  if (variable?.kind === 'table') throw raise(Messages.TableVariableAsScalar, { name: statement.name });
  if (variable?.kind !== 'scalar') throw raise(Messages.MustDeclareVariable, { name: statement.name });
  variable.value = yield* evaluateAs(state, frame, compound(statement), variable.type);
  noteAssignment(state, frame);
}

function* runReturn(state: SessionState, frame: Frame, statement: ReturnStatement): Run<void> {
  if (!statement.value) {
    // A procedure leaves this count to its caller.
    if (frame.kind === 'procedure') state.rowCount = 0n;
    endStatement(state, frame, 'return');
    return;
  }
  if (frame.kind === 'function' && frame.module?.kind === 'function' && frame.module.returns) {
    frame.functionResult = yield* evaluateAs(state, frame, statement.value, frame.module.returns);
    return;
  }
  if (frame.kind !== 'procedure') throw raise(Messages.ReturnValueInBatch, {});
  const status = yield* evaluateAs(state, frame, statement.value, INT);
  if (status === null) tellNullStatus(state, frame, statement);
  frame.returnValue = Number(status ?? 0);
  noteAssignment(state, frame);
}

function tellNullStatus(state: SessionState, { module, procedureName }: Frame, { at: { line } }: ReturnStatement): void {
  const text = `The '${module?.name ?? procedureName}' procedure attempted to return a status of NULL, which is not allowed. A status of 0 will be returned instead.`;
  state.sink.info({ number: 282, state: 1, severity: 0, text, procedure: procedureName, line });
}

function* runSetOption(state: SessionState, frame: Frame, statement: SetOption): Run<void> {
  const { name, value } = statement;
  if (name === 'CONTEXT_INFO') return yield* setContextInfo(state, frame, value);
  const { ansiNulls, quotedIdentifier } = frame.settings;
  applySetting(frame.settings, name, typeof value === 'object' ? yield* variableValue(state, frame, name, value) : value);
  // Modules keep the two options that they were created with.
  if (frame.kind === 'procedure' || frame.kind === 'trigger' || frame.kind === 'function') Object.assign(frame.settings, { ansiNulls, quotedIdentifier });
  if (name === 'LANGUAGE') tellLanguage(state, frame, statement);
}

function* variableValue(state: SessionState, frame: Frame, name: string, expression: Expression): Run<string | number> {
  const { type, value } = yield* evaluateTyped(state, frame, expression);
  if (name === 'ROWCOUNT' && (value === null || !INTEGERS.has(type.name))) throw raise(Messages.RowCountArgument, {});
  return plainValue(value);
}

function tellLanguage(state: SessionState, { settings: { language }, procedureName }: Frame, { at: { line } }: SetOption): void {
  state.sink.environment({ kind: 'language', name: language });
  state.sink.info({ number: 5703, state: 1, severity: 0, text: `Changed language setting to ${language}.`, procedure: procedureName, line });
}

function* setContextInfo(state: SessionState, frame: Frame, value: SetOption['value']): Run<void> {
  const bytes = typeof value === 'object' ? yield* contextBytes(state, frame, value) : integerBytes(value);
  const padded = new Uint8Array(CONTEXT_BYTES);
  padded.set(bytes);
  state.contextInfo = padded;
}

const CONTEXT_BYTES = 128;
const INT_BYTES = 4;

function* contextBytes(state: SessionState, frame: Frame, value: Extract<SetOption['value'], object>): Run<Uint8Array> {
  const given = yield* evaluateTyped(state, frame, value);
  if (given.value === null || isCharacter(given.type)) throw raise(Messages.ContextInfoValue, {});
  return (yield* evaluateAs(state, frame, value, { name: 'varbinary', length: CONTEXT_BYTES })) as Uint8Array;
}

/** A whole number without a variable or a 0x is an int, which converts to four bytes. */
function integerBytes(value: string | number): Uint8Array {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw raise(Messages.ContextInfoValue, {});
  const bytes = new Uint8Array(INT_BYTES);
  new DataView(bytes.buffer).setInt32(0, value);
  return bytes;
}

const plainValue = (value: Value): string | number => (typeof value === 'number' ? value : String(value));

function runIdentityInsert(state: SessionState, frame: Frame, statement: SetIdentityInsert): void {
  const name = statement.table.parts.join('.');
  const found = bindIn(state, frame).resolveTable(statement.table.parts);
  if (found?.kind !== 'table' || found.ref.kind !== 'base') throw raise(Messages.IdentityInsertNotFound, { table: name });
  const { databaseId, objectId } = found.ref;
  requireTableAlter(state, databaseId, found.definition, name);
  if (!found.definition.columns.some((c) => c.identity)) throw raise(Messages.IdentityInsertNoIdentity, { table: name });
  const on = stillThere(state, state.identityInsert);
  const isSame = on?.databaseId === databaseId && on.objectId === objectId;
  if (!statement.isOn) {
    if (isSame) state.identityInsert = undefined;
    return;
  }
  if (on && !isSame) throw raise(Messages.IdentityInsertAlreadyOn, { table: tableName(state, on), other: name });
  state.identityInsert = { databaseId, objectId };
}

/** A table that was dropped keeps nobody from setting it for another. */
function stillThere(state: SessionState, on: SessionState['identityInsert']): SessionState['identityInsert'] {
  return on && state.instance.databases.get(on.databaseId)?.catalog.table(on.objectId) ? on : undefined;
}

/** Raises 1088, as for a table that is not there. */
function requireTableAlter(state: SessionState, databaseId: number, table: TableDefinition, name: string): void {
  const database = state.instance.databases.get(databaseId);
  if (state.security && database && !table.isTemporary && !mayIn(state, database, 'ALTER', securableOf(table))) throw raise(Messages.IdentityInsertNotFound, { table: name });
}

function tableName(state: SessionState, ref: { readonly databaseId: number; readonly objectId: number }): string {
  const database = state.instance.databases.get(ref.databaseId);
  const table = database?.catalog.table(ref.objectId);
  return `${database?.header.name}.${database?.catalog.schema(table?.schemaId ?? 1)?.name}.${table?.name}`;
}

function runUse(state: SessionState, frame: Frame, statement: UseStatement): void {
  if (frame.kind === 'procedure' || frame.kind === 'trigger' || frame.kind === 'function') throw raise(Messages.UseInModule, {});
  useDatabase(state, frame, statement);
}
