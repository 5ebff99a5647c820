// What goes on in the server: locks, sessions, requests, waits.
import { listedMessages } from '../errors/listed-messages';
import { notSupported } from '../errors/not-supported';
import { MASTER } from '../instance/instance';
import type { SessionView } from '../instance/instance';
import { defineFunction, defineView, type ViewRecord } from './define-view';
import { EXTENDED_PROPERTY_LIST } from './extended-property-list';
import type { SystemWorld } from './system-view';

const TDS_7_4 = 0x74000004;

const sessionsOf = (world: SystemWorld): SessionView[] => [...world.instance.sessions.values()].sort((a, b) => a.spid - b.spid);

/** An address of a session's: of the lock that it waits for, or the number of one that it holds. */
function addressOf(spid: number, heldNumber = 0): Uint8Array {
  const address = Buffer.alloc(8);
  address.writeUInt32BE(spid, 0);
  address.writeUInt32BE(heldNumber, 4);
  return address;
}

function* locks(world: SystemWorld): Iterable<ViewRecord> {
  let held = 0;
  for (const row of world.instance.transactions.locks.list()) {
    yield {
      resource_type: row.resourceType, resource_database_id: row.databaseId, resource_description: row.description, resource_associated_entity_id: row.associatedEntityId, request_mode: row.mode, request_status: row.status,
      lock_owner_address: row.status === 'GRANT' ? addressOf(row.spid, ++held) : addressOf(row.spid),
      request_session_id: row.spid, request_owner_type: row.ownerType, request_owner_id: world.instance.sessions.get(row.spid)?.transactionId ?? 0n,
    };
  }
}

function* sessions(world: SystemWorld): Iterable<ViewRecord> {
  for (const s of sessionsOf(world)) {
    yield {
      session_id: s.spid, login_time: s.loginTime, host_name: s.hostName, program_name: s.programName, host_process_id: s.clientProcessId, login_name: s.loginName, original_login_name: s.loginName, status: s.status === 'suspended' ? 'running' : s.status,
      last_request_start_time: s.lastRequestStart, last_request_end_time: s.lastRequestEnd, transaction_isolation_level: s.isolationNumber, lock_timeout: s.lockTimeoutMs, deadlock_priority: s.deadlockPriority, row_count: s.rowCount, database_id: s.databaseId, open_transaction_count: s.openTransactionCount,
      context_info: s.contextInfo ?? new Uint8Array(0), ...s.options,
    };
  }
}

function* requests(world: SystemWorld): Iterable<ViewRecord> {
  const waits = new Map(world.instance.transactions.locks.waits().map((w) => [w.spid, w]));
  for (const s of sessionsOf(world)) {
    if (s.status === 'sleeping') continue;
    const wait = waits.get(s.spid);
    yield {
      session_id: s.spid, start_time: s.lastRequestStart, status: s.status, command: s.command, sql_handle: handleOf(s.spid), database_id: s.databaseId, blocking_session_id: wait?.blockingSpid ?? 0, wait_type: wait?.waitType ?? null,
      wait_time: wait ? Date.now() - wait.sinceMs : 0, last_wait_type: wait?.waitType ?? '', wait_resource: wait?.resourceDescription ?? '', open_transaction_count: s.openTransactionCount, transaction_id: s.transactionId, transaction_isolation_level: s.isolationNumber, lock_timeout: s.lockTimeoutMs, row_count: s.rowCount,
    };
  }
}

const CONTEXT_BYTES = 128;

/** Messages from here on are always written to the server's log. */
const FIRST_LOGGED_SEVERITY = 19;

/** A session's handle for sys.dm_exec_sql_text: its id, so that it leads back to the session's last text. */
function handleOf(spid: number): Uint8Array {
  const handle = Buffer.alloc(20);
  handle.writeUInt8(2);
  handle.writeUInt32BE(spid, 1);
  return handle;
}

function sessionOfHandle(world: SystemWorld, handle: unknown): SessionView | undefined {
  return handle instanceof Uint8Array && handle.length >= 5 ? world.instance.sessions.get(Buffer.from(handle).readUInt32BE(1)) : undefined;
}

function* waitingTasks(world: SystemWorld): Iterable<ViewRecord> {
  for (const w of world.instance.transactions.locks.waits()) {
    yield {
      waiting_task_address: addressOf(w.spid), session_id: w.spid, wait_duration_ms: BigInt(Date.now() - w.sinceMs), wait_type: w.waitType, resource_address: addressOf(w.spid),
      blocking_session_id: w.blockingSpid, resource_description: w.resourceDescription,
    };
  }
}

function* transactions(world: SystemWorld): Iterable<ViewRecord> {
  for (const s of sessionsOf(world)) if (s.transactionBegin !== undefined) yield { transaction_id: s.transactionId, name: s.transactionName, transaction_begin_time: s.transactionBegin, session_id: s.spid, open_transaction_count: s.openTransactionCount, database_id: s.databaseId, database_transaction_begin_time: s.transactionBegin };
}

/** Views of the server's state. */
export const STATE_VIEWS = [
  defineView(
    'sys.dm_tran_locks',
    "resource_type nvarchar60, resource_subtype nvarchar60 = '', resource_database_id int, resource_description nvarchar256, resource_associated_entity_id bigint?, resource_lock_partition int = 0, request_mode nvarchar60, request_type nvarchar60 = 'LOCK', request_status nvarchar60, request_reference_count smallint = 1, request_lifetime int = 0, request_session_id int, request_exec_context_id int = 0, request_request_id int = 0, request_owner_type nvarchar60, request_owner_id bigint?, lock_owner_address varbinary8?",
    locks,
  ),
  defineView(
    'sys.dm_exec_sessions',
    "session_id smallint, login_time datetime, host_name nvarchar128?, program_name nvarchar128?, host_process_id int?, client_version int? = 7, client_interface_name nvarchar60? = 'TDS', security_id varbinary85?, login_name nvarchar128, nt_domain nvarchar128?, nt_user_name nvarchar128?, status nvarchar30, context_info varbinary128?, cpu_time int = 0, memory_usage int = 0, total_scheduled_time int = 0, total_elapsed_time int = 0, endpoint_id int = 4, last_request_start_time datetime, last_request_end_time datetime?, reads bigint = 0, writes bigint = 0, logical_reads bigint = 0, is_user_process bit = 1, text_size int, language nvarchar128?, date_format nvarchar30?, date_first smallint, quoted_identifier bit, arithabort bit, ansi_null_dflt_on bit, ansi_defaults bit = 0, ansi_warnings bit, ansi_padding bit, ansi_nulls bit, concat_null_yields_null bit, transaction_isolation_level smallint, lock_timeout int, deadlock_priority int, row_count bigint, prev_error int = 0, original_login_name nvarchar128, database_id smallint, authenticating_database_id int? = 1, open_transaction_count int",
    sessions,
  ),
  defineView(
    'sys.dm_exec_requests',
    'session_id smallint, request_id int = 0, start_time datetime, status nvarchar30, command nvarchar60, sql_handle varbinary64?, statement_start_offset int? = 0, statement_end_offset int? = -1, plan_handle varbinary64?, database_id smallint, user_id int = 1, connection_id guid?, blocking_session_id smallint?, wait_type nvarchar60?, wait_time int, last_wait_type nvarchar60, wait_resource nvarchar256, open_transaction_count int, open_resultset_count int = 0, transaction_id bigint, percent_complete int = 0, estimated_completion_time bigint = 0, cpu_time int = 0, total_elapsed_time int = 0, reads bigint = 0, writes bigint = 0, logical_reads bigint = 0, transaction_isolation_level smallint, lock_timeout int, row_count bigint',
    requests,
  ),
  defineView(
    'sys.dm_exec_connections',
    "session_id int?, most_recent_session_id int?, connect_time datetime, net_transport nvarchar60 = 'TCP', protocol_type nvarchar60? = 'TSQL', protocol_version int?, endpoint_id int? = 4, encrypt_option nvarchar60, auth_scheme nvarchar60 = 'SQL', client_net_address varchar48? = '127.0.0.1', client_tcp_port int?, local_net_address varchar48? = '127.0.0.1', local_tcp_port int?, most_recent_sql_handle varbinary64?",
    function* (world) {
      for (const s of sessionsOf(world))
        yield {
          session_id: s.spid,
          most_recent_session_id: s.spid,
          connect_time: s.loginTime,
          protocol_version: s.tdsVersion ?? TDS_7_4,
          encrypt_option: s.isEncrypted ? 'TRUE' : 'FALSE',
          client_tcp_port: s.ports?.client ?? null,
          local_tcp_port: s.ports?.local ?? null,
          most_recent_sql_handle: handleOf(s.spid),
        };
    },
  ),
  defineView(
    'sys.sysprocesses',
    'spid smallint, kpid smallint = 0, blocked smallint, waittype varbinary64?, waittime bigint, lastwaittype nvarchar60, waitresource nvarchar256, dbid smallint, uid smallint? = 1, cpu int = 0, physical_io bigint = 0, memusage int = 0, login_time datetime, last_batch datetime, ecid smallint = 0, open_tran smallint, status nvarchar30, hostname nvarchar128, program_name nvarchar128, cmd nvarchar60, loginame nvarchar128, context_info binary128, sql_handle varbinary64, stmt_start int = 0, stmt_end int = -1, request_id int = 0',
    function* (world) {
      const waits = new Map(world.instance.transactions.locks.waits().map((w) => [w.spid, w]));
      for (const s of sessionsOf(world)) {
        const wait = waits.get(s.spid);
        yield {
          spid: s.spid,
          blocked: wait?.blockingSpid ?? 0,
          waittime: BigInt(wait ? Date.now() - wait.sinceMs : 0),
          lastwaittype: wait?.waitType ?? '',
          waitresource: wait?.resourceDescription ?? '',
          dbid: s.databaseId,
          login_time: s.loginTime,
          last_batch: s.lastRequestStart,
          open_tran: s.openTransactionCount,
          status: s.status,
          hostname: s.hostName,
          program_name: s.programName,
          cmd: s.command,
          loginame: s.loginName,
          context_info: s.contextInfo ?? new Uint8Array(CONTEXT_BYTES),
          sql_handle: handleOf(s.spid),
        };
      }
    },
  ),
  defineView(
    'sys.dm_os_waiting_tasks',
    'waiting_task_address varbinary8, session_id smallint?, exec_context_id int? = 0, wait_duration_ms bigint?, wait_type nvarchar60?, resource_address varbinary8?, blocking_task_address varbinary8?, blocking_session_id smallint?, blocking_exec_context_id int?, resource_description nvarchar3072?',
    waitingTasks,
  ),
  defineView(
    'sys.dm_tran_active_transactions',
    'transaction_id bigint, name nvarchar60, transaction_begin_time datetime, transaction_type int = 1, transaction_state int = 2',
    transactions,
  ),
  defineView(
    'sys.dm_tran_session_transactions',
    'session_id int, transaction_id bigint, enlist_count int = 0, is_user_transaction bit = 1, is_local bit = 1, is_enlisted bit = 0, is_bound bit = 0, open_transaction_count int',
    transactions,
  ),
  defineView(
    'sys.dm_tran_database_transactions',
    'transaction_id bigint, database_id int, database_transaction_begin_time datetime?, database_transaction_type int = 1, database_transaction_state int = 4, database_transaction_log_record_count bigint = 0, database_transaction_log_bytes_used bigint = 0',
    transactions,
  ),
  defineView(
    'sys.dm_os_host_info',
    "host_platform nvarchar256 = 'Linux', host_distribution nvarchar256 = 'mssql-memory-server', host_release nvarchar256 = '', host_service_pack_level nvarchar256 = '', host_sku int?, os_language_version int = 0, host_architecture nvarchar256 = 'X64'",
    () => [{}],
  ),
  defineView('sys.dm_os_sys_info', 'sqlserver_start_time datetime, cpu_count int, ms_ticks bigint', (world) => [
    { sqlserver_start_time: world.instance.startedAt, cpu_count: 1, ms_ticks: BigInt(Math.floor(performance.now())) },
  ]),
  defineView('sys.messages', 'message_id int, language_id smallint = 1033, severity tinyint?, is_event_logged bit, text nvarchar2048', function* (world) {
    for (const { number, severity, text } of listedMessages()) yield { message_id: number, severity, is_event_logged: severity >= FIRST_LOGGED_SEVERITY, text };
    for (const { number, severity, text, isLogged } of world.instance.databases.get(MASTER)?.catalog.messages ?? [])
      yield { message_id: number, severity, is_event_logged: isLogged, text };
  }),
];

const DESCRIBED = `is_hidden bit?, column_ordinal int?, name sysname?, is_nullable bit?, system_type_id int?, system_type_name nvarchar256?, max_length smallint?, precision tinyint?, scale tinyint?, collation_name sysname?, user_type_id int?,
user_type_database sysname?, user_type_schema sysname?, user_type_name sysname?, assembly_qualified_type_name nvarchar4000?, xml_collection_id int?, xml_collection_database sysname?, xml_collection_schema sysname?, xml_collection_name sysname?,
is_xml_document bit?, is_case_sensitive bit?, is_fixed_length_clr_type bit?, source_server sysname?, source_database sysname?, source_schema sysname?, source_table sysname?, source_column sysname?, is_identity_column bit?, is_part_of_unique_key bit?,
is_updateable bit?, is_computed_column bit?, is_sparse_column_set bit?, ordinal_in_order_by_list smallint?, order_by_list_length smallint?, order_by_is_descending smallint?, error_number int?, error_severity int?, error_state int?,
error_message nvarcharmax?, error_type int?, error_type_desc nvarchar60?`;

/** The call of a procedure by its id; triggers, and what would give a row of error columns, are refused. */
function callOf({ database: { catalog } }: SystemWorld, objectId: number): string {
  const object = catalog.byId(objectId);
  if (object?.kind !== 'procedure') throw notSupported('sys.dm_exec_describe_first_result_set_for_object of anything but a procedure');
  const parts = [catalog.schema(object.schemaId)?.name ?? '', object.name];
  return `EXEC ${parts.map((part) => `[${part.replaceAll(']', ']]')}]`).join('.')}`;
}

/** Table functions over the server's state. */
export const STATE_FUNCTIONS = [
  defineFunction('sys.dm_exec_sql_text', 'dbid smallint?, objectid int?, number smallint?, encrypted bit, text nvarcharmax?', function* (world, args) {
    const session = sessionOfHandle(world, args[0]);
    if (session) yield { encrypted: false, text: session.lastText };
  }),
  defineFunction('sys.dm_exec_input_buffer', 'event_type nvarchar256?, parameters smallint?, event_info nvarcharmax?', function* (world, args) {
    const session = world.instance.sessions.get(Number(args[0] ?? 0));
    if (session) yield { event_type: 'Language Event', parameters: 0, event_info: session.lastText };
  }),
  defineFunction('sys.dm_exec_describe_first_result_set', DESCRIBED, (world, args) => {
    if (Number(args[2] ?? 0) !== 0) throw notSupported('sys.dm_exec_describe_first_result_set with browse information');
    return world.describe(String(args[0] ?? ''), String(args[1] ?? ''));
  }),
  defineFunction('sys.dm_exec_describe_first_result_set_for_object', DESCRIBED, (world, args) => {
    if (Number(args[1] ?? 0) !== 0) throw notSupported('sys.dm_exec_describe_first_result_set_for_object with browse information');
    return world.describe(callOf(world, Number(args[0] ?? 0)), '');
  }),
  EXTENDED_PROPERTY_LIST,
];

