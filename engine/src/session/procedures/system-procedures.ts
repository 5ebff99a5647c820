// System procedures: those that need the interpreter or locks live here, those of the catalog in ddl/system-procedures.
import { notSupported } from '../../errors/not-supported';
import { catalogProcedure, type CatalogProcedure } from '../../ddl/system-procedures';
import type { OutputValue } from '../../tds/session-port';
import { converter } from '../../types/conversion/convert';
import { BIGINT, INT, isDecimal, nvarchar, SQL_VARIANT } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { API_CURSOR_PROCEDURES } from './api-cursors/api-cursors';
import { getAppLock, releaseAppLock } from './application-lock-procedures';
import { describeFirst } from './describe/describe-first';
import { describeUndeclared } from './describe/describe-undeclared';
import { executeSql, isFromClient } from './execute-sql';
import { forEachDatabase, forEachTable } from './for-each';
import { namedArguments, valueOf, type Argument } from './match-arguments';
import { PREPARED_PROCEDURES } from './prepared';
import { runCatalogProcedure } from './run-catalog-procedure';
import { takeRange } from './sequence-range';
import { setSessionContext } from './session-context';
import { TEXT_PROCEDURES } from './catalog/text-procedure-list';
import { runTextProcedure, type TextProcedure } from './catalog/text-procedures';
import { prepareXmlDocument, removeXmlDocument } from './xml-documents';
import { insideDatabase } from '../current-database';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { runStatement } from '../statement';
import type { SessionState } from '../state';

/** A system procedure by what runs it; `database` is the one that its call names, '' for the caller's. */
export type SystemProcedure = { readonly name: string; readonly database: string } & (
  | { readonly kind: 'session'; readonly run: SessionProcedure }
  | { readonly kind: 'catalog'; readonly procedure: CatalogProcedure }
  | { readonly kind: 'text'; readonly procedure: TextProcedure }
);
type SessionProcedure = (state: SessionState, frame: Frame, args: readonly Argument[]) => Run<number>;

/** The system procedure that a name means: sp_x alone, sys.sp_x, dbo.sp_x, either of any database. */
export function systemProcedureNamed(parts: readonly string[]): SystemProcedure | undefined {
  const name = (parts.at(-1) ?? '').toLowerCase();
  if (!name.startsWith('sp_') && !name.startsWith('xp_')) return undefined;
  const schema = (parts.at(-2) ?? '').toLowerCase();
  if (schema !== '' && schema !== 'sys' && schema !== 'dbo') return undefined;
  const called = { name, database: parts.at(-3) ?? '' };
  const run = SESSION_PROCEDURES[name];
  if (run) return { ...called, kind: 'session', run };
  const text = TEXT_PROCEDURES[name];
  if (text) return { ...called, kind: 'text', procedure: text };
  const procedure = catalogProcedure(name);
  return procedure && { ...called, kind: 'catalog', procedure };
}

/** What a client calls to have a text run: its own statements answer to SET FMTONLY ON. */
const RUN_TEXTS: ReadonlySet<string> = new Set(['sp_executesql', ...Object.keys(PREPARED_PROCEDURES)]);

/** Runs it in the database that its call names and returns its status. Raises 911 and 916 for that database. */
export function* runSystemProcedure(state: SessionState, frame: Frame, system: SystemProcedure, args: readonly Argument[]): Run<number> {
  return yield* insideDatabase(state, frame, system.database, runHere(state, frame, system, args));
}

function* runHere(state: SessionState, frame: Frame, system: SystemProcedure, args: readonly Argument[]): Run<number> {
  if (frame.settings.formatOnly && !(RUN_TEXTS.has(system.name) && isFromClient(frame))) throw notSupported(`SET FMTONLY ON over ${system.name}`);
  if (system.kind === 'session') return yield* system.run(state, frame, args);
  if (system.kind === 'text') return yield* runTextProcedure(state, frame, system, args);
  return yield* runCatalogProcedure(state, frame, system, args);
}

const SESSION_PROCEDURES: Readonly<Record<string, SessionProcedure>> = {
  ...API_CURSOR_PROCEDURES,
  ...PREPARED_PROCEDURES,
  sp_executesql: executeSql,
  sp_getapplock: getAppLock,
  sp_releaseapplock: releaseAppLock,
  sp_set_session_context: setSessionContext,
  sp_describe_first_result_set: describeFirst,
  sp_describe_undeclared_parameters: describeUndeclared,
  sp_sequence_get_range: getSequenceRange,
  sp_xml_preparedocument: prepareXmlDocument,
  sp_xml_removedocument: removeXmlDocument,
  sp_msforeachtable: (state, frame, args) =>
    forEachTable(state, frame, textArguments('sp_MSforeachtable', ['@command1', '@replacechar', '@command2', '@command3', '@whereand', '@precommand', '@postcommand'], args)),
  sp_msforeachdb: (state, frame, args) =>
    forEachDatabase(state, frame, textArguments('sp_MSforeachdb', ['@command1', '@replacechar', '@command2', '@command3', '@precommand', '@postcommand'], args)),
};

/** Arguments as text by name without @, the first of which must be there; those that are NULL or left to their default are absent. */
function textArguments(procedure: string, names: readonly string[], args: readonly Argument[]): Map<string, string> {
  const given = namedArguments(procedure, names, args, 1);
  const texts = new Map<string, string>();
  for (const name of names) {
    const value = valueOf(given, name, nvarchar(2000));
    if (value !== null) texts.set(name.slice(1), String(value));
  }
  return texts;
}

const RANGE_OUTPUTS = ['@range_first_value', '@range_last_value', '@range_cycle_count', '@sequence_increment', '@sequence_min_value', '@sequence_max_value'];

function* getSequenceRange(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const procedure = 'sp_sequence_get_range';
  const given = namedArguments(procedure, ['@sequence_name', '@range_size', ...RANGE_OUTPUTS], args, 3);
  state.sink.procedureBegin();
  const { sequence, first, last, cycles } =
    yield *
    runStatement(state, frame, () => takeRange(state, frame, String(valueOf(given, '@sequence_name', nvarchar(776))), BigInt(valueOf(given, '@range_size', BIGINT) as bigint)));
  const variant = (value: bigint): Value => converter(sequence.type, SQL_VARIANT)(isDecimal(sequence.type) ? value : converter(BIGINT, sequence.type)(value));
  const results: readonly Value[] = [variant(first), variant(last), cycles, variant(sequence.increment), variant(sequence.minValue), variant(sequence.maxValue)];
  const outputs: OutputValue[] = [];
  RANGE_OUTPUTS.forEach((name, i) => {
    const argument = given.get(name);
    const type = name === '@range_cycle_count' ? INT : SQL_VARIANT;
    if (!argument?.isOutput) return;
    argument.assign?.(type, results[i] ?? null);
    outputs.push({ name, ordinal: i + 2, type, value: results[i] ?? null });
  });
  state.sink.procedureEnd({ returnStatus: 0, outputs: isFromClient(frame) ? outputs : [] });
  return 0;
}
