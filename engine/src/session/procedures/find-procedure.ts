// The procedure that a call means, the server's or a user's, and whether the session may execute it.
import type { ProcedureDefinition } from '../../catalog/definitions';
import { isTemporaryName } from '../../ddl/objects/object-names';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { isSqlError, raise, type SqlError } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import type { ExecuteProcedure } from '../../syntax/ast/statement';
import { parseObjectName } from '../../syntax/parse';
import { foldName } from '../../types/text/collation';
import { refuseProcedureOnAzure } from '../azure-statements';
import { requireThisServer } from '../current-database';
import type { Frame } from '../frame';
import { bindIn } from '../plan-cache';
import { requireObject } from '../security/require-uses';
import type { SessionState } from '../state';
import { isAbsentProcedure } from './absent-procedures';
import { systemProcedureNamed, type SystemProcedure } from './system-procedures';

interface Callable { readonly database: Database; readonly procedure: ProcedureDefinition }

/** The system procedure that a name means, if any; refuses what the server's edition has not. Raises 7202 for another server. */
export function findSystemProcedure(state: SessionState, caller: Frame, parts: readonly string[]): SystemProcedure | undefined {
  const system = systemProcedureNamed(parts);
  if (system) requireThisServer(state.instance, parts.at(-4) ?? '');
  if (system && state.instance.isAzure) refuseProcedureOnAzure(state, caller, parts);
  return system;
}

/** Waits (LockWait) for who is changing the procedure. Raises 2812 for a procedure that is not there, refuses those of SQL Server's that are not here; 229, under the procedure's name, and 916 for one that the session may not execute. */
export function findProcedure(state: SessionState, caller: Frame, parts: readonly string[]): Callable {
  const bind = bindIn(state, caller);
  const named = bind.findNamed(parts);
  const wanted = named?.object.kind === 'synonym' ? named.object.target : parts;
  const given = parts.filter((part) => part !== '');
  const found = bind.findSettled(parts);
  if (found?.object.kind !== 'procedure') throw missing(wanted);
  const { database, object } = found;
  if (state.security && !isTemporaryName(object.name)) requireExecute(state, caller, { database, procedure: object }, given);
  return { database, procedure: object };
}

function missing(wanted: readonly string[]): SqlError {
  const name = wanted.at(-1) ?? '';
  return isAbsentProcedure(name) ? notSupported(name) : raise(Messages.ProcedureNotFound, { name: wanted.filter((part) => part !== '').join('.') });
}

function requireExecute(state: SessionState, caller: Frame, { database, procedure }: Callable, given: readonly string[]): void {
  try {
    requireObject(state, caller, { database, object: procedure }, 'EXECUTE');
  } catch (error) {
    if (isSqlError(error)) error.procedure = given.slice(-2).join('.');
    throw error;
  }
}

const PROCEDURE_NAMES: ReadonlySet<string> = new Set(['char', 'varchar', 'nchar', 'nvarchar']);

/** The parts of the name that EXEC calls, written there or in a variable. Raises 137 for a variable that is not there, another error for one whose type holds no name. */
export function nameOf(frame: Frame, statement: ExecuteProcedure): readonly string[] {
  if (!('variable' in statement.name)) return statement.name.parts;
  const variable = frame.variables.get(foldName(statement.name.variable));
  if (variable?.kind !== 'scalar') throw raise(Messages.MustDeclareVariable, { name: statement.name.variable });
  if (!PROCEDURE_NAMES.has(variable.type.name)) throw raise(Messages.ProcedureNameType, {});
  return parseObjectName(String(variable.value ?? ''));
}
