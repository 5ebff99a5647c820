// Questions about security policies: which of their predicates hold for a table, which of them a change of something would break. Binds nothing.
import type { Catalog } from './database';
import type { BlockOperation, SecurityPolicyDefinition, SecurityPredicate } from './definitions';

/** A predicate in force, with the policy that it belongs to. */
export interface PredicateInForce { readonly policy: SecurityPolicyDefinition; readonly predicate: SecurityPredicate }

const NONE: readonly PredicateInForce[] = [];

/** The predicates of enabled policies over a table or view. */
export function predicatesInForce(catalog: Catalog, objectId: number): readonly PredicateInForce[] {
  let found = NONE;
  for (const policy of catalog.securityPolicies()) {
    if (!policy.isEnabled) continue;
    for (const predicate of policy.predicates) if (predicate.targetObjectId === objectId) found = [...found, { policy, predicate }];
  }
  return found;
}

/** The policies, enabled or not, with a predicate over the table or view. */
export const policiesOver = (catalog: Catalog, objectId: number): readonly SecurityPolicyDefinition[] =>
  [...catalog.securityPolicies()].filter((policy) => policy.predicates.some((predicate) => predicate.targetObjectId === objectId));

/** The schema-bound policy, enabled or not, that holds an object of any kind as it is: as function or as target of a predicate. */
export function policyBoundTo(catalog: Catalog, objectId: number): SecurityPolicyDefinition | undefined {
  for (const policy of catalog.securityPolicies()) {
    if (policy.isSchemaBound && policy.predicates.some((predicate) => predicate.functionObjectId === objectId || predicate.targetObjectId === objectId)) return policy;
  }
  return undefined;
}

const OPERATIONS: readonly BlockOperation[] = ['AFTER INSERT', 'AFTER UPDATE', 'BEFORE UPDATE', 'BEFORE DELETE'];

/** What a block predicate guards against. */
export const operationsOf = ({ operation }: Pick<SecurityPredicate, 'operation'>): readonly BlockOperation[] => (operation === undefined ? OPERATIONS : [operation]);

type Guard = Pick<SecurityPredicate, 'type' | 'operation' | 'targetObjectId'>;

/** Whether two predicates are for the same rows and operations, so that one policy cannot have both. */
export function overlap(a: Guard, b: Guard): boolean {
  if (a.type !== b.type || a.targetObjectId !== b.targetObjectId) return false;
  return a.type === 'FILTER' || a.operation === undefined || b.operation === undefined || a.operation === b.operation;
}
