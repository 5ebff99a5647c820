// Signatures of functions on JSON, hashes, metadata, security and the session. Knows types only.
import type { SqlType } from '../../types/sql-type';
import { BIGINT, BIT, INT, isCharacter, isNumber, JSON_TEXT, numeric, nvarchar, plainText, SMALLINT, SQL_VARIANT, SYSNAME, UNIQUEIDENTIFIER, varbinary, varchar, XML } from '../../types/sql-type';
import { argument, fixedArguments, signature } from './signature';
import type { Arity, ScalarFunctionSignature } from './signature';

const NAME = nvarchar(4000);
/** JSON text as long as the document that it is a piece of. */
const jsonOf = (document: SqlType): SqlType => (document.length === 'max' ? JSON_TEXT : { ...NAME, isJson: true });
const IDENTITY = numeric(38, 0);
const context = { isDeterministic: false, nullable: 'always' } as const;

/** A function of the session or catalog: arguments of the given types, never the same answer for sure. */
const lookup = (name: string, arity: Arity, returns: SqlType, ...types: readonly SqlType[]): ScalarFunctionSignature =>
  signature(name, arity, returns, types.length === 0 ? context : { ...context, args: fixedArguments(...types) });

const JSON_SIGNATURES: readonly ScalarFunctionSignature[] = [
  signature('ISJSON', [1, 2], INT, { args: fixedArguments(nvarchar('max')), keyword: { at: 1, words: ['VALUE', 'ARRAY', 'OBJECT', 'SCALAR'] } }),
  signature('JSON_VALUE', 2, NAME, { args: fixedArguments(nvarchar('max'), NAME), nullable: 'always' }),
  signature('JSON_QUERY', [1, 2], (args) => jsonOf(argument(args, 0)), { args: fixedArguments(jsonOf, NAME), nullable: 'always' }),
  ...['JSON_OBJECT', 'JSON_OBJECT::ABSENT'].map((name) => signature(name, [0, 1000], JSON_TEXT, { args: (args) => args.map((type, i) => (i % 2 === 0 ? NAME : type)), nullable: 'always' })),
  ...['JSON_ARRAY', 'JSON_ARRAY::NULL'].map((name) => signature(name, [0, 1000], JSON_TEXT, { nullable: 'always' })),
  signature('JSON_MODIFY', 3, JSON_TEXT, { args: fixedArguments(nvarchar('max'), NAME, undefined), nullable: 'always' }),
  signature('JSON_PATH_EXISTS', 2, INT, { args: fixedArguments(nvarchar('max'), NAME), nullable: 'always' }),
];

const VALUE_SIGNATURES: readonly ScalarFunctionSignature[] = [
  signature('ISNULL', 2, (args, literals) => plainText(literals[0] === null ? argument(args, 1) : argument(args, 0)), { nullable: 'all-arguments' }),
  signature('NEWID', 0, UNIQUEIDENTIFIER, { isDeterministic: false, nullable: 'always' }),
  signature('NEWSEQUENTIALID', 0, UNIQUEIDENTIFIER, { isDeterministic: false, nullable: 'never' }),
  signature('CHECKSUM', [1, 254], INT),
  signature('BINARY_CHECKSUM', [1, 254], INT),
  signature('HASHBYTES', 2, varbinary(8000), { args: fixedArguments(varchar(20), (type) => (isCharacter(type) ? type : varbinary('max'))), nullable: 'always' }),
  ...['ENCRYPTBYPASSPHRASE', 'DECRYPTBYPASSPHRASE'].map((name) =>
    signature(name, [2, 4], varbinary(8000), { args: fixedArguments(NAME, undefined, INT, SYSNAME), isDeterministic: false, nullable: 'always' })),
  signature('COMPRESS', 1, varbinary('max')),
  signature('DECOMPRESS', 1, varbinary('max'), { args: fixedArguments(varbinary('max')), nullable: 'always' }),
  signature('SQL_VARIANT_PROPERTY', 2, SQL_VARIANT, { args: fixedArguments(SQL_VARIANT, varchar(128)), nullable: 'always' }),
];

const METADATA_SIGNATURES: readonly ScalarFunctionSignature[] = [
  lookup('DB_NAME', [0, 1], SYSNAME, INT), lookup('DB_ID', [0, 1], SMALLINT, NAME),
  lookup('OBJECT_ID', [1, 2], INT, NAME, NAME), lookup('OBJECT_NAME', [1, 2], SYSNAME, INT),
  lookup('OBJECT_SCHEMA_NAME', [1, 2], SYSNAME, INT), lookup('SCHEMA_NAME', [0, 1], SYSNAME, INT), lookup('SCHEMA_ID', [0, 1], INT, NAME),
  lookup('COL_NAME', 2, SYSNAME, INT), lookup('COL_LENGTH', 2, SMALLINT, NAME), lookup('INDEX_COL', 3, SYSNAME, NAME, INT),
  lookup('OBJECTPROPERTY', 2, INT, INT, NAME), lookup('OBJECTPROPERTYEX', 2, SQL_VARIANT, INT, NAME),
  lookup('COLUMNPROPERTY', 3, INT, INT, NAME), lookup('INDEXPROPERTY', 3, INT, INT, NAME), lookup('TYPEPROPERTY', 2, INT, NAME),
  lookup('OBJECT_DEFINITION', 1, nvarchar('max'), INT),
  lookup('TYPE_ID', 1, INT, NAME), lookup('TYPE_NAME', 1, SYSNAME, INT),
  lookup('ODBCSCALE', 2, INT, INT, INT), lookup('ODBCPREC', 3, INT, INT, INT, INT),
  lookup('SERVERPROPERTY', 1, SQL_VARIANT, NAME), lookup('FULLTEXTSERVICEPROPERTY', 1, INT, NAME), lookup('DATABASEPROPERTYEX', 2, SQL_VARIANT, NAME),
  lookup('LOGINPROPERTY', 2, SQL_VARIANT, NAME), lookup('COLLATIONPROPERTY', 2, SQL_VARIANT, NAME), lookup('CONNECTIONPROPERTY', 1, SQL_VARIANT, NAME),
  lookup('FILE_ID', 1, SMALLINT, NAME), lookup('FILE_NAME', 1, SYSNAME, INT), lookup('FILE_IDEX', 1, INT, NAME),
  lookup('FILEGROUPPROPERTY', 2, INT, NAME), lookup('INDEXKEY_PROPERTY', 4, INT, INT, INT, INT, NAME),
  lookup('FILEGROUP_ID', 1, INT, NAME), lookup('FILEGROUP_NAME', 1, SYSNAME, INT),
  lookup('IDENT_CURRENT', 1, IDENTITY, NAME), lookup('IDENT_SEED', 1, IDENTITY, NAME), lookup('IDENT_INCR', 1, IDENTITY, NAME),
  lookup('SCOPE_IDENTITY', 0, IDENTITY),
];

const SESSION_SIGNATURES: readonly ScalarFunctionSignature[] = [
  lookup('USER_NAME', [0, 1], SYSNAME, INT),
  lookup('USER_ID', [0, 1], INT, NAME),
  lookup('USER', 0, SYSNAME),
  lookup('CURRENT_USER', 0, SYSNAME),
  lookup('SESSION_USER', 0, SYSNAME),
  lookup('SYSTEM_USER', 0, SYSNAME),
  lookup('DATABASE_PRINCIPAL_ID', [0, 1], INT, NAME),
  lookup('SUSER_SNAME', [0, 1], SYSNAME, varbinary(85)),
  lookup('SUSER_NAME', [0, 1], SYSNAME, INT),
  lookup('SUSER_ID', [0, 1], INT, NAME),
  lookup('SUSER_SID', [0, 2], varbinary(85), NAME),
  lookup('ORIGINAL_LOGIN', 0, SYSNAME),
  lookup('HOST_NAME', 0, SYSNAME),
  lookup('HOST_ID', 0, { name: 'char', length: 10 }),
  lookup('APP_NAME', 0, SYSNAME),
  lookup('HAS_PERMS_BY_NAME', [3, 5], INT, NAME),
  lookup('HAS_DBACCESS', 1, INT, NAME),
  lookup('IS_SRVROLEMEMBER', [1, 2], INT, NAME),
  lookup('IS_MEMBER', 1, INT, NAME),
  lookup('IS_ROLEMEMBER', [1, 2], INT, NAME),
  lookup('XACT_STATE', 0, SMALLINT),
  lookup('CURRENT_REQUEST_ID', 0, SMALLINT),
  lookup('CURRENT_TRANSACTION_ID', 0, BIGINT),
  signature('ROWCOUNT_BIG', 0, BIGINT, { isDeterministic: false, nullable: 'never' }),
  lookup('ERROR_NUMBER', 0, INT),
  lookup('ERROR_MESSAGE', 0, NAME),
  lookup('ERROR_SEVERITY', 0, INT),
  lookup('ERROR_STATE', 0, INT),
  lookup('ERROR_LINE', 0, INT),
  lookup('ERROR_PROCEDURE', 0, SYSNAME),
  lookup('CONTEXT_INFO', 0, varbinary(128)),
  lookup('SESSION_CONTEXT', 1, SQL_VARIANT, NAME),
  lookup('SESSIONPROPERTY', 1, SQL_VARIANT, NAME),
  lookup('APPLOCK_MODE', 3, nvarchar(32), NAME),
  signature('APPLOCK_TEST', 4, INT, { ...context, args: fixedArguments(NAME), nullable: 'never' }),
  lookup('TRIGGER_NESTLEVEL', [0, 3], INT, INT, varchar(128)),
  lookup('GETANSINULL', [0, 1], SMALLINT, NAME),
  signature('CURSOR_STATUS', 2, SMALLINT, { args: fixedArguments(NAME), isDeterministic: false, nullable: 'never' }),
  lookup('COLUMNS_UPDATED', 0, varbinary(128)),
  lookup('EVENTDATA', 0, XML),
  signature('MIN_ACTIVE_ROWVERSION', 0, { name: 'binary', length: 8 }, { isDeterministic: false, nullable: 'never' }),
  lookup('CHANGE_TRACKING_CURRENT_VERSION', 0, BIGINT),
  lookup('CHANGE_TRACKING_MIN_VALID_VERSION', 1, BIGINT, INT),
  lookup('CHANGE_TRACKING_IS_COLUMN_IN_MASK', 2, BIT, INT, varbinary(4100)),
  lookup('ORIGINAL_DB_NAME', 0, SYSNAME),
  signature('FORMATMESSAGE', [1, 21], nvarchar(2048), { args: (args) => args.map((type, i) => (i > 0 ? type : isNumber(type) ? INT : nvarchar(2048))), nullable: 'always' }),
];

/** Functions on JSON, hashes, metadata and the session. */
export const SYSTEM_SIGNATURES: readonly ScalarFunctionSignature[] = [
  ...JSON_SIGNATURES, ...VALUE_SIGNATURES, ...METADATA_SIGNATURES, ...SESSION_SIGNATURES,
];
