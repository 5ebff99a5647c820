// Messages of databases, their options, data types and DBCC. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised by ALTER DATABASE, CREATE and DROP TYPE, SET LANGUAGE and DBCC, and by writes to a database that is read-only. */
export const DATABASE_MESSAGES = {
  TypeNotFound: message(218, 16, "Could not find the type '{name}'. Either it does not exist or you do not have the necessary permission."),
  InvalidBaseType: message(222, 16, 'The base type "{name}" is not a valid base type for the alias data type.'),
  DbccOptionInvalid: message(2532, 16, 'One or more WITH options specified are not valid for this command.'),
  MoneySpaceInsufficient: message(237, 16, 'There is insufficient result space to convert a {from} value to {to}.'),
  AliasWidth: message(2716, 16, 'Column, parameter, or variable #{position}: Cannot specify a column width on data type {type}.', 3),
  UnknownLanguage: message(2740, 16, "SET LANGUAGE failed because '{name}' is not an official language name or a language alias on this SQL Server."),
  TextExpectsTooMany: message(2794, 16, 'Message text expects more than the maximum number of arguments (20).'),
  MirroredDatabase: message(1468, 16, 'The operation cannot be performed on database "{database}" because it is involved in a database mirroring session or an availability group. Some operations are not allowed on a database that is participating in a database mirroring session or in an availability group.', 5),
  DatabaseReadOnly: message(3906, 16, 'Failed to update database "{database}" because the database is read-only.'),
  MustBeInMaster: message(5001, 16, 'User must be in the master database.'),
  VersioningTermination: message(5083, 16, 'The termination option is not supported when making versioning state changes.'),
  StyleNotFollowed: message(9807, 16, 'The input character string does not follow style {style}, either change the input character string or use a different style.', 0),
  StyleOfConversion: message(9809, 16, 'The style {style} is not supported for conversions from {from} to {to}.'),
  OwnerOfSystemDatabase: message(15109, 16, 'Cannot change the owner of the master, model, tempdb or distribution database.'),
  TypeOverXml: message(15226, 16, 'Cannot create alias types from an XML datatype.'),
  TrustworthyOfSystem: message(15309, 16, 'Cannot alter the trustworthy state of the model or tempdb databases.'),
  UseOfOtherDatabase: message(40508, 16, 'USE statement is not supported to switch between databases. Use a new connection to connect to a different database.'),
  StatementNotOnAzure: message(40510, 16, "Statement '{statement}' is not supported in this version of SQL Server."),
  OtherDatabaseReferenced: message(40515, 15, "Reference to database and/or server name in '{name}' is not supported in this version of SQL Server."),
  OptionNotOnAzure: message(40517, 16, "Keyword or statement option '{option}' is not supported in this version of SQL Server."),
  MustBeAlone: message(40530, 16, 'The {statement} statement must be the only statement in the batch.'),
  CopySourceMissing: message(40561, 16, 'Database copy failed. Either the source or target database does not exist.'),
  CopyUnderWay: message(40565, 16, 'Database copy failed. No more than 1 concurrent database copy from the same source is allowed. Please drop target database and try again later.'),
} as const;
