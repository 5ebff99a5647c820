// WAITFOR DELAY and WAITFOR TIME. The wait itself is the driver's.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { localOffsetMinutes } from '../../instance/clock';
import type { WaitforStatement } from '../../syntax/ast/statement';
import { converter } from '../../types/convert';
import { isTemporal, nvarchar, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { evaluateTyped } from '../evaluate';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import type { SessionState } from '../state';

const DAY_MS = 86_400_000;

/** Waits that long, or until that time of day. Raises 148. */
export function* runWaitfor(state: SessionState, frame: Frame, statement: WaitforStatement): Run<void> {
  if (state.nestedDepth > 0) throw notSupported('WAITFOR inside a trigger, a function or INSERT ... EXEC');
  const { type, value } = yield* evaluateTyped(state, frame, statement.value);
  const text = isTemporal(type) ? timeText(converter(type, TIME)(value)) : String(converter(type, nvarchar(100))(value));
  const match = /^\s*(\d+):(\d+)(?::(\d+)(?:\.(\d+))?)?\s*$/.exec(text);
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = match ?? [];
  if (!match || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) throw raise(Messages.WaitforSyntax, { text });
  const wantedMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
  yield { kind: 'delay', delayMs: statement.mode === 'delay' ? wantedMs : untilTimeOfDay(wantedMs) };
}

const TIME: SqlType = { name: 'time', scale: 3 };
const timeText = (time: Value): string => String(converter(TIME, nvarchar(100))(time));

/** How long it is to a time of day; one that is past today is tomorrow's. */
function untilTimeOfDay(wantedMs: number): number {
  const now = Date.now();
  const nowMs = (((now + localOffsetMinutes(now) * 60_000) % DAY_MS) + DAY_MS) % DAY_MS;
  return (wantedMs - nowMs + DAY_MS) % DAY_MS;
}
