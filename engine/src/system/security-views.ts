// Logins, users, roles and permissions.
import { typeDescription } from './object-rows';
import { defineView } from './define-view';

const PRINCIPAL_TYPES = { S: 'SQL_USER', R: 'DATABASE_ROLE', U: 'WINDOWS_USER' } as const;
const CLASSES = { DATABASE: 0, OBJECT: 1, SCHEMA: 3, TYPE: 6 } as const;

/** Views of principals and permissions. */
export const SECURITY_VIEWS = [
  defineView('sys.database_principals', "name sysname, principal_id int, type char1, type_desc nvarchar60?, default_schema_name sysname?, create_date datetime, modify_date datetime, owning_principal_id int?, sid varbinary85?, is_fixed_role bit, authentication_type int = 0, authentication_type_desc nvarchar60? = 'NONE'", function* (world) {
    for (const p of world.database.catalog.principals()) {
      yield { name: p.name, principal_id: p.principalId, type: p.type, type_desc: PRINCIPAL_TYPES[p.type], default_schema_name: p.defaultSchema ?? null, create_date: p.createdAt, modify_date: p.createdAt, owning_principal_id: p.type === 'R' ? 1 : null, is_fixed_role: p.isFixedRole, authentication_type: p.loginName ? 1 : 0, authentication_type_desc: p.loginName ? 'INSTANCE' : 'NONE' };
    }
  }),
  defineView('sys.database_role_members', 'role_principal_id int, member_principal_id int', function* (world) {
    for (const p of world.database.catalog.principals()) for (const member of p.members) yield { role_principal_id: p.principalId, member_principal_id: member };
  }),
  defineView('sys.database_permissions', 'class tinyint, class_desc nvarchar60?, major_id int, minor_id int = 0, grantee_principal_id int, grantor_principal_id int = 1, type char2 = \'\', permission_name nvarchar128?, state char1, state_desc nvarchar60?', function* (world) {
    for (const g of world.database.catalog.permissions) yield { class: CLASSES[g.securableClass], class_desc: typeDescription(g.securableClass), major_id: g.majorId, grantee_principal_id: g.principalId, permission_name: g.permission, state: g.state === 'DENY' ? 'D' : g.state === 'GRANT' ? 'G' : 'W', state_desc: g.state };
  }),
  defineView('sys.server_principals', "name sysname, principal_id int, sid varbinary85?, type char1 = 'S', type_desc nvarchar60? = 'SQL_LOGIN', is_disabled int?, create_date datetime, modify_date datetime, default_database_name sysname?, default_language_name sysname? = 'us_english'", function* (world) {
    for (const l of world.instance.logins.values()) yield { name: l.name, principal_id: l.principalId, is_disabled: Number(l.isDisabled), create_date: world.instance.startedAt, modify_date: world.instance.startedAt, default_database_name: l.defaultDatabase };
  }),
  defineView('sys.sql_logins', "name sysname, principal_id int, type char1 = 'S', type_desc nvarchar60? = 'SQL_LOGIN', is_disabled bit?, create_date datetime, default_database_name sysname?", function* (world) {
    for (const l of world.instance.logins.values()) yield { name: l.name, principal_id: l.principalId, is_disabled: l.isDisabled, create_date: world.instance.startedAt, default_database_name: l.defaultDatabase };
  }),
];
