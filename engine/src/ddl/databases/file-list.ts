// The result set of RESTORE FILELISTONLY. Sizes and log sequence numbers are made up: there are no such files.
import { fileGroupOfFile } from '../../catalog/data-spaces';
import type { DatabaseHeader } from '../../catalog/database';
import type { DatabaseFile } from '../../catalog/definitions';
import type { OutputColumn } from '../../plan/node';
import type { BackupContent } from '../../instance/backup-files';
import { BIGINT, BIT, INT, numeric, nvarchar, UNIQUEIDENTIFIER, varbinary, type SqlType } from '../../types/sql-type';
import type { Row } from '../../types/value';

/** Columns and rows of a result set. */
export interface FileList { readonly columns: readonly OutputColumn[]; readonly rows: readonly Row[] }

const LSN = numeric(25, 0);
const SIZE = numeric(20, 0);
const COLUMNS: readonly (readonly [string, SqlType, boolean])[] = [
  ['LogicalName', nvarchar(128), true],
  ['PhysicalName', nvarchar(260), true],
  ['Type', { name: 'char', length: 1 }, true],
  ['FileGroupName', nvarchar(128), true],
  ['Size', SIZE, true],
  ['MaxSize', SIZE, true],
  ['FileID', BIGINT, true],
  ['CreateLSN', LSN, true],
  ['DropLSN', LSN, true],
  ['UniqueID', UNIQUEIDENTIFIER, true],
  ['ReadOnlyLSN', LSN, true],
  ['ReadWriteLSN', LSN, true],
  ['BackupSizeInBytes', BIGINT, true],
  ['SourceBlockSize', INT, true],
  ['FileGroupID', INT, true],
  ['LogGroupGUID', UNIQUEIDENTIFIER, true],
  ['DifferentialBaseLSN', LSN, true],
  ['DifferentialBaseGUID', UNIQUEIDENTIFIER, true],
  ['IsReadOnly', BIT, true],
  ['IsPresent', BIT, true],
  ['TDEThumbprint', varbinary(32), true],
  ['SnapshotURL', nvarchar(360), true],
];
const FILE_SIZE_BYTES = 8_388_608n;
const MAXIMUM_SIZE_BYTES = 35_184_372_080_640n;
const PAGE_BYTES = 8192n;
const BLOCK_SIZE_BYTES = 4096;
const NO_GUID = '00000000-0000-0000-0000-000000000000';

/** One row a file, with the columns in SQL Server's order. */
export function fileList(content: BackupContent): FileList {
  return { columns: COLUMNS.map(([name, type, isNullable]) => ({ name, type, isNullable })), rows: content.header.files.map((file) => fileRow(content.header, file)) };
}

function fileRow(header: DatabaseHeader, file: DatabaseFile): Row {
  const isLog = file.type === 'L';
  const group = fileGroupOfFile(header, file);
  const size = file.size === undefined ? FILE_SIZE_BYTES : BigInt(file.size) * PAGE_BYTES;
  return [
    file.logicalName,
    file.physicalName,
    file.type,
    isLog ? null : group.name,
    size,
    file.maxSize === undefined || file.maxSize < 0 ? MAXIMUM_SIZE_BYTES : BigInt(file.maxSize) * PAGE_BYTES,
    BigInt(file.fileId),
    0n,
    0n,
    uniqueId(file),
    0n,
    0n,
    isLog ? 0n : size,
    BLOCK_SIZE_BYTES,
    isLog ? 0 : group.dataSpaceId,
    null,
    0n,
    NO_GUID,
    Number(!isLog && group.isReadOnly),
    1,
    null,
    null,
  ];
}

const uniqueId = (file: DatabaseFile): string => `00000000-0000-0000-0000-${file.fileId.toString(16).toUpperCase().padStart(12, '0')}`;
