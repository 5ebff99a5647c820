// System base tables as sys.objects and sys.columns list them: the first five, as Microsoft Learn shows them in an example of JSON_ARRAYAGG. SQL Server has more.
// Only the dedicated administrator connection reads them, so nothing here knows rows of theirs.
import { datetimeFromUnixMs } from '../instance/clock';
import type { SqlType } from '../types/sql-type';
import { BIGINT, INT, SMALLINT, TINYINT, varbinary } from '../types/sql-type';

/** When they were made, which is one date in all databases of all servers; that it is this one is unverified. */
export const BASE_TABLES_MADE_AT = datetimeFromUnixMs(new Date(2014, 1, 20, 20, 48, 35, 270).getTime());

/** A column of a system base table. */
export interface BaseTableColumn { readonly name: string; readonly type: SqlType; readonly isNullable: boolean }
/** A system base table. */
export interface BaseTable { readonly kind: 'table'; readonly name: string; readonly objectId: number; readonly columns: readonly BaseTableColumn[] }

const TYPES: Readonly<Record<string, SqlType>> = {
  bigint: BIGINT,
  int: INT,
  smallint: SMALLINT,
  tinyint: TINYINT,
  page: { name: 'binary', length: 6 },
  bytes8: varbinary(8),
  bytes16: varbinary(16),
  name128: { name: 'nchar', length: 128 },
  name260: { name: 'nchar', length: 260 },
};

/** Columns from text like `rsid bigint, colguid bytes16?`. */
function table(objectId: number, name: string, columns: string): BaseTable {
  const declared = columns.split(', ').map((column) => {
    const [columnName = '', type = ''] = column.split(' ');
    return { name: columnName, type: TYPES[type.replace('?', '')] ?? INT, isNullable: type.endsWith('?') };
  });
  return { kind: 'table', name, objectId, columns: declared };
}

/** The tables, in the order of their ids. */
export const BASE_TABLES: readonly BaseTable[] = [
  table(
    3,
    'sysrscols',
    'rsid bigint, rscolid int, hbcolid int, rcmodified bigint, ti int, cid int, ordkey smallint, maxinrowlen smallint, status int, offset int, nullbit int, bitpos smallint, colguid bytes16?, ordlock int?',
  ),
  table(
    5,
    'sysrowsets',
    'rowsetid bigint, ownertype tinyint, idmajor int, idminor int, numpart int, status int, fgidfs smallint, rcrows bigint, cmprlevel tinyint, fillfact tinyint, maxnullbit smallint, maxleaf int, '
    + 'maxint smallint, minleaf smallint, minint smallint, rsguid bytes16?, lockres bytes8?, scope_id int?',
  ),
  table(6, 'sysclones', 'id int, subid int, partid int, version int, segid int, cloneid int, rowsetid bigint, dbfragid int, status int'),
  table(
    7,
    'sysallocunits',
    'auid bigint, type tinyint, ownerid bigint, status int, fgid smallint, pgfirst page, pgroot page, pgfirstiam page, pcused bigint, pcdata bigint, pcreserved bigint',
  ),
  table(8, 'sysfiles1', 'status int, fileid smallint, name name128, filename name260'),
];

const IDS: ReadonlySet<number> = new Set(BASE_TABLES.map(({ objectId }) => objectId));

/** True for the id of a system base table. */
export const isBaseTable = (objectId: number): boolean => IDS.has(objectId);
