// @@ROWCOUNT and its kin: the session's own state by name. Types are the binder's business.
import { notSupported } from '../../errors/not-supported';
import { languageNamed } from '../../types/datetime/languages';
import type { Value } from '../../types/value';
import type { Frame } from '../frame';
import type { SessionState } from '../state';

/** The value of a system variable, by its upper-case name with @@. */
export function systemVariable(state: SessionState, frame: Frame, name: string): Value {
  const read = VARIABLES[name];
  if (!read) throw notSupported(name);
  return read(state, frame);
}

/** @@TRANCOUNT as a write reads it: one more than is open, and what commits by itself counts as open. */
export const transactionCountInWrite = ({ transactionCount }: SessionState): number => Math.max(transactionCount, 1) + 1;

const VARIABLES: Readonly<Record<string, (state: SessionState, frame: Frame) => Value>> = {
  '@@ROWCOUNT': (s) => Number(s.rowCount),
  '@@ERROR': (s) => s.lastError,
  '@@TRANCOUNT': (s) => s.transactionCount,
  '@@IDENTITY': (s) => s.lastIdentity,
  '@@SPID': (s) => s.spid,
  '@@NESTLEVEL': (_, f) => f.nestLevel,
  '@@FETCH_STATUS': (s) => s.fetchStatus,
  '@@CURSOR_ROWS': (state) => state.openedLast?.rows ?? 0,
  '@@PROCID': (_, f) => f.module?.objectId ?? 0,
  '@@VERSION': (s) => s.instance.product.version,
  '@@SERVERNAME': (s) => s.instance.serverName,
  '@@SERVICENAME': () => 'MSSQLSERVER',
  '@@LANGUAGE': (_, f) => f.settings.language,
  '@@LANGID': (_, f) => languageNamed(f.settings.language)?.id ?? 0,
  '@@DATEFIRST': (_, f) => f.settings.dateFirst,
  '@@LOCK_TIMEOUT': (_, f) => f.settings.lockTimeoutMs,
  '@@MAX_CONNECTIONS': () => 32767,
  '@@MAX_PRECISION': () => 38,
  '@@MICROSOFTVERSION': ({ instance: { product } }) => (product.major << 24) | product.build,
  '@@TEXTSIZE': (_, f) => f.settings.textSize,
  '@@OPTIONS': (_, f) => optionsOf(f),
  '@@DBTS': (s, f) => rowVersionBytes(s.instance.databases.get(f.databaseId)?.store.rowVersion ?? 0n),
};

/** A rowversion as its eight bytes. */
export function rowVersionBytes(counter: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(counter);
  return bytes;
}

/** The bits of the user options setting (Microsoft Learn: Server configuration: user options). */
function optionsOf(frame: Frame): number {
  const s = frame.settings;
  const bits: readonly (readonly [number, boolean])[] = [
    [2, s.implicitTransactions], [4, s.cursorCloseOnCommit], [8, s.ansiWarnings], [16, s.ansiPadding], [32, s.ansiNulls], [64, s.arithAbort], [128, s.arithIgnore], [256, s.quotedIdentifier],
    [512, s.noCount], [1024, s.ansiNullDefault], [4096, s.concatNullYieldsNull], [8192, s.numericRoundAbort], [16384, s.xactAbort],
  ];
  return bits.reduce((sum, [bit, isOn]) => (isOn ? sum | bit : sum), 0);
}
