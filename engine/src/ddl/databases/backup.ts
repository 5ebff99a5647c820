// BACKUP DATABASE, RESTORE DATABASE and RESTORE FILELISTONLY, to and from one file on disk.
import type { DatabaseFile } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { isSqlError, raise, withFollower, type SqlError } from '../../errors/sql-error';
import { LAST_SYSTEM_DATABASE, TEMPDB, type Database } from '../../instance/instance';
import type { BackupContent } from '../../instance/backup-files';
import { sameName } from '../../types/text/collation';
import type { Value } from '../../types/value';
import { copyCatalog, deviceExists, readDevice, writeDevice } from './backup-device';
import type { DdlContext } from '../objects/ddl-context';
import { fileList, type FileList } from './file-list';
import { databaseOfFile } from './file-specs';

/** An option with its value worked out; `moveFrom` is the logical name of MOVE. */
export interface BackupOptionValue { readonly name: string; readonly value?: Value; readonly moveFrom?: string }
/** What RESTORE FILELISTONLY is told. */
export interface DeviceRequest { readonly disks: readonly string[]; readonly options: readonly BackupOptionValue[] }
/** What BACKUP and RESTORE are told. */
export interface BackupRequest extends DeviceRequest { readonly database: string }

const ROWS_PER_PAGE = 64;
/** Options that speak of tapes, progress or the size of the file. */
const WITHOUT_EFFECT = new Set([
  'STATS',
  'SKIP',
  'NOSKIP',
  'REWIND',
  'NOREWIND',
  'UNLOAD',
  'NOUNLOAD',
  'COMPRESSION',
  'NO_COMPRESSION',
  'CHECKSUM',
  'NO_CHECKSUM',
  'BUFFERCOUNT',
  'MAXTRANSFERSIZE',
  'BLOCKSIZE',
  'STOP_ON_ERROR',
]);
/** A statement as its errors call it, and the options that it knows besides. */
interface DeviceStatement { readonly word: string; readonly options: ReadonlySet<string> }
const BACKUP: DeviceStatement = { word: 'BACKUP DATABASE', options: new Set(['COPY_ONLY', 'INIT', 'FORMAT', 'NOINIT', 'NOFORMAT', 'NAME', 'DESCRIPTION', 'MEDIANAME', 'MEDIADESCRIPTION']) };
const RESTORE: DeviceStatement = { word: 'RESTORE DATABASE', options: new Set(['MOVE', 'REPLACE', 'RECOVERY']) };
const FILE_LIST: DeviceStatement = { word: 'RESTORE FILELISTONLY', options: new Set() };

const has = (request: DeviceRequest, name: string): boolean => request.options.some((option) => option.name === name);

/** Runs the work; whatever error ends it is followed by 3013, as SQL Server says it. */
function orTerminate<T>({ word }: DeviceStatement, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isSqlError(error) && error.number < 49000) throw withFollower(error, raise(Messages.AbnormalTermination, { statement: word }));
    throw error;
  }
}

function requireOptions(request: DeviceRequest, statement: DeviceStatement): void {
  for (const { name, value } of request.options) {
    const isFirstFile = name === 'FILE' && statement !== BACKUP && Number(value) === 1;
    if (!WITHOUT_EFFECT.has(name) && !statement.options.has(name) && !isFirstFile) throw notSupported(`${statement.word} ... WITH ${name}${name === 'FILE' ? ` = ${String(value)}` : ''}`);
  }
}

function onlyDisk(request: DeviceRequest, { word }: DeviceStatement): string {
  const [disk, ...others] = request.disks;
  if (disk === undefined) throw notSupported(`${word} without a device`);
  if (others.length > 0) throw notSupported(`${word} over several devices`);
  return disk;
}

function forbidTransaction(ddl: DdlContext): void {
  if (ddl.transactionCount > 0) throw raise(Messages.BackupInTransaction, {});
}

function pagesOf(content: BackupContent): number {
  let rows = 0;
  for (const table of content.store.tables()) rows += table.rowCount;
  return Math.ceil(rows / ROWS_PER_PAGE) + 300;
}

function tellDone(ddl: DdlContext, { word }: DeviceStatement, database: string, content: BackupContent): void {
  const pages = pagesOf(content);
  for (const file of content.header.files) ddl.info(4035, 0, `Processed ${file.type === 'L' ? 2 : pages} pages for database '${database}', file '${file.logicalName}' on file 1.`);
  ddl.info(3014, 0, `${word} successfully processed ${pages + 2} pages in 0.001 seconds (0.000 MB/sec).`);
}

/** BACKUP DATABASE: the committed rows and the catalog as of now, whatever other sessions are doing. */
export function executeBackup(ddl: DdlContext, request: BackupRequest): void {
  requireOptions(request, BACKUP);
  orTerminate(BACKUP, () => {
    forbidTransaction(ddl);
    const database = ddl.instance.findDatabase(request.database);
    if (!database) throw raise(Messages.CannotFindDatabase, { database: request.database });
    if (database.header.options.state === 'OFFLINE') throw raise(Messages.DatabaseOffline, { database: request.database });
    if (database.header.databaseId === TEMPDB) throw notSupported('BACKUP of tempdb');
    const disk = onlyDisk(request, BACKUP);
    if (!has(request, 'INIT') && !has(request, 'FORMAT') && deviceExists(ddl.instance, disk)) throw notSupported('a second backup set in one file (say BACKUP ... WITH INIT)');
    const content: BackupContent = { header: database.header, finishedAt: ddl.now, ...ddl.instance.transactions.snapshotCommitted(database.header.databaseId) };
    writeDevice(ddl.instance, disk, content);
    tellDone(ddl, BACKUP, database.header.name, content);
  });
}

/** RESTORE DATABASE: costs by the number of tables, not of rows, if this server has written or read the file before. */
export function executeRestore(ddl: DdlContext, request: BackupRequest): void {
  requireOptions(request, RESTORE);
  orTerminate(RESTORE, () => {
    forbidTransaction(ddl);
    const content = readDevice(ddl.instance, onlyDisk(request, RESTORE));
    const existing = ddl.instance.findDatabase(request.database);
    if (existing) requireReplaceable(ddl, existing, content, request);
    const files = movedFiles(ddl, existing, content, request);
    if (existing) ddl.instance.dropDatabase(existing.header.databaseId);
    const options = { ...content.header.options, state: 'ONLINE' as const, isBrokerEnabled: false, isTrustworthy: false };
    ddl.instance.createDatabase(request.database, options, files, {
      ownerLogin: existing?.header.ownerLogin ?? ddl.loginName,
      fileGroups: content.header.fileGroups,
      content: { catalog: copyCatalog(content.catalog), store: content.store.clone() },
    });
    tellDone(ddl, RESTORE, request.database, content);
  });
}

function requireReplaceable(ddl: DdlContext, existing: Database, content: BackupContent, request: BackupRequest): void {
  const { databaseId, name } = existing.header;
  if (databaseId <= LAST_SYSTEM_DATABASE) throw notSupported('RESTORE of a system database');
  if (existing === ddl.database) throw raise(Messages.RestoreInUseBySelf, { database: name });
  if (ddl.isDatabaseInUse(databaseId)) throw raise(Messages.ExclusiveAccess, {});
  if (!has(request, 'REPLACE') && !sameName(content.header.name, name)) throw raise(Messages.RestoreOtherDatabase, { database: name });
}

/** The restored database's files. Raises 3234, 3176, and 1834 with 3156 and 3119 for paths that another database has. */
function movedFiles(ddl: DdlContext, existing: Database | undefined, content: BackupContent, request: BackupRequest): DatabaseFile[] {
  const moves = request.options.filter((option) => option.name === 'MOVE');
  for (const { moveFrom = '' } of moves) {
    if (!content.header.files.some((file) => sameName(file.logicalName, moveFrom))) throw raise(Messages.NoSuchLogicalFile, { file: moveFrom, database: request.database });
  }
  const files = content.header.files.map((file): DatabaseFile => {
    const move = moves.find((option) => sameName(option.moveFrom ?? '', file.logicalName));
    return move ? { ...file, physicalName: String(move.value) } : file;
  });
  requireDistinctPaths(files);
  let failure: SqlError | undefined;
  for (const file of files) {
    const owner = databaseOfFile(ddl, file.physicalName);
    if (owner === undefined || owner === existing) continue;
    const inUse = raise(Messages.RestoreFileInUse, { path: file.physicalName, database: owner.header.name });
    failure = withFollower(failure ? withFollower(failure, inUse) : inUse, raise(Messages.RestoreNeedsMove, { file: file.logicalName, path: file.physicalName }));
  }
  if (failure) throw withFollower(failure, raise(Messages.RestorePlanning, {}));
  return files;
}

function requireDistinctPaths(files: readonly DatabaseFile[]): void {
  files.forEach((file, i) => {
    const other = files.slice(0, i).find((earlier) => sameName(earlier.physicalName, file.physicalName));
    if (other) throw raise(Messages.RestorePathClaimed, { path: file.physicalName, file: file.logicalName, fileId: file.fileId, other: other.logicalName, otherId: other.fileId });
  });
}

/** RESTORE FILELISTONLY. */
export function restoreFileList(ddl: DdlContext, request: DeviceRequest): FileList {
  requireOptions(request, FILE_LIST);
  return orTerminate(FILE_LIST, () => fileList(readDevice(ddl.instance, onlyDisk(request, FILE_LIST))));
}
