// What a statement does to the flow around it, and what a running batch may have to wait for.
import type { LockWait } from '../locking/lock-wait';

/** How a statement list ended. */
export type Signal =
  | { readonly kind: 'next' } | { readonly kind: 'break' } | { readonly kind: 'continue' } | { readonly kind: 'return' } | { readonly kind: 'goto'; readonly label: string };
/** The list goes on with its next statement. */
export const NEXT: Signal = { kind: 'next' };

/** What the interpreter yields when it cannot go on by itself; the driver answers with an Outcome. */
export type Wait = { readonly kind: 'lock'; readonly wait: LockWait } | { readonly kind: 'delay'; readonly delayMs: number }
  /** Nothing to wait for: other connections get their turn, and an attention can be heard. */
  | { readonly kind: 'turn' };
export type Outcome = 'granted' | 'timeout' | 'deadlock-victim' | 'cancelled';

/** The interpreter's generators: they yield waits and return how they ended. */
export type Run<T> = Generator<Wait, T, Outcome>;

/** Thrown when the client cancelled (attention) or the session was killed: not an error that T-SQL can catch. */
export class Cancelled { constructor(readonly reason: 'attention' | 'killed') {} }

/** Thrown after an error that ends the batch has been sent to the client. */
export class BatchAborted {}
