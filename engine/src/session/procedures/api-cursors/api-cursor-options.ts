// The bits of scrollopt and ccopt (Learn: sp_cursoropen), and what they ask of a cursor.
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { raise } from '../../../errors/sql-error';
import type { CursorWants, Sensitivity } from '../../cursor';

/** The kinds of a cursor, and what may be asked beside them. */
export const Scroll = { keyset: 0x1, dynamic: 0x2, forwardOnly: 0x4, static: 0x8, fastForward: 0x10, parameterized: 0x1000, autoFetch: 0x2000, autoClose: 0x4000, checksTypes: 0x8000 } as const;
/** How a cursor guards its rows, and what may be asked beside that. */
export const Concurrency = { readOnly: 0x1, scrollLocks: 0x2, optimistic: 0x4, optimisticValues: 0x8, allowsDirect: 0x2000 } as const;

const KINDS = 0x1f;
const GUARDS = 0xf;
const ACCEPTED_SHIFT = 16;
const FIXED_KINDS: readonly number[] = [Scroll.static, Scroll.fastForward];

/** The kind that is asked for; keyset where none is. */
export const kindOf = (scrollOption: number): number => (scrollOption & KINDS) || Scroll.keyset;
/** The guard that is asked for; optimistic where none is. */
export const guardOf = (concurrency: number): number => (concurrency & GUARDS) || Concurrency.optimistic;

const SENSITIVITY: Readonly<Record<number, Sensitivity>> = {
  [Scroll.keyset]: 'keyset',
  [Scroll.dynamic]: 'dynamic',
  [Scroll.forwardOnly]: 'dynamic',
  [Scroll.static]: 'static',
  [Scroll.fastForward]: 'dynamic',
};

/** What is asked of a cursor. Raises 16902 for a kind that is none and 16966 for a guard that its kind cannot have. */
export function wantsOf(scrollOption: number, concurrency: number): CursorWants {
  const [kind, guard] = [kindOf(scrollOption), guardOf(concurrency)];
  const sensitivity = SENSITIVITY[kind];
  if (sensitivity === undefined) throw raise(Messages.CursorParameterInvalid, { procedure: 'sp_cursoropen', parameter: 'scrollopt' });
  if (FIXED_KINDS.includes(kind) && (concurrency & GUARDS) > Concurrency.readOnly)
    throw raise(Messages.CursorGuardOfFixed, { option: guard, name: guard === Concurrency.scrollLocks ? 'SCROLL_LOCKS' : 'OPTIMISTIC' });
  if (guard === Concurrency.scrollLocks) throw notSupported('SCROLL_LOCKS of a server cursor of the API');
  const isFastForward = kind === Scroll.fastForward;
  return {
    sensitivity,
    isScrollable: kind !== Scroll.forwardOnly && !isFastForward,
    isFastForward,
    isReadOnly: guard === Concurrency.readOnly || FIXED_KINDS.includes(kind),
    locksRows: false,
    warnsOfType: false,
  };
}

/** What the cursor is in fact. Raises 16955 where the client does not take that kind. */
export function effectiveOptions(asked: { readonly scrollOption: number; readonly concurrency: number }, sensitivity: Sensitivity): { readonly scrollOption: number; readonly concurrency: number } {
  const kind = kindOf(asked.scrollOption);
  const effective = sensitivity === 'static' ? Scroll.static : sensitivity === 'keyset' ? Scroll.keyset : kind === Scroll.keyset ? Scroll.dynamic : kind;
  if ((asked.scrollOption & Scroll.checksTypes) !== 0 && ((asked.scrollOption >> ACCEPTED_SHIFT) & effective) === 0) throw raise(Messages.CursorNotAcceptable, {});
  return { scrollOption: effective, concurrency: FIXED_KINDS.includes(effective) ? Concurrency.readOnly : guardOf(asked.concurrency) };
}
