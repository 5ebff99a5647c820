// sys.security_policies and sys.security_predicates.
import type { BlockOperation } from '../catalog/definitions';
import { defineView, type ViewRecord } from './define-view';
import { objectRecord } from './object-views';
import { objectEntry } from './object-rows';
import type { SystemWorld } from './system-view';

const TYPES = { FILTER: 0, BLOCK: 1 } as const;
const OPERATIONS: Readonly<Record<BlockOperation, number>> = { 'AFTER INSERT': 1, 'AFTER UPDATE': 2, 'BEFORE UPDATE': 3, 'BEFORE DELETE': 4 };

function* policies({ database: { catalog } }: SystemWorld): Iterable<ViewRecord> {
  for (const policy of catalog.securityPolicies()) {
    const { isEnabled, isNotForReplication, isSchemaBound } = policy;
    yield {
      ...objectRecord(objectEntry(policy)), is_enabled: isEnabled, is_not_for_replication: isNotForReplication, uses_database_collation: isSchemaBound, is_schema_bound: isSchemaBound,
    };
  }
}

function* predicates({ database: { catalog } }: SystemWorld): Iterable<ViewRecord> {
  for (const { objectId, predicates: own } of catalog.securityPolicies()) {
    for (const { predicateId, targetObjectId, definition, type, operation } of own) {
      yield {
        object_id: objectId, security_predicate_id: predicateId, target_object_id: targetObjectId, predicate_definition: definition, predicate_type: TYPES[type], predicate_type_desc: type,
        operation: operation === undefined ? null : OPERATIONS[operation], operation_desc: operation ?? null,
      };
    }
  }
}

/** Views of row-level security. */
export const SECURITY_POLICY_VIEWS = [
  defineView(
    'sys.security_policies',
    'name sysname, object_id int, principal_id int?, schema_id int, parent_object_id int, type char2?, type_desc nvarchar60?, create_date datetime, modify_date datetime, is_ms_shipped bit = 0, is_enabled bit, is_not_for_replication bit, uses_database_collation bit?, is_schema_bound bit',
    policies,
  ),
  defineView(
    'sys.security_predicates',
    'object_id int, security_predicate_id int, target_object_id int, predicate_definition nvarcharmax?, predicate_type int?, predicate_type_desc nvarchar60?, operation int?, operation_desc nvarchar60?',
    predicates,
  ),
];
