// WAITFOR DELAY and WAITFOR TIME. The wait itself is the driver's.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { localOffsetMinutes } from '../../instance/clock';
import type { WaitforStatement } from '../../syntax/ast/statement';
import { parseWaitMs } from '../../syntax/wait-time';
import { converter } from '../../types/conversion/convert';
import { isCharacter, nvarchar, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { evaluateTyped } from '../evaluate';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import type { SessionState } from '../state';

const DAY_MS = 86_400_000;

/** Waits that long, or until that time of day; for a variable that is NULL not at all. Raises 241 and 9815 for variables that hold no time. */
export function* runWaitfor(state: SessionState, frame: Frame, statement: WaitforStatement): Run<void> {
  if (state.nestedDepth > 0) throw notSupported('WAITFOR inside a trigger, a function or INSERT ... EXEC');
  const wantedMs = typeof statement.value === 'number' ? statement.value : waitOf(yield* evaluateTyped(state, frame, statement.value), statement.mode);
  if (wantedMs === null) return;
  yield { kind: 'delay', delayMs: statement.mode === 'delay' ? wantedMs : untilTimeOfDay(wantedMs) };
}

const TIME: SqlType = { name: 'time', scale: 3 };

function waitOf({ type, value }: { readonly type: SqlType; readonly value: Value }, mode: WaitforStatement['mode']): number | null {
  if (value === null) return null;
  switch (type.name) {
    case 'datetime': return textOfWait(String(converter(TIME, nvarchar(100))(converter(type, TIME)(value))), mode);
    case 'int': case 'smallint': return secondsOfWait(Number(value));
  }
  if (!isCharacter(type)) throw raise(Messages.WaitforType, { type: type.name });
  if (type.length === 'max') throw raise(Messages.DateConversionFailed, {});
  return textOfWait(String(value), mode);
}

function textOfWait(text: string, mode: WaitforStatement['mode']): number {
  const waitMs = parseWaitMs(text, mode);
  if (waitMs === undefined) throw raise(Messages.DateConversionFailed, {});
  return waitMs;
}

function secondsOfWait(seconds: number): number {
  if (seconds < 0) throw notSupported('WAITFOR of a negative number of seconds, which waits until it is cancelled');
  return seconds * 1000;
}

/** How long it is to a time of day; one that is past today is tomorrow's. */
function untilTimeOfDay(wantedMs: number): number {
  const now = Date.now();
  const nowMs = (((now + localOffsetMinutes(now) * 60_000) % DAY_MS) + DAY_MS) % DAY_MS;
  return (wantedMs - nowMs + DAY_MS) % DAY_MS;
}
