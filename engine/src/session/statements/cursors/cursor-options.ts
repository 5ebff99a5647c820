// What DECLARE CURSOR asks for: sensitivity, scrolling, writing. Knows no query.
import { Messages } from '../../../errors/catalogue';
import { raise } from '../../../errors/sql-error';
import type { DeclareCursor } from '../../../syntax/ast/statement';
import type { CursorWants, Sensitivity } from '../../cursor';

const FIXED = ['STATIC', 'INSENSITIVE'];
const READ_ONLY = ['READ_ONLY', 'FOR READ ONLY'];
const CONFLICTS: readonly (readonly [string, readonly string[]])[] = [
  ['STATIC', ['FAST_FORWARD']], ['FOR UPDATE', ['STATIC', 'INSENSITIVE']], ['FAST_FORWARD', ['SCROLL', 'SCROLL_LOCKS', 'OPTIMISTIC', 'DYNAMIC', 'FOR UPDATE']],
  ['STATIC', ['KEYSET', 'DYNAMIC', 'SCROLL_LOCKS']], ['KEYSET', ['FAST_FORWARD', 'DYNAMIC']], ['OPTIMISTIC', ['READ_ONLY']],
  ['READ_ONLY', ['SCROLL_LOCKS', 'FOR UPDATE']], ['FOR READ ONLY', ['SCROLL_LOCKS', 'OPTIMISTIC']], ['SCROLL_LOCKS', ['OPTIMISTIC']], ['FORWARD_ONLY', ['SCROLL']], ['LOCAL', ['GLOBAL']],
];

function requireNoConflict(options: readonly string[]): void {
  for (const [first, others] of CONFLICTS) {
    const second = options.includes(first) ? others.find((other) => options.includes(other)) : undefined;
    if (second !== undefined) throw raise(Messages.ConflictingCursorOptions, { first, second });
  }
}

/** What the words of a declaration come to. Raises 1048. */
export function cursorWants(statement: DeclareCursor): CursorWants {
  const options = [...statement.options.map((option) => option.toUpperCase()), ...(statement.forUpdate ? ['FOR UPDATE'] : [])];
  requireNoConflict(options);
  const has = (...words: readonly string[]): boolean => words.some((word) => options.includes(word));
  const isReadOnly = has(...READ_ONLY, ...FIXED, 'FAST_FORWARD');
  const namesKind = has('STATIC', 'KEYSET', 'DYNAMIC');
  const isFastForward = has('FAST_FORWARD') || (has(...READ_ONLY) && !has('SCROLL', 'INSENSITIVE') && !namesKind);
  // FORWARD_ONLY is what a cursor is that names neither SCROLL nor a kind of its own.
  const isScrollable = has('SCROLL') || (namesKind && !has('FORWARD_ONLY', 'FAST_FORWARD'));
  return { sensitivity: sensitivityOf(has), isScrollable, isFastForward, isReadOnly, locksRows: has('SCROLL_LOCKS'), warnsOfType: has('TYPE_WARNING') };
}

function sensitivityOf(has: (...words: readonly string[]) => boolean): Sensitivity {
  if (has(...FIXED)) return 'static';
  if (has('KEYSET')) return 'keyset';
  return has('DYNAMIC') || !has('SCROLL') ? 'dynamic' : 'keyset';
}
