// What of the metadata a limited session sees: objects on which it has some permission, principals that it is or is in, its own sessions.
// Knows the columns of system views by name, not how their rows are made.
import type { Catalog } from '../../catalog/database';
import type { CatalogObject } from '../../catalog/definitions';
import { canSee, canSeeSchema, isAllowed, securableOf, type Authority } from '../../catalog/is-allowed';
import type { Database } from '../../instance/instance';
import { isAllowedOnServer, nameOfToken, type Token } from '../../instance/principals';
import { isBaseTable } from '../../system/base-tables';
import type { SystemView } from '../../system/system-view';
import { foldName, sameName } from '../../types/text/collation';
import type { Row, Value } from '../../types/value';
import type { SessionState } from '../state';
import { authorityOf } from './authority';

interface Viewer { readonly state: SessionState; readonly token: Token; readonly database: Database; readonly authority: Authority }
type Cell = (column: string) => Value;
type Shows = (viewer: Viewer, cell: Cell) => boolean;

/** The rows of a system view that the session sees; texts of modules are NULL to whom VIEW DEFINITION is not given. */
export function visibleRows(state: SessionState, database: Database, view: SystemView, rows: Iterable<Row>): Iterable<Row> {
  const authority = authorityOf(state, database);
  if (!state.security || !authority || isAllowed(database.catalog, authority, 'CONTROL', { kind: 'DATABASE' }) && !OF_SERVER[view.name]) return rows;
  return filtered({ state, token: state.security, database, authority }, view, rows);
}

function* filtered(viewer: Viewer, view: SystemView, rows: Iterable<Row>): Iterable<Row> {
  const ordinals = new Map(view.columns.map((column, i) => [foldName(column.name), i]));
  const shows = OF_SERVER[view.name] ?? SPECIAL[view.name] ?? objectRule(ordinals);
  const texts = TEXTS.flatMap((name) => ordinals.get(name) ?? []);
  const seen = rememberedSight(viewer);
  for (const row of rows) {
    const cell: Cell = (column) => row[ordinals.get(column) ?? -1] ?? null;
    if (shows && !shows(seen, cell)) continue;
    const object = texts.length > 0 ? objectOfRow(viewer.database, ordinals, cell) : undefined;
    yield object && !isAllowed(viewer.database.catalog, viewer.authority, 'VIEW DEFINITION', securableOf(object)) ? row.map((value, i) => (texts.includes(i) ? null : value)) : row;
  }
}

/** Columns that hold the text of a definition. */
const TEXTS = ['definition', 'routine_definition', 'view_definition', 'check_clause', 'column_default', 'text', 'ctext'];

const sight = new WeakMap<Viewer, Map<number, boolean>>();

function rememberedSight(viewer: Viewer): Viewer {
  sight.set(viewer, new Map());
  return viewer;
}

function isSeen(viewer: Viewer, object: CatalogObject | undefined): boolean {
  if (!object) return true;
  const known = sight.get(viewer);
  let seen = known?.get(object.objectId);
  if (seen === undefined) {
    seen = canSee(viewer.database.catalog, viewer.authority, object);
    known?.set(object.objectId, seen);
  }
  return seen;
}

/** Column pairs that name an object by schema and name. */
const NAME_PAIRS = [
  ['table_schema', 'table_name'],
  ['specific_schema', 'specific_name'],
  ['routine_schema', 'routine_name'],
  ['sequence_schema', 'sequence_name'],
  ['constraint_schema', 'constraint_name'],
] as const;

function objectOfRow({ catalog }: Database, ordinals: ReadonlyMap<string, number>, cell: Cell): CatalogObject | undefined {
  for (const column of ['parent_object_id', 'parent_obj', 'parent_id', 'object_id', 'id']) {
    const id = ordinals.has(column) ? Number(cell(column) ?? 0) : 0;
    const object = id > 0 ? catalog.byId(id) : undefined;
    if (object) return object;
  }
  if (ordinals.has('ctext')) return tableOfText(catalog.objects(), Number(cell('id')));
  const pair = NAME_PAIRS.find(([schema, name]) => ordinals.has(schema) && ordinals.has(name));
  if (!pair) return undefined;
  const schema = catalog.findSchema(String(cell(pair[0])));
  const name = String(cell(pair[1]));
  return schema && (catalog.find(schema.schemaId, name) ?? tableOfConstraint(catalog, schema.schemaId, name));
}

function tableOfConstraint(catalog: Catalog, schemaId: number, name: string): CatalogObject | undefined {
  for (const object of catalog.objects()) {
    if (object.kind === 'table' && object.schemaId === schemaId && [...object.checks, ...object.foreignKeys, ...object.indexes].some((constraint) => catalog.names.isSame(constraint.name, name))) return object;
  }
  return undefined;
}

function tableOfText(objects: Iterable<CatalogObject>, constraintId: number): CatalogObject | undefined {
  for (const object of objects) {
    if (object.kind === 'table' && (object.checks.some((c) => c.objectId === constraintId) || object.columns.some((c) => c.default?.objectId === constraintId))) return object;
  }
  return undefined;
}

const OBJECT_COLUMNS = ['object_id', 'parent_object_id', 'id', ...NAME_PAIRS.map(([, name]) => name)];

/** What whoever sees the database's definition sees: triggers on the database, system base tables. */
const isOfDatabase = ({ database }: Viewer, id: number): boolean => isBaseTable(id) || database.catalog.databaseTriggers.some((trigger) => trigger.objectId === id);

/** Views whose rows belong to objects. Others show all of their rows. */
function objectRule(ordinals: ReadonlyMap<string, number>): Shows | undefined {
  if (!OBJECT_COLUMNS.some((column) => ordinals.has(column))) return undefined;
  return (viewer, cell) => (isOfDatabase(viewer, Number(cell('object_id') ?? cell('id') ?? 0)) ? isDatabaseViewer(viewer) : isSeen(viewer, objectOfRow(viewer.database, ordinals, cell)));
}

const isDatabaseViewer = ({ database, authority }: Viewer): boolean => isAllowed(database.catalog, authority, 'VIEW DEFINITION', { kind: 'DATABASE' });
const FIRST_USER_PRINCIPAL = 5;
const FIRST_FIXED_ROLE = 16384;
const isOwnOrFixed = ({ authority }: Viewer, id: number): boolean => id < FIRST_USER_PRINCIPAL || id >= FIRST_FIXED_ROLE || authority.ids.has(id);
const typeOf = ({ database }: Viewer, userTypeId: number): CatalogObject | undefined =>
  [...database.catalog.objects()].find((object) => (object.kind === 'alias-type' || object.kind === 'table-type') && object.userTypeId === userTypeId);
const typeRule: Shows = (viewer, cell) => isSeen(viewer, typeOf(viewer, Number(cell('user_type_id'))));

const SPECIAL: Readonly<Record<string, Shows>> = {
  'sys.schemas': ({ database, authority }, cell) => canSeeSchema(database.catalog, authority, Number(cell('schema_id'))),
  'sys.types': typeRule,
  'sys.table_types': typeRule,
  'sys.extended_properties': (viewer, cell) => Number(cell('class')) !== 1 || isSeen(viewer, viewer.database.catalog.byId(Number(cell('major_id')))),
  'sys.database_principals': (viewer, cell) =>
    isOwnOrFixed(viewer, Number(cell('principal_id'))) ||
    isDatabaseViewer(viewer) ||
    isAllowed(viewer.database.catalog, viewer.authority, 'VIEW DEFINITION', { kind: 'PRINCIPAL', principalId: Number(cell('principal_id')) }),
  'sys.sysusers': (viewer, cell) => isOwnOrFixed(viewer, Number(cell('uid'))) || isDatabaseViewer(viewer),
  'sys.sysforeignkeys': (viewer, cell) => isSeen(viewer, viewer.database.catalog.byId(Number(cell('fkeyid')))),
  'sys.sysreferences': (viewer, cell) => isSeen(viewer, viewer.database.catalog.byId(Number(cell('fkeyid')))),
  'sys.database_role_members': (viewer, cell) => viewer.authority.ids.has(Number(cell('member_principal_id'))) || isDatabaseViewer(viewer),
  'sys.database_permissions': (viewer, cell) => viewer.authority.ids.has(Number(cell('grantee_principal_id'))) || isDatabaseViewer(viewer),
};

const mayOnServer = ({ state, token }: Viewer, permission: string): boolean => isAllowedOnServer(state.instance, token, permission);
const seesLogins = (viewer: Viewer): boolean => mayOnServer(viewer, 'VIEW ANY DEFINITION') || mayOnServer(viewer, 'ALTER ANY LOGIN');
const loginRule: Shows = (viewer, cell) => Number(cell('principal_id')) <= 10 || sameName(String(cell('name')), nameOfToken(viewer.state.instance, viewer.token)) || seesLogins(viewer);
const seesState = (viewer: Viewer): boolean => mayOnServer(viewer, 'VIEW SERVER PERFORMANCE STATE');
const sessionRule: Shows = (viewer, cell) => Number(cell('session_id') ?? cell('spid')) === viewer.state.spid || seesState(viewer);
const databaseRule: Shows = (viewer, cell) =>
  Number(cell('database_id') ?? cell('dbid')) <= 2 ||
  (viewer.token.kind === 'login' && mayOnServer(viewer, 'VIEW ANY DATABASE')) ||
  Number(cell('database_id') ?? cell('dbid')) === viewer.database.header.databaseId;

const OF_SERVER: Readonly<Record<string, Shows>> = {
  'sys.server_principals': loginRule,
  'sys.sql_logins': loginRule,
  'sys.syslogins': (viewer, cell) => sameName(String(cell('name')), 'sa') || sameName(String(cell('name')), nameOfToken(viewer.state.instance, viewer.token)) || seesLogins(viewer),
  'sys.server_role_members': (viewer) => seesLogins(viewer),
  'sys.server_permissions': (viewer) => seesLogins(viewer),
  'sys.databases': databaseRule,
  'sys.sysdatabases': databaseRule,
  'sys.master_files': (viewer) => mayOnServer(viewer, 'ALTER ANY DATABASE') || mayOnServer(viewer, 'VIEW ANY DEFINITION'),
  'sys.dm_exec_sessions': sessionRule,
  'sys.dm_exec_requests': sessionRule,
  'sys.sysprocesses': sessionRule,
};
