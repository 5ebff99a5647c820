// An example of every statement in src/sql, with names that have to be quoted; and what of src/sql is no statement.
import * as backup from '../../src/sql/backup-statements';
import * as baseline from '../../src/sql/baseline-statements';
import * as blocker from '../../src/sql/blocker-statements';
import * as clean from '../../src/sql/clean-procedure';
import * as identityInsert from '../../src/sql/identity-insert';
import * as detail from '../../src/sql/detail-statements';
import * as policy from '../../src/sql/policy-statements';
import * as roundTrip from '../../src/sql/round-trip-statements';
import * as schema from '../../src/sql/schema-statements';
import * as server from '../../src/sql/server-statements';
import * as table from '../../src/sql/table-statements';
import * as waiting from '../../src/sql/waiting-statements';

/** The texts of one export, and the parameters that they are sent with. */
export interface Sample {
  readonly texts: readonly string[];
  readonly parameters?: string;
}

const CLONE = 'shop_test_0123456789_w1';
const TEMPLATE = 'shop_test_0123456789ab_template';
const FILE = "/var/opt/mssql/data/it's.bak";
const FOLDERS = { dataFolder: '/var/opt/mssql/data/', logFolder: '/var/opt/mssql/log/' };
const ORDER = '[sales].[order]';
const IDENTITY = { increment: 5n, next: 100n };
const KEY: schema.ForeignKeyFacts = { schema: 'sales', columns: '[order_id], [x]', referenced: ORDER, referencedColumns: '[id], [y]', onDelete: 1, onUpdate: 2, isNotForReplication: true };
const VERSIONING: schema.VersioningFacts = { historyId: 2, period: [{ name: 'from', isHidden: true }, { name: 'to', isHidden: false }], retention: '6 MONTH' };
const COURSE: schema.SequenceCourse = { increment: -1n, minimum: -9n, maximum: 9n, isCycling: true, cache: 5 };
const ROWS: baseline.BaselineRows = {
  tables: [{ id: 7, name: ORDER, deleteOrder: 1, keptRows: 2, isUnwatched: false, wipeText: table.deleteText(ORDER), reseed: { usedText: table.reseedText(ORDER, IDENTITY, true), unusedText: table.reseedText(ORDER, IDENTITY, false) }, refillText: undefined, identity: '95' }],
  references: [[8, 7]],
  constraints: [{ tableId: 7, name: 'fk', offText: table.constraintOffText(ORDER, 'fk'), onText: table.constraintOnText(ORDER, 'fk', true) }],
  switches: [{ id: 9, state: 0, isFirst: true, text: table.switchTriggerText('sales', 'order', 'trg', false) }],
  sequences: [{ id: 10, isUsed: true, restartText: table.restartSequenceText('[sales].[n]', 1n, COURSE), state: '1/' }],
};
const one = (text: string, parameters?: string): Sample => ({ texts: [text], ...(parameters === undefined ? {} : { parameters }) });

/** By file and name of what is exported. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  'backup-statements.backupOfText': one(backup.backupOfText(TEMPLATE, FILE)),
  'backup-statements.backupText': { texts: [backup.backupText(TEMPLATE, FILE, true), backup.backupText(TEMPLATE, FILE, false)] },
  'backup-statements.fileListText': one(backup.fileListText(FILE)),
  'backup-statements.restoreText': one(backup.restoreText(CLONE, FILE, [{ logicalName: 'shop', type: 'D' }, { logicalName: "more'", type: 'D' }, { logicalName: 'log', type: 'L' }, { logicalName: 'files', type: 'S' }], FOLDERS)),
  'baseline-statements.copyRowsText': one(baseline.copyRowsText(7, ORDER, '[id], [name]')),
  'baseline-statements.createBaselineTexts': { texts: baseline.createBaselineTexts() },
  'baseline-statements.fillBaselineTexts': { texts: baseline.fillBaselineTexts(ROWS) },
  'baseline-statements.noteSequencesText': { texts: [baseline.noteSequencesText()] },
  'baseline-statements.sequenceNowText': one(baseline.sequenceNowText()),
  'baseline-statements.switchNowText': one(baseline.switchNowText()),
  'baseline-statements.tableNowText': { texts: [baseline.tableNowText(true), baseline.tableNowText(false)] },
  'blocker-statements.BLOCKING_SESSIONS_TEXT': one(blocker.BLOCKING_SESSIONS_TEXT),
  'blocker-statements.IDLE_SESSIONS_TEXT': one(blocker.IDLE_SESSIONS_TEXT, `@database nvarchar(128) = N'${CLONE}', @process int = 4711, @age int = 60000`),
  'blocker-statements.IS_OWN_DATABASE_TEXT': one(blocker.IS_OWN_DATABASE_TEXT),
  'blocker-statements.killText': one(blocker.killText(57)),
  'blocker-statements.MISSING_DATABASE_TEXT': one(blocker.MISSING_DATABASE_TEXT, `@database nvarchar(128) = N'${CLONE}'`),
  'blocker-statements.LEFT_OPEN_TEXT': one(blocker.LEFT_OPEN_TEXT, `@database nvarchar(128) = N'${CLONE}'`),
  'blocker-statements.LOCKED_TABLES_TEXT': one(blocker.LOCKED_TABLES_TEXT),
  'blocker-statements.RUNNING_TEXT': one(blocker.RUNNING_TEXT, `@database nvarchar(128) = N'${CLONE}', @process int = 4711`),
  'clean-procedure.CLEAN_TEXT': one(clean.CLEAN_TEXT),
  'clean-procedure.createCleanProcedureText': one(clean.createCleanProcedureText(5000, true)),
  'detail-statements.createDetailTexts': { texts: detail.createDetailTexts() },
  'detail-statements.detailNowText': one(detail.detailNowText(5)),
  'detail-statements.fillModuleTexts': { texts: detail.fillModuleTexts([{ id: 11, alterText: "ALTER VIEW [dbo].[v] AS SELECT N'it''s' AS x" }]) },
  'detail-statements.noteDetailTexts': { texts: detail.noteDetailTexts() },
  'detail-statements.OWN_SCHEMA_ID_TEXT': one(detail.OWN_SCHEMA_ID_TEXT),
  'detail-statements.DATABASE_TRIGGERS_ON_TEXT': one(detail.DATABASE_TRIGGERS_ON_TEXT),
  'detail-statements.switchDatabaseTriggersText': { texts: [detail.switchDatabaseTriggersText(['audit', "it's"], false), detail.switchDatabaseTriggersText(['audit'], true)] },
  'detail-statements.shapeNowText': one(detail.shapeNowText(5)),
  'identity-insert.createProbeText': one(identityInsert.createProbeText()),
  'policy-statements.notePoliciesTexts': { texts: policy.notePoliciesTexts() },
  'policy-statements.switchPoliciesText': { texts: [policy.switchPoliciesText(false), policy.switchPoliciesText(true)] },
  'round-trip-statements.SNAPSHOT_TEXTS': { texts: Object.values(roundTrip.SNAPSHOT_TEXTS) },
  'schema-statements.NAMED_TABLES_TEXT': one(schema.NAMED_TABLES_TEXT, "@name nvarchar(257) = N'sales.order'"),
  'schema-statements.OBJECT_ID_TEXT': one(schema.OBJECT_ID_TEXT, "@0 nvarchar(4000) = N'[sales].[order]'"),
  'schema-statements.countRowsText': one(schema.countRowsText(ORDER)),
  'schema-statements.SCHEMA_TEXTS': { texts: Object.values(schema.SCHEMA_TEXTS) },
  'server-statements.copyDatabaseText': one(server.copyDatabaseText(CLONE, TEMPLATE)),
  'server-statements.createDatabaseText': one(server.createDatabaseText(TEMPLATE)),
  'server-statements.databaseToDropText': one(server.databaseToDropText(), `@name nvarchar(128) = N'${CLONE}'`),
  'server-statements.databaseStateText': one(server.databaseStateText(), `@name nvarchar(128) = N'${CLONE}'`),
  'server-statements.dropDatabaseText': { texts: [server.dropDatabaseText(CLONE, 3), server.dropDatabaseText(CLONE, server.AZURE_SQL_DATABASE)] },
  'server-statements.listDatabasesText': one(server.listDatabasesText(), "@prefix nvarchar(128) = N'shop_test_'"),
  'server-statements.lockModeText': one(server.lockModeText(), "@resource nvarchar(255) = N'jest-nest-mssql:run:shop_test_0123456789'"),
  'server-statements.releaseLockText': one(server.releaseLockText(), "@resource nvarchar(255) = N'jest-nest-mssql:run:shop_test_0123456789'"),
  'server-statements.renameDatabaseText': one(server.renameDatabaseText('shop_test_0123456789_build', TEMPLATE)),
  'server-statements.serverAgeText': one(server.serverAgeText()),
  'server-statements.serverFoldersText': one(server.serverFoldersText()),
  'server-statements.serverIdentityText': one(server.serverIdentityText()),
  'server-statements.takeLockText': one(server.takeLockText(), "@resource nvarchar(255) = N'jest-nest-mssql:run:shop_test_0123456789', @mode nvarchar(32) = N'Exclusive', @timeout int = 0"),
  'server-statements.testDatabaseSettingsTexts': { texts: server.testDatabaseSettingsTexts(TEMPLATE, 3) },
  'table-statements.addKeyText': { texts: [table.addKeyText('[sales].[line]', 'fk', KEY, { isDisabled: false, isTrusted: true }), table.addKeyText('[sales].[line]', 'fk', { ...KEY, onDelete: 3, onUpdate: 0, isNotForReplication: false }, { isDisabled: true, isTrusted: false })] },
  'table-statements.constraintOffText': one(table.constraintOffText(ORDER, 'fk]')),
  'table-statements.constraintOnText': { texts: [table.constraintOnText(ORDER, 'fk]', true), table.constraintOnText(ORDER, 'fk]', false)] },
  'table-statements.deleteText': { texts: [table.deleteText(ORDER), table.deleteText(ORDER, true)] },
  'table-statements.dropKeyText': one(table.dropKeyText('[sales].[line]', 'fk')),
  'table-statements.refillText': { texts: [table.refillText(7, ORDER, '[id], [name]', { hasIdentity: true }), table.refillText(7, ORDER, '[name]', { isMemoryOptimized: true })] },
  'table-statements.reseedText': { texts: [table.reseedText(ORDER, IDENTITY, true), table.reseedText(ORDER, IDENTITY, false)] },
  'table-statements.reseedUnknownText': one(table.reseedUnknownText(7, ORDER, IDENTITY)),
  'table-statements.restartSequenceText': { texts: [table.restartSequenceText('[sales].[n]', 10n, COURSE), table.restartSequenceText('[sales].[n]', 10n, { ...COURSE, cache: 'none' }), table.restartSequenceText('[sales].[n]', 10n, { ...COURSE, isCycling: false, cache: 'default' })] },
  'table-statements.switchTriggerText': { texts: [table.switchTriggerText('sales', 'order', 'trg', true), table.switchTriggerText('sales', 'order', 'trg', false)] },
  'table-statements.truncateText': one(table.truncateText(ORDER)),
  'table-statements.versioningOffText': { texts: [table.versioningOffText(ORDER, true), table.versioningOffText(ORDER, false)] },
  'table-statements.versioningOnText': { texts: [table.versioningOnText(ORDER, '[sales].[past]', VERSIONING, true), table.versioningOnText(ORDER, '[sales].[past]', VERSIONING, false)] },
  'table-statements.whileThereText': one(table.whileThereText('sales', 'fk', table.constraintOffText('[sales].[line]', 'fk'))),
  'table-statements.withoutTriggersText': one(table.withoutTriggersText(ORDER, ['a', 'b]'], table.deleteText(ORDER))),
  'waiting-statements.SESSION_ID_TEXT': one(waiting.SESSION_ID_TEXT),
  'waiting-statements.TABLE_NAME_TEXT': one(waiting.TABLE_NAME_TEXT, '@0 int = 7'),
  'waiting-statements.WAITING_SESSIONS_TEXT': one(waiting.WAITING_SESSIONS_TEXT),
};

const PART_OF_CLEAN = 'part of createCleanProcedureText';
const SENDS = 'sends what is printed';
const NO_SQL = 'holds no statement';

/** What src/sql exports beside statements, and why it is not printed. */
export const NO_STATEMENTS: Readonly<Record<string, string>> = {
  'backup-statements.findBackup': SENDS, 'backup-statements.isBackupRefusal': NO_SQL, 'backup-statements.readFileList': SENDS, 'backup-statements.writeBackup': SENDS,
  'baseline-statements.copyName': NO_SQL, 'baseline-statements.noteSeenText': PART_OF_CLEAN, 'policy-statements.POLICIES_OFF': PART_OF_CLEAN, 'policy-statements.POLICIES_ON': PART_OF_CLEAN,
  'clean-objects.COLLECT_OBJECTS': PART_OF_CLEAN, 'clean-objects.COLLECT_SWITCHES': PART_OF_CLEAN, 'clean-objects.DECLARE_DIFFERENCE': PART_OF_CLEAN, 'clean-objects.FIND_DIFFERENCES': PART_OF_CLEAN,
  'clean-objects.GUARD_FROM_DATABASE_TRIGGERS': PART_OF_CLEAN, 'clean-objects.VERIFY_OBJECTS': PART_OF_CLEAN, 'clean-objects.OBJECTS_ALTERED': NO_SQL, 'clean-objects.OBJECTS_GONE': NO_SQL,
  'connection.openConnection': NO_SQL, 'connection.withConnection': NO_SQL,
  'connection-loss.isConnectionLoss': NO_SQL, 'connection-loss.namedLoss': NO_SQL,
  'hide-secrets.hideSecrets': NO_SQL,
  'identity-insert.WITH_IDENTITY_INSERT_OFF': PART_OF_CLEAN,
  'quoting.quoteName': NO_SQL, 'quoting.quoteText': NO_SQL, 'quoting.quoteTwoPartName': NO_SQL,
  'retry.retryPassingErrors': NO_SQL, 'retry.sqlErrorNumbers': NO_SQL,
  'round-trip-statements.compareSnapshots': NO_SQL, 'round-trip-statements.readSnapshot': SENDS,
  'schema-statements.OWN_SCHEMA': NO_SQL, 'schema-statements.findNamedTables': SENDS, 'schema-statements.readSchema': SENDS,
  'script.databaseUsed': NO_SQL, 'script.ScriptError': NO_SQL, 'script.splitBatches': NO_SQL,
  'server-statements.AZURE_SQL_DATABASE': NO_SQL, 'server-statements.dropDatabase': SENDS, 'server-statements.folderOf': NO_SQL, 'server-statements.listDatabases': SENDS, 'server-statements.readServerAgeMs': SENDS, 'server-statements.readServerFacts': SENDS,
  'server-statements.knowsCopies': SENDS, 'server-statements.knowsCopiesTexts': 'copyDatabaseText between texts that would end the reading of the script', 'server-statements.whileLocked': NO_SQL, 'server-statements.releaseLock': SENDS, 'server-statements.requireLock': SENDS, 'server-statements.takeLock': SENDS,
};
