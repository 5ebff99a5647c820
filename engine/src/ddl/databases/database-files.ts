// ALTER DATABASE of files and file groups. None of it rolls back. Whether something is on a file group is asked of the catalog, not of pages.
import { fileGroupsOf, filesOfGroup, PRIMARY_SPACE, tablesOn } from '../../catalog/data-spaces';
import type { DatabaseFile, FileGroup } from '../../catalog/definitions';
import { PropertyClass } from '../../catalog/property-holders';
import { Messages } from '../../errors/catalogue';
import { notOnAzure, notSupported } from '../../errors/not-supported';
import { raise, withFollower } from '../../errors/sql-error';
import { LAST_SYSTEM_DATABASE, type Database } from '../../instance/instance';
import type { DatabaseFileSpec, FileAction } from '../../syntax/ast/ddl';
import { sameName } from '../../types/text/collation';
import type { DdlContext } from '../objects/ddl-context';
import { dropPropertiesOfHolder } from '../objects/extended-properties';
import { databaseOfFile, fileOption, MODEL_PAGES, newFile, readSizes, replaceHeader, requireDistinctNames, requireFileGroup } from './file-specs';

const FIRST_FREE_FILE_ID = 3;

/** Runs one such action. Raises what SQL Server raises of it: 5009 to 5055, 1828, 3906. */
export function changeFiles(ddl: DdlContext, database: Database, action: FileAction): void {
  if (ddl.instance.isAzure) throw notOnAzure('ALTER DATABASE of files and file groups');
  const { header } = database;
  if (header.databaseId <= LAST_SYSTEM_DATABASE) throw notSupported('ALTER DATABASE of files and file groups of a system database');
  if (header.options.isReadOnly) throw raise(Messages.DatabaseReadOnly, { database: header.name });
  switch (action.kind) {
    case 'add-filegroup': return addGroup(ddl, database, action.name);
    case 'remove-filegroup': return removeGroup(ddl, database, action.name);
    case 'rename-filegroup': return renameGroup(ddl, database, action.name, action.to);
    case 'modify-filegroup': return setProperty(ddl, database, action);
    case 'add-files': return addFiles(ddl, database, action.files);
    case 'remove-file': return removeFile(ddl, database, action.name);
    case 'modify-file': return modifyFile(ddl, database, action.file);
  }
}

function addGroup(ddl: DdlContext, database: Database, name: string): void {
  const groups = fileGroupsOf(database.header);
  if (groups.some((group) => sameName(group.name, name))) throw raise(Messages.FileGroupExists, { name });
  const dataSpaceId = Math.max(...groups.map((group) => group.dataSpaceId)) + 1;
  replaceHeader(ddl, database, { fileGroups: [...groups, { dataSpaceId, name, isDefault: false, isReadOnly: false, isAutogrowAllFiles: false }] });
}

function removeGroup(ddl: DdlContext, database: Database, name: string): void {
  const group = requireFileGroup(database, name);
  const { header, catalog } = database;
  const refusal = (state: number): Error => raise(Messages.NotEmptyForRemoval, { kind: 'filegroup', name: group.name }, state);
  if (group.dataSpaceId === PRIMARY_SPACE || filesOfGroup(header, group).length > 0) throw refusal(7);
  if (catalog.partitionSchemes.some(({ fileGroupIds, nextUsed }) => nextUsed === group.dataSpaceId || fileGroupIds.includes(group.dataSpaceId))) throw refusal(9);
  const [table] = tablesOn(catalog, group.dataSpaceId);
  if (table) throw refusal(8);
  replaceHeader(ddl, database, { fileGroups: fileGroupsOf(header).filter((other) => other !== group) });
  dropPropertiesOfHolder(ddl, database, { securableClass: PropertyClass.dataSpace, majorId: group.dataSpaceId });
  ddl.info(5044, 0, `The filegroup '${group.name}' has been removed.`);
}

function replaceGroup(ddl: DdlContext, database: Database, before: FileGroup, after: FileGroup): void {
  const fileGroups = fileGroupsOf(database.header).map((group) => {
    if (group === before) return after;
    return after.isDefault && group.isDefault ? { ...group, isDefault: false } : group;
  });
  replaceHeader(ddl, database, { fileGroups });
}

function renameGroup(ddl: DdlContext, database: Database, name: string, to: string): void {
  const group = requireFileGroup(database, name);
  if (group.dataSpaceId === PRIMARY_SPACE) throw raise(Messages.PrimaryGroupRenamed, {});
  if (fileGroupsOf(database.header).some((other) => other !== group && sameName(other.name, to))) throw raise(Messages.FileGroupExists, { name: to });
  const files = database.header.files.map((file) => (sameName(file.fileGroup ?? '', group.name) ? { ...file, fileGroup: to } : file));
  replaceGroup(ddl, database, group, { ...group, name: to });
  replaceHeader(ddl, database, { files });
  ddl.info(5021, 0, `The filegroup name '${to}' has been set.`);
}

function setProperty(ddl: DdlContext, database: Database, { name, property }: Extract<FileAction, { kind: 'modify-filegroup' }>): void {
  const group = requireFileGroup(database, name);
  if (filesOfGroup(database.header, group).length === 0) throw raise(Messages.EmptyFileGroup, { name: group.name });
  const isAccess = property === 'READ_ONLY' || property === 'READ_WRITE';
  if (isAccess && group.dataSpaceId === PRIMARY_SPACE) throw raise(Messages.PrimaryGroupReadOnly, {});
  const after = withProperty(group, property);
  if (!after) throw raise(Messages.FileGroupPropertySet, { property });
  if (isAccess && ddl.isDatabaseInUse(database.header.databaseId)) throw notSupported(`MODIFY FILEGROUP ... ${property} while other sessions are in the database`);
  replaceGroup(ddl, database, group, after);
  ddl.info(5046, 0, `The filegroup property '${property}' has been set.`);
}

/** The file group with the property; undefined where it has it already. */
function withProperty(group: FileGroup, property: Extract<FileAction, { kind: 'modify-filegroup' }>['property']): FileGroup | undefined {
  switch (property) {
    case 'DEFAULT': return group.isDefault ? undefined : { ...group, isDefault: true };
    case 'READ_ONLY': return group.isReadOnly ? undefined : { ...group, isReadOnly: true };
    case 'READ_WRITE': return group.isReadOnly ? { ...group, isReadOnly: false } : undefined;
    case 'AUTOGROW_ALL_FILES': return group.isAutogrowAllFiles ? undefined : { ...group, isAutogrowAllFiles: true };
    case 'AUTOGROW_SINGLE_FILE': return group.isAutogrowAllFiles ? { ...group, isAutogrowAllFiles: false } : undefined;
  }
}

function requireChangeable(database: Database, name: string): FileGroup {
  const group = requireFileGroup(database, name);
  if (group.isReadOnly) throw raise(Messages.FilesOfReadOnlyGroup, { name: group.name });
  return group;
}

function addFiles(ddl: DdlContext, database: Database, specs: readonly DatabaseFileSpec[]): void {
  for (const spec of specs) {
    if (fileOption(spec, 'NEWNAME') !== undefined) throw notSupported('ADD FILE ... NEWNAME');
    for (const option of ['NAME', 'FILENAME']) if (fileOption(spec, option) === undefined) throw raise(Messages.FileOptionRequired, { option });
    if (spec.isLog && spec.fileGroup !== undefined && !sameName(spec.fileGroup, 'PRIMARY')) throw raise(Messages.LogFileInGroup, {});
  }
  let files = database.header.files;
  for (const spec of specs) {
    const group = spec.isLog ? undefined : requireChangeable(database, spec.fileGroup ?? 'PRIMARY');
    const file = newFile({ ...spec, ...(group ? { fileGroup: group.name } : {}) }, { database: database.header.name, isFirst: false });
    if (databaseOfFile(ddl, file.physicalName) ?? files.some((other) => sameName(other.physicalName, file.physicalName)))
      throw withFollower(raise(Messages.FileNotFound, {}), raise(Messages.FileAlreadyExists, { file: file.physicalName }));
    files = [...files, { ...file, fileId: freeFileId(files) }];
  }
  requireDistinctNames(files);
  replaceHeader(ddl, database, { files: [...files].sort((a, b) => a.fileId - b.fileId) });
}

function freeFileId(files: readonly DatabaseFile[]): number {
  let id = FIRST_FREE_FILE_ID;
  while (files.some((file) => file.fileId === id)) id++;
  return id;
}

function removeFile(ddl: DdlContext, database: Database, name: string): void {
  const { header, catalog, store } = database;
  const file = header.files.find((candidate) => sameName(candidate.logicalName, name));
  if (!file) throw raise(Messages.FileNotFound, {});
  if (file.fileId < FIRST_FREE_FILE_ID) throw raise(Messages.PrimaryFileRemoved, {});
  if (file.type === 'D') {
    const group = requireFileGroup(database, file.fileGroup ?? 'PRIMARY');
    if (group.isReadOnly) throw raise(Messages.FileReadOnly, { name: file.logicalName });
    const isOnly = filesOfGroup(header, group).length === 1;
    if (isOnly && group.isDefault) throw raise(Messages.OnlyFileOfDefault, { name: file.logicalName });
    const hasRows = [...tablesOn(catalog, group.dataSpaceId)].some(({ objectId }) => (store.table(objectId)?.rowCount ?? 0) > 0);
    if (hasRows && group.dataSpaceId !== PRIMARY_SPACE) throw raise(Messages.NotEmptyForRemoval, { kind: 'file', name: file.logicalName });
  }
  replaceHeader(ddl, database, { files: header.files.filter((other) => other !== file) });
  ddl.info(5044, 0, `The file '${file.logicalName}' has been removed.`);
}

function modifyFile(ddl: DdlContext, database: Database, spec: DatabaseFileSpec): void {
  const name = fileOption(spec, 'NAME');
  if (name === undefined) throw raise(Messages.FileOptionRequired, { option: 'NAME' });
  const { files } = database.header;
  const file = files.find((candidate) => sameName(candidate.logicalName, String(name)));
  if (!file) throw raise(Messages.ModifyFileMissing, { name });
  if (spec.options.length < 2) throw raise(Messages.ModifyFileNothing, { name: file.logicalName });
  if (file.type === 'D') requireChangeable(database, file.fileGroup ?? 'PRIMARY');
  const newName = fileOption(spec, 'NEWNAME');
  if (newName !== undefined && files.some((other) => sameName(other.logicalName, String(newName)))) throw raise(Messages.LogicalFileTwice, { name: newName });
  const path = fileOption(spec, 'FILENAME');
  if (path !== undefined) throw notSupported('MODIFY FILE ... FILENAME');
  const sizes = readSizes(spec);
  if (sizes.size !== undefined && sizes.size <= (file.size ?? MODEL_PAGES)) throw raise(Messages.ModifyFileSmaller, {});
  const after: DatabaseFile = { ...file, ...sizes, ...(newName === undefined ? {} : { logicalName: String(newName) }) };
  replaceHeader(ddl, database, { files: files.map((other) => (other === file ? after : other)) });
  if (newName !== undefined) ddl.info(5021, 0, `The file name '${String(newName)}' has been set.`);
}
