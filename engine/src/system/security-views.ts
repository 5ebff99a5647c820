// Logins, users, roles and permissions.
import { permissionCode } from '../catalog/permission-names';
import { SERVER_PERMISSIONS, SERVER_ROLES } from '../instance/principals';
import { defineFunction, defineView, type ViewRecord } from './define-view';
import { SECURITY_POLICY_VIEWS } from './security-policy-views';
import type { SystemWorld } from './system-view';

const PRINCIPAL_TYPES = { S: 'SQL_USER', R: 'DATABASE_ROLE', U: 'WINDOWS_USER' } as const;
const CLASSES = { DATABASE: 0, OBJECT: 1, SCHEMA: 3, PRINCIPAL: 4, TYPE: 6 } as const;
const CLASS_NAMES = { DATABASE: 'DATABASE', OBJECT: 'OBJECT_OR_COLUMN', SCHEMA: 'SCHEMA', PRINCIPAL: 'DATABASE_PRINCIPAL', TYPE: 'TYPE' } as const;
const STATES = { DENY: 'D', GRANT: 'G', GRANT_WITH_GRANT_OPTION: 'W' } as const;
const SERVER = 100;
const SERVER_PRINCIPAL = 101;
const NT = "type char1 = 'S', type_desc nvarchar60? = 'SQL_LOGIN'";

const sidOf = (hex: string | undefined): Uint8Array | null => (hex === undefined ? null : Buffer.from(hex, 'hex'));

function* principals({ database }: SystemWorld): Iterable<ViewRecord> {
  for (const p of database.catalog.principals()) {
    const isMapped = p.loginName !== undefined;
    yield {
      name: p.name, principal_id: p.principalId, type: p.type, type_desc: PRINCIPAL_TYPES[p.type], default_schema_name: p.defaultSchema ?? null, create_date: p.createdAt, modify_date: p.createdAt,
      owning_principal_id: p.type === 'R' ? (p.ownerId ?? 1) : null, sid: sidOf(p.sid), is_fixed_role: p.isFixedRole, authentication_type: isMapped ? 1 : 0, authentication_type_desc: isMapped ? 'INSTANCE' : 'NONE',
    };
  }
}

function* logins({ instance }: SystemWorld): Iterable<ViewRecord> {
  for (const l of instance.logins.values()) {
    yield {
      name: l.name, principal_id: l.principalId, sid: sidOf(l.sid), is_disabled: Number(l.isDisabled), create_date: l.createdAt, modify_date: l.modifiedAt, default_database_name: l.defaultDatabase, default_language_name: l.defaultLanguage, is_policy_checked: Number(l.isPolicyChecked),
    };
  }
}

/** A role's sid holds its id. */
const roleSid = (principalId: number): Uint8Array => {
  const sid = Buffer.alloc(16);
  sid.writeUInt32LE(principalId, 0);
  return sid;
};

function* serverPrincipals(world: SystemWorld): Iterable<ViewRecord> {
  const startedAt = world.instance.startedAt;
  yield* logins(world);
  for (const [name, id] of SERVER_ROLES) {
    yield { name, principal_id: id, sid: Buffer.from([id]), type: 'R', type_desc: 'SERVER_ROLE', is_disabled: 0, create_date: startedAt, modify_date: startedAt, default_database_name: null, default_language_name: null, owning_principal_id: 1, is_fixed_role: name !== 'public' };
  }
  for (const { name, principalId, ownerId, createdAt, modifiedAt } of world.instance.serverRoles.values()) {
    yield { name, principal_id: principalId, sid: roleSid(principalId), type: 'R', type_desc: 'SERVER_ROLE', is_disabled: 0, create_date: createdAt, modify_date: modifiedAt, default_database_name: null, default_language_name: null, owning_principal_id: ownerId, is_fixed_role: false };
  }
}

function* serverPermissions({ instance }: SystemWorld): Iterable<ViewRecord> {
  for (const { principalId } of instance.logins.values()) yield serverPermission({ principalId, permission: 'CONNECT SQL', state: 'GRANT' });
  yield serverPermission({ principalId: SERVER_ROLES.get('public') ?? 0, permission: 'VIEW ANY DATABASE', state: 'GRANT' });
  for (const grant of instance.serverGrants) yield serverPermission(grant);
}

function serverPermission(grant: { readonly principalId: number; readonly permission: string; readonly state: keyof typeof STATES; readonly onLoginId?: number }): ViewRecord {
  const isOnLogin = grant.onLoginId !== undefined;
  return {
    class: isOnLogin ? SERVER_PRINCIPAL : SERVER,
    class_desc: isOnLogin ? 'SERVER_PRINCIPAL' : 'SERVER',
    major_id: grant.onLoginId ?? 0,
    grantee_principal_id: grant.principalId,
    type: SERVER_PERMISSIONS[grant.permission] ?? '',
    permission_name: grant.permission,
    state: STATES[grant.state],
    state_desc: grant.state,
  };
}

const PERMISSION_COLUMNS =
  'class tinyint, class_desc nvarchar60?, major_id int, minor_id int = 0, grantee_principal_id int, grantor_principal_id int = 1, type char4, permission_name nvarchar128?, state char1, state_desc nvarchar60?';
const LOGIN_COLUMNS = `name sysname, principal_id int, sid varbinary85?, ${NT}, is_disabled int?, create_date datetime, modify_date datetime, default_database_name sysname?, default_language_name sysname?, credential_id int?`;

/** Views of principals and permissions. */
export const SECURITY_VIEWS = [
  defineView(
    'sys.database_principals',
    "name sysname, principal_id int, type char1, type_desc nvarchar60?, default_schema_name sysname?, create_date datetime, modify_date datetime, owning_principal_id int?, sid varbinary85?, is_fixed_role bit, authentication_type int = 0, authentication_type_desc nvarchar60? = 'NONE', default_language_name sysname?, default_language_lcid int?, allow_encrypted_value_modifications bit = 0",
    principals,
  ),
  defineView('sys.database_role_members', 'role_principal_id int, member_principal_id int', function* (world) {
    for (const p of world.database.catalog.principals()) for (const member of p.members) yield { role_principal_id: p.principalId, member_principal_id: member };
  }),
  defineView('sys.database_permissions', PERMISSION_COLUMNS, function* (world) {
    for (const g of world.database.catalog.permissions) {
      yield {
        class: CLASSES[g.securableClass],
        class_desc: CLASS_NAMES[g.securableClass],
        major_id: g.majorId,
        minor_id: g.minorId ?? 0,
        grantee_principal_id: g.principalId,
        grantor_principal_id: g.grantorId ?? 1,
        type: permissionCode(g.permission).padEnd(4),
        permission_name: g.permission,
        state: STATES[g.state],
        state_desc: g.state,
      };
    }
  }),
  defineView('sys.server_principals', `${LOGIN_COLUMNS}, owning_principal_id int?, is_fixed_role bit = 0`, serverPrincipals),
  defineView('sys.sql_logins', `${LOGIN_COLUMNS}, is_policy_checked bit?, is_expiration_checked bit? = 0, password_hash varbinary256?`, logins),
  defineView('sys.server_permissions', PERMISSION_COLUMNS, serverPermissions),
  defineView('sys.server_role_members', 'role_principal_id int, member_principal_id int', function* (world) {
    const { logins: members, serverRoles } = world.instance;
    for (const { roles, principalId } of [...members.values(), ...serverRoles.values()])
      for (const role of roles) yield { role_principal_id: SERVER_ROLES.get(role) ?? serverRoles.get(role)?.principalId ?? 0, member_principal_id: principalId };
  }),
  ...SECURITY_POLICY_VIEWS,
];

/** Table functions over permissions. */
export const SECURITY_FUNCTIONS = [
  defineFunction('sys.fn_my_permissions', 'entity_name nvarchar128?, subentity_name nvarchar128?, permission_name nvarchar60?', function* (world, args) {
    const [securable, securableClass] = args.map((value) => (typeof value === 'string' ? value : null));
    for (const { entity, column, permission } of world.myPermissions(securable ?? null, securableClass ?? null)) yield { entity_name: entity, subentity_name: column, permission_name: permission };
  }),
];
