// What is kept of a compiled plan, with all that it depends on. Plain data; engine/src/session/plan-cache.ts decides whether it still holds.
import type { UseRecorder } from '../binder/object-use';
import type { SqlType } from '../types/sql-type';

/** A variable as a plan was bound to it. Table variables' definitions differ from one declaration to the next only in identity; scalar types decide the plan. */
export interface BoundVariable { readonly name: string; readonly type: SqlType | undefined; readonly objectId: number }

/** What was made of a syntax node, and in which surroundings. */
export interface CachedPlan {
  readonly value: unknown;
  readonly dependencies: ReadonlyMap<number, number>;
  readonly databaseId: number;
  readonly databaseVersion: number;
  readonly identityInsert: string;
  readonly variables: readonly BoundVariable[];
  readonly temporaries: ReadonlyMap<string, number>;
  readonly settings: number;
  readonly schemaId: number;
  /** Notes of what it touches, where somebody's permissions were to be checked. */
  readonly uses: UseRecorder | undefined;
}

/** The plans of a whole instance, by syntax node, several of one: an entry dies with its node. */
export type Plans = WeakMap<object, readonly CachedPlan[]>;
