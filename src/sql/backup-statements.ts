// BACKUP of the template and RESTORE of it under another name, with every file moved. Knows paths only as the server writes them.
import type { Connection, Row } from './connection';
import { quoteName, quoteText } from './quoting';
import { retryPassingErrors, sqlErrorNumbers } from './retry';
import type { ServerFacts } from './server-statements';

/** A file inside a backup. */
export interface BackupFile {
  readonly logicalName: string;
  /** D data, L log, S container of files, F full text. */
  readonly type: string;
}

/** The text that backs a database up into a file of its own. */
export function backupText(database: string, file: string, canCompress: boolean): string {
  return `BACKUP DATABASE ${quoteName(database)} TO DISK = ${quoteText(file)} WITH COPY_ONLY, FORMAT, INIT${canCompress ? ', COMPRESSION' : ''};`;
}

/** "BACKUP DATABASE WITH COMPRESSION is not supported on Express Edition", nor on Web: their servers know the option all the same. */
const CANNOT_COMPRESS = 1844;

/** Backs a database up into a file of its own, compressed where the server's edition can do that. */
export async function writeBackup(connection: Connection, database: string, file: string, canCompress: boolean): Promise<void> {
  try {
    await retryPassingErrors(() => connection.query(backupText(database, file, canCompress)));
  } catch (error) {
    if (!canCompress || !sqlErrorNumbers(error).includes(CANNOT_COMPRESS)) throw error;
    await writeBackup(connection, database, file, false);
  }
}

/** 262, 229: no permission. 40510, 40517, 41902: Azure. 33557097: Babelfish. Anything else, such as a full disk, is a mistake to be seen. */
const REFUSALS: ReadonlySet<number> = new Set([229, 262, 40510, 40517, 41902, 33557097]);

/** Whether an error says that this server or login has no BACKUP at all. */
export function isBackupRefusal(error: unknown): boolean {
  return sqlErrorNumbers(error).some((number) => REFUSALS.has(number));
}

/** The text that lists the files inside a backup. */
export function fileListText(file: string): string {
  return `RESTORE FILELISTONLY FROM DISK = ${quoteText(file)};`;
}

/** The files inside a backup; columns are read by name, because later servers have more of them. */
export async function readFileList(connection: Connection, file: string): Promise<readonly BackupFile[]> {
  return filesOf(await connection.query(fileListText(file)));
}

/** The text that lists the files inside the backup of a database that exists; without the database it lists nothing, without the backup it fails. */
export function backupOfText(database: string, file: string): string {
  return `IF DB_ID(${quoteText(database)}) IS NOT NULL ${fileListText(file)}`;
}

/** What there is of a database and its backup: both, the database alone, or neither. */
export type FoundBackup = { readonly kind: 'both'; readonly files: readonly BackupFile[] } | { readonly kind: 'database' } | { readonly kind: 'neither' };

/** Looks for a database and its backup, in one go. */
export async function findBackup(connection: Connection, database: string, file: string): Promise<FoundBackup> {
  try {
    const files = filesOf(await connection.query(backupOfText(database, file)));
    return files.length === 0 ? { kind: 'neither' } : { kind: 'both', files };
  } catch (error) {
    // Whatever SQL Server says of the file: it cannot be restored from.
    if (sqlErrorNumbers(error).length === 0) throw error;
    return { kind: 'database' };
  }
}

function filesOf(rows: readonly Row[]): readonly BackupFile[] {
  return rows.map((row) => ({ logicalName: String(row['LogicalName']), type: String(row['Type']) }));
}

/** The text that restores a backup as `database`, every file moved to this server's folders under a name of its own. */
export function restoreText(database: string, backupFile: string, files: readonly BackupFile[], folders: Pick<ServerFacts, 'dataFolder' | 'logFolder'>): string {
  const moves = files.map((file, index) => `MOVE ${quoteText(file.logicalName)} TO ${quoteText(targetOf(file, database, index, folders))}`);
  return `RESTORE DATABASE ${quoteName(database)} FROM DISK = ${quoteText(backupFile)}
  WITH ${[...moves, 'REPLACE', 'RECOVERY'].join(',\n       ')};`;
}

function targetOf(file: BackupFile, database: string, index: number, folders: Pick<ServerFacts, 'dataFolder' | 'logFolder'>): string {
  const name = `${database}_${index + 1}`;
  if (file.type === 'L') return `${folders.logFolder}${name}.ldf`;
  if (file.type === 'S' || file.type === 'F') return `${folders.dataFolder}${name}`;
  return `${folders.dataFolder}${name}${index === 0 ? '.mdf' : '.ndf'}`;
}
