// Runs what a statement calls while it runs: triggers, scalar functions, multi-statement table functions. All synchronous: a lock wait inside ends the
// outer statement's attempt.
import type { FunctionDefinition, Parameter, TriggerDefinition } from '../../catalog/definitions';
import { EngineBug } from '../../errors/engine-bug';
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import type { GivenArgument, TriggerFiring } from '../../exec/context';
import { OptionId } from '../../instance/configuration';
import { tableVariableDefinition } from '../../ddl/tables/table-variable';
import type { Statement } from '../../syntax/ast/statement';
import { foldName } from '../../types/text/collation';
import type { Row, Value } from '../../types/value';
import { bindArguments } from './arguments';
import type { Argument } from './match-arguments';
import { BufferSink } from '../buffer-sink';
import { ddlContext } from '../surroundings/ddl-surroundings';
import { moduleTree } from './module-tree';
import { runNow } from '../driver';
import { StatementContext } from '../surroundings/execution';
import type { Frame } from '../frame';
import { inScope, newFrame } from '../scope';
import { isInAfterTrigger, isTriggerFiring } from '../surroundings/trigger-state';
import type { FunctionCallRequest, SessionState } from '../state';

/** The value of a scalar function. */
export function callScalar(state: SessionState, caller: Frame, request: FunctionCallRequest): Value {
  const { definition, frame } = enterFunction(state, caller, request);
  const { returns } = moduleTree(definition);
  if (returns.kind !== 'scalar') throw new EngineBug(`${definition.name} is no scalar function`);
  if (definition.nullOnNullInput && request.args.includes(null)) return null;
  runSilently(state, frame, returns.body);
  return frame.functionResult ?? null;
}

/** The rows of a multi-statement table function. */
export function callTable(state: SessionState, caller: Frame, request: FunctionCallRequest): Iterable<Row> {
  const { definition, frame } = enterFunction(state, caller, request);
  const { returns } = moduleTree(definition);
  if (returns.kind !== 'table') throw new EngineBug(`${definition.name} is no multi-statement function`);
  const name = foldName(returns.variable);
  frame.variables.set(name, {
    kind: 'table',
    ...tableVariableDefinition(ddlContext(state, frame), name, { columns: returns.columns, constraints: returns.constraints, indexes: [] }),
    isReadOnly: false,
  });
  runSilently(state, frame, returns.body);
  const table = new StatementContext(state, frame).openTable({ kind: 'variable', name });
  const rows: Row[] = [];
  const cursor = state.transaction.read({ table, hints: {}, purpose: 'read' });
  for (let row = cursor.next(); row; row = cursor.next()) rows.push(row.values);
  return rows;
}

/** Runs a function's body; what its statements would tell the client is dropped. */
function runSilently(state: SessionState, frame: Frame, body: readonly Statement[]): void {
  const outer = state.sink;
  state.sink = new BufferSink();
  try {
    runNow(state, inScope(state, frame, state.interpreter.runBody(state, frame, body)));
  } finally {
    state.sink = outer;
  }
}

function enterFunction(state: SessionState, caller: Frame, request: FunctionCallRequest): { definition: FunctionDefinition; frame: Frame } {
  const definition = state.instance.databases.get(request.databaseId)?.catalog.byId(request.objectId);
  if (definition?.kind !== 'function') throw new EngineBug(`function ${request.objectId} is gone`);
  const frame = newFrame(state, caller, { kind: 'function', procedureName: definition.name, module: definition, text: definition.definition, databaseId: request.databaseId });
  frame.settings.ansiNulls = definition.usesAnsiNulls;
  bindArguments(state, frame, definition, definition.parameters.map((parameter, i) => argumentOf(caller, parameter, request.args[i])));
  return { definition, frame };
}

/** DEFAULT for a parameter that has none is NULL, or an empty table. */
function argumentOf(caller: Frame, { name, type, tableType, default: text }: Parameter, given: GivenArgument): Argument {
  const common = { name, type, isOutput: false, isDefault: given === undefined && (text ?? tableType) !== undefined };
  if (typeof given !== 'object' || given === null || !('kind' in given) || given.kind !== 'table-argument') return { ...common, value: given ?? null };
  const table = caller.variables.get(given.variable);
  if (table?.kind !== 'table') throw new EngineBug(`table variable ${given.variable} is not there`);
  return { ...common, value: null, table };
}

/** First, in between, last; those in between stay in order of creation. */
const rankOf = ({ order }: TriggerDefinition, event: TriggerFiring['event']): number => (order?.[event] === 'first' ? -1 : order?.[event] === 'last' ? 1 : 0);

/** Fires every enabled trigger of that timing and event; false if there is none. Raises 3609, 3616, 217. */
export function fireTriggers(state: SessionState, caller: Frame, firing: TriggerFiring): boolean {
  const database = state.instance.databases.get(firing.databaseId);
  if (firing.timing === 'after' && state.instance.configuration.running(OptionId.nestedTriggers) === 0 && isInAfterTrigger(caller)) return false;
  const isRecursive = database?.header.options.recursiveTriggers ?? false;
  const triggers = (database?.catalog.triggersOf(firing.table.objectId) ?? [])
    .filter((t) => !t.isDisabled && t.timing === firing.timing && t.events.includes(firing.event))
    .sort((a, b) => rankOf(a, firing.event) - rankOf(b, firing.event));
  let hasFired = false;
  for (const trigger of triggers) {
    const isDirectRecursion = caller.module?.objectId === trigger.objectId && !isRecursive;
    if (isDirectRecursion || (firing.timing === 'instead of' && isTriggerFiring(caller, trigger.parentObjectId, 'instead of'))) continue;
    hasFired = true;
    runTrigger(state, caller, trigger, firing);
  }
  return hasFired;
}

function runTrigger(state: SessionState, caller: Frame, trigger: TriggerDefinition, firing: TriggerFiring): void {
  const frame = newFrame(state, caller, {
    kind: 'trigger',
    procedureName: trigger.name,
    module: trigger,
    text: trigger.definition,
    databaseId: firing.databaseId,
    trigger: {
      inserted: firing.inserted,
      deleted: firing.deleted,
      table: firing.table,
      databaseId: firing.databaseId,
      updatedColumns: firing.updatedColumns,
      isInsteadOf: trigger.timing === 'instead of',
    },
  });
  state.rowCount = BigInt(firing.rowCount ?? Math.max(firing.inserted.length, firing.deleted.length));
  runTriggerBody(state, frame, moduleTree(trigger).body);
}

/** Runs a trigger's body in its frame, as part of the statement that fired it. Raises 3609 and 3616. */
export function runTriggerBody(state: SessionState, frame: Frame, body: readonly Statement[]): void {
  frame.settings.xactAbort = true;
  frame.settings.quotedIdentifier = frame.module?.usesQuotedIdentifier ?? true;
  frame.settings.ansiNulls = frame.module?.usesAnsiNulls ?? true;
  const isAutocommit = state.transactionCount === 0;
  if (isAutocommit) state.transactionCount = 1;
  state.sink.procedureBegin();
  try {
    runNow(state, inScope(state, frame, state.interpreter.runBody(state, frame, body)));
    state.sink.procedureLeave();
    endTrigger(state);
  } catch (error) {
    if (isSqlError(error)) error.isFromTrigger = true;
    throw error;
  } finally {
    if (isAutocommit && state.transactionCount > 0) state.transactionCount = 0;
  }
}

function endTrigger(state: SessionState): void {
  if (state.transactionCount === 0) throw raise(Messages.TransactionEndedInTrigger, {});
  if (state.transaction.isDoomed) throw raise(Messages.ErrorInTrigger, {});
}
