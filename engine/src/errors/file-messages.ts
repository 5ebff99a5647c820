// Messages of files and file groups. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised where files and file groups are made, changed and taken away, and where rows are put on them. */
export const FILE_MESSAGES = {
  FileGroupWithoutFiles: message(622, 16, 'The filegroup "{name}" has no files assigned to it. Tables, indexes, text columns, ntext columns, and image columns cannot be populated on this filegroup until a file is added.', 3),
  RowsOnReadOnly: message(652, 16, 'The index "{index}" for table "{table}" (RowsetId {rowset}) resides on a read-only filegroup ("{group}"), which cannot be modified.'),
  FileOptionRequired: message(1036, 15, 'File option {option} is required in this CREATE/ALTER DATABASE statement.', 2),
  TextImageWithoutColumns: message(1709, 16, 'Cannot use TEXTIMAGE_ON when a table has no text, ntext, image, varchar(max), nvarchar(max), non-FILESTREAM varbinary(max), xml or large CLR type columns.'),
  LogicalFileTwice: message(1828, 16, 'The logical file name "{name}" is already in use. Choose a different name.'),
  FileGroupReadOnly: message(1924, 16, "Filegroup '{name}' is read-only.", 2),
  FileNotFound: message(5009, 16, 'One or more files listed in the statement could not be found or could not be initialized.'),
  PrimaryGroupRenamed: message(5012, 16, 'The name of the primary filegroup cannot be changed.'),
  NoFileGroupInDatabase: message(5014, 16, "The filegroup '{name}' does not exist in database '{database}'."),
  PrimaryFileRemoved: message(5020, 16, 'The primary data or log file cannot be removed from a database.'),
  OnlyFileOfDefault: message(5031, 16, "Cannot remove the file '{name}' because it is the only file in the DEFAULT filegroup."),
  FileGroupExists: message(5035, 16, "Filegroup '{name}' already exists in this database. Specify a different name or remove the conflicting filegroup if it is empty."),
  ModifyFileNothing: message(5038, 16, 'MODIFY FILE failed for file "{name}". At least one property per file must be specified.'),
  ModifyFileSmaller: message(5039, 16, 'MODIFY FILE failed. Specified size is less than or equal to current size.'),
  ModifyFileMissing: message(5041, 16, "MODIFY FILE failed. File '{name}' does not exist."),
  NotEmptyForRemoval: message(5042, 16, "The {kind} '{name}' cannot be removed because it is not empty."),
  FileGroupPropertySet: message(5045, 16, "The filegroup already has the '{property}' property set."),
  PrimaryGroupReadOnly: message(5047, 16, 'Cannot change the READONLY property of the PRIMARY filegroup.'),
  FilesOfReadOnlyGroup: message(5048, 16, "Cannot add, remove, or modify files in filegroup '{name}'. The filegroup is read-only."),
  EmptyFileGroup: message(5050, 16, "Cannot change the properties of empty filegroup '{name}'. The filegroup must contain at least one file."),
  FileReadOnly: message(5055, 16, "Cannot add, remove, or modify file '{name}'. The file is read-only."),
  LogFileInGroup: message(5087, 16, 'The file content type mismatches with the content type of the filegroup.'),
} as const;
