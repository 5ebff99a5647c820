// Keeps what binding and compiling made of a syntax node for as long as the catalogs it looked at stay as they were.
import type { Frame } from './frame';
import { NameResolution } from './name-resolution';
import type { SessionState } from './state';

interface CachedPlan { readonly value: unknown; readonly dependencies: ReadonlyMap<number, number>; readonly databaseId: number; readonly databaseVersion: number; readonly identityInsert: number; readonly variables: string }

/** One cache for a whole instance: entries die with their syntax nodes. */
export class PlanCache {
  readonly #plans = new WeakMap<object, CachedPlan>();

  /** The value made for `node` in this frame's surroundings, made now if there is none that still holds. */
  get<T>(state: SessionState, frame: Frame, node: object, make: (bind: NameResolution) => T): T {
    const variables = variableSignature(frame);
    const cached = this.#plans.get(node);
    if (cached && cached.variables === variables && this.#holds(state, frame, cached)) return cached.value as T;
    const bind = bindIn(state, frame);
    const value = make(bind);
    this.#plans.set(node, { value, dependencies: bind.dependencies, databaseId: frame.databaseId, databaseVersion: state.instance.databaseVersion, identityInsert: state.identityInsert?.objectId ?? 0, variables });
    return value;
  }

  #holds(state: SessionState, frame: Frame, cached: CachedPlan): boolean {
    if (cached.databaseId !== frame.databaseId || cached.databaseVersion !== state.instance.databaseVersion || cached.identityInsert !== (state.identityInsert?.objectId ?? 0)) return false;
    for (const [databaseId, version] of cached.dependencies) {
      if (state.instance.databases.get(databaseId)?.catalog.version !== version) return false;
    }
    return true;
  }
}

/** The BindContext of a frame, in its current database. */
export function bindIn(state: SessionState, frame: Frame): NameResolution {
  const database = state.instance.databases.get(frame.databaseId);
  if (!database) throw new Error(`database ${frame.databaseId} is gone`);
  return new NameResolution(state, frame, database);
}

/** Table variables' definitions differ from one declaration to the next only in identity; scalar types decide the plan. */
const variableSignature = (frame: Frame): string => {
  let signature = '';
  for (const [name, variable] of frame.variables) {
    if (variable.kind === 'scalar') signature += `${name}:${variable.type.name}(${variable.type.length ?? ''},${variable.type.precision ?? ''},${variable.type.scale ?? ''});`;
    else if (variable.kind === 'table') signature += `${name}:${variable.definition.objectId};`;
  }
  return signature;
};
