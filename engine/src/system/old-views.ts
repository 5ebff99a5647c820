// Compatibility views of SQL Server 2000 that scripts still ask whether something is there: users, logins, indexes, foreign keys.
import { findLogin, SERVER_ROLES } from '../instance/principals';
import { COMPATIBILITY_VIEWS } from './compatibility-views';
import { defineView, type ViewRecord } from './define-view';
import { tablesOf } from './object-rows';
import type { SystemWorld } from './system-view';

const sidOf = (hex: string | undefined): Uint8Array | null => (hex === undefined ? null : Buffer.from(hex, 'hex'));

function* users({ instance, database }: SystemWorld): Iterable<ViewRecord> {
  for (const p of database.catalog.principals()) {
    const isRole = p.type === 'R';
    yield {
      uid: p.principalId > 32767 ? -32768 : p.principalId, name: p.name, sid: sidOf(p.sid), createdate: p.createdAt, updatedate: p.createdAt, altuid: isRole ? (p.ownerId ?? 1) : null, gid: isRole ? p.principalId : 0,
      hasdbaccess: !isRole && p.loginName !== undefined && findLogin(instance, p.loginName) !== undefined, islogin: !isRole, issqluser: !isRole, issqlrole: isRole,
    };
  }
}

const ROLE_COLUMNS = ['sysadmin', 'securityadmin', 'serveradmin', 'setupadmin', 'processadmin', 'diskadmin', 'dbcreator', 'bulkadmin'].filter((name) => SERVER_ROLES.has(name));

function* logins({ instance }: SystemWorld): Iterable<ViewRecord> {
  for (const login of instance.logins.values()) {
    yield {
      sid: sidOf(login.sid), createdate: login.createdAt, updatedate: login.modifiedAt, accdate: login.createdAt, name: login.name, loginname: login.name, dbname: login.defaultDatabase, language: login.defaultLanguage, denylogin: 0, hasaccess: 1,
      ...Object.fromEntries(ROLE_COLUMNS.map((role) => [role, Number(login.roles.includes(role))])),
    };
  }
}

/** Bits of sysindexes.status. */
const STATUS = { ignoreDuplicates: 1, unique: 2, clustered: 16, primaryKey: 2048, uniqueConstraint: 4096 } as const;

function* indexes(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of tablesOf(world)) {
    const rows = world.database.store.table(table.objectId)?.rowCount ?? 0;
    const common = { id: table.objectId, rowcnt: BigInt(rows), rows };
    const { columnstore } = table;
    if (columnstore) yield { ...common, indid: columnstore.indexId, name: columnstore.name, status: columnstore.isClustered ? STATUS.clustered : 0, keycnt: 0, OrigFillFactor: 0 };
    if (columnstore?.isClustered !== true && !table.indexes.some((index) => index.isClustered)) yield { ...common, indid: 0, name: null, status: 0, keycnt: 0, OrigFillFactor: 0 };
    for (const index of table.indexes) {
      const status =
        (index.ignoreDuplicateKey ? STATUS.ignoreDuplicates : 0) +
        (index.isUnique ? STATUS.unique : 0) +
        (index.isClustered ? STATUS.clustered : 0) +
        (index.isPrimaryKey ? STATUS.primaryKey : 0) +
        (index.isUniqueConstraint ? STATUS.uniqueConstraint : 0);
      yield { ...common, indid: index.indexId, name: index.name, status, keycnt: index.columns.length, OrigFillFactor: index.fillFactor };
    }
  }
}

function* foreignKeys(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of tablesOf(world)) {
    for (const key of table.foreignKeys) {
      for (const [i, column] of key.columnIds.entries()) yield { constid: key.objectId, fkeyid: table.objectId, rkeyid: key.referencedObjectId, fkey: column, rkey: key.referencedColumnIds[i] ?? 0, keyno: i + 1 };
    }
  }
}

function* indexKeys(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of tablesOf(world)) {
    for (const index of table.indexes) {
      for (const [i, { columnId }] of index.columns.entries()) yield { id: table.objectId, indid: index.indexId, colid: columnId, keyno: i + 1 };
    }
  }
}

const LARGEST_KEY = 16;
const numbered = (name: string): readonly string[] => Array.from({ length: LARGEST_KEY }, (_, i) => `${name}${String(i + 1)}`);

function* references(world: SystemWorld): Iterable<ViewRecord> {
  for (const table of tablesOf(world)) {
    for (const key of table.foreignKeys) {
      const columnsOf = (name: string, ids: readonly number[]): ViewRecord => Object.fromEntries(numbered(name).map((column, i) => [column, ids[i] ?? 0]));
      yield {
        constid: key.objectId, fkeyid: table.objectId, rkeyid: key.referencedObjectId, rkeyindid: key.referencedIndexId, keycnt: key.columnIds.length,
        ...columnsOf('fkey', key.columnIds), ...columnsOf('rkey', key.referencedColumnIds),
      };
    }
  }
}

/** The old views. */
export const OLD_VIEWS = [
  ...COMPATIBILITY_VIEWS,
  defineView(
    'sys.sysusers',
    'uid smallint?, status smallint? = 0, name sysname, sid varbinary85?, roles varbinary2048?, createdate datetime, updatedate datetime, altuid smallint?, password varbinary256?, gid smallint?, environ varchar255?, hasdbaccess int?, islogin int?, isntname int? = 0, isntgroup int? = 0, isntuser int? = 0, issqluser int?, isaliased int? = 0, issqlrole int?, isapprole int? = 0',
    users,
  ),
  defineView(
    'sys.syslogins',
    "sid varbinary85?, status smallint? = 9, createdate datetime, updatedate datetime, accdate datetime, totcpu int? = 0, totio int? = 0, spacelimit int? = 0, timelimit int? = 0, resultlimit int? = 0, name sysname, dbname sysname?, password nvarchar128?, language sysname?, denylogin int?, hasaccess int?, isntname int? = 0, isntgroup int? = 0, isntuser int? = 0, sysadmin int?, securityadmin int?, serveradmin int?, setupadmin int?, processadmin int?, diskadmin int?, dbcreator int?, bulkadmin int?, loginname nvarchar128",
    logins,
  ),
  defineView(
    'sys.sysindexes',
    'id int, status int?, first binary6?, indid smallint?, root binary6?, minlen smallint? = 0, keycnt smallint?, groupid smallint? = 1, dpages int? = 0, reserved int? = 0, used int? = 0, rowcnt bigint?, rowmodctr int? = 0, reserved3 tinyint? = 0, reserved4 tinyint? = 0, xmaxlen smallint? = 0, maxirow smallint? = 0, OrigFillFactor tinyint?, StatVersion tinyint? = 0, reserved2 int? = 0, FirstIAM binary6?, impid smallint? = 0, lockflags smallint? = 0, pgmodctr int? = 0, keys varbinary1088?, name sysname?, statblob varbinarymax?, maxlen int? = 8000, rows int?',
    indexes,
  ),
  defineView('sys.sysindexkeys', 'id int, indid smallint?, colid smallint?, keyno smallint?', indexKeys),
  defineView(
    'sys.sysreferences',
    `constid int, fkeyid int, rkeyid int, rkeyindid smallint?, keycnt smallint?, forkeys varbinary32?, refkeys varbinary32?, fkeydbid smallint? = 0, rkeydbid smallint? = 0, ${[...numbered('fkey'), ...numbered('rkey')].map((name) => `${name} smallint?`).join(', ')}`,
    references,
  ),
  defineView('sys.sysforeignkeys', 'constid int, fkeyid int, rkeyid int, fkey smallint?, rkey smallint?, keyno smallint?', foreignKeys),
];
