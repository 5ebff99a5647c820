// .NET formats of a time of day: `c`, `g`, `G` and custom patterns, where every plain character must be escaped. Knows no dates.
import { fractionText } from '../../types/datetime/date-format';
import { TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND } from '../../types/datetime/date-time';

const TOKEN = /'[^']*'|"[^"]*"|\\.|d{1,8}|h{1,2}|m{1,2}|s{1,2}|f{1,7}|F{1,7}|%(?=[dhmsfF])/y;

interface Clock { readonly ticks: number; readonly hour: number; readonly minute: number; readonly second: number }

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

function standard(letter: string, { ticks, hour, minute, second }: Clock): string | null {
  const fraction = fractionText(ticks, 7);
  const rest = `${pad(minute)}:${pad(second)}`;
  switch (letter) {
    case '': case 'c': case 't': case 'T': return `${pad(hour)}:${rest}${/[1-9]/.test(fraction) ? `.${fraction}` : ''}`;
    case 'g': return `${hour}:${rest}${/[1-9]/.test(fraction) ? `.${fraction.replace(/0+$/, '')}` : ''}`;
    case 'G': return `0:${pad(hour)}:${rest}.${fraction}`;
    default: return null;
  }
}

function custom(token: string, { ticks, hour, minute, second }: Clock): string {
  switch (token.charAt(0)) {
    case "'": case '"': return token.slice(1, -1);
    case '\\': return token.slice(1);
    case 'd': return pad(0, token.length);
    case 'h': return pad(hour, token.length);
    case 'm': return pad(minute, token.length);
    case 's': return pad(second, token.length);
    case 'f': return fractionText(ticks, token.length);
    case 'F': return fractionText(ticks, token.length).replace(/0+$/, '');
    default: return '';
  }
}

/** A time in a .NET format; null for a format that a time does not take. */
export function formatTimeSpan(ticks: number, format: string): string | null {
  const clock = { ticks, hour: Math.floor(ticks / TICKS_PER_HOUR), minute: Math.floor(ticks / TICKS_PER_MINUTE) % 60, second: Math.floor(ticks / TICKS_PER_SECOND) % 60 };
  if (format.length <= 1) return standard(format, clock);
  let text = '';
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < format.length;) {
    const [token] = TOKEN.exec(format) ?? [];
    if (token === undefined) return null;
    text += custom(token, clock);
  }
  return text;
}
