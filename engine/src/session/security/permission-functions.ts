// HAS_PERMS_BY_NAME and sys.fn_my_permissions: what the session itself may. Sysadmins may all that there is.
import { isAllowed, permissionKind, securableOf, type Securable } from '../../catalog/is-allowed';
import { COLUMN_PERMISSIONS, PERMISSIONS_BY_KIND, permissionsOfClass } from '../../catalog/permission-names';
import { columnIdOf } from '../../ddl/security/permission-ddl';
import { notSupported } from '../../errors/not-supported';
import type { Database } from '../../instance/instance';
import { SERVER_PERMISSIONS } from '../../instance/principals';
import { parseObjectName } from '../../syntax/parse';
import type { CatalogObject } from '../../catalog/definitions';
import type { Frame } from '../frame';
import { bindIn } from '../plan-cache';
import type { SessionState } from '../state';
import { authorityOfToken, mayIn, mayOnServer } from './authority';

/** A securable that a name and a class mean, with the permissions that there are for it. */
interface Named { readonly database: Database; readonly securable: Securable; readonly object?: CatalogObject; readonly permissions: readonly string[] }

/** What HAS_PERMS_BY_NAME is asked. */
export interface PermissionQuestion { readonly securable: string | null; readonly securableClass: string | null; readonly permission: string; readonly column: string | null }

/** 1, 0, or NULL for a securable or permission that is not there. ANY asks whether there is any permission at all. */
export function hasPermission(state: SessionState, frame: Frame, question: PermissionQuestion): number | null {
  const permission = question.permission.trim().toUpperCase();
  const securableClass = (question.securableClass ?? (question.securable === null ? 'SERVER' : 'OBJECT')).toUpperCase();
  if (securableClass === 'SERVER') return permission === 'ANY' ? 1 : SERVER_PERMISSIONS[permission] === undefined ? null : Number(mayOnServer(state, permission));
  const named = namedSecurable(state, frame, question.securable, securableClass);
  if (!named) return securableClass === 'DATABASE' ? databaseAnswer(state, question.securable) : null;
  const ask = (name: string, columnId?: number): boolean => mayIn(state, named.database, name, columnId === undefined || !named.object ? named.securable : securableOf(named.object, columnId));
  if (permission === 'ANY') return Number(named.permissions.some((name) => ask(name)));
  if (!named.permissions.includes(permission)) return null;
  if (question.column === null) return Number(ask(permission));
  const columnId = named.object && columnIdOf(named.object, question.column, named.database.catalog.names);
  return columnId === undefined ? null : Number(ask(permission, columnId));
}

/** A database that cannot be entered answers 0, one that is not there NULL. */
const databaseAnswer = (state: SessionState, name: string | null): number | null => (name !== null && state.instance.findDatabase(name) ? 0 : null);

function namedSecurable(state: SessionState, frame: Frame, name: string | null, securableClass: string): Named | undefined {
  const current = state.instance.databases.get(frame.databaseId);
  if (!current) return undefined;
  const parts = name === null ? [] : parseObjectName(name);
  const last = parts.at(-1) ?? '';
  switch (securableClass) {
    case 'DATABASE': {
      const database = name === null || last === '' ? current : state.instance.findDatabase(last);
      if (!database || (state.security && !authorityOfToken(state.instance, state.security, database))) return undefined;
      return { database, securable: { kind: 'DATABASE' }, permissions: permissionsOfClass('DATABASE') };
    }
    case 'SCHEMA': {
      const schema = current.catalog.findSchema(last);
      return schema && { database: current, securable: { kind: 'SCHEMA', schemaId: schema.schemaId }, permissions: permissionsOfClass('SCHEMA') };
    }
    case 'USER': case 'ROLE': {
      const principal = current.catalog.findPrincipal(last);
      return principal && { database: current, securable: { kind: 'PRINCIPAL', principalId: principal.principalId }, permissions: permissionsOfClass('PRINCIPAL') };
    }
    case 'TYPE': {
      const type = bindIn(state, frame).findType(parts);
      return type && { database: current, securable: securableOf(type), permissions: permissionsOfClass('TYPE') };
    }
    case 'OBJECT': {
      const found = bindIn(state, frame).findObject(parts);
      return found && { ...found, securable: securableOf(found.object), permissions: PERMISSIONS_BY_KIND[permissionKind(found.object)] ?? permissionsOfClass('OBJECT') };
    }
    default: throw notSupported(`permissions of class ${securableClass}`);
  }
}

/** A row of sys.fn_my_permissions. */
export interface MyPermission { readonly entity: string; readonly column: string; readonly permission: string }

/** What sys.fn_my_permissions tells; nothing for what is not there. */
export function myPermissions(state: SessionState, frame: Frame, securable: string | null, securableClass: string | null): MyPermission[] {
  const asked = (securableClass ?? '').toUpperCase();
  if (asked === 'SERVER')
    return Object.keys(SERVER_PERMISSIONS)
      .filter((name) => name !== 'IMPERSONATE' && mayOnServer(state, name))
      .map((permission): MyPermission => ({ entity: 'server', column: '', permission }));
  const named = namedSecurable(state, frame, securable, asked);
  if (!named) return [];
  const { catalog } = named.database;
  const authority = state.security && authorityOfToken(state.instance, state.security, named.database);
  const may = (permission: string, on: Securable): boolean => !state.security || (authority !== undefined && isAllowed(catalog, authority, permission, on));
  const entity = asked === 'DATABASE' ? 'database' : (securable ?? '');
  const whole = named.permissions.filter((permission) => may(permission, named.securable)).map((permission): MyPermission => ({ entity, column: '', permission }));
  const { object } = named;
  if (object?.kind !== 'table' && object?.kind !== 'view') return whole;
  const byColumn = [...COLUMN_PERMISSIONS].flatMap((permission) =>
    object.columns.flatMap((column, i): MyPermission[] =>
      may(permission, securableOf(object, 'columnId' in column ? column.columnId : i + 1)) ? [{ entity, column: column.name, permission }] : [],
    ),
  );
  return [...whole, ...byColumn];
}
