// From what CREATE and ALTER DATABASE write of files to files: names, paths, sizes in pages. Knows no rows; there are no such files.
import { fileGroupNamed, PRIMARY_SPACE } from '../../catalog/data-spaces';
import type { DatabaseHeader } from '../../catalog/database';
import type { DatabaseFile, FileGroup, FileSizes } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { DATA_FOLDER, defaultFiles, type Database } from '../../instance/instance';
import type { CreateDatabase, DatabaseFileSpec } from '../../syntax/ast/ddl';
import { sameName } from '../../types/text/collation';
import type { DdlContext } from '../objects/ddl-context';

const PAGE_KB = 8;
const EXTENT_PAGES = 8;
const KB_OF: Readonly<Record<string, number>> = { KB: 1, MB: 1024, GB: 1024 ** 2, TB: 1024 ** 3 };
/** The size of model's data file: the primary one is no smaller, and others that say nothing have it. */
export const MODEL_PAGES = 1024;
const MAXIMUM_PAGES = 2_147_483_647;

/** What a file's definition says under that name. */
export const fileOption = ({ options }: DatabaseFileSpec, name: string): string | number | undefined => options.find((option) => option.name === name)?.value;

/** The sizes that a file's definition gives; what it leaves out stays out. */
export function readSizes(spec: DatabaseFileSpec): FileSizes {
  const size = fileOption(spec, 'SIZE');
  const maxSize = fileOption(spec, 'MAXSIZE');
  const growth = fileOption(spec, 'FILEGROWTH');
  const isPercentGrowth = typeof growth === 'string' && growth.trim().endsWith('%');
  return {
    ...(size === undefined ? {} : { size: pagesOf(size) }),
    ...(maxSize === undefined ? {} : { maxSize: maxSize === 'UNLIMITED' ? -1 : pagesOf(maxSize) }),
    ...(growth === undefined ? {} : { growth: isPercentGrowth ? Number.parseInt(growth, 10) : pagesOf(growth), isPercentGrowth }),
  };
}

/** A size in pages, rounded up to an extent; a bare number counts megabytes. */
function pagesOf(value: string | number): number {
  const match = /^(\d+)\s*(KB|MB|GB|TB)?$/i.exec(String(value));
  if (!match) throw notSupported(`a file size of ${value}`);
  const extentKb = PAGE_KB * EXTENT_PAGES;
  const pages = Math.ceil((Number(match[1]) * (KB_OF[(match[2] ?? 'MB').toUpperCase()] ?? 1)) / extentKb) * EXTENT_PAGES;
  if (pages > MAXIMUM_PAGES) throw notSupported('a file of more than 2147483647 pages');
  return pages;
}

/** The files and file groups of a new database; what was not given is SQL Server's choice. Raises 1828 and 5035. */
export function filesOf(statement: CreateDatabase): { readonly files: readonly DatabaseFile[]; readonly fileGroups: readonly FileGroup[] | undefined } {
  const given = statement.files.map((spec, i) => newFile(spec, { database: statement.name, isFirst: i === 0 }));
  const data = given.filter((file) => file.type === 'D');
  const logs = given.filter((file) => file.type === 'L');
  const [ownData, ownLog] = defaultFiles(statement.name);
  const [firstData = ownData, ...otherData] = data;
  const [firstLog = ownLog, ...otherLogs] = logs;
  const files = [firstData && { ...firstData, ...(firstData.size === undefined ? {} : { size: Math.max(firstData.size, MODEL_PAGES) }) }, firstLog, ...otherData, ...otherLogs].flatMap((file, i) => (file ? [{ ...file, fileId: i + 1 }] : []));
  requireDistinctNames(files);
  return { files, fileGroups: groupsOf(statement.files) };
}

function groupsOf(specs: readonly DatabaseFileSpec[]): readonly FileGroup[] | undefined {
  const names = [...new Set(specs.flatMap(({ fileGroup }) => fileGroup ?? []))];
  if (names.length === 0) return undefined;
  names.forEach((name, i) => {
    if (sameName(name, 'PRIMARY') || names.slice(0, i).some((other) => sameName(other, name))) throw raise(Messages.FileGroupExists, { name });
  });
  const chosen = specs.find(({ isDefault }) => isDefault)?.fileGroup;
  return ['PRIMARY', ...names].map((name, i) => ({ dataSpaceId: PRIMARY_SPACE + i, name, isDefault: name === (chosen ?? 'PRIMARY'), isReadOnly: false, isAutogrowAllFiles: false }));
}

/** A file as its definition has it, without an id. */
export function newFile(spec: DatabaseFileSpec, { database, isFirst }: { readonly database: string; readonly isFirst: boolean }): DatabaseFile {
  const logicalName = String(fileOption(spec, 'NAME') ?? `${database}${spec.isLog ? '_log' : ''}`);
  const extension = spec.isLog ? 'ldf' : isFirst ? 'mdf' : 'ndf';
  const physicalName = String(fileOption(spec, 'FILENAME') ?? `${DATA_FOLDER}${logicalName}.${extension}`);
  return { fileId: 0, type: spec.isLog ? 'L' : 'D', logicalName, physicalName, ...(spec.isLog ? {} : { fileGroup: spec.fileGroup ?? 'PRIMARY' }), ...readSizes(spec) };
}

/** Raises 1828 for a logical name that two files have. */
export function requireDistinctNames(files: readonly DatabaseFile[]): void {
  files.forEach((file, i) => {
    if (files.slice(0, i).some((other) => sameName(other.logicalName, file.logicalName))) throw raise(Messages.LogicalFileTwice, { name: file.logicalName });
  });
}

/** The database that has a file of that path, if any. */
export function databaseOfFile(ddl: DdlContext, path: string): Database | undefined {
  for (const database of ddl.instance.databases.values()) if (database.header.files.some((file) => sameName(file.physicalName, path))) return database;
  return undefined;
}

/** Puts a changed header into its place: bound plans notice. */
export function replaceHeader(ddl: DdlContext, database: Database, change: Partial<DatabaseHeader>): void {
  database.header = { ...database.header, ...change };
  ddl.instance.databaseVersion++;
}

/** The file group that a statement names; raises 5014. */
export function requireFileGroup({ header }: Database, name: string): FileGroup {
  const group = fileGroupNamed(header, name);
  if (!group) throw raise(Messages.NoFileGroupInDatabase, { name, database: header.name });
  return group;
}
