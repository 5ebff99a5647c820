// Whether what a function of the public API was given is an open data source; what it is instead is said. Knows no TypeORM.
import { presetError } from '../errors';

interface Given {
  readonly query?: unknown;
  readonly createQueryRunner?: unknown;
  readonly isInitialized?: unknown;
  readonly dataSource?: unknown;
  readonly options?: { readonly type?: unknown };
  readonly then?: unknown;
  readonly constructor?: { readonly name?: string };
}

/** Raises JNM_DATA_SOURCE_CLOSED or JNM_NO_DATA_SOURCE, naming the caller, unless `given` can be asked; where it is opened anew it may be closed. */
export function checkDataSource(caller: string, given: unknown, mayBeClosed = false): void {
  const { query, createQueryRunner, isInitialized } = (given ?? {}) as Given;
  if (isInitialized === false && !mayBeClosed) throw presetError('JNM_DATA_SOURCE_CLOSED', { caller });
  if (typeof query !== 'function' && typeof createQueryRunner !== 'function') throw presetError('JNM_NO_DATA_SOURCE', { caller, given: whatIs(given) });
}

/** Raises JNM_ARGUMENT, naming the caller, for a data source of another kind of server. */
export function checkIsSqlServer(caller: string, given: unknown): void {
  const type = (given as Given).options?.type;
  if (type === undefined || type === 'mssql') return;
  throw presetError('JNM_ARGUMENT', {
    caller,
    given: `a data source of the type "${String(type)}"`,
    expected: 'the one of SQL Server, which is t.get(getDataSourceToken(name)) if it has a name; those of other kinds are not the preset\'s, and yours to empty',
  });
}

function whatIs(given: unknown): string {
  if (given === undefined || given === null) return String(given);
  const { then, dataSource, constructor } = given as Given;
  if (typeof then === 'function') return 'a promise';
  return dataSource === undefined ? `a value of the class ${constructor?.name ?? 'Object'}` : 'an app';
}
