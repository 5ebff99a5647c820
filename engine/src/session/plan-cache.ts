// Keeps what binding and compiling made of a syntax node for as long as the catalogs it looked at stay as they were.
import { UseRecorder } from '../binder/object-use';
import { isSqlError } from '../errors/sql-error';
import type { SqlType } from '../types/sql-type';
import type { Frame } from './frame';
import { defaultSchemaId } from './security/authority';
import { requireUses } from './security/require-uses';
import type { BoundVariable, CachedPlan } from './plans';
import { findTemporary, NameResolution } from './surroundings/name-resolution';
import { absorbsArithmetic } from './settings';
import type { SessionState } from './state';

/** So many plans has a node, and so many of them for one database; the oldest makes room. */
const MAX_PLANS = 32;
const MAX_PLANS_OF_DATABASE = 4;

/**
 * The value made for `node` in this frame's surroundings, made now if there is none that still holds. A text is parsed once for all databases and
 * all types that its parameters may have (drivers declare a text as long as it is), so its nodes have a plan for each.
 */
export function planned<T>(state: SessionState, frame: Frame, node: object, make: (bind: NameResolution) => T): T {
  const plans = state.plans.get(node) ?? [];
  const cached = plans.find((plan) => plan.databaseId === frame.databaseId && haveSameVariables(frame, plan.variables));
  if (cached && holds(state, frame, cached)) {
    if (state.security) requireUses(state, frame, cached.uses);
    return cached.value as T;
  }
  const variables = variablesOf(frame);
  const bind = bindIn(state, frame);
  if (state.security) bind.uses = new UseRecorder();
  bind.ansiNulls = frame.settings.ansiNulls;
  bind.concatNullYieldsNull = frame.settings.concatNullYieldsNull;
  const value = compiled(() => make(bind));
  const { databaseVersion } = state.instance;
  state.plans.set(node, [
    ...withRoom(plans, cached, frame.databaseId, databaseVersion),
    {
      value,
      dependencies: bind.dependencies,
      databaseId: frame.databaseId,
      databaseVersion,
      identityInsert: identityInsertOf(state),
      variables,
      temporaries: bind.temporaries,
      settings: settingsOf(frame),
      schemaId: defaultSchemaId(state, frame.databaseId),
      uses: bind.uses,
    },
  ]);
  if (state.security) requireUses(state, frame, bind.uses);
  return value;
}

function holds(state: SessionState, frame: Frame, cached: CachedPlan): boolean {
  if (cached.databaseId !== frame.databaseId || cached.databaseVersion !== state.instance.databaseVersion || cached.identityInsert !== identityInsertOf(state)) return false;
  if (cached.settings !== settingsOf(frame) || cached.schemaId !== defaultSchemaId(state, frame.databaseId) || (state.security && !cached.uses)) return false;
  for (const [databaseId, version] of cached.dependencies) {
    if (state.instance.databases.get(databaseId)?.catalog.planVersion !== version) return false;
  }
  // Two sessions have a #table of one name: the text is shared, the table is not.
  for (const [name, objectId] of cached.temporaries) if (findTemporary(state, frame, name)?.objectId !== objectId) return false;
  return true;
}

/** The table of SET IDENTITY_INSERT: copies of a database have their tables' ids in common. */
const identityInsertOf = ({ identityInsert: on }: SessionState): string => (on ? `${on.databaseId}.${on.objectId}` : '');

/** The plans beside which a new one is kept, instead of `replaced`. */
function withRoom(plans: readonly CachedPlan[], replaced: CachedPlan | undefined, databaseId: number, databaseVersion: number): readonly CachedPlan[] {
  const valid = plans.filter((plan) => plan !== replaced && plan.databaseVersion === databaseVersion).slice(1 - MAX_PLANS);
  const own = valid.filter((plan) => plan.databaseId === databaseId);
  return own.length < MAX_PLANS_OF_DATABASE ? valid : valid.filter((plan) => plan !== own[0]);
}

/** The settings that binding and compiling follow, as bits. */
const settingsOf = (frame: Frame): number => (frame.settings.ansiNulls ? 1 : 0) + (frame.settings.concatNullYieldsNull ? 2 : 0) + (absorbsArithmetic(frame.settings) ? 4 : 0);

/** What `make` raises is told as what is wrong with a statement before it runs. */
export function compiled<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (isSqlError(error)) error.isFromCompile = true;
    throw error;
  }
}

/** The BindContext of a frame, in its current database. */
export function bindIn(state: SessionState, frame: Frame): NameResolution {
  const database = state.instance.databases.get(frame.databaseId);
  if (!database) throw new Error(`database ${frame.databaseId} is gone`);
  return new NameResolution(state, frame, database);
}

/** Binds what is not kept, and checks the permissions that it needs. */
export function withUses<T>(state: SessionState, frame: Frame, make: (bind: NameResolution) => T): T {
  const bind = bindIn(state, frame);
  if (state.security) bind.uses = new UseRecorder();
  const value = make(bind);
  if (state.security) requireUses(state, frame, bind.uses);
  return value;
}

const variablesOf = (frame: Frame): BoundVariable[] => [...frame.variables].map(([name, variable]) => ({
  name, type: variable.kind === 'scalar' ? variable.type : undefined, objectId: variable.kind === 'table' ? variable.definition.objectId : 0,
}));

/** Asked at every look-up of every statement: compares in place, and one text's variables come in one order. */
function haveSameVariables(frame: Frame, bound: readonly BoundVariable[]): boolean {
  if (frame.variables.size !== bound.length) return false;
  let position = 0;
  for (const [name, variable] of frame.variables) {
    const was = bound[position++];
    if (was?.name !== name) return false;
    if (variable.kind === 'scalar' ? !isSameType(variable.type, was.type) : was.type !== undefined) return false;
    if ((variable.kind === 'table' ? variable.definition.objectId : 0) !== was.objectId) return false;
  }
  return true;
}

const isSameType = (type: SqlType, was: SqlType | undefined): boolean =>
  type === was || (was !== undefined && type.name === was.name && type.length === was.length && type.precision === was.precision && type.scale === was.scale && type.collation === was.collation && isSameSchema(type, was));

const isSameSchema = ({ xmlSchema }: SqlType, { xmlSchema: was }: SqlType): boolean =>
  xmlSchema === was || (xmlSchema?.collectionId === was?.collectionId && xmlSchema?.sources === was?.sources && xmlSchema?.isDocument === was?.isDocument);
