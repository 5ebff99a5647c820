// EXEC: stored procedures with their parameters and return status, dynamic text, and the way to system procedures.
import type { ProcedureDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { isSqlError, raise } from '../../errors/sql-error';
import type { ExecuteArgument, ExecuteProcedure, ExecuteText } from '../../syntax/ast/statement';
import { foldName } from '../../types/text/collation';
import { INT, nvarchar, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { runImpersonation } from '../security/impersonation';
import { isTemporaryName } from '../../ddl/objects/object-names';
import type { Database } from '../../instance/instance';
import { bindArguments, giveOutputs, outputTo } from '../procedures/arguments';
import type { Argument } from '../procedures/match-arguments';
import { assignmentIn, evaluateAs, evaluateTyped, whenFree } from '../evaluate';
import type { Frame } from '../frame';
import { tellTransactionCount } from '../transaction-count';
import type { Run } from '../outcome';
import { inScope, newFrame } from '../scope';
import { findProcedure, findSystemProcedure, nameOf } from '../procedures/find-procedure';
import { scalarCall } from '../procedures/scalar-call';
import { moduleTree } from '../procedures/module-tree';
import { runSystemProcedure } from '../procedures/system-procedures';
import type { SessionState } from '../state';

/** Runs EXEC in either form. */
export function* runExecute(state: SessionState, frame: Frame, statement: ExecuteProcedure | ExecuteText): Run<void> {
  if (statement.kind === 'execute-text') return yield* runDynamic(state, frame, yield* joinParts(state, frame, statement), statement);
  const option = statement.options.find((o) => o.toUpperCase() !== 'RECOMPILE');
  if (option) throw notSupported(`EXECUTE ... WITH ${option}`);
  const parts = nameOf(frame, statement);
  const call = scalarCall(state, frame, parts, statement);
  if (call) return giveResult(frame, statement, yield* evaluateTyped(state, frame, call));
  const args = yield* evaluateArguments(state, frame, statement.args);
  frame.executeOffset = statement.at.offset;
  const status = yield* statusOf(state, frame, statement, { parts, args });
  if (status !== undefined) giveResult(frame, statement, { type: INT, value: status });
}

/** The status of a call, if it gives one. Of a text that sp_executesql does not run at all it is the number of the error. */
function* statusOf(state: SessionState, frame: Frame, statement: ExecuteProcedure, call: { readonly parts: readonly string[]; readonly args: readonly Argument[] }): Run<number | undefined> {
  try {
    return yield* callProcedure(state, frame, call.parts, call.args);
  } catch (error) {
    if (isSqlError(error) && state.tryDepth === 0 && foldName(call.parts.at(-1) ?? '') === 'sp_executesql') giveResult(frame, statement, { type: INT, value: error.number });
    throw error;
  }
}

/** EXEC @variable = ... */
function giveResult(frame: Frame, { returnInto }: ExecuteProcedure, { type, value }: { readonly type: SqlType; readonly value: Value }): void {
  const target = returnInto === undefined ? undefined : frame.variables.get(foldName(returnInto));
  if (target?.kind === 'scalar') target.value = assignmentIn(frame, type, target.type)(value);
}

/** The text of EXEC ('...' + @x): each part becomes text by itself, so numbers need no CAST and long parts are not cut. With a NULL among them there is none. */
function* joinParts(state: SessionState, frame: Frame, { parts }: ExecuteText): Run<string> {
  let text = '';
  for (const part of parts) {
    const value = yield* evaluateAs(state, frame, part, nvarchar('max'));
    if (value === null) return '';
    text += String(value);
  }
  return text;
}

/** EXEC('...'): a scope of its own that sees no variable of the caller. */
function* runDynamic(state: SessionState, frame: Frame, text: string, { as, at }: ExecuteText): Run<void> {
  const inner = newFrame(state, frame, { kind: 'dynamic', procedureName: '', text });
  state.sink.procedureBegin();
  const before = state.transactionCount;
  yield* inScope(state, inner, as ? runAs(state, inner, { text, as, at }) : state.interpreter.runText(state, inner, text));
  tellTransactionCount(state, before);
  state.sink.procedureEnd({ returnStatus: statusFrom(inner) });
}

/** The text as somebody else: its scope ends that. */
function* runAs(state: SessionState, inner: Frame, { text, as, at }: Required<Pick<ExecuteText, 'as' | 'at'>> & { readonly text: string }): Run<void> {
  runImpersonation(state, inner, { kind: 'impersonation', ...as, at });
  yield* state.interpreter.runText(state, inner, text);
}

/** Without a RETURN value, the status tells of the worst error; a scope that was broken off has none. */
function statusFrom({ returnValue, worstSeverity, isBrokenOff }: Frame): number | undefined {
  if (isBrokenOff) return undefined;
  return returnValue ?? (worstSeverity ? 10 - worstSeverity : 0);
}

/** Calls a procedure by name, a system procedure where the name says so. Returns its status, if it gives one. Raises 2812, and 557 in a function. */
export function* callProcedure(state: SessionState, frame: Frame | undefined, parts: readonly string[], args: readonly Argument[]): Run<number | undefined> {
  const caller = frame ?? newFrame(state, undefined, { kind: 'batch', procedureName: '', text: '' });
  if (caller.kind === 'function' && !/^xp_/i.test(parts.at(-1) ?? '')) throw raise(Messages.ProcedureInFunction, {});
  const system = findSystemProcedure(state, caller, parts);
  if (system) return yield* runSystemProcedure(state, caller, system, args);
  const found = yield* whenFree(state, caller, () => findProcedure(state, caller, parts));
  return yield* runProcedure(state, caller, { ...found, writtenName: parts.join('.') }, args);
}

interface Call { readonly database: Database; readonly procedure: ProcedureDefinition; readonly writtenName: string }

function* runProcedure(state: SessionState, caller: Frame, call: Call, args: readonly Argument[]): Run<number | undefined> {
  const { procedure } = call;
  const isTopLevel = caller.parent === undefined && caller.kind === 'batch' && caller.text === '';
  const frame = newFrame(state, caller, {
    kind: 'procedure',
    procedureName: call.writtenName,
    module: procedure,
    text: procedure.definition,
    databaseId: isTemporaryName(procedure.name) ? caller.databaseId : call.database.header.databaseId,
  });
  frame.settings.quotedIdentifier = procedure.usesQuotedIdentifier;
  frame.settings.ansiNulls = procedure.usesAnsiNulls;
  const outputs = bindArguments(state, frame, { ...procedure, writtenName: call.writtenName }, args);
  const before = state.transactionCount;
  state.sink.procedureBegin();
  yield* inScope(state, frame, state.interpreter.runBody(state, frame, moduleTree(procedure).body));
  tellTransactionCount(state, before, call.writtenName);
  const wire = giveOutputs(frame, outputs);
  const returnStatus = statusFrom(frame);
  state.sink.procedureEnd({ returnStatus, outputs: isTopLevel ? wire : [] });
  return returnStatus;
}

function* evaluateArguments(state: SessionState, frame: Frame, written: readonly ExecuteArgument[]): Run<Argument[]> {
  const args: Argument[] = [];
  for (const argument of written) args.push(yield* evaluateArgument(state, frame, argument));
  return args;
}

function* evaluateArgument(state: SessionState, frame: Frame, written: ExecuteArgument): Run<Argument> {
  const base = { name: written.name, isOutput: written.isOutput, isDefault: written.isDefault };
  if (written.isDefault) return { ...base, type: INT, value: null };
  const variable = written.value.kind === 'variable' ? frame.variables.get(foldName(written.value.name)) : undefined;
  if (variable?.kind === 'cursor') return { ...base, type: INT, value: null, cursor: variable, cursorName: written.value.kind === 'variable' ? written.value.name : '' };
  if (variable?.kind === 'table') return { ...base, type: INT, value: null, table: variable };
  const given = yield* evaluateTyped(state, frame, written.value);
  if (variable?.kind !== 'scalar' || !written.isOutput) return { ...base, ...given };
  return { ...base, type: given.type, value: given.value, assign: outputTo(frame, variable) };
}
