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
  DatabaseReadOnly: message(3906, 16, 'Failed to update database "{database}" because the database is read-only.'),
  VersioningTermination: message(5083, 16, 'The termination option is not supported when making versioning state changes.'),
  StyleOfBinary: message(9809, 16, 'The style {style} is not supported for conversions from {from} to {to}.'),
  OwnerOfSystemDatabase: message(15109, 16, 'Cannot change the owner of the master, model, tempdb or distribution database.'),
  TypeOverXml: message(15226, 16, 'Cannot create alias types from an XML datatype.'),
  TrustworthyOfSystem: message(15309, 16, 'Cannot alter the trustworthy state of the model or tempdb databases.'),
} as const;
