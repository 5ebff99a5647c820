// What a function WITH SCHEMABINDING names: it must be there, is named by schema and name, and stays as it is for as long as the function is.
// Views find theirs where they are bound.
import type { CatalogObject } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { CreateFunction } from '../../syntax/ast/ddl';
import type { NameRules } from '../../types/text/collation';
import type { DdlContext } from './ddl-context';
import { referencesIn, type Reference } from './dependencies';
import { findObject, written } from './object-names';

const SYSTEM_SCHEMAS: readonly string[] = ['sys', 'information_schema'];

/** The ids of the objects of the database that the function names. Raises 4512 for a name that is not of two parts, or its own, 208 for what is not there, 2788 and 4513. */
export function boundReferences(ddl: DdlContext, { name, returns, at }: CreateFunction): number[] {
  const tree = returns.kind === 'inline' ? returns.query : returns.body;
  const { names } = ddl.database.catalog;
  const ids = new Set<number>();
  for (const { kind, parts } of referencesIn([tree], names)) {
    if (!isObjectName(kind, parts)) continue;
    const invalid = raise(Messages.SchemaBindName, { kind: 'function', name: written(name), reference: parts.join('.') });
    if (parts.length !== 2 || isOwnName(name.parts, parts, names)) throw invalid;
    const found = findObject(ddl, { parts, at })?.object;
    if (!found && kind === 'object') throw raise(Messages.InvalidObjectName, { name: parts.join('.') });
    if (!found) continue;
    requireBound(found, { kind: 'function', name: written(name), reference: parts.join('.') });
    ids.add(found.objectId);
  }
  return [...ids];
}

/** Raises 2788 and 4513: only what is bound to its own objects is bound to. */
export function requireBound(found: CatalogObject, args: { readonly kind: string; readonly name: string; readonly reference: string }): void {
  if (found.kind === 'synonym') throw raise(Messages.SynonymInSchemaBound, {});
  if ((found.kind === 'view' || found.kind === 'function') && !found.isSchemaBound) throw raise(Messages.SchemaBindUnbound, args);
}

/** A call without a schema is one of a built-in function; views of the system are bound to nothing. */
function isObjectName(kind: Reference['kind'], parts: readonly string[]): boolean {
  if (kind === 'type' || kind === 'execute' || (kind === 'call' && parts.length < 2)) return false;
  return !SYSTEM_SCHEMAS.includes((parts.at(-2) ?? '').toLowerCase());
}

function isOwnName(own: readonly string[], parts: readonly string[], { isSame }: NameRules): boolean {
  const [name = '', schema = 'dbo'] = [...own].reverse();
  return isSame(parts.at(-1) ?? '', name) && isSame(parts.at(-2) ?? '', schema);
}
