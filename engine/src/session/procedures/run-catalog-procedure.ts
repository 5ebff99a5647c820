// Runs a system procedure of the catalog as a procedure is run: what goes wrong in it is told in its name, and it returns a status.
import type { CatalogProcedure } from '../../ddl/system-procedures';
import { NOT_SUPPORTED_NUMBER } from '../../errors/not-supported';
import { isSqlError, type SqlError } from '../../errors/sql-error';
import { CommandCode } from '../../tds/session-port';
import { errorEffect } from '../error-effect';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { requireForProcedure } from '../security/procedure-rights';
import type { SessionState } from '../state';
import { runStatement } from '../statement';
import { ddlContext } from '../surroundings/ddl-surroundings';
import { fireDdlTriggers, raisedByProcedure } from './ddl-triggers';
import { givenValues, type Argument } from './match-arguments';

/** A procedure of the catalog that is called. */
export interface CalledProcedure { readonly name: string; readonly procedure: CatalogProcedure }

const FAILED = 1;

/** Runs it and returns its status. An error that ends no more than a statement ends the procedure alone, unless somebody catches it. */
export function* runCatalogProcedure(state: SessionState, frame: Frame, called: CalledProcedure, args: readonly Argument[]): Run<number> {
  state.sink.procedureBegin();
  const returnStatus = yield* answer(state, frame, called, args);
  state.sink.procedureEnd({ returnStatus });
  return returnStatus;
}

function* answer(state: SessionState, frame: Frame, called: CalledProcedure, args: readonly Argument[]): Run<number> {
  try {
    return yield* runStatement(state, frame, () => answerAtOnce(state, frame, called, args));
  } catch (error) {
    if (!isSqlError(error) || !isOfBody(error)) throw error;
    for (const one of [...error.preceding, error]) Object.assign(one, { line: 1, procedure: called.name });
    if (state.tryDepth > 0 || errorEffect(error, frame.settings, 'statement') !== 'statement') throw error;
    state.sink.error(error);
    state.lastError = 0;
    return called.procedure.returnsItsError === true ? error.number : FAILED;
  }
}

/** Is it an error of what the procedure does, not of how it is called? */
const isOfBody = ({ number, isOfArguments }: SqlError): boolean => !isOfArguments && number !== NOT_SUPPORTED_NUMBER;

function answerAtOnce(state: SessionState, frame: Frame, { name, procedure }: CalledProcedure, args: readonly Argument[]): number {
  const values = givenValues(name, procedure.parameters, args);
  const ddl = ddlContext(state, frame);
  requireForProcedure(state, ddl, name, values);
  const raised = raisedByProcedure(state, frame, name, values);
  const result = procedure.run(ddl, values);
  if (raised) fireDdlTriggers(state, frame, raised);
  if (result.notice) state.sink.info({ ...result.notice, state: 1, severity: 0, procedure: name, line: 1 });
  for (const set of result.resultSets ?? []) {
    state.sink.columns(set.columns);
    for (const row of set.rows) state.sink.row(row);
    state.sink.statementEnd({ command: CommandCode.select, rowCount: set.rows.length });
  }
  return result.returnStatus ?? 0;
}
