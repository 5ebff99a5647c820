// System procedures that read or change the catalog. Those that run statements or take locks of their own belong to the session.
import { notSupported } from '../errors/not-supported';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { OutputColumn } from '../plan/node';
import { parseBatch, parseDataType, parseObjectName } from '../syntax/parse';
import { INT, nvarchar, SMALLINT, SQL_VARIANT, SYSNAME, varchar, type SqlType } from '../types/sql-type';
import type { Row, Value } from '../types/value';
import type { DdlContext } from './objects/ddl-context';
import { addProperty, changeProperty, propertyValue, type PropertyRequest } from './objects/extended-properties';
import { indexRows } from './indexes/help-index';
import { findObject, type Found } from './objects/object-names';
import { addRole, askedSessions, changeMember, changeOwner, changeServerMember, dropRole, renameDatabase } from './security/principal-procedures';
import { rename } from './rename';
import { setTriggerOrder } from './modules/trigger-order';
import { setTableOption } from './tables/table-option';
import { createType } from './type-ddl';
import { addMessage, alterMessage, dropMessage } from './user-messages';
import { refreshView } from './modules/view-ddl';

/** A parameter of a system procedure; its name has its @. */
export interface ProcedureParameter { readonly name: string; readonly type: SqlType; readonly isRequired: boolean }
/** What a system procedure sends. */
export interface ProcedureResult { readonly resultSets?: readonly { readonly columns: readonly OutputColumn[]; readonly rows: readonly Row[] }[]; readonly returnStatus?: number; readonly notice?: { readonly number: number; readonly text: string } }
/** A system procedure; `args` hold the given parameters by name as declared, converted to their types. */
export interface CatalogProcedure {
  readonly parameters: readonly ProcedureParameter[];
  /** Its status is the number of what went wrong; others return 1 then. */
  readonly returnsItsError?: boolean;
  run(ddl: DdlContext, args: ReadonlyMap<string, Value>): ProcedureResult;
}

type Arguments = ReadonlyMap<string, Value>;

const textOf = (args: Arguments, name: string): string | undefined => {
  const value = args.get(name);
  return value === undefined || value === null ? undefined : String(value);
};
const required = (name: string, type: SqlType): ProcedureParameter => ({ name, type, isRequired: true });
const optional = (name: string, type: SqlType): ProcedureParameter => ({ name, type, isRequired: false });

const LEVELS = ['0', '1', '2'].flatMap((level) => [optional(`@level${level}type`, varchar(128)), optional(`@level${level}name`, SYSNAME)]);
const PROPERTY_NAME = required('@name', SYSNAME);
const CHAR_8: SqlType = { name: 'char', length: 8 };
const LANGUAGE = optional('@lang', SYSNAME);
const PROPERTY_VALUE = optional('@value', SQL_VARIANT);

/** The procedure of that name, undefined for a name that is none of SQL Server's; those that it has and this engine has not are refused by name. */
export function catalogProcedure(name: string): CatalogProcedure | undefined {
  const folded = name.toLowerCase();
  if (REFUSED.has(folded)) throw notSupported(name);
  return PROCEDURES[folded];
}

const PROCEDURES: Readonly<Record<string, CatalogProcedure>> = {
  sp_rename: { parameters: [required('@objname', nvarchar(1035)), required('@newname', SYSNAME), optional('@objtype', varchar(13))], run: runRename },
  sp_databases: { parameters: [], run: listDatabases },
  sp_addextendedproperty: { parameters: [PROPERTY_NAME, PROPERTY_VALUE, ...LEVELS], run: (ddl, args) => done(addProperty(ddl, propertyOf(args, 'sp_addextendedproperty'))) },
  sp_updateextendedproperty: { parameters: [PROPERTY_NAME, PROPERTY_VALUE, ...LEVELS], run: (ddl, args) => updateProperty(ddl, propertyOf(args, 'sp_updateextendedproperty')) },
  sp_dropextendedproperty: { parameters: [PROPERTY_NAME, ...LEVELS], run: (ddl, args) => done(changeProperty(ddl, propertyOf(args, 'sp_dropextendedproperty'), undefined)) },
  sp_helptext: { parameters: [required('@objname', nvarchar(776)), optional('@columnname', SYSNAME)], run: helpText },
  sp_helpindex: { parameters: [required('@objname', nvarchar(776))], run: helpIndex },
  sp_refreshview: { parameters: [required('@viewname', nvarchar(776))], returnsItsError: true, run: runRefreshView },
  sp_refreshsqlmodule: { parameters: [required('@name', nvarchar(776)), optional('@namespace', nvarchar(20))], returnsItsError: true, run: refreshModule },
  sp_settriggerorder: {
    parameters: [required('@triggername', nvarchar(517)), required('@order', varchar(10)), required('@stmttype', varchar(50)), optional('@namespace', varchar(10))],
    run: (ddl, args) => done(setTriggerOrder(ddl, { trigger: textOf(args, '@triggername') ?? '', order: textOf(args, '@order') ?? '', event: textOf(args, '@stmttype') ?? '', namespace: textOf(args, '@namespace') })),
  },
  sp_who: { parameters: [optional('@loginame', SYSNAME)], run: who },
  sp_addrolemember: { parameters: [required('@rolename', SYSNAME), required('@membername', SYSNAME)], run: (ddl, args) => onMember('add')(ddl, args) },
  sp_droprolemember: { parameters: [required('@rolename', SYSNAME), required('@membername', SYSNAME)], run: (ddl, args) => onMember('drop')(ddl, args) },
  sp_addrole: { parameters: [required('@rolename', SYSNAME), optional('@ownername', SYSNAME)], run: (ddl, args) => done(addRole(ddl, textOf(args, '@rolename') ?? '', textOf(args, '@ownername'))) },
  sp_droprole: { parameters: [required('@rolename', SYSNAME)], run: (ddl, args) => done(dropRole(ddl, textOf(args, '@rolename') ?? '')) },
  sp_renamedb: { parameters: [required('@dbname', SYSNAME), required('@newname', SYSNAME)], run: (ddl, args) => done(renameDatabase(ddl, textOf(args, '@dbname') ?? '(null)', textOf(args, '@newname') ?? '')) },
  sp_changedbowner: { parameters: [required('@loginame', SYSNAME), optional('@map', varchar(5))], run: (ddl, args) => done(changeOwner(ddl, textOf(args, '@loginame') ?? '')) },
  sp_addmessage: { parameters: [optional('@msgnum', INT), optional('@severity', SMALLINT), optional('@msgtext', nvarchar(255)), LANGUAGE, optional('@with_log', varchar(5)), optional('@replace', varchar(7))], run: (ddl, args) => done(addMessage(ddl, args)) },
  sp_altermessage: { parameters: [required('@message_id', INT), required('@parameter', SYSNAME), required('@parameter_value', varchar(5))], run: (ddl, args) => done(alterMessage(ddl, args)) },
  sp_dropmessage: { parameters: [optional('@msgnum', INT), LANGUAGE], run: (ddl, args) => done(dropMessage(ddl, args)) },
  sp_addsrvrolemember: { parameters: [required('@loginame', SYSNAME), required('@rolename', SYSNAME)], run: (ddl, args) => onServerMember('add')(ddl, args) },
  sp_dropsrvrolemember: { parameters: [required('@loginame', SYSNAME), required('@rolename', SYSNAME)], run: (ddl, args) => onServerMember('drop')(ddl, args) },
  sp_addtype: { parameters: [required('@typename', SYSNAME), required('@phystype', SYSNAME), optional('@nulltype', varchar(8)), optional('@owner', SYSNAME)], run: addType },
  sp_tableoption: {
    parameters: [required('@TableNamePattern', nvarchar(776)), required('@OptionName', varchar(35)), required('@OptionValue', varchar(12))],
    returnsItsError: true,
    run: (ddl, args) => done(setTableOption(ddl, { table: textOf(args, '@TableNamePattern') ?? '', name: textOf(args, '@OptionName') ?? '', value: textOf(args, '@OptionValue') ?? '' })),
  },
  sp_db_vardecimal_storage_format: { parameters: [optional('@dbname', SYSNAME), optional('@vardecimal_storage_format', varchar(3))], run: allowVardecimal },
  // Statistics and cached plans change no result.
  sp_updatestats: { parameters: [optional('@resample', CHAR_8)], run: updateStatistics },
  sp_recompile: { parameters: [required('@objname', nvarchar(776))], run: recompile },
};

/** Procedures of SQL Server that would do something here which they do not. */
const REFUSED = new Set([
  'sp_helprotect', 'sp_helpdbfixedrole', 'sp_dbfixedrolepermission', 'sp_srvrolepermission', 'sp_helpntgroup', 'sp_helpremotelogin', 'sp_helplinkedsrvlogin',
  'sp_addlinkedsrvlogin', 'sp_droplinkedsrvlogin', 'sp_addapprole', 'sp_dropapprole', 'sp_approlepassword', 'sp_unsetapprole', 'sp_grantlogin', 'sp_denylogin', 'sp_revokelogin', 'sp_changeobjectowner', 'sp_addalias', 'sp_dropalias',
  'sp_addumpdevice', 'sp_dropdevice', 'sp_attach_single_file_db', 'sp_certify_removable', 'sp_create_removable', 'sp_cursor_list', 'sp_describe_cursor', 'sp_describe_cursor_columns', 'sp_describe_cursor_tables', 'sp_helptracertokens',
  'sp_xp_cmdshell_proxy_account', 'sp_unbindsession', 'sp_cdc_enable_db', 'sp_cdc_enable_table', 'sp_cdc_disable_db', 'sp_cdc_disable_table',
  'sp_fulltext_database', 'sp_fulltext_column', 'sp_fulltext_service', 'sp_query_store_unforce_plan', 'sp_query_store_remove_query', 'sp_query_store_remove_plan', 'sp_query_store_reset_exec_stats', 'sp_query_store_set_hints',
  'sp_query_store_clear_hints', 'sp_tablecollations_100', 'sp_set_session_resource_group', 'sp_wait_for_database_copy_sync', 'sp_flush_log', 'sp_kill_filestream_non_transacted_handles', 'sp_invalidate_textptr', 'sp_assemblies_rowset', 'xp_qv', 'xp_logininfo',
  'sp_who2', 'sp_lock', 'sp_depends', 'sp_addlogin', 'sp_droplogin', 'sp_adduser', 'sp_dropuser', 'sp_grantdbaccess',
  'sp_dbcmptlevel', 'sp_detach_db', 'sp_attach_db', 'sp_droptype', 'sp_bindefault', 'sp_bindrule', 'sp_indexoption',
  'sp_serveroption', 'sp_addlinkedserver', 'sp_cycle_errorlog', 'sp_xml_preparedocument', 'sp_xml_removedocument',
  'sp_oacreate', 'sp_invoke_external_rest_endpoint', 'sp_bindsession', 'sp_getbindtoken', 'sp_setapprole', 'xp_cmdshell', 'xp_regread', 'xp_fileexist', 'xp_dirtree', 'xp_logevent',
  'sp_server_info', 'sp_helpsort', 'sp_helplogins',
  'sp_helpsrvrole', 'sp_helpstats', 'sp_helpserver', 'sp_helpextendedproc', 'sp_helpdevice', 'sp_linkedservers', 'sp_dropserver', 'sp_catalogs', 'sp_indexes',
  'sp_tables_ex', 'sp_columns_ex', 'sp_foreignkeys', 'sp_primarykeys', 'sp_monitor', 'sp_autostats', 'sp_createstats', 'sp_password', 'sp_defaultdb', 'sp_defaultlanguage', 'sp_change_users_login', 'sp_revokedbaccess',
  'sp_unbindefault', 'sp_unbindrule', 'sp_validname', 'sp_resetstatus', 'sp_procoption', 'sp_trace_create', 'sp_trace_setstatus', 'sp_oamethod', 'sp_oadestroy',
  'sp_oagetproperty', 'sp_oasetproperty',
  'sp_fulltext_catalog', 'sp_fulltext_table', 'sp_execute_external_script', 'sp_control_plan_guide', 'sp_create_plan_guide', 'sp_estimate_data_compression_savings', 'sp_clean_db_free_space', 'sp_clean_db_file_free_space',
  'sp_readerrorlog', 'sp_readrequest', 'sp_enum_oledb_providers', 'sp_addextendedproc', 'sp_dropextendedproc', 'sp_persistent_version_cleanup', 'sp_query_store_flush_db', 'sp_query_store_force_plan', 'xp_msver', 'xp_readerrorlog',
  'xp_instance_regread', 'xp_sprintf', 'xp_sscanf', 'xp_loginconfig', 'xp_enumgroups', 'xp_fixeddrives', 'xp_create_subdir', 'xp_delete_file', 'xp_sqlmaint',
]);

function done(_: unknown): ProcedureResult { return { returnStatus: 0 }; }

const updateProperty = (ddl: DdlContext, request: PropertyRequest): ProcedureResult => done(changeProperty(ddl, request, request.value));

/** Every database has that format since SQL Server 2008. Raises 15010. */
function allowVardecimal(ddl: DdlContext, args: Arguments): ProcedureResult {
  const name = textOf(args, '@dbname');
  if (name === undefined || textOf(args, '@vardecimal_storage_format')?.toUpperCase() !== 'ON') throw notSupported('sp_db_vardecimal_storage_format but with a database and ON');
  if (!ddl.instance.findDatabase(name)) throw raise(Messages.NoSuchDatabase, { name });
  return { returnStatus: 0 };
}

/** The old CREATE TYPE ... FROM. */
function addType(ddl: DdlContext, args: Arguments): ProcedureResult {
  const owner = textOf(args, '@owner');
  const nullness = (textOf(args, '@nulltype') ?? 'NULL').toUpperCase();
  const at = { line: 1, offset: 0 };
  const name = { parts: [...(owner === undefined ? [] : [owner]), textOf(args, '@typename') ?? ''], at };
  createType(ddl, { kind: 'create-type', name, base: { type: parseDataType(textOf(args, '@phystype') ?? ''), isNullable: nullness === 'NULL' }, at });
  return { returnStatus: 0 };
}

function updateStatistics(_: DdlContext, args: Arguments): ProcedureResult {
  const option = textOf(args, '@resample');
  if (option !== undefined && !['RESAMPLE', 'NO'].includes(option.trimEnd().toUpperCase())) throw raise(Messages.OptionName, { name: option });
  return { returnStatus: 0 };
}

const NEW_NAME_STATE = 11;
const RENAMED_TYPES = new Set(['COLUMN', 'DATABASE', 'INDEX', 'OBJECT', 'USERDATATYPE', 'STATISTICS']);

/** sp_rename, in the order in which it looks at its arguments. Raises 15223, 15249 and what renames raise. */
function runRename(ddl: DdlContext, args: Arguments): ProcedureResult {
  const given = textOf(args, '@objtype');
  const type = given?.trim().toUpperCase();
  if (type !== undefined && !RENAMED_TYPES.has(type)) throw raise(Messages.RenameTypeUnknown, { type: given ?? '' });
  const newName = textOf(args, '@newname');
  if (newName === undefined) throw raise(Messages.InputIsNull, { parameter: 'NewName' }, NEW_NAME_STATE);
  const objectName = textOf(args, '@objname');
  if (objectName === undefined) throw raise(Messages.InputIsNull, { parameter: 'OldName' });
  if (type === 'DATABASE') return done(renameDatabase(ddl, parseObjectName(objectName).at(-1) ?? '', newName));
  rename(ddl, { objectName, newName, type });
  return { returnStatus: 0 };
}

const column = (name: string, type: SqlType, isNullable = true): OutputColumn => ({ name, type, isNullable });
const DATABASE_SIZE_KB = 16384;

function listDatabases(ddl: DdlContext): ProcedureResult {
  const names = [...ddl.instance.databases.values()].filter((database) => database.header.options.state === 'ONLINE').map((database) => database.header.name);
  const rows = names.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)).map((name): Row => [name, DATABASE_SIZE_KB, null]);
  return { resultSets: [{ columns: [column('DATABASE_NAME', SYSNAME), column('DATABASE_SIZE', INT), column('REMARKS', varchar(254))], rows }], returnStatus: 0 };
}

function propertyOf(args: Arguments, procedure: string): PropertyRequest {
  const property = textOf(args, '@name');
  if (property === undefined) throw raise(Messages.InvalidProcedureOption, { procedure });
  const levels: PropertyRequest['levels'][number][] = [];
  for (const level of ['0', '1', '2']) {
    const type = textOf(args, `@level${level}type`);
    const name = textOf(args, `@level${level}name`);
    if (type === undefined && name === undefined) break;
    if (type === undefined || name === undefined) throw raise(Messages.InvalidProcedureOption, { procedure });
    levels.push({ type: type.trim().toUpperCase(), name });
  }
  return { name: property, value: propertyValue(args.get('@value')), levels };
}

function objectNamed(ddl: DdlContext, text: string): Found | undefined {
  const parts = parseObjectName(text);
  return parts.length === 0 ? undefined : findObject(ddl, { parts, at: { line: 1, offset: 0 } });
}

function moduleNamed(ddl: DdlContext, text: string): Found {
  const found = objectNamed(ddl, text);
  if (!found) throw raise(Messages.ObjectNotInDatabase, { name: text, database: ddl.database.header.name });
  return found;
}

function recompile(ddl: DdlContext, args: Arguments): ProcedureResult {
  const name = textOf(args, '@objname') ?? '';
  if (!objectNamed(ddl, name)) throw raise(Messages.ObjectNotFoundForProcedure, { name });
  return { notice: { number: 15070, text: `Object '${name}' was successfully marked for recompilation.` }, returnStatus: 0 };
}

/** A definition as sp_helptext cuts it: behind each pair of CR and LF, and what is longer into pieces. */
function helpLines(definition: string): string[] {
  return definition.split(/(?<=\r\n)/).flatMap((line) => line.match(/[^]{1,255}/g) ?? []);
}

function helpText(ddl: DdlContext, args: Arguments): ProcedureResult {
  if (textOf(args, '@columnname') !== undefined) throw notSupported('sp_helptext of a column');
  const name = textOf(args, '@objname') ?? '';
  const { object } = moduleNamed(ddl, name);
  if (!('definition' in object)) throw raise(Messages.NoTextFor, { name });
  if (object.isEncrypted) return { notice: { number: 15471, text: `The text for object '${name}' is encrypted.` }, returnStatus: 0 };
  return { resultSets: [{ columns: [column('Text', nvarchar(255))], rows: helpLines(object.definition).map((line): Row => [line]) }], returnStatus: 0 };
}

function helpIndex(ddl: DdlContext, args: Arguments): ProcedureResult {
  const name = textOf(args, '@objname') ?? '';
  const rows = indexRows(moduleNamed(ddl, name));
  if (rows.length === 0) return { notice: { number: 15472, text: `The object '${name}' does not have any indexes, or you do not have permissions.` }, returnStatus: 0 };
  return { resultSets: [{ columns: [column('index_name', SYSNAME), column('index_description', varchar(210)), column('index_keys', nvarchar(2126))], rows }], returnStatus: 0 };
}

/** The module that a procedure is to refresh; raises 15165. */
function moduleToRefresh(ddl: DdlContext, name: string): Found {
  const found = objectNamed(ddl, name);
  if (!found || !('definition' in found.object)) throw raise(Messages.ObjectNotFoundForProcedure, { name });
  return found;
}

function runRefreshView(ddl: DdlContext, args: Arguments): ProcedureResult {
  const name = textOf(args, '@viewname') ?? '(null)';
  const { object, database, databaseId } = moduleToRefresh(ddl, name);
  if (object.kind !== 'view') throw raise(Messages.ObjectNotFoundForProcedure, { name });
  ddl.transaction.lockSchema(databaseId, object.objectId, 'Sch-M');
  const [tree] = parseBatch(object.definition, { quotedIdentifier: object.usesQuotedIdentifier }).statements;
  if (tree?.kind === 'create-view') refreshView(ddl, database, object, tree);
  return { returnStatus: 0 };
}

/** A view is bound anew; of other modules nothing is kept but their text. */
function refreshModule(ddl: DdlContext, args: Arguments): ProcedureResult {
  const name = textOf(args, '@name') ?? '(null)';
  if (args.has('@namespace')) throw notSupported('sp_refreshsqlmodule with @namespace');
  const { object } = moduleToRefresh(ddl, name);
  return object.kind === 'view' ? runRefreshView(ddl, new Map([['@viewname', name]])) : { returnStatus: 0 };
}

function who(ddl: DdlContext, args: Arguments): ProcedureResult {
  const isAsked = askedSessions(ddl, textOf(args, '@loginame')?.toLowerCase());
  const columns = [column('spid', SMALLINT), column('ecid', SMALLINT), column('status', nvarchar(30)), column('loginame', nvarchar(128)), column('hostname', nvarchar(128)), column('blk', varchar(5)), column('dbname', nvarchar(128)), column('cmd', nvarchar(26)), column('request_id', INT)];
  const blockers = new Map(ddl.instance.transactions.locks.waits().map((wait) => [wait.spid, wait.blockingSpid]));
  const rows = [...ddl.instance.sessions.values()].filter((session) => (ddl.seesSessions || session.spid === ddl.spid) && isAsked(session)).map((session): Row => [
    session.spid, 0, session.status, session.loginName, session.hostName, String(blockers.get(session.spid) ?? 0), ddl.instance.databases.get(session.databaseId)?.header.name ?? null, session.command, 0,
  ]);
  return { resultSets: [{ columns, rows }], returnStatus: 0 };
}

const onMember = (action: 'add' | 'drop') => (ddl: DdlContext, args: Arguments): ProcedureResult => done(changeMember(ddl, textOf(args, '@rolename') ?? '', textOf(args, '@membername') ?? '', action));

const onServerMember = (action: 'add' | 'drop') => (ddl: DdlContext, args: Arguments): ProcedureResult =>
  done(changeServerMember(ddl, textOf(args, '@rolename') ?? '', textOf(args, '@loginame') ?? '', action));
