// An RPC request: well-known procedures and user procedures called straight from the client.
import { notSupported } from '../../errors/not-supported';
import { parseObjectName } from '../../syntax/parse';
import type { RpcParameter, RpcRequest } from '../../tds/session-port';
import { INT } from '../../types/sql-type';
import { emptyTable } from './arguments';
import type { Argument } from './match-arguments';
import { callProcedure } from '../statements/execute';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { newFrame } from '../scope';
import type { SessionState } from '../state';
import { fillTable } from './table-parameter';

/** Runs one RPC. */
export function* runRpc(state: SessionState, request: RpcRequest): Run<void> {
  const caller = newFrame(state, undefined, { kind: 'batch', procedureName: '', text: '', tempTables: state.sessionTempTables });
  const args = request.parameters.map((parameter, index) => toArgument(state, caller, parameter, index + 1));
  yield* callProcedure(state, caller, parseObjectName(request.procedure), args);
}

function toArgument(state: SessionState, caller: Frame, parameter: RpcParameter, position: number): Argument {
  const base = { name: parameter.name === '' ? undefined : parameter.name, isOutput: parameter.isOutput, isDefault: parameter.isDefault };
  const { value } = parameter;
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'table') {
    if (parameter.isOutput) throw notSupported('an OUTPUT table-valued parameter');
    const rows = { value, name: base.name, position };
    if (value.typeName === '') return { ...base, type: INT, value: null, rows };
    const table = emptyTable(state, caller, value.typeName);
    fillTable(state, caller, table, rows);
    return { ...base, type: INT, value: null, table };
  }
  return { ...base, type: parameter.type, value: value as Argument['value'], isNullWord: parameter.isUntyped === true };
}
