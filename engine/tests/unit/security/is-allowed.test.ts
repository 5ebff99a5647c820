// The rule itself: grants, denials, columns, schemas, roles and owners, over a catalog made by hand.
import { FOLDED_NAMES } from '../../../src/types/text/collation';
import { Catalog } from '../../../src/catalog/database';
import type { PermissionGrant } from '../../../src/catalog/definitions';
import { authorityOf, isAllowed, type Securable } from '../../../src/catalog/is-allowed';

const TABLE: Securable = { kind: 'OBJECT', objectId: 100, schemaId: 1 };
const COLUMN: Securable = { ...TABLE, columnId: 2 };
const USER = 5;
const ROLE = 6;
const OUTER = 7;

function catalogWith(grants: readonly PermissionGrant[], members: readonly number[] = []): Catalog {
  const catalog = new Catalog(FOLDED_NAMES);
  catalog.apply({ kind: 'schema', after: { schemaId: 1, name: 'dbo', ownerId: 1 } });
  catalog.apply({ kind: 'schema', after: { schemaId: 8, name: 'own', ownerId: ROLE } });
  for (const [principalId, type, of] of [[USER, 'S', []], [ROLE, 'R', members], [OUTER, 'R', [ROLE]], [16384, 'R', []], [16390, 'R', []], [16392, 'R', [OUTER]]] as const) {
    catalog.apply({ kind: 'principal', after: { principalId, name: `p${principalId}`, type, isFixedRole: principalId > 16383, members: principalId === 16392 ? [] : of, createdAt: 0 } });
  }
  catalog.permissions = grants;
  return catalog;
}

const grant = (permission: string, more: Partial<PermissionGrant> = {}): PermissionGrant => ({ principalId: USER, state: 'GRANT', permission, securableClass: 'OBJECT', majorId: 100, ...more });
const deny = (permission: string, more: Partial<PermissionGrant> = {}): PermissionGrant => grant(permission, { state: 'DENY', ...more });
const may = (grants: readonly PermissionGrant[], permission: string, securable: Securable = TABLE, members: readonly number[] = []): boolean => {
  const catalog = catalogWith(grants, members);
  return isAllowed(catalog, authorityOf(catalog, USER), permission, securable);
};

const CASES: readonly (readonly [string, boolean, readonly PermissionGrant[], string, Securable?])[] = [
  ['nothing granted', false, [], 'SELECT'],
  ['granted on the object', true, [grant('SELECT')], 'SELECT'],
  ['another permission', false, [grant('SELECT')], 'INSERT'],
  ['granted to public', true, [grant('SELECT', { principalId: 0 })], 'SELECT'],
  ['CONTROL holds for all', true, [grant('CONTROL')], 'DELETE'],
  ['on the schema', true, [grant('SELECT', { securableClass: 'SCHEMA', majorId: 1 })], 'SELECT'],
  ['on another schema', false, [grant('SELECT', { securableClass: 'SCHEMA', majorId: 8 })], 'SELECT'],
  ['on the database', true, [grant('SELECT', { securableClass: 'DATABASE', majorId: 0 })], 'SELECT'],
  ['ALTER ANY SCHEMA is ALTER on what is in it', true, [grant('ALTER ANY SCHEMA', { securableClass: 'DATABASE', majorId: 0 })], 'ALTER'],
  ['a denial outweighs a grant', false, [grant('SELECT'), deny('SELECT', { principalId: 0 })], 'SELECT'],
  ['a denial above outweighs a grant below', false, [grant('SELECT'), deny('SELECT', { securableClass: 'DATABASE', majorId: 0 })], 'SELECT'],
  ['a denied CONTROL denies all', false, [grant('SELECT'), deny('CONTROL')], 'SELECT'],
  ['a granted column', true, [grant('SELECT', { minorId: 2 })], 'SELECT', COLUMN],
  ['a granted column is not the object', false, [grant('SELECT', { minorId: 2 })], 'SELECT'],
  ['a denied column of a granted object', false, [grant('SELECT'), deny('SELECT', { minorId: 2 })], 'SELECT', COLUMN],
  ['a column granted in spite of the denied object', true, [grant('SELECT', { minorId: 2 }), deny('SELECT')], 'SELECT', COLUMN],
  ['a column granted below a denied schema', false, [grant('SELECT', { minorId: 2 }), deny('SELECT', { securableClass: 'SCHEMA', majorId: 1 })], 'SELECT', COLUMN],
];

test.each(CASES.map(([name, expected, grants, permission, securable = TABLE]) => ({ name, expected, grants, permission, securable })))('$name: $expected', ({ expected, grants, permission, securable }) => {
  expect(may(grants, permission, securable)).toBe(expected);
});

test('a role gives what it has, and so does the role that it is in', () => {
  expect(may([grant('SELECT', { principalId: OUTER })], 'SELECT')).toBe(false);
  expect(may([grant('SELECT', { principalId: OUTER })], 'SELECT', TABLE, [USER])).toBe(true);
  expect(may([grant('SELECT'), deny('SELECT', { principalId: OUTER })], 'SELECT', TABLE, [USER])).toBe(false);
});

test('what a role owns its members own: no denial reaches them there', () => {
  const own: Securable = { kind: 'OBJECT', objectId: 101, schemaId: 8 };
  expect(may([deny('SELECT', { majorId: 101 })], 'SELECT', own, [USER])).toBe(true);
  expect(may([], 'SELECT', own)).toBe(false);
});

test('dbo is asked for nothing', () => {
  const catalog = catalogWith([deny('SELECT', { principalId: 0 })]);
  expect(isAllowed(catalog, authorityOf(catalog, 1), 'SELECT', TABLE)).toBe(true);
});
