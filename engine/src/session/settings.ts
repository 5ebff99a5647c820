// A session's SET options as plain data. Knows their names and defaults, not what they do.
import { raise } from '../errors/sql-error';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import type { SessionOptions } from '../instance/instance';
import type { ConversionSettings } from '../types/conversion/convert';
import { dateSettingOf, isFollowed, languageNamed, type DateSetting } from '../types/datetime/languages';

export type IsolationLevel = 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable' | 'snapshot';
export type DateFormat = 'mdy' | 'dmy' | 'ymd' | 'ydm' | 'myd' | 'dym';

/** Every option that SET can change. A procedure or dynamic batch works on a copy that ends with it. */
export interface SessionSettings {
  noCount: boolean; xactAbort: boolean; implicitTransactions: boolean; quotedIdentifier: boolean; ansiNulls: boolean; ansiNullDefault: boolean;
  ansiPadding: boolean; ansiWarnings: boolean; arithAbort: boolean; arithIgnore: boolean; concatNullYieldsNull: boolean; numericRoundAbort: boolean; cursorCloseOnCommit: boolean;
  noExec: boolean; parseOnly: boolean; formatOnly: boolean;
  /** Milliseconds; -1 waits for ever, 0 not at all. */
  lockTimeoutMs: number; deadlockPriority: number; rowCount: number; textSize: number; dateFirst: number; dateFormat: DateFormat; language: string;
  /** What follows for dates from the two before. */
  dateSetting: DateSetting;
  isolation: IsolationLevel;
}

/** What a login through tedious or SqlClient starts with, in its language. Raises 2740. */
export function defaultSettings(language: string): SessionSettings {
  const settings = usualSettings();
  applyLanguage(settings, language);
  return settings;
}

const usualSettings = (): SessionSettings => ({
  noCount: false, xactAbort: false, implicitTransactions: false, quotedIdentifier: true, ansiNulls: true, ansiNullDefault: true,
  ansiPadding: true, ansiWarnings: true, arithAbort: true, arithIgnore: false, concatNullYieldsNull: true, numericRoundAbort: false, cursorCloseOnCommit: false,
  noExec: false, parseOnly: false, formatOnly: false,
  lockTimeoutMs: -1, deadlockPriority: 0, rowCount: 0, textSize: 2147483647, dateFirst: 7, dateFormat: 'mdy', language: 'us_english', dateSetting: 'mdy',
  isolation: 'read committed',
});

/** Arithmetic that fails is NULL, and ends nothing. */
export const absorbsArithmetic = (settings: SessionSettings): boolean => !settings.ansiWarnings && !settings.arithAbort;

/** The settings that conversions follow. */
export const conversionSettings = ({ dateSetting, numericRoundAbort }: SessionSettings): ConversionSettings => ({ dateOrder: dateSetting, roundAbort: numericRoundAbort });

/** The settings under the names of sys.dm_exec_sessions. */
export const sessionOptions = (settings: SessionSettings): SessionOptions => ({
  text_size: settings.textSize,
  language: settings.language,
  date_format: settings.dateFormat,
  date_first: settings.dateFirst,
  quoted_identifier: settings.quotedIdentifier,
  arithabort: settings.arithAbort,
  ansi_null_dflt_on: settings.ansiNullDefault,
  ansi_warnings: settings.ansiWarnings,
  ansi_padding: settings.ansiPadding,
  ansi_nulls: settings.ansiNulls,
  concat_null_yields_null: settings.concatNullYieldsNull,
});

type FlagKey = { [K in keyof SessionSettings]: SessionSettings[K] extends boolean ? K : never }[keyof SessionSettings];

const FLAGS: Readonly<Record<string, FlagKey>> = {
  NOCOUNT: 'noCount',
  XACT_ABORT: 'xactAbort',
  IMPLICIT_TRANSACTIONS: 'implicitTransactions',
  QUOTED_IDENTIFIER: 'quotedIdentifier',
  ANSI_NULLS: 'ansiNulls',
  ANSI_NULL_DFLT_ON: 'ansiNullDefault',
  ANSI_PADDING: 'ansiPadding',
  ANSI_WARNINGS: 'ansiWarnings',
  ARITHABORT: 'arithAbort',
  ARITHIGNORE: 'arithIgnore',
  CONCAT_NULL_YIELDS_NULL: 'concatNullYieldsNull',
  NUMERIC_ROUNDABORT: 'numericRoundAbort',
  CURSOR_CLOSE_ON_COMMIT: 'cursorCloseOnCommit',
  NOEXEC: 'noExec',
  PARSEONLY: 'parseOnly',
  FMTONLY: 'formatOnly',
};

/** What SET ANSI_DEFAULTS turns on and off together. */
const ANSI_DEFAULTS = ['ANSI_NULLS', 'CURSOR_CLOSE_ON_COMMIT', 'ANSI_NULL_DFLT_ON', 'IMPLICIT_TRANSACTIONS', 'ANSI_PADDING', 'QUOTED_IDENTIFIER', 'ANSI_WARNINGS'] as const;

const DATE_FORMATS = new Set<string>(['mdy', 'dmy', 'ymd', 'ydm', 'myd', 'dym']);
const PRIORITIES: Readonly<Record<string, number>> = { LOW: -5, NORMAL: 0, HIGH: 5 };
/** Options that only change measurements or planning, never results: taken without effect. */
const WITHOUT_EFFECT = new Set([
  'STATISTICS IO',
  'STATISTICS TIME',
  'STATISTICS XML',
  'STATISTICS PROFILE',
  'FIPS_FLAGGER',
  'QUERY_GOVERNOR_COST_LIMIT',
  'OFFSETS',
  'REMOTE_PROC_TRANSACTIONS',
  'FORCEPLAN',
]);

/** Applies one SET. `value` is ON/OFF, a word or a number. Throws for unknown options and for values that the engine does not follow. */
export function applySetting(settings: SessionSettings, name: string, value: string | number): void {
  const flag = FLAGS[name];
  if (flag !== undefined) return applyFlag(settings, flag, value);
  switch (name) {
    case 'LOCK_TIMEOUT': settings.lockTimeoutMs = numberOf(value); return;
    case 'ROWCOUNT': settings.rowCount = rowCountOf(value); return;
    case 'TEXTSIZE': settings.textSize = numberOf(value) || 4096; return;
    case 'DATEFIRST': settings.dateFirst = dayOf(value); return;
    case 'DATEFORMAT': return applyDateFormat(settings, String(value).toLowerCase());
    case 'DEADLOCK_PRIORITY': settings.deadlockPriority = priorityOf(value); return;
    case 'LANGUAGE': return applyLanguage(settings, String(value));
    case 'ANSI_NULL_DFLT_OFF': if (!isOff(value)) settings.ansiNullDefault = false; return;
    case 'ANSI_DEFAULTS': for (const option of ANSI_DEFAULTS) applySetting(settings, option, value); return;
  }
  if (WITHOUT_EFFECT.has(name) || (name.startsWith('SHOWPLAN') && isOff(value))) return;
  throw notSupported(`SET ${name} ${value}`);
}

function applyFlag(settings: SessionSettings, flag: FlagKey, value: string | number): void {
  const isOn = String(value).toUpperCase() === 'ON';
  if (!isOn && !isOff(value)) throw raise(Messages.SyntaxNear, { token: String(value) });
  settings[flag] = isOn;
}

function applyDateFormat(settings: SessionSettings, value: string): void {
  if (!DATE_FORMATS.has(value)) throw raise(Messages.UnknownDateFormat, { format: value });
  settings.dateFormat = value as DateFormat;
  settings.dateSetting = dateSettingOf(settings.dateFormat, settings.language);
}

/** A language brings its order of dates, its first day of the week and its names of months and days. The texts of messages stay English. */
function applyLanguage(settings: SessionSettings, wanted: string): void {
  const language = languageNamed(wanted);
  if (!language) throw raise(Messages.UnknownLanguage, { name: wanted });
  const { name, dateFormat, dateFirst } = language;
  if (!isFollowed(language)) throw notSupported(`SET LANGUAGE ${wanted}`);
  if (name !== settings.language) Object.assign(settings, { language: name, dateFormat, dateFirst, dateSetting: dateSettingOf(dateFormat, name) });
}

const isOff = (value: string | number): boolean => String(value).toUpperCase() === 'OFF';

function dayOf(value: string | number): number {
  const day = numberOf(value);
  if (day < 1 || day > 7) throw raise(Messages.DateFirstRange, { value: day });
  return day;
}

function priorityOf(value: string | number): number {
  const priority = PRIORITIES[String(value).toUpperCase()] ?? Number(value);
  if (!Number.isInteger(priority) || Math.abs(priority) > 10) throw raise(Messages.DeadlockPriorityOption, { options: '{HIGH | NORMAL | LOW | [-10 ... 10] of type integer}' });
  return priority;
}

function numberOf(value: string | number): number {
  const number = Number(value);
  if (!Number.isInteger(number)) throw raise(Messages.SetOptionNeedsInteger, { value });
  return number;
}

/** A number of rows: 507 for a negative one. */
function rowCountOf(value: string | number): number {
  const count = numberOf(value);
  if (count < 0) throw raise(Messages.RowCountArgument, {});
  return count;
}
