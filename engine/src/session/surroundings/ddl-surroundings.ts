// What a DDL statement gets from the session: implements DdlContext.
import type { DdlContext } from '../../ddl/objects/ddl-context';
import { checkSecurityPolicy } from '../../ddl/modules/security-policy';
import { datetimeFromUnixMs } from '../../instance/clock';
import { TEMPDB } from '../../instance/instance';
import type { SecurityPolicyStatement } from '../../syntax/ast/ddl';
import { foldName } from '../../types/text/collation';
import { authorityOf, currentLoginName, defaultSchemaId, mayOnServer, userIdIn } from '../security/authority';
import { StatementContext } from './execution';
import { wrongForIndexes } from './wrong-settings';
import type { Frame } from '../frame';
import { findTemporary } from './name-resolution';
import { bindIn } from '../plan-cache';
import type { SessionState } from '../state';

/** What is wrong with a security policy stops its batch before any of it runs. */
export const compilePolicy = (state: SessionState, frame: Frame, statement: SecurityPolicyStatement): void => checkSecurityPolicy(ddlContext(state, frame), statement);

/** The DdlContext of one statement in one frame. */
export function ddlContext(state: SessionState, frame: Frame): DdlContext {
  const database = state.instance.databases.get(frame.databaseId);
  if (!database) throw new Error(`database ${frame.databaseId} is gone`);
  const execution = new StatementContext(state, frame);
  const scope = frame.kind === 'batch' ? state.sessionTempTables : frame.tempTables;
  return {
    authority: authorityOf(state, database),
    userId: userIdIn(state, frame.databaseId),
    defaultSchemaId: defaultSchemaId(state, frame.databaseId),
    loginName: currentLoginName(state),
    seesSessions: mayOnServer(state, 'VIEW SERVER PERFORMANCE STATE'),
    isOwnTemporary: (object) => object.name.startsWith('#'),
    instance: state.instance,
    database,
    transaction: state.transaction,
    bind: bindIn(state, frame),
    execution,
    spid: state.spid,
    quotedIdentifier: frame.settings.quotedIdentifier,
    ansiNulls: frame.settings.ansiNulls,
    wrongSettings: wrongForIndexes(frame.settings),
    ansiPadding: frame.settings.ansiPadding,
    ansiNullDefault: frame.settings.ansiNullDefault,
    now: datetimeFromUnixMs(Date.now()),
    transactionCount: state.transactionCount,
    openTable(databaseId, definition) {
      const owner = state.instance.databases.get(databaseId);
      if (!owner) throw new Error(`database ${databaseId} is gone`);
      return execution.openDefinition(owner, definition);
    },
    findTemporary: (name) => {
      const found = findTemporary(state, frame, name);
      return found && { ...found, isOfThisScope: name.startsWith('##') || scope.get(foldName(name))?.objectId === found.objectId };
    },
    registerTemporary: (name, objectId, lifetime) => {
      if (!name.startsWith('##')) (lifetime === 'session' ? state.sessionTempTables : scope).set(foldName(name), { objectId });
    },
    info: (number, severity, text) => state.sink.info({ number, state: 1, severity, text, procedure: frame.procedureName, line: 1 }),
    killSessionsIn: (databaseId) => {
      for (const session of state.instance.sessions.values()) if (session.databaseId === databaseId && session.spid !== state.spid) session.kill();
    },
    isDatabaseInUse: (databaseId) => [...state.instance.sessions.values()].some((s) => s.spid !== state.spid && s.databaseId === databaseId),
    useDatabase: (databaseId) => {
      frame.databaseId = databaseId;
      state.databaseId = databaseId;
    },
  };
}

/** Drops the temporary objects that a frame or a session made, when it ends. Their rows are the session's alone: no lock is needed. */
export function dropTemporaries(state: SessionState, tables: Map<string, { readonly objectId: number }>): void {
  const tempdb = state.instance.databases.get(TEMPDB);
  for (const { objectId } of tables.values()) {
    const definition = tempdb?.catalog.byId(objectId);
    if (!definition) continue;
    state.transaction.applyCatalogChange(TEMPDB, { kind: 'object', before: definition });
    if (definition.kind === 'table') state.transaction.dropStore(TEMPDB, objectId);
  }
  tables.clear();
  if (state.transactionCount === 0 && state.transaction.isActive && state.nestedDepth === 0) state.transaction.commit();
}
