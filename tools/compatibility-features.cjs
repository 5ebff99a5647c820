// The table behind COMPATIBILITY.md: features by area, how far each is there, and the transcripts that show it. Every transcript is named.
'use strict';

const yes = (feature, ...golden) => ({ feature, support: 'yes', golden });
const partly = (feature, note, ...golden) => ({ feature, support: 'partly', note, golden });
const refused = (feature, note, ...golden) => ({ feature, support: 'refused', note, golden });

const atEachLevel = (anomaly) => ['read-uncommitted', 'read-committed', 'read-committed-snapshot', 'repeatable-read', 'snapshot', 'serializable'].map((level) => `${anomaly}-${level}`);

const areas = [
  {
    area: 'types', title: 'Data types', features: [
      yes('integers: tinyint, smallint, int, bigint', 'integers'),
      yes('bit', 'bit'),
      yes('decimal, numeric', 'decimal-arithmetic', 'decimal-rounding'),
      yes('money, smallmoney', 'money'),
      yes('float, real', 'float'),
      yes('char, varchar', 'char-padding', 'string-lengths'),
      yes('nchar, nvarchar', 'unicode'),
      yes('binary, varbinary', 'binary'),
      yes('date, time, datetime, smalldatetime, datetime2', 'datetime-rounding', 'date-errors'),
      yes('datetimeoffset', 'datetimeoffset'),
      yes('uniqueidentifier', 'uniqueidentifier'),
      yes('rowversion', 'rowversion'),
      yes('sql_variant', 'sql-variant'),
      partly('geometry, geography', 'points, lines, polygons and their collections in well-known text; SRID, coordinates, STGeometryType, STIsEmpty, STNumPoints, STIsValid of simple shapes, STDistance between points; no curves, no other method, no spatial index', 'spatial', 'spatial-null'),
      partly('hierarchyid', 'with all its methods but Read and Write; GetDescendant is refused where only SQL Server\'s own choice decides: beside a single child with a dotted label', 'hierarchyid'),
      partly('vector', 'float32 and VECTOR_DISTANCE; JSON text on the wire', 'vector'),
      yes('alias types and table types', 'user-types', 'alias-type-limits'),
      yes('conversions, implicit and explicit', 'implicit-conversion', 'forbidden-conversions', 'try-convert'),
      yes('nullability of result columns', 'nullability'),
      partly('types as ODBC names them (sp_columns)', 'as ODBC 2 and 3 clients see them; the procedures of newer clients (_100) are refused', 'odbc-types'),
    ],
  },
  {
    area: 'expressions', title: 'Expressions', features: [
      yes('operators and compound assignment', 'operators', 'operand-types', 'divide-by-zero'),
      yes('types of literals', 'literal-types'),
      yes('CASE, COALESCE, ISNULL', 'case-types'),
      yes('NULL and three-valued logic', 'null-logic', 'untyped-null'),
      yes('IN, BETWEEN, ANY, ALL, EXISTS', 'quantified'),
      yes('scalar subqueries', 'scalar-subquery'),
      yes('LIKE', 'like'),
      yes('concatenation', 'concatenation'),
      partly('collations', 'SQL_Latin1_General_CP1 and CP1250 to CP1257, Latin1_General and some sixty other families in their case, accent, kana, width and binary forms, with _SC and _UTF8; other families sort by the rules of ICU; varchar of a code page of two bytes holds ASCII only; the rest is 448', 'collation', 'collation-families'),
    ],
  },
  {
    area: 'functions', title: 'Functions', features: [
      yes('string functions', 'strings', 'string-agg', 'string-split'),
      yes('argument types that functions refuse', 'argument-types'),
      yes('FORMATMESSAGE and the arguments of RAISERROR', 'message-format'),
      yes('SESSION_CONTEXT', 'session-context'),
      yes('searches under a collation', 'search-collation'),
      yes('date functions', 'dates', 'current-time', 'date-bucket'),
      partly('CONVERT styles', 'the Hijri calendar is refused', 'convert-styles', 'refused-styles'),
      partly('FORMAT', 'culture en-US only', 'format'),
      partly('PARSE, TRY_PARSE', 'culture en-US only; dates in the forms that the transcript shows', 'parse'),
      yes('mathematical functions', 'mathematics', 'rand'),
      yes('GREATEST, LEAST and others', 'greatest-least'),
      partly('functions on bits', 'the operators << and >> are no syntax here', 'bits'),
      partly('messages, cursors, columns of triggers and other small things', 'functions of SQL Server 2022 that are not there (encryption, full text, statistics) are refused by name', 'various'),
      yes('aggregates', 'aggregates'),
      yes('JSON', 'json', 'json-constructors'),
      partly('xml methods', 'value, query, exist and nodes over untyped xml, with paths of child, descendant, parent, self and attribute steps, predicates, comparisons, some ten functions, sql:variable and sql:column; modify, FLWOR and constructors are refused', 'xml-methods'),
      partly('HASHBYTES', 'MD2 and MD4 are refused', 'hashbytes'),
      partly('metadata', 'properties that are not answered are refused by name', 'metadata', 'property-functions'),
    ],
  },
  {
    area: 'select', title: 'Queries', features: [
      yes('names, aliases, three-part names', 'names'),
      yes('joins', 'joins'),
      yes('APPLY', 'apply'),
      yes('subqueries', 'subqueries'),
      yes('DISTINCT, TOP', 'distinct-top'),
      yes('ORDER BY, OFFSET ... FETCH', 'order-by', 'order-by-terms', 'offset-fetch'),
      yes('GROUP BY, HAVING', 'group-by'),
      yes('GROUPING SETS, ROLLUP, CUBE', 'grouping-sets'),
      yes('window functions', 'window-functions', 'window-clause', 'aggregate-rules', 'latest-per-group', 'percentiles'),
      yes('UNION, INTERSECT, EXCEPT', 'set-operators'),
      yes('common table expressions, recursive ones too', 'cte', 'recursive-cte'),
      yes('PIVOT, UNPIVOT', 'pivot', 'refused-spellings'),
      yes('SELECT INTO', 'select-into'),
      partly('FOR JSON', 'AUTO over several tables with GROUP BY is refused', 'for-json', 'for-auto'),
      partly('FOR XML', 'PATH, RAW and AUTO; AUTO over several tables with GROUP BY, EXPLICIT, XMLDATA and XMLSCHEMA are refused', 'for-xml'),
    ],
  },
  {
    area: 'writes', title: 'Writes', features: [
      yes('INSERT', 'insert', 'insert-exec', 'write-refusals'),
      yes('UPDATE', 'update', 'update-cross-apply', 'key-shift'),
      yes('DELETE, TRUNCATE', 'delete', 'truncate'),
      partly('MERGE', 'targets with INSTEAD OF triggers are refused', 'merge', 'merge-actions', 'merge-top-and-variables', 'upsert-counter'),
      partly('writing through views, CTEs and derived tables', 'with joins too, one table at a time; WITH CHECK OPTION over several tables is refused', 'through-queries'),
      yes('OUTPUT', 'output', 'output-and-triggers', 'output-refusals'),
      yes('identity columns', 'identity', 'identity-insert', 'identity-reseed', 'identity-reseed-after-rollback'),
      yes('atomicity of a statement', 'statement-atomicity'),
    ],
  },
  {
    area: 'schema', title: 'Schema', features: [
      yes('schemas', 'schemas', 'schema-contents'),
      partly('ALTER AUTHORIZATION', 'owners of schemas; databases stay with sa, objects with the owner of their schema', 'authorization'),
      partly('EXECUTE AS, REVERT', 'to become dbo, sa or the caller; others are refused', 'execute-as'),
      yes('ALTER TABLE', 'alter-table', 'alter-column-data'),
      yes('DROP', 'drop'),
      yes('CHECK, UNIQUE, DEFAULT', 'constraints', 'column-constraints', 'disabled-constraints', 'constraint-names'),
      yes('foreign keys', 'foreign-keys', 'foreign-key-shapes', 'cascades'),
      partly('indexes', 'columnstore, hash, XML, spatial and full-text indexes, partitions and the disabling of clustered indexes are refused', 'indexes', 'filtered-index', 'index-maintenance', 'index-refusals', 'index-key-size', 'help-index'),
      yes('computed columns', 'computed-columns', 'computed-constraints', 'column-refusals'),
      partly('sequences', 'NEXT VALUE FOR ... OVER is refused', 'sequences', 'sequence-draws', 'sequence-default-shared', 'sequence-ranges'),
      yes('views', 'views'),
      partly('indexed views', 'of tables joined by INNER JOIN, with SUM and COUNT_BIG or without GROUP BY; a query reads the kept rows where it says NOEXPAND; user-defined functions, APPLY, derived tables, temporal tables and ALTER INDEX are refused', 'indexed-views', 'indexed-view-requirements'),
      yes('synonyms', 'synonyms', 'synonym-refusals'),
      partly('system-versioned tables', 'identity, computed, rowguid and rowversion columns are added with versioning off only', 'temporal-tables', 'temporal-refusals', 'temporal-existing-rows', 'temporal-period-again', 'temporal-column-changes'),
      yes('temporary tables and table variables', 'temp-tables', 'table-variables', 'unnamed-only'),
      yes('sp_rename', 'rename', 'rename-by-full-name'),
      partly('ALTER DATABASE', 'files, file groups, change tracking and encryption are refused', 'database-options', 'read-only-database'),
      partly('BACKUP DATABASE, RESTORE', 'to and from disk; no log backups, devices, mirrors', 'backup-restore', 'restore-filelist'),
    ],
  },
  {
    area: 'modules', title: 'Procedures, functions, triggers', features: [
      partly('stored procedures', 'CLR, numbered, natively compiled and replication procedures and cursor parameters are refused', 'procedures', 'procedure-arguments', 'procedure-errors', 'procedure-rowcounts', 'return-status', 'nesting', 'deferred-names', 'alter-and-text'),
      yes('table-valued parameters', 'table-parameters', 'read-only-parameters'),
      partly('dynamic SQL', 'EXECUTE AS and a text with arguments are refused', 'dynamic-sql'),
      yes('sp_MSforeachtable, sp_MSforeachdb', 'for-each'),
      partly('sp_tables, sp_columns, sp_pkeys, sp_fkeys, sp_statistics, sp_stored_procedures, sp_sproc_columns', 'columns of CLR types, xml and vector, and table-valued functions in sp_sproc_columns are refused, and so are sp_special_columns and the procedures whose names end in _100; sp_stored_procedures lists no system procedures; the cardinality of an index that is not unique is NULL', 'catalog-procedures'),
      partly('sp_help, sp_helpconstraint, sp_spaceused', 'sp_help of a type is refused; sp_help without an argument lists the objects of users, and is refused where there are user-defined types; sizes are reckoned from the number of rows', 'help-procedures'),
      yes('what a schema-bound view or a constraint names is not altered', 'altered-while-bound'),
      partly('EXECUTE ... WITH RESULT SETS', 'AS OBJECT, AS TYPE, AS FOR XML and INSERT ... EXEC with it are refused', 'result-sets'),
      yes('a procedure that cleans a database by its usage statistics', 'clean-procedure'),
      yes('functions', 'scalar-functions', 'function-limits', 'table-functions', 'compiled-bodies', 'broken-views'),
      partly('triggers', 'DDL and logon triggers are refused', 'after-triggers', 'instead-of-triggers', 'instead-of-values', 'instead-of-joined', 'cascade-triggers', 'trigger-errors', 'trigger-outlives-transaction'),
      partly('cursors', 'which rows a cursor has is settled when it is opened: those added later are not seen; DYNAMIC and SCROLL_LOCKS, positioned writes to anything but tables with unique indexes, and the cursors of the API are refused', 'cursors', 'cursor-scope', 'positioned-writes'),
    ],
  },
  {
    area: 'control-flow', title: 'Control flow', features: [
      yes('batches, variables, USE', 'batch-compile', 'variables', 'use'),
      partly('SET LANGUAGE', 'us_english and British; the languages with names and messages of their own are refused', 'set-language'),
      partly('IF, WHILE, GOTO, RETURN', 'GOTO into another block is refused', 'loops', 'goto', 'return'),
      yes('TRY, CATCH, THROW', 'try-catch', 'throw'),
      partly('RAISERROR, PRINT', 'message numbers and sys.messages are refused', 'raiserror', 'arguments-of-messages', 'print'),
      yes('XACT_ABORT, NOCOUNT, ROWCOUNT', 'xact-abort', 'rowcount'),
      yes('values that SET options refuse; NOEXEC, PARSEONLY', 'set-refusals'),
      partly('WAITFOR', 'TIME and RECEIVE are refused', 'waitfor'),
    ],
  },
  {
    area: 'transactions', title: 'Transactions and isolation', features: [
      partly('transactions and savepoints', 'distributed and marked transactions are refused', 'commit-and-rollback', 'savepoints', 'implicit', 'trancount-mismatch', 'temp-tables', 'what-is-not-undone', 'ddl-rollback'),
      yes('doomed transactions', 'doomed'),
      yes('READ UNCOMMITTED', 'dirty-read'),
      yes('READ COMMITTED SNAPSHOT', 'read-committed-snapshot'),
      yes('REPEATABLE READ', 'phantom-read', 'repeatable-read-locks'),
      yes('SERIALIZABLE', 'phantom-read-between'),
      yes('SNAPSHOT', 'snapshot-refusals', 'snapshot-consistency'),
      yes('isolation levels in procedures', 'isolation-in-procedures'),
      yes('UPDLOCK against lost updates', 'lost-update-updlock'),
    ],
  },
  {
    area: 'anomalies', title: 'Anomalies, at each isolation level', features: [
      yes('dirty write', ...atEachLevel('dirty-write')),
      yes('dirty read', ...atEachLevel('dirty-read')),
      yes('non-repeatable read', ...atEachLevel('non-repeatable-read')),
      yes('phantom read', ...atEachLevel('phantom-read')),
      yes('lost update', ...atEachLevel('lost-update')),
      yes('read skew', ...atEachLevel('read-skew')),
      yes('write skew', ...atEachLevel('write-skew')),
    ],
  },
  {
    area: 'locking', title: 'Locks', features: [
      yes('who waits for whom', 'reader-waits', 'writers-of-different-rows', 'write-locks', 'first-come', 'unique-insert-waits', 'foreign-key-check-waits', 'indexed-view-locks', 'atomic-decrement', 'savepoint-keeps-locks'),
      yes('KILL frees the locks of its victim', 'session-end-releases'),
      yes('key-range locks', 'serializable-locks', 'holdlock-insert'),
      yes('hints', 'job-claim', 'claim-without-readpast', 'readpast-refused', 'nowait', 'table-locks', 'snapshot-updlock'),
      yes('schema locks', 'ddl-waits', 'truncate-waits'),
      yes('deadlocks', 'deadlock', 'deadlock-in-try', 'deadlock-priority', 'range-insert-deadlock'),
      yes('lock escalation', 'lock-escalation'),
      yes('LOCK_TIMEOUT', 'lock-timeout'),
      yes('application locks', 'application-locks', 'application-lock-refusals'),
    ],
  },
  {
    area: 'errors', title: 'Errors', features: [
      yes('what an error ends', 'conversion-ends-batch', 'divide-by-zero', 'syntax', 'set-identity-insert-compile'),
      yes('numbers and texts', 'duplicate-keys', 'not-null', 'truncation', 'overflow-into-columns', 'names'),
      yes('SET options that indexes ask for', 'set-options-of-indexes'),
      yes('index hints on targets', 'index-hint-on-target'),
      yes('@@ERROR', 'error-variable'),
    ],
  },
  {
    area: 'system-views', title: 'System views and INFORMATION_SCHEMA', features: [
      partly('extended properties', 'of databases, schemas, tables, views, modules, sequences, synonyms, columns, indexes, constraints and triggers; others are refused', 'extended-property-list', 'extended-property-size'),
      partly('objects, columns, indexes, keys', 'the views listed below, of SQL Server\'s several hundred; others are refused by name where they are well known', 'objects', 'absent-views', 'columns', 'indexes', 'foreign-keys'),
      yes('definitions as SQL Server stores them', 'check-definitions', 'computed-definitions', 'default-definitions'),
      yes('state of identities, sequences, partitions', 'identity-and-sequence-state', 'partition-stats', 'as-of-now', 'statistics'),
      yes('server, sessions, locks', 'server', 'sessions-and-locks'),
      partly('system objects', 'the system views that are here, no system procedures and functions; spt_values has its type P only; a query that numbers or multiplies the rows of system views, to have many, is refused', 'system-objects'),
    ],
  },
  {
    area: 'typeorm', title: 'What TypeORM sends', features: [
      yes('connecting', 'connect', 'use-options'),
      yes('reading a schema', 'load-columns', 'load-constraints'),
      yes('building and clearing a schema', 'create-table', 'ddl-in-transaction', 'clear-database'),
      yes('the migrations and services of an application', 'orders-migrations'),
      yes('inserts and upserts', 'insert', 'merge-upsert', 'merge-null-source'),
      yes('paging and trees', 'paging', 'trees'),
    ],
  },
];

/** What no transcript can show. */
const beyond = [
  { feature: 'TDS', support: '7.4', note: 'Batches, RPC (`sp_executesql`, `sp_prepare`, `sp_execute`, `sp_prepexec`, `sp_unprepare`), transaction manager requests, bulk load, table-valued parameters, attention (in the middle of a statement as well, within a twentieth of a second; on Windows between two statements and during any wait), reset of a connection. MARS is not offered; cursors of the API, older versions of TDS, Windows and Entra authentication and Always Encrypted are refused. Tests: `engine/tests/wire`.' },
  { feature: 'encryption', support: 'yes', note: 'TLS inside of PRELOGIN with a self-signed certificate, or none.' },
  { feature: 'plans and speed', support: 'no', note: 'SHOWPLAN, statistics and hints for the optimizer say nothing about SQL Server here.' },
  { feature: 'durability', support: 'no', note: 'Databases are in memory. With a data folder they are saved when the server is stopped, and only then.' },
];

module.exports = { areas, beyond };
