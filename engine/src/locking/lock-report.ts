// Locks and waits as the dynamic management views show them. Knows how entries are kept, not who asks.
import { blockersOf } from './deadlock';
import { waitType } from './lock-mode';
import type { Hold, LockEntry, Waiter } from './lock-owner';
import { describeResource, hobtId, type Resource } from './resource';

/** One row of sys.dm_tran_locks. */
export interface LockRow {
  readonly resourceType: Resource['kind']; readonly databaseId: number; readonly description: string;
  /** resource_associated_entity_id: object id for OBJECT, hobt_id (resource.ts) for KEY and RID, else 0. */
  readonly associatedEntityId: bigint; readonly objectId?: number; readonly indexId?: number;
  readonly mode: string; readonly status: 'GRANT' | 'WAIT' | 'CONVERT'; readonly spid: number;
  readonly ownerType: 'TRANSACTION' | 'SESSION' | 'SHARED_TRANSACTION_WORKSPACE';
}

/** One waiting session: sys.dm_os_waiting_tasks and the wait columns of sys.dm_exec_requests. */
export interface WaitRow {
  readonly spid: number; readonly blockingSpid: number; readonly waitType: string;
  /** Milliseconds since the epoch. */
  readonly sinceMs: number; readonly resourceDescription: string; readonly databaseId: number;
}

/** The rows of sys.dm_tran_locks for one resource. */
export function reportEntry(entry: LockEntry): LockRow[] {
  return [...entry.holds.map(hold => grantRow(hold)), ...entry.queue.map(waiter => queueRow(waiter))];
}

function grantRow(hold: Hold): LockRow {
  const isSession = hold.session !== undefined && hold.transaction === undefined && hold.statement === undefined;
  return { ...resourceColumns(hold.entry.resource), mode: hold.mode, status: 'GRANT', spid: hold.owner.spid, ownerType: ownerType(hold.entry.resource, isSession) };
}

function queueRow(waiter: Waiter): LockRow {
  const { resource, duration } = waiter.request;
  return { ...resourceColumns(resource), mode: waiter.target, status: waiter.isConversion ? 'CONVERT' : 'WAIT', spid: waiter.owner.spid, ownerType: ownerType(resource, duration === 'session') };
}

const ownerType = (resource: Resource, isSession: boolean): LockRow['ownerType'] =>
  resource.kind === 'DATABASE' ? 'SHARED_TRANSACTION_WORKSPACE' : isSession ? 'SESSION' : 'TRANSACTION';

function resourceColumns(resource: Resource): Pick<LockRow, 'resourceType' | 'databaseId' | 'description' | 'associatedEntityId' | 'objectId' | 'indexId'> {
  const common = { resourceType: resource.kind, databaseId: resource.databaseId, description: describeResource(resource) };
  switch (resource.kind) {
    case 'OBJECT': return { ...common, associatedEntityId: BigInt(resource.objectId), objectId: resource.objectId };
    case 'KEY': case 'RID': return { ...common, associatedEntityId: hobtId(resource.objectId, resource.indexId), objectId: resource.objectId, indexId: resource.indexId };
    default: return { ...common, associatedEntityId: 0n };
  }
}

/** The row of one waiting request. */
export function reportWait(waiter: Waiter): WaitRow {
  const { resource, mode } = waiter.request;
  return {
    spid: waiter.owner.spid, blockingSpid: blockersOf(waiter)[0]?.spid ?? 0, waitType: waitType(mode),
    sinceMs: waiter.sinceMs, resourceDescription: describeWaitResource(resource), databaseId: resource.databaseId,
  };
}

/** wait_resource as sys.dm_exec_requests prints it. */
function describeWaitResource(resource: Resource): string {
  switch (resource.kind) {
    case 'DATABASE': return `DATABASE: ${resource.databaseId}`;
    case 'OBJECT': return `OBJECT: ${resource.databaseId}:${resource.objectId}:0`;
    case 'KEY': return `KEY: ${resource.databaseId}:${hobtId(resource.objectId, resource.indexId)} ${describeResource(resource)}`;
    case 'RID': return `RID: ${resource.databaseId}:${describeResource(resource)}`;
    case 'APPLICATION': return `APPLICATION: ${resource.databaseId}:${describeResource(resource)}`;
    case 'METADATA': return `METADATA: database_id = ${resource.databaseId} ${resource.name}`;
  }
}
