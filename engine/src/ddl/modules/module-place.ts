// What CREATE, ALTER and CREATE OR ALTER have in common for views, procedures, functions and triggers: where the module is, what was
// there before, its text and its options.
import type { CatalogObject, FunctionDefinition, ModuleSettings, ObjectHeader } from '../../catalog/definitions';
import { isAllowed } from '../../catalog/is-allowed';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { CreateMode, ModuleText } from '../../syntax/ast/ddl';
import type { ObjectName, Position } from '../../syntax/ast/common';
import type { DdlContext } from '../objects/ddl-context';
import { requireFreeName } from '../objects/named-objects';
import { awaitChanger, findObject, isTemporaryName, placeOf, written, type Place } from '../objects/object-names';
import { takeObjectId } from '../objects/object-ids';
import { boundModuleOf, functionUsers } from '../objects/object-users';
import { addObject, replaceObject } from '../objects/table-change';

/** The statement that makes a module, as far as all kinds share it. */
export interface ModuleStatement extends ModuleText { readonly mode: CreateMode; readonly name: ObjectName; readonly at: Position }

/** Where a module goes, and the one that it replaces. */
export interface ModulePlace { readonly place: Place; readonly before?: CatalogObject; readonly header: ObjectHeader; readonly settings: ModuleSettings }

const STATE_MODULE = 3;
const STATE_TRIGGER = 2;
/** The state of 208 where ALTER finds nothing. */
const STATE_ALTERED = 6;

/** Finds the module's place. Raises 2714 for a taken name, 208 for ALTER of nothing, 2010 for ALTER of another kind. */
export function modulePlace(ddl: DdlContext, statement: ModuleStatement, kind: CatalogObject['kind']): ModulePlace {
  requireOwnDatabase(statement.name, kind);
  const place = placeOf(ddl, statement.name);
  if (isTemporaryName(place.name) && kind !== 'procedure') throw notSupported(`temporary ${kind}s`);
  if (!ddl.ansiNulls && kind === 'view') throw notSupported('CREATE VIEW under SET ANSI_NULLS OFF');
  const existing = statement.mode === 'create' ? undefined : findObject(ddl, statement.name)?.object;
  if (statement.mode === 'alter' && !existing) throw raise(Messages.InvalidObjectName, { name: written(statement.name) }, STATE_ALTERED);
  if (existing && existing.kind !== kind) throw raise(Messages.IncompatibleAlter, { name: written(statement.name) });
  if (existing) requireUnbound(place, existing, written(statement.name));
  if (existing) ddl.transaction.lockSchema(place.databaseId, existing.objectId, 'Sch-M');
  else requireFreePlace(ddl, place, kind === 'trigger' ? STATE_TRIGGER : STATE_MODULE);
  const header = existing
    ? { objectId: existing.objectId, schemaId: existing.schemaId, name: existing.name, createdAt: existing.createdAt, modifiedAt: ddl.now }
    : { objectId: takeObjectId(place.database.catalog), schemaId: place.schemaId, name: place.name, createdAt: ddl.now, modifiedAt: ddl.now };
  return { place, before: existing, header, settings: { usesAnsiNulls: ddl.ansiNulls, usesQuotedIdentifier: ddl.quotedIdentifier } };
}

/** Raises 166 for a module's name with a database in it. */
export function requireOwnDatabase({ parts }: ObjectName, kind: CatalogObject['kind']): void {
  if (parts.length > 2 && parts[0] !== '') throw raise(Messages.DatabaseInModuleName, { statement: `CREATE/ALTER ${kind.toUpperCase()}` });
}

/** What a schema-bound view, a constraint or a computed column names stays as it is. */
function requireUnbound({ database }: Place, existing: CatalogObject, name: string): void {
  const other = (existing.kind === 'function' ? functionUsers(database, existing)[0] : undefined) ?? boundModuleOf(database, existing);
  if (other !== undefined) throw raise(Messages.ReferencedByObject, { action: 'ALTER', name, other });
}

function requireFreePlace(ddl: DdlContext, place: Place, state: number): void {
  if (!isTemporaryName(place.name)) {
    awaitChanger(ddl, place.database, [place.schemaId], place.name);
    return requireFreeName(place.database.catalog, place.schemaId, place.name, state);
  }
  if (ddl.findTemporary(place.name)) throw raise(Messages.ObjectExists, { name: place.name }, state);
}

/** Puts the module into the catalog, in the place of its former self. A temporary procedure lives as long as its session. */
export function putModule(ddl: DdlContext, { place, before }: ModulePlace, after: CatalogObject): void {
  if (before) return replaceObject(ddl, place.database, before, after);
  ddl.transaction.lockSchema(place.databaseId, after.objectId, 'Sch-M');
  addObject(ddl, place.database, after);
  if (isTemporaryName(place.name)) ddl.registerTemporary(place.name, after.objectId, 'session');
}

/** What may stand between two words. */
const GAP = String.raw`((?:\s|--[^\n]*\n|/\*[\s\S]*?\*/)+)`;
const CREATE_OR_ALTER = new RegExp(`^CREATE${GAP}OR${GAP}ALTER\\b`, 'i');

/** The text that is kept, from the start of its batch: ALTER and CREATE OR ALTER read CREATE. */
export function moduleText(statement: ModuleStatement): string {
  return statement.leading + statement.definition.replace(/^ALTER\b/i, 'CREATE').replace(CREATE_OR_ALTER, 'CREATE$1$2');
}

/** Options that change nothing here. */
const WITHOUT_EFFECT = new Set(['CALLED ON NULL INPUT', 'INLINE = ON', 'INLINE = OFF']);
/** The option of a function that is not run where an argument is NULL. */
export const NULL_ON_NULL = 'RETURNS NULL ON NULL INPUT';
/** How the options that say whom a module runs as begin. */
export const EXECUTE_AS = 'EXECUTE AS ';

/** Who a module's body runs as, by its options: undefined is the caller. Raises 15151 for a user that is not there or that the session may not be. */
export function executeAs(ddl: DdlContext, options: readonly string[]): Pick<ModuleSettings, 'executeAs'> {
  const written = options.find((option) => option.startsWith(EXECUTE_AS))?.slice(EXECUTE_AS.length);
  if (written === undefined || written === 'CALLER') return {};
  if (written === 'OWNER') return { executeAs: 'owner' };
  if (written === 'SELF') return { executeAs: ddl.userId };
  const name = written.slice(1, -1);
  const user = ddl.database.catalog.findPrincipal(name);
  const isOpen =
    user?.type === 'S' &&
    (!ddl.authority || user.principalId === ddl.userId || isAllowed(ddl.database.catalog, ddl.authority, 'IMPERSONATE', { kind: 'PRINCIPAL', principalId: user.principalId }));
  if (!isOpen) throw raise(Messages.CannotFindForAction, { action: 'find', kind: 'user', name });
  return { executeAs: user.principalId };
}

/** WITH ENCRYPTION, where it was written. */
export const encryption = (options: readonly string[]): Pick<ModuleSettings, 'isEncrypted'> => (options.includes('ENCRYPTION') ? { isEncrypted: true } : {});

/** RETURNS NULL ON NULL INPUT, which only a scalar function takes. */
export const nullOnNullInput = (options: readonly string[], flavour: FunctionDefinition['flavour']): Pick<FunctionDefinition, 'nullOnNullInput'> =>
  flavour === 'scalar' && options.includes(NULL_ON_NULL) ? { nullOnNullInput: true } : {};

/** Refuses options of modules that the engine does not follow. */
export function requireKnownOptions(options: readonly string[], known: readonly string[]): void {
  for (const option of options) if (!known.includes(option.startsWith(EXECUTE_AS) ? EXECUTE_AS : option) && !WITHOUT_EFFECT.has(option)) throw notSupported(`the module option ${option}`);
}
