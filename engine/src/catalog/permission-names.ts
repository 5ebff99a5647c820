// The permissions that can be granted in a database: their codes, what they can be granted on, and which others cover them. Plain data.
import type { SecurableClass } from './definitions';

/** Permission names with the codes of sys.database_permissions. */
const CODES: Readonly<Record<string, string>> = {
  ALTER: 'AL',
  CONTROL: 'CL',
  DELETE: 'DL',
  EXECUTE: 'EX',
  IMPERSONATE: 'IM',
  INSERT: 'IN',
  REFERENCES: 'RF',
  SELECT: 'SL',
  'TAKE OWNERSHIP': 'TO',
  UPDATE: 'UP',
  'VIEW DEFINITION': 'VW',
  'VIEW CHANGE TRACKING': 'VWCT',
  'ALTER ANY MASK': 'AAMK',
  'ALTER ANY ROLE': 'ALRL',
  'ALTER ANY SCHEMA': 'ALSM',
  'ALTER ANY SECURITY POLICY': 'ALSP',
  'ALTER ANY USER': 'ALUS',
  'ALTER ANY APPLICATION ROLE': 'ALAR',
  'ALTER ANY DATABASE DDL TRIGGER': 'ALTG',
  'ALTER ANY DATASPACE': 'ALDS',
  'ALTER ANY DATABASE SCOPED CONFIGURATION': 'ALDC',
  AUTHENTICATE: 'AUTH',
  'BACKUP DATABASE': 'BADB',
  'BACKUP LOG': 'BALO',
  CHECKPOINT: 'CP',
  CONNECT: 'CO',
  'CREATE DATABASE': 'CRDB',
  'CREATE DEFAULT': 'CRDF',
  'CREATE FUNCTION': 'CRFN',
  'CREATE PROCEDURE': 'CRPR',
  'CREATE ROLE': 'CRRL',
  'CREATE RULE': 'CRRU',
  'CREATE SCHEMA': 'CRSM',
  'CREATE SEQUENCE': 'CRSO',
  'CREATE SYNONYM': 'CRSN',
  'CREATE TABLE': 'CRTB',
  'CREATE TYPE': 'CRTY',
  'CREATE XML SCHEMA COLLECTION': 'CRXS',
  'CREATE VIEW': 'CRVW',
  SHOWPLAN: 'SPLN',
  UNMASK: 'UMSK',
  'VIEW ANY COLUMN ENCRYPTION KEY DEFINITION': 'VWCK',
  'VIEW ANY COLUMN MASTER KEY DEFINITION': 'VWCM',
  'VIEW DATABASE STATE': 'VWDS',
  'VIEW DATABASE PERFORMANCE STATE': 'VDP',
  'VIEW DATABASE SECURITY STATE': 'VDSS',
};

/** The code of a permission as catalog views print it. */
export const permissionCode = (permission: string): string => CODES[permission] ?? '';

const DATA = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REFERENCES', 'EXECUTE'];
const COMMON = ['ALTER', 'CONTROL', 'TAKE OWNERSHIP', 'VIEW DEFINITION'];
const ONLY_SMALLER = new Set(['IMPERSONATE', 'CREATE SEQUENCE', 'VIEW CHANGE TRACKING']);

const BY_CLASS: Readonly<Record<SecurableClass, readonly string[]>> = {
  DATABASE: Object.keys(CODES).filter((name) => !ONLY_SMALLER.has(name)),
  SCHEMA: [...DATA, ...COMMON, 'CREATE SEQUENCE', 'VIEW CHANGE TRACKING', 'UNMASK'],
  OBJECT: [...DATA, ...COMMON, 'VIEW CHANGE TRACKING', 'UNMASK'],
  TYPE: ['EXECUTE', 'REFERENCES', 'CONTROL', 'TAKE OWNERSHIP', 'VIEW DEFINITION'],
  PRINCIPAL: ['ALTER', 'CONTROL', 'IMPERSONATE', 'TAKE OWNERSHIP', 'VIEW DEFINITION'],
};

/** The permissions of a class of securables. */
export const permissionsOfClass = (securableClass: SecurableClass): readonly string[] => BY_CLASS[securableClass];

/** What can be granted on an object of each kind; other kinds take no permissions here. */
export const PERMISSIONS_BY_KIND: Readonly<Record<string, readonly string[]>> = {
  table: ['SELECT', 'UPDATE', 'REFERENCES', 'INSERT', 'DELETE', 'VIEW CHANGE TRACKING', 'VIEW DEFINITION', 'ALTER', 'TAKE OWNERSHIP', 'CONTROL', 'UNMASK'],
  view: ['SELECT', 'UPDATE', 'REFERENCES', 'INSERT', 'DELETE', 'VIEW DEFINITION', 'ALTER', 'TAKE OWNERSHIP', 'CONTROL'],
  procedure: ['EXECUTE', 'VIEW DEFINITION', 'ALTER', 'TAKE OWNERSHIP', 'CONTROL'],
  scalar: ['EXECUTE', 'REFERENCES', 'VIEW DEFINITION', 'ALTER', 'TAKE OWNERSHIP', 'CONTROL'],
  rowset: ['SELECT', 'UPDATE', 'REFERENCES', 'INSERT', 'DELETE', 'VIEW DEFINITION', 'ALTER', 'TAKE OWNERSHIP', 'CONTROL'],
  sequence: ['UPDATE', 'REFERENCES', 'VIEW DEFINITION', 'ALTER', 'TAKE OWNERSHIP', 'CONTROL'],
};

/** What ALL means for an object of each kind, in the order in which it is recorded. */
export const ALL_BY_KIND: Readonly<Record<string, readonly string[]>> = {
  table: ['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'UPDATE'], view: ['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'UPDATE'], rowset: ['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'UPDATE'],
  procedure: ['EXECUTE'], scalar: ['EXECUTE', 'REFERENCES'], sequence: ['UPDATE'],
};

/** What ALL means for a database. */
export const ALL_OF_DATABASE: readonly string[] = ['BACKUP DATABASE', 'BACKUP LOG', 'CREATE DEFAULT', 'CREATE FUNCTION', 'CREATE PROCEDURE', 'CREATE RULE', 'CREATE TABLE', 'CREATE VIEW'];

/** Permissions that take a list of columns. */
export const COLUMN_PERMISSIONS: ReadonlySet<string> = new Set(['SELECT', 'UPDATE', 'REFERENCES', 'UNMASK']);

/** Database permissions that imply another one of the database, besides CONTROL and the permission itself. */
function impliedBy(permission: string): readonly string[] {
  if (permission === 'ALTER ANY SECURITY POLICY' || permission === 'ALTER ANY MASK') return [];
  if (permission.startsWith('ALTER ANY ') || permission === 'CHECKPOINT') return ['ALTER'];
  if (permission === 'CREATE ROLE') return ['ALTER ANY ROLE', 'ALTER'];
  if (permission === 'CREATE SCHEMA') return ['ALTER ANY SCHEMA', 'ALTER'];
  if (permission === 'VIEW DATABASE PERFORMANCE STATE' || permission === 'VIEW DATABASE SECURITY STATE') return ['VIEW DATABASE STATE'];
  return permission.startsWith('CREATE ') ? ['ALTER'] : [];
}

/** The permissions on the database that hold for `permission` on something of this class in it. */
export function coveringOnDatabase(permission: string, securableClass: SecurableClass, isRole = false): readonly string[] {
  if (securableClass === 'DATABASE') return [permission, 'CONTROL', ...impliedBy(permission)];
  if (permission === 'CONTROL' || permission === 'TAKE OWNERSHIP' || permission === 'IMPERSONATE') return ['CONTROL'];
  if (securableClass === 'PRINCIPAL') return permission === 'ALTER' ? ['CONTROL', isRole ? 'ALTER ANY ROLE' : 'ALTER ANY USER', 'ALTER'] : ['CONTROL', permission];
  if (permission === 'ALTER' || permission === 'CREATE SEQUENCE') return ['CONTROL', 'ALTER ANY SCHEMA', 'ALTER'];
  return ['CONTROL', permission];
}

/** The permissions on a schema that hold for `permission` on the schema itself or on what is in it. */
export const coveringOnSchema = (permission: string, isSchemaItself: boolean): readonly string[] => {
  if (permission === 'CONTROL' || (permission === 'TAKE OWNERSHIP' && !isSchemaItself)) return ['CONTROL'];
  return permission === 'CREATE SEQUENCE' ? ['CONTROL', 'ALTER', permission] : ['CONTROL', permission];
};

const GRANTED_TO_ROLES: Readonly<Record<number, readonly string[]>> = {
  16384: ['CONTROL'],
  16385: ['ALTER ANY USER', 'CREATE SCHEMA', 'CONNECT'],
  16386: ['ALTER ANY APPLICATION ROLE', 'ALTER ANY ROLE', 'CREATE SCHEMA', 'VIEW DEFINITION'],
  16387: [
    'ALTER ANY DATABASE DDL TRIGGER',
    'ALTER ANY DATASPACE',
    'ALTER ANY SCHEMA',
    'CHECKPOINT',
    'CREATE DEFAULT',
    'CREATE FUNCTION',
    'CREATE PROCEDURE',
    'CREATE RULE',
    'CREATE SYNONYM',
    'CREATE TABLE',
    'CREATE TYPE',
    'CREATE XML SCHEMA COLLECTION',
    'CREATE VIEW',
    'REFERENCES',
  ],
  16389: ['BACKUP DATABASE', 'BACKUP LOG', 'CHECKPOINT'],
  16390: ['SELECT'],
  16391: ['INSERT', 'UPDATE', 'DELETE'],
};
const DENIED_TO_ROLES: Readonly<Record<number, readonly string[]>> = { 16392: ['SELECT'], 16393: ['INSERT', 'UPDATE', 'DELETE'] };

/** What a fixed role gives or takes away on the whole database. */
export const fixedRole = (principalId: number): { readonly granted: readonly string[]; readonly denied: readonly string[] } =>
  ({ granted: GRANTED_TO_ROLES[principalId] ?? [], denied: DENIED_TO_ROLES[principalId] ?? [] });
