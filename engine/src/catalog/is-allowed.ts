// Whether a principal of a database may do something to something in it, and what it can see. Pure: a catalog and ids in, an answer out.
// Knows neither logins nor sessions nor statements.
import type { Catalog } from './database';
import type { CatalogObject, PermissionGrant, SecurableClass } from './definitions';
import { coveringOnDatabase, coveringOnSchema, fixedRole, PERMISSIONS_BY_KIND } from './permission-names';

/** Principal id of public, whose permissions everybody has. */
export const PUBLIC = 0;
/** Principal id of the database's owner: no permission is asked of it. */
export const DBO = 1;
/** Principal id of guest. */
export const GUEST = 2;
/** Principal id of the fixed role db_owner. */
export const DB_OWNER = 16384;

/** Who asks: the principal, all roles that it is in (nested ones too, and public), and what its login gives it in every database. */
export interface Authority { readonly principalId: number; readonly ids: ReadonlySet<number>; readonly fromServer: ReadonlySet<string> }

/** What is asked about. An object or type carries its schema; `columnId` narrows an object to one column. */
export type Securable =
  | { readonly kind: 'DATABASE' }
  | { readonly kind: 'SCHEMA'; readonly schemaId: number }
  | { readonly kind: 'OBJECT'; readonly objectId: number; readonly schemaId: number; readonly columnId?: number }
  | { readonly kind: 'TYPE'; readonly typeId: number; readonly schemaId: number }
  | { readonly kind: 'PRINCIPAL'; readonly principalId: number };

/** A principal with its roles. */
export function authorityOf(catalog: Catalog, principalId: number, fromServer: ReadonlySet<string> = new Set()): Authority {
  const ids = new Set([principalId, PUBLIC]);
  if (principalId === DBO) ids.add(DB_OWNER);
  for (let size = 0; size < ids.size;) {
    size = ids.size;
    for (const role of catalog.principals()) if (!ids.has(role.principalId) && role.members.some((id) => ids.has(id))) ids.add(role.principalId);
  }
  return { principalId, ids, fromServer };
}

/** The principal that owns an object: its schema's owner. A trigger is its table's. */
export function ownerOf(catalog: Catalog, object: CatalogObject): number {
  const schemaOf = object.kind === 'trigger' ? (catalog.byId(object.parentObjectId)?.schemaId ?? object.schemaId) : object.schemaId;
  return catalog.schema(schemaOf)?.ownerId ?? DBO;
}

/** An object or type as a securable. */
export const securableOf = (object: CatalogObject, columnId?: number): Securable =>
  object.kind === 'table-type' || object.kind === 'alias-type'
    ? { kind: 'TYPE', typeId: object.userTypeId, schemaId: object.schemaId }
    : { kind: 'OBJECT', objectId: object.objectId, schemaId: object.schemaId, columnId };

function ownerOfSecurable(catalog: Catalog, securable: Securable): number | undefined {
  switch (securable.kind) {
    case 'DATABASE': return DBO;
    case 'PRINCIPAL': {
      const principal = catalog.principal(securable.principalId);
      return principal?.type === 'R' ? (principal.ownerId ?? DBO) : undefined;
    }
    default: return catalog.schema(securable.schemaId)?.ownerId ?? DBO;
  }
}

interface Place { readonly securableClass: SecurableClass; readonly majorId: number; readonly minorId: number; readonly permissions: readonly string[] }

/** Where a grant or denial of the permission may be recorded, the narrowest place first. */
function placesOf(catalog: Catalog, permission: string, securable: Securable): Place[] {
  const places: Place[] = [];
  const own = permission === 'CONTROL' ? ['CONTROL'] : ['CONTROL', permission];
  if (securable.kind === 'OBJECT') places.push({ securableClass: 'OBJECT', majorId: securable.objectId, minorId: 0, permissions: own });
  if (securable.kind === 'TYPE') places.push({ securableClass: 'TYPE', majorId: securable.typeId, minorId: 0, permissions: own });
  if (securable.kind === 'PRINCIPAL') places.push({ securableClass: 'PRINCIPAL', majorId: securable.principalId, minorId: 0, permissions: own });
  if ('schemaId' in securable) places.push({ securableClass: 'SCHEMA', majorId: securable.schemaId, minorId: 0, permissions: coveringOnSchema(permission, securable.kind === 'SCHEMA') });
  const isRole = securable.kind === 'PRINCIPAL' && catalog.principal(securable.principalId)?.type === 'R';
  places.push({ securableClass: 'DATABASE', majorId: 0, minorId: 0, permissions: coveringOnDatabase(permission, securable.kind, isRole) });
  return places;
}

const isAt = (grant: PermissionGrant, place: Place): boolean =>
  grant.securableClass === place.securableClass && grant.majorId === place.majorId && (grant.minorId ?? 0) === place.minorId && place.permissions.includes(grant.permission);

/** What is recorded for one column: a grant there stands even against a denial of the table. */
function columnVerdict(catalog: Catalog, authority: Authority, permission: string, securable: Securable): 'granted' | 'denied' | undefined {
  if (securable.kind !== 'OBJECT' || securable.columnId === undefined) return undefined;
  const place: Place = { securableClass: 'OBJECT', majorId: securable.objectId, minorId: securable.columnId, permissions: [permission] };
  const found = catalog.permissions.filter((grant) => authority.ids.has(grant.principalId) && isAt(grant, place));
  if (found.some((grant) => grant.state === 'DENY')) return 'denied';
  return found.length > 0 ? 'granted' : undefined;
}

/** May `authority` do it? Owners may; else a denial anywhere above outweighs every grant. */
export function isAllowed(catalog: Catalog, authority: Authority, permission: string, securable: Securable): boolean {
  if (authority.ids.has(DBO)) return true;
  const owner = ownerOfSecurable(catalog, securable);
  if (owner !== undefined && owner !== DBO && authority.ids.has(owner)) return true;
  const column = columnVerdict(catalog, authority, permission, securable);
  if (column === 'denied') return false;
  const places = placesOf(catalog, permission, securable);
  const onDatabase = places.at(-1)?.permissions ?? [];
  let isGranted = column === 'granted' || onDatabase.some((name) => authority.fromServer.has(name));
  for (const grant of catalog.permissions) {
    if (!authority.ids.has(grant.principalId)) continue;
    const place = places.find((candidate) => isAt(grant, candidate));
    if (!place) continue;
    const isOutweighed = column === 'granted' && place.securableClass === 'OBJECT' && grant.permission === permission;
    if (grant.state === 'DENY' && !isOutweighed) return false;
    if (grant.state !== 'DENY') isGranted = true;
  }
  for (const id of authority.ids) {
    const { granted, denied } = fixedRole(id);
    if (onDatabase.some((name) => denied.includes(name))) return false;
    isGranted ||= onDatabase.some((name) => granted.includes(name));
  }
  return isGranted;
}

/** Is anything recorded for some column of the object? Then errors speak of columns. */
export const hasColumnGrants = (catalog: Catalog, authority: Authority, permission: string, objectId: number): boolean =>
  catalog.permissions.some((g) => g.securableClass === 'OBJECT' && g.majorId === objectId && (g.minorId ?? 0) > 0 && g.permission === permission && authority.ids.has(g.principalId));

/** What an object is called among the permissions' kinds. */
export function permissionKind(object: CatalogObject): string {
  return object.kind === 'function' ? (object.flavour === 'scalar' ? 'scalar' : 'rowset') : object.kind;
}

/** Does the object exist for this principal? Any permission on it shows it. */
export function canSee(catalog: Catalog, authority: Authority, object: CatalogObject): boolean {
  if (authority.ids.has(DBO)) return true;
  if (object.kind === 'trigger') {
    const parent = catalog.byId(object.parentObjectId);
    return parent !== undefined && canSee(catalog, authority, parent);
  }
  const securable = securableOf(object);
  if (isAllowed(catalog, authority, 'VIEW DEFINITION', securable)) return true;
  const names = securable.kind === 'TYPE' ? ['EXECUTE', 'REFERENCES', 'TAKE OWNERSHIP'] : (PERMISSIONS_BY_KIND[permissionKind(object)] ?? ['ALTER', 'TAKE OWNERSHIP']);
  if (names.some((name) => isAllowed(catalog, authority, name, securable))) return true;
  return catalog.permissions.some((g) => g.securableClass === 'OBJECT' && g.majorId === object.objectId && g.state !== 'DENY' && (g.minorId ?? 0) > 0 && authority.ids.has(g.principalId));
}

/** Does the schema exist for this principal? The fixed ones do. */
export function canSeeSchema(catalog: Catalog, authority: Authority, schemaId: number): boolean {
  if (schemaId < 5 || schemaId >= DB_OWNER || authority.ids.has(DBO)) return true;
  return ['VIEW DEFINITION', 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXECUTE', 'REFERENCES', 'ALTER', 'CREATE SEQUENCE', 'TAKE OWNERSHIP'].some((name) =>
    isAllowed(catalog, authority, name, { kind: 'SCHEMA', schemaId }),
  );
}
