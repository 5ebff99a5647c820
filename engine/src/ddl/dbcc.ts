// DBCC: CHECKIDENT, USEROPTIONS, OPENTRAN and the commands that only empty caches. CHECKCONSTRAINTS, which asks queries, is the session's.
import type { Column, TableDefinition } from '../catalog/definitions';
import { EngineBug } from '../errors/engine-bug';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { OutputColumn } from '../plan/node';
import { parseObjectName } from '../syntax/parse';
import type { TableHandle } from '../transaction/row-access';
import { nvarchar } from '../types/sql-type';
import type { Row, Value } from '../types/value';
import type { DdlContext } from './objects/ddl-context';
import { findTable, type FoundTable } from './objects/object-names';

/** A DBCC statement with its arguments worked out. */
export interface DbccRequest { readonly command: string; readonly args: readonly (Value | { readonly word: string })[]; readonly options: readonly string[] }

/** The SET options that USEROPTIONS lists. */
export interface UserOptions {
  readonly textSize: number; readonly language: string; readonly dateFormat: string; readonly dateFirst: number; readonly lockTimeoutMs: number; readonly isolation: string;
  readonly quotedIdentifier: boolean; readonly arithAbort: boolean; readonly ansiNullDefault: boolean; readonly ansiWarnings: boolean; readonly ansiPadding: boolean; readonly ansiNulls: boolean;
  readonly concatNullYieldsNull: boolean; readonly numericRoundAbort: boolean; readonly noCount: boolean; readonly xactAbort: boolean; readonly implicitTransactions: boolean;
}

/** Result sets of a DBCC command, and the message that follows them; its other messages went to the client already. */
export interface DbccResult {
  readonly closing?: { readonly number: number; readonly text: string };
  readonly resultSets?: readonly { readonly columns: readonly OutputColumn[]; readonly rows: readonly Row[] }[];
}

/** The text of message 2528. */
export const DBCC_DONE = 'DBCC execution completed. If DBCC printed error messages, contact your system administrator.';
/** Caches hold no results: emptying them shows nowhere. */
const CACHES = new Set(['FREEPROCCACHE', 'DROPCLEANBUFFERS', 'FREESYSTEMCACHE', 'FREESESSIONCACHE']);

/** Runs one DBCC command. Raises 2501, 7997, 2526, 2560; refuses unknown commands. */
export function executeDbcc(ddl: DdlContext, request: DbccRequest, settings: UserOptions): DbccResult {
  requireDbccOptions(request);
  const isQuiet = request.options.includes('NO_INFOMSGS');
  const tell = (number: number, text: string): void => { if (!isQuiet) ddl.info(number, 0, text); };
  return { ...run(ddl, request, settings, tell), ...(isQuiet ? {} : { closing: { number: 2528, text: DBCC_DONE } }) };
}

/** The commands that there are here; of others every option is theirs to judge, so they are refused whatever stands behind them. */
const DONE = new Set([...CACHES, 'CHECKIDENT', 'USEROPTIONS', 'OPENTRAN', 'CHECKCONSTRAINTS']);

/** What a command takes after WITH beside NO_INFOMSGS; those are refused by name. */
const OWN_OPTIONS: Readonly<Record<string, readonly string[]>> = { OPENTRAN: ['TABLERESULTS'], FREESYSTEMCACHE: ['MARK_IN_USE_FOR_REMOVAL'] };

/** What a command does take. */
const TAKEN: Readonly<Record<string, readonly string[]>> = { CHECKCONSTRAINTS: ['ALL_CONSTRAINTS', 'ALL_ERRORMSGS'] };

/** Raises 2532 for an option of another command; refuses those that are not done here. */
export function requireDbccOptions({ command, options }: Pick<DbccRequest, 'command' | 'options'>): void {
  if (!DONE.has(command)) throw notSupported(`DBCC ${command}`);
  for (const option of options) {
    if (option === 'NO_INFOMSGS' || TAKEN[command]?.includes(option)) continue;
    if (OWN_OPTIONS[command]?.includes(option) || !DBCC_OPTIONS.has(option)) throw notSupported(`DBCC ${command} WITH ${option}`);
    throw raise(Messages.DbccOptionInvalid, {});
  }
}

/** Every word that some DBCC command takes after WITH. */
const DBCC_OPTIONS = new Set([
  'ALL_ERRORMSGS',
  'ALL_CONSTRAINTS',
  'ALL_INDEXES',
  'ALL_LEVELS',
  'COUNT_ROWS',
  'DATA_PURITY',
  'DENSITY_VECTOR',
  'ESTIMATEONLY',
  'EXTENDED_LOGICAL_CHECKS',
  'FAST',
  'HISTOGRAM',
  'MARK_IN_USE_FOR_REMOVAL',
  'PHYSICAL_ONLY',
  'STAT_HEADER',
  'TABLERESULTS',
  'TABLOCK',
]);

type Tell = (number: number, text: string) => void;

function run(ddl: DdlContext, request: DbccRequest, settings: UserOptions, tell: Tell): DbccResult {
  if (CACHES.has(request.command)) return {};
  switch (request.command) {
    case 'CHECKIDENT':
      checkIdentity(ddl, request, tell);
      return {};
    case 'USEROPTIONS': return { resultSets: [userOptions(ddl, settings)] };
    case 'OPENTRAN':
      tellOldest(ddl, tell);
      return {};
    default: throw new EngineBug(`DBCC ${request.command} is done nowhere`);
  }
}

const wordOf = (arg: Value | { readonly word: string } | undefined): string | undefined =>
  (typeof arg === 'string' ? arg : typeof arg === 'object' && arg !== null && 'word' in arg ? arg.word : undefined);

function identityTable(ddl: DdlContext, arg: DbccRequest['args'][number] | undefined): FoundTable & { readonly column: Column } {
  const text = wordOf(arg);
  if (text === undefined) throw raise(Messages.DbccIncorrect, {});
  const parts = parseObjectName(text);
  const found = parts.length === 0 ? undefined : findTable(ddl, { parts, at: { line: 1, offset: 0 } });
  if (!found) throw raise(Messages.DbccNoTable, { name: text });
  const column = found.object.columns.find((candidate) => candidate.identity);
  if (!column) throw raise(Messages.NoIdentityColumn, { table: found.object.name });
  return { ...found, column };
}

function checkIdentity(ddl: DdlContext, { args }: DbccRequest, tell: Tell): void {
  const { object, databaseId, column } = identityTable(ddl, args[0]);
  const mode = (wordOf(args[1]) ?? 'RESEED').toUpperCase();
  if (mode !== 'RESEED' && mode !== 'NORESEED') throw raise(Messages.DbccIncorrect, {});
  const isReseeding = mode === 'RESEED';
  if (isReseeding) ddl.transaction.lockSchema(databaseId, object.objectId, 'Sch-M');
  const handle = ddl.openTable(databaseId, object);
  const current = handle.store.identity?.lastValue ?? null;
  const wanted = args[2];
  if (isReseeding && wanted !== undefined) {
    tell(7998, `Checking identity information: current identity value '${textOf(current)}'.`);
    return ddl.transaction.reseedIdentity(handle, reseedValue(wanted, column));
  }
  const largest = largestValue(ddl, handle, object, column);
  tell(7998, `Checking identity information: current identity value '${textOf(current)}', current column value '${textOf(largest)}'.`);
  if (isReseeding && largest !== null) ddl.transaction.noteIdentity(handle, largest);
}

const textOf = (value: bigint | null): string => (value === null ? 'NULL' : String(value));

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = { tinyint: [0n, 255n], smallint: [-32768n, 32767n], int: [-2147483648n, 2147483647n], bigint: [-(1n << 63n), (1n << 63n) - 1n] };

function reseedValue(wanted: Exclude<DbccRequest['args'][number], undefined>, column: Column): bigint {
  const isWhole = typeof wanted === 'bigint' || (typeof wanted === 'number' && Number.isInteger(wanted));
  if (!isWhole) throw raise(Messages.DbccParameter, { position: 3 });
  const value = BigInt(wanted);
  const range = RANGES[column.type.name];
  if (range && (value < range[0] || value > range[1])) throw raise(Messages.DbccParameter, { position: 3 });
  return value;
}

/** The largest value of the column, or the smallest if the identity counts down; dirty reads will do. */
function largestValue(ddl: DdlContext, table: TableHandle, definition: TableDefinition, column: Column): bigint | null {
  const ordinal = definition.columns.indexOf(column);
  const isRising = (column.identity?.increment ?? 1n) > 0n;
  let best: bigint | null = null;
  const cursor = ddl.transaction.read({ table, hints: { isolation: 'NOLOCK' }, purpose: 'read' });
  for (let row = cursor.next(); row; row = cursor.next()) {
    const value = row.values[ordinal];
    if (typeof value !== 'number' && typeof value !== 'bigint') throw new EngineBug(`an identity value of type ${typeof value}`);
    const whole = BigInt(value);
    if (best === null || (isRising ? whole > best : whole < best)) best = whole;
  }
  return best;
}

const OPTION_COLUMNS: readonly OutputColumn[] = [{ name: 'Set Option', type: nvarchar(128), isNullable: true }, { name: 'Value', type: nvarchar(128), isNullable: true }];

function userOptions(ddl: DdlContext, settings: UserOptions): NonNullable<DbccResult['resultSets']>[number] {
  const isSnapshot = settings.isolation === 'read committed' && ddl.database.header.options.isReadCommittedSnapshot;
  const flags: readonly (readonly [string, boolean])[] = [
    ['quoted_identifier', settings.quotedIdentifier],
    ['arithabort', settings.arithAbort],
    ['numeric_roundabort', settings.numericRoundAbort],
    ['nocount', settings.noCount],
    ['xact_abort', settings.xactAbort],
    ['implicit_transactions', settings.implicitTransactions],
    ['ansi_null_dflt_on', settings.ansiNullDefault],
    ['ansi_warnings', settings.ansiWarnings],
    ['ansi_padding', settings.ansiPadding],
    ['ansi_nulls', settings.ansiNulls],
    ['concat_null_yields_null', settings.concatNullYieldsNull],
  ];
  const rows: Row[] = [
    ['textsize', String(settings.textSize)],
    ['language', settings.language],
    ['dateformat', settings.dateFormat],
    ['datefirst', String(settings.dateFirst)],
    ['lock_timeout', String(settings.lockTimeoutMs)],
    ...flags.filter(([, isOn]) => isOn).map(([name]): Row => [name, 'SET']),
    ['isolation level', isSnapshot ? 'read committed snapshot' : settings.isolation],
  ];
  return { columns: OPTION_COLUMNS, rows };
}

/** The oldest transaction that has changed something in the current database. */
function tellOldest(ddl: DdlContext, tell: Tell): void {
  const { databaseId, name } = ddl.database.header;
  for (const transaction of ddl.instance.transactions.active()) {
    const hasChanges = transaction.changesOf(databaseId).next().done !== true;
    if (!hasChanges) continue;
    const begun = new Date(transaction.begunAtMs ?? Date.now());
    return tell(
      7969,
      `Transaction information for database '${name}'.\n\nOldest active transaction:\n    SPID (server process ID): ${transaction.spid}\n    UID (user ID) : -1\n    Name          : ${transaction.name || 'user_transaction'}\n    Start time    : ${begun.toISOString().replace('T', ' ').replace('Z', '')}`,
    );
  }
  tell(7969, 'No active open transactions.');
}
