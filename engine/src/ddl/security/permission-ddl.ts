// GRANT, DENY and REVOKE in a database. Whether somebody may do something is asked of catalog/is-allowed; permissions of the server are server-permission-ddl's.
import { findColumn } from '../../catalog/columns';
import type { CatalogObject, PermissionGrant, PrincipalDefinition, SecurableClass } from '../../catalog/definitions';
import { DBO, GUEST, isAllowed, ownerOf, permissionKind, securableOf, type Securable } from '../../catalog/is-allowed';
import { ALL_BY_KIND, ALL_OF_DATABASE, COLUMN_PERMISSIONS, permissionCode, PERMISSIONS_BY_KIND, permissionsOfClass } from '../../catalog/permission-names';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { PermissionStatement } from '../../syntax/ast/statement';
import { TEMPDB, MASTER, type Database } from '../../instance/instance';
import { sameName, type NameRules } from '../../types/text/collation';
import type { DdlContext } from '../objects/ddl-context';
import { findObject, findUserType, partsOf } from '../objects/object-names';
import { changeServerPermissions, isServerPermission } from './server-permission-ddl';

/** What a statement is about: for the check of permissions, for the record, and for messages. */
interface Target {
  readonly securable: Securable;
  readonly securableClass: SecurableClass;
  readonly majorId: number;
  readonly object?: CatalogObject;
  readonly missing: Error;
  readonly ownerId: number;
}
interface Wanted { readonly permission: string; readonly columnIds: readonly number[] }
type Row = Omit<PermissionGrant, 'state'>;

/** Puts the list of permissions in the place of the one that is there. */
export function setPermissions(ddl: DdlContext, after: readonly PermissionGrant[]): void {
  const before = ddl.database.catalog.permissions;
  if (before.length !== after.length || before.some((grant, i) => grant !== after[i])) ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'permissions', before, after });
}

/** Takes away what was granted and denied on an object or type. */
export function dropPermissionsOn(ddl: DdlContext, database: Database, object: CatalogObject): void {
  if ('userTypeId' in object) dropPermissionsOf(ddl, database, 'TYPE', object.userTypeId);
  else dropPermissionsOf(ddl, database, 'OBJECT', object.objectId);
}

/** Takes away what was granted and denied on the securable of a class that has this number. */
export function dropPermissionsOf(ddl: DdlContext, { catalog, header }: Database, securableClass: SecurableClass, majorId: number): void {
  const before = catalog.permissions;
  const after = before.filter((grant) => grant.securableClass !== securableClass || grant.majorId !== majorId);
  if (after.length < before.length) ddl.transaction.applyCatalogChange(header.databaseId, { kind: 'permissions', before, after });
}

/** GRANT, DENY and REVOKE; raises 102, 1020, 4606, 4610, 4611, 4613, 4615, 4617, 15151, 15182. */
export function changePermissions(ddl: DdlContext, statement: PermissionStatement): void {
  if (statement.on?.securableClass === 'LOGIN' || (!statement.on && statement.permissions.every(({ name }) => isServerPermission(name)))) return changeServerPermissions(ddl, statement);
  const target = targetOf(ddl, statement);
  const wanted = wantedOf(ddl, statement, target);
  const grantees = statement.principals.map((name) => granteeNamed(ddl, name));
  if (grantees.some((grantee) => isProtected(ddl, grantee, target))) return ddl.info(4624, 0, Messages.CannotGrantTo.text);
  requireGuestAccess(ddl, statement, grantees);
  let permissions = ddl.database.catalog.permissions;
  for (const { permission, columnIds } of wanted) {
    const grantorId = grantorOf(ddl, statement, target, permission);
    requireGrantor(ddl, statement, grantorId);
    for (const { principalId } of grantees) {
      for (const columnId of columnIds.length === 0 ? [0] : columnIds) {
        const row: Row = {
          principalId,
          permission,
          securableClass: target.securableClass,
          majorId: target.majorId,
          ...(columnId > 0 ? { minorId: columnId } : {}),
          ...(grantorId === DBO ? {} : { grantorId }),
        };
        permissions = changed(permissions, row, statement);
      }
    }
  }
  setPermissions(ddl, permissions);
}

const isSame = (a: Row, b: Row): boolean => a.permission === b.permission && a.securableClass === b.securableClass && a.majorId === b.majorId && (a.minorId ?? 0) === (b.minorId ?? 0);

/** The list after one change. A right that may be passed on goes only under CASCADE (4611), and what the grantee has passed on goes with it. */
function changed(permissions: readonly PermissionGrant[], row: Row, { action, withGrantOption, isCascading, isGrantOptionFor }: PermissionStatement): readonly PermissionGrant[] {
  const own = (grant: PermissionGrant): boolean => isSame(grant, row) && grant.principalId === row.principalId;
  const ofGrantor = (grant: PermissionGrant): boolean => own(grant) && (grant.grantorId ?? DBO) === (row.grantorId ?? DBO);
  if (action === 'grant')
    return [
      ...permissions.filter((grant) => !(ofGrantor(grant) || (own(grant) && grant.state === 'DENY'))),
      { ...row, state: withGrantOption ? 'GRANT_WITH_GRANT_OPTION' : 'GRANT' },
    ];
  const isGrantable = permissions.some((grant) => (action === 'deny' ? own(grant) : ofGrantor(grant)) && grant.state === 'GRANT_WITH_GRANT_OPTION');
  if (isGrantable && !isCascading) throw raise(Messages.CascadeNeeded, {});
  if (isGrantable && permissions.some((grant) => isSame(grant, row) && grant.grantorId === row.principalId)) {
    return changed(withoutPassedOn(permissions, row), row, { action, isCascading, isGrantOptionFor } as PermissionStatement);
  }
  if (action === 'deny') return [...permissions.filter((grant) => !own(grant)), { ...row, state: 'DENY' }];
  if (isGrantOptionFor) return permissions.map((grant) => (ofGrantor(grant) && grant.state === 'GRANT_WITH_GRANT_OPTION' ? { ...grant, state: 'GRANT' } : grant));
  return permissions.filter((grant) => !ofGrantor(grant));
}

function withoutPassedOn(permissions: readonly PermissionGrant[], row: Row): readonly PermissionGrant[] {
  let kept = permissions;
  for (const grant of permissions) {
    if (!isSame(grant, row) || grant.grantorId !== row.principalId) continue;
    kept = withoutPassedOn(kept.filter((other) => other !== grant), grant);
  }
  return kept;
}

function granteeNamed(ddl: DdlContext, name: string): PrincipalDefinition {
  const principal = ddl.database.catalog.findPrincipal(name);
  if (!principal) throw raise(Messages.CannotFindForAction, { action: 'find', kind: 'user', name });
  if (principal.isFixedRole) throw raise(Messages.GrantToSpecialRole, {});
  return principal;
}

/** dbo, the owner, the system's own and the one who speaks. */
function isProtected(ddl: DdlContext, { principalId }: PrincipalDefinition, target: Target): boolean {
  return principalId === DBO || principalId === 3 || principalId === 4 || principalId === ddl.userId || (principalId === target.ownerId && target.securableClass !== 'PRINCIPAL');
}

/** master and tempdb are open to everybody. */
function requireGuestAccess({ database }: DdlContext, { action, permissions }: PermissionStatement, grantees: readonly PrincipalDefinition[]): void {
  const { databaseId } = database.header;
  const isClosing = action !== 'grant' && permissions.some(({ name }) => name === 'CONNECT') && grantees.some(({ principalId }) => principalId === GUEST);
  if (isClosing && (databaseId === MASTER || databaseId === TEMPDB)) throw raise(Messages.GuestNeedsAccess, {});
}

/** In whose name it is done: the owner's, for who has CONTROL; else that of the holder of a grant option. Raises 4613 and 15151 for who has neither. */
function grantorOf(ddl: DdlContext, { action }: PermissionStatement, target: Target, permission: string): number {
  const { catalog } = ddl.database;
  if (!ddl.authority || isAllowed(catalog, ddl.authority, 'CONTROL', target.securable)) return target.ownerId;
  const { ids } = ddl.authority;
  const held =
    action === 'deny'
      ? undefined
      : catalog.permissions.find((grant) => ids.has(grant.principalId) && grant.state === 'GRANT_WITH_GRANT_OPTION' && isSame(grant, { ...target, principalId: 0, permission }));
  if (held) return held.principalId;
  throw target.securableClass === 'DATABASE' ? raise(Messages.GrantorLacksPermission, {}) : target.missing;
}

/** AS says in whose name: of anybody but in whose name it would be done without AS it is not asked here whether he may. Raises 15151. */
function requireGrantor(ddl: DdlContext, { action, grantor }: PermissionStatement, grantorId: number): void {
  if (grantor === undefined) return;
  const principal = ddl.database.catalog.findPrincipal(grantor);
  if (!principal) throw raise(Messages.CannotFindForAction, { action: 'find', kind: 'user', name: grantor });
  if (principal.principalId !== grantorId) throw notSupported(`${action.toUpperCase()} ... AS another than the owner`);
}

function wantedOf(ddl: DdlContext, { permissions, on }: PermissionStatement, target: Target): Wanted[] {
  const kind = target.object && target.securableClass === 'OBJECT' ? permissionKind(target.object) : undefined;
  const onColumns = on?.columns;
  return permissions.flatMap(({ name, columns: given }): Wanted[] => {
    if (given && onColumns) throw raise(Messages.ColumnListAfterObject, {});
    const columns = given ?? onColumns;
    if (name === 'ALL') {
      ddl.info(4628, 0, 'The ALL permission is deprecated and maintained only for compatibility. It DOES NOT imply ALL permissions defined on the entity.');
      if (target.securableClass !== 'DATABASE' && kind === undefined) throw notSupported(`ALL on a ${target.securableClass.toLowerCase()}`);
      return (kind === undefined ? ALL_OF_DATABASE : (ALL_BY_KIND[kind] ?? [])).map((permission) => ({ permission, columnIds: COLUMN_PERMISSIONS.has(permission) ? columnIds(target, columns, ddl.database.catalog.names) : [] }));
    }
    const permission = name === 'EXEC' ? 'EXECUTE' : name;
    if (permissionCode(permission) === '') throw notSupported(`the permission ${permission}`);
    if (!permissionsOfClass(target.securableClass).includes(permission)) throw raise(Messages.SyntaxNear, { token: permission });
    if (kind !== undefined && !PERMISSIONS_BY_KIND[kind]?.includes(permission)) throw raise(Messages.IncompatiblePrivilege, { privilege: permission });
    if (columns && (kind === undefined || !COLUMN_PERMISSIONS.has(permission))) throw raise(Messages.SubEntityList, {});
    return [{ permission, columnIds: columnIds(target, columns, ddl.database.catalog.names) }];
  });
}

function columnIds({ object }: Target, columns: readonly string[] | undefined, names: NameRules): number[] {
  if (!columns) return [];
  return columns.map((name) => {
    const id = object === undefined ? undefined : columnIdOf(object, name, names);
    if (id === undefined) throw raise(Messages.GrantColumnMissing, { column: name });
    return id;
  });
}

/** The id of a table's, view's or table function's column. */
export function columnIdOf(object: CatalogObject, name: string, names: NameRules): number | undefined {
  if (object.kind === 'table') return findColumn(object, name, names)?.columnId;
  if (object.kind !== 'view' && object.kind !== 'function') return undefined;
  const index = object.columns?.findIndex((column) => names.isSame(column.name, name)) ?? -1;
  return index < 0 ? undefined : index + 1;
}

function targetOf(ddl: DdlContext, { on }: PermissionStatement): Target {
  const { catalog, header } = ddl.database;
  const last = on ? partsOf(on.name).name : header.name;
  const missing = (kind: string): Error => raise(Messages.CannotFindForAction, { action: 'find', kind, name: last });
  switch (on?.securableClass ?? (on ? 'OBJECT' : 'DATABASE')) {
    case 'OBJECT': return objectTarget(ddl, on, missing('object'));
    case 'SCHEMA': {
      const schema = catalog.findSchema(last);
      if (!schema) throw missing('schema');
      return { securable: { kind: 'SCHEMA', schemaId: schema.schemaId }, securableClass: 'SCHEMA', majorId: schema.schemaId, missing: missing('schema'), ownerId: schema.ownerId };
    }
    case 'TYPE': {
      const found = on && findUserType(ddl, on.name);
      if (!found || !('userTypeId' in found.object)) throw missing('type');
      return {
        securable: securableOf(found.object),
        securableClass: 'TYPE',
        majorId: found.object.userTypeId,
        object: found.object,
        missing: missing('type'),
        ownerId: ownerOf(catalog, found.object),
      };
    }
    case 'USER': case 'ROLE': return principalTarget(ddl, on?.securableClass === 'ROLE' ? 'role' : 'user', last);
    case 'DATABASE':
      if (!ddl.instance.findDatabase(last)) throw missing('database');
      if (!sameName(last, header.name)) throw raise(Messages.OnlyInThisDatabase, {});
      return { securable: { kind: 'DATABASE' }, securableClass: 'DATABASE', majorId: 0, missing: missing('database'), ownerId: DBO };
    default: throw notSupported(`permissions on ${on?.securableClass ?? ''}`);
  }
}

function objectTarget(ddl: DdlContext, on: PermissionStatement['on'], missing: Error): Target {
  const found = on && findObject(ddl, on.name);
  if (!found || found.object.kind === 'trigger') throw missing;
  if (found.database !== ddl.database) throw raise(Messages.OnlyInThisDatabase, {});
  const { object } = found;
  if (object.kind === 'synonym') throw notSupported('permissions on a synonym (grant them on what it stands for)');
  return { securable: securableOf(object), securableClass: 'OBJECT', majorId: object.objectId, object, missing, ownerId: ownerOf(ddl.database.catalog, object) };
}

function principalTarget(ddl: DdlContext, kind: 'user' | 'role', name: string): Target {
  const missing = raise(Messages.CannotFindForAction, { action: 'find', kind, name });
  const principal = ddl.database.catalog.findPrincipal(name);
  if (!principal || (principal.type === 'R') !== (kind === 'role') || principal.isFixedRole) throw missing;
  const { principalId } = principal;
  return { securable: { kind: 'PRINCIPAL', principalId }, securableClass: 'PRINCIPAL', majorId: principalId, missing, ownerId: kind === 'user' ? principalId : (principal.ownerId ?? DBO) };
}
