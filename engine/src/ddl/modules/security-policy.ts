// CREATE and ALTER SECURITY POLICY: predicates are found, checked and kept as canonical text. What they do to rows is the binder's affair.
import { requirePredicate } from '../../binder/bind-table';
import type { FunctionDefinition, SecurityPolicyDefinition, SecurityPredicate, TableDefinition, ViewDefinition } from '../../catalog/definitions';
import { indexedViewsOver, viewAsTable } from '../../catalog/indexed-view';
import { overlap, policiesOver } from '../../catalog/security-policies';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import type { ObjectName } from '../../syntax/ast/common';
import type { SecurityPolicyStatement, SecurityPredicateAction } from '../../syntax/ast/ddl';
import type { FunctionCall } from '../../syntax/ast/expression';
import { printDefinition } from '../../syntax/print';
import { isDefaultWord } from '../../syntax/word-literals';
import { bindOver, columnsUsed } from '../objects/bind-over-table';
import type { DdlContext } from '../objects/ddl-context';
import { visitTree } from '../../syntax/visit-tree';
import { requireFreeName } from '../objects/named-objects';
import { awaitChanger, findObject, isTemporaryName, placeOf, qualifiedName, schemaNameOf, written } from '../objects/object-names';
import { takeObjectId } from '../objects/object-ids';
import { addObject, replaceObject } from '../objects/table-change';

type Target = TableDefinition | ViewDefinition;
type Predicates = Pick<SecurityPolicyDefinition, 'predicates' | 'maxPredicateId'>;

/** What a statement's predicates are checked against. */
interface Site { readonly ddl: DdlContext; readonly statement: SecurityPolicyStatement; readonly database: Database; readonly schemaId: number; readonly isSchemaBound: boolean }

const STATE_CREATE = 8;
/** 33262 for a predicate that the policy still has, not one that the statement itself has added or dropped. */
const STATE_HELD = 2;

/** Creates or alters a policy. Raises 2714, 33264, 33268, 33271 and what checkSecurityPolicy raises. */
export function changeSecurityPolicy(ddl: DdlContext, statement: SecurityPolicyStatement): void {
  const before = statement.mode === 'alter' ? policyNamed(ddl, statement.name) : undefined;
  if (statement.mode === 'alter' && !before) throw raise(Messages.PolicyObjectNotFound, { name: written(statement.name) });
  const { site, predicates } = boundPredicates(ddl, statement, before);
  const { database } = site;
  const after: SecurityPolicyDefinition = { ...(before ?? newPolicy(site)), ...optionsOf(statement), ...predicates };
  if (after.isEnabled) requireAlone(site, after);
  lockTargets(ddl, database, [...(before?.predicates ?? []), ...after.predicates]);
  ddl.transaction.lockSchema(database.header.databaseId, after.objectId, 'Sch-M');
  if (before) replaceObject(ddl, database, before, after);
  else addObject(ddl, database, after);
}

/** What SQL Server checks of a policy when it compiles the batch. Raises 112, 207, 313, 1046, 4512, 4513, 8144, 33261 to 33263, 33265, 33269, 33270, 33503, 33510. */
export function checkSecurityPolicy(ddl: DdlContext, statement: SecurityPolicyStatement): void {
  const before = statement.mode === 'alter' ? policyNamed(ddl, statement.name) : undefined;
  if (statement.mode === 'create' || before) boundPredicates(ddl, statement, before);
}

/** Waits (LockWait) for who uses the tables of predicates: their plans are made anew. */
export function lockTargets(ddl: DdlContext, database: Database, predicates: readonly SecurityPredicate[]): void {
  for (const objectId of new Set(predicates.map((predicate) => predicate.targetObjectId))) ddl.transaction.lockSchema(database.header.databaseId, objectId, 'Sch-M');
}

/** The policy of that name; raises 33271 for another object. */
function policyNamed(ddl: DdlContext, name: ObjectName): SecurityPolicyDefinition | undefined {
  requireOwnDatabase(ddl, name);
  const found = findObject(ddl, name)?.object;
  if (found && found.kind !== 'security-policy') throw raise(Messages.NotASecurityPolicy, { name: written(name) });
  return found;
}

function requireOwnDatabase(ddl: DdlContext, { parts }: ObjectName): void {
  const last = parts.at(-1) ?? '';
  if (isTemporaryName(last)) throw raise(Messages.InvalidPolicyName, { name: last });
  if (parts.length > 2 && ddl.instance.findDatabase(parts.at(-3) ?? '') !== ddl.database) throw notSupported('a security policy of another database than the current one');
}

function newPolicy({ ddl, database, schemaId, statement, isSchemaBound }: Site): SecurityPolicyDefinition {
  const name = statement.name.parts.at(-1) ?? '';
  awaitChanger(ddl, database, [schemaId], name);
  requireFreeName(database.catalog, schemaId, name, STATE_CREATE);
  return {
    kind: 'security-policy', objectId: takeObjectId(database.catalog), schemaId, name, createdAt: ddl.now, modifiedAt: ddl.now,
    isEnabled: true, isSchemaBound, isNotForReplication: false, predicates: [], maxPredicateId: 0,
  };
}

const optionsOf = ({ isEnabled, isNotForReplication }: SecurityPolicyStatement): Partial<SecurityPolicyDefinition> => ({
  ...(isEnabled === undefined ? {} : { isEnabled }),
  ...(isNotForReplication === undefined ? {} : { isNotForReplication }),
});

function boundPredicates(ddl: DdlContext, statement: SecurityPolicyStatement, before: SecurityPolicyDefinition | undefined): { readonly site: Site; readonly predicates: Predicates } {
  requireOwnDatabase(ddl, statement.name);
  const place = placeOf(ddl, statement.name);
  const site: Site = { ddl, statement, database: place.database, schemaId: before?.schemaId ?? place.schemaId, isSchemaBound: before?.isSchemaBound ?? statement.isSchemaBound ?? true };
  return { site, predicates: applied(site, before ?? { predicates: [], maxPredicateId: 0 }) };
}

/** The predicates once every action is done, each against those that the policy had when the statement began. */
function applied(site: Site, before: Predicates): Predicates {
  const held = new Map(before.predicates.map((predicate) => [predicate.predicateId, predicate]));
  const settled: SecurityPredicate[] = [];
  const added: SecurityPredicate[] = [];
  let { maxPredicateId } = before;
  for (const action of site.statement.actions) {
    const target = targetOf(site, action);
    const made = action.call ? predicateOf(site, { action, call: action.call, target }) : undefined;
    if (made && action.action === 'add') {
      requireNoOverlap(site, action, made, { held: [...held.values()], settled: [...settled, ...added] });
      added.push({ ...made, predicateId: ++maxPredicateId });
      continue;
    }
    const same = [...held.values()].find((one) => one.type === action.type && one.targetObjectId === target.objectId && one.operation === action.operation);
    if (!same) throw raise(Messages.PredicateNotInPolicy, { policy: written(site.statement.name), table: written(action.table) });
    if (made) held.set(same.predicateId, { ...made, predicateId: same.predicateId });
    else {
      held.delete(same.predicateId);
      settled.push(same);
    }
  }
  return { predicates: [...held.values(), ...added], maxPredicateId };
}

type Others = Readonly<Record<'held' | 'settled', readonly SecurityPredicate[]>>;

function requireNoOverlap({ statement }: Site, { type, table }: SecurityPredicateAction, made: Omit<SecurityPredicate, 'predicateId'>, { held, settled }: Others): void {
  const state = held.some((one) => overlap(one, made)) ? STATE_HELD : settled.some((one) => overlap(one, made)) ? 1 : 0;
  if (state > 0) throw raise(Messages.PredicateTwice, { type, table: written(table), policy: written(statement.name) }, state);
}

/** The table or view of a predicate. */
function targetOf(site: Site, { type, table, action }: SecurityPredicateAction): Target {
  const name = written(table);
  if (isTemporaryName(table.parts.at(-1) ?? '')) throw raise(Messages.PredicateOnTemporary, {});
  requireBindable(site, table);
  const target = findObject(site.ddl, table)?.object;
  if (!target) throw raise(Messages.PolicyObjectNotFound, { name });
  if (target.kind !== 'table' && target.kind !== 'view') throw raise(Messages.PredicateTargetKind, { name });
  if (action === 'drop') return target;
  if (target.kind === 'view') {
    if (type === 'BLOCK') throw raise(Messages.BlockOnView, { name });
    if (site.isSchemaBound && !target.isSchemaBound) throw raise(Messages.SchemaBindUnbound, { kind: 'security policy', name: written(site.statement.name), reference: name });
    if (!target.isSchemaBound) throw raise(Messages.PredicateTargetKind, { name });
  } else {
    if (type === 'BLOCK' && target.isHistory) throw raise(Messages.BlockOnHistory, { name });
    requireNoIndexedView(site, target, name);
  }
  return target;
}

/** A schema-bound policy writes names of two parts. */
function requireBindable({ ddl, statement, isSchemaBound }: Site, { parts }: ObjectName): void {
  if (isSchemaBound && (parts.length !== 2 || parts[0] === '')) throw raise(Messages.SchemaBindName, { kind: 'security policy', name: written(statement.name), reference: parts.join('.') });
  if (parts.length > 2 && ddl.instance.findDatabase(parts.at(-3) ?? '') !== ddl.database) throw notSupported('security predicates across databases');
}

function requireNoIndexedView({ database, statement }: Site, { objectId }: TableDefinition, table: string): void {
  const [view] = indexedViewsOver(database.catalog, objectId);
  if (view) throw raise(Messages.PredicateUnderIndexedView, { policy: written(statement.name), table, view: qualifiedName(database, view) });
}

interface Call { readonly action: SecurityPredicateAction; readonly call: FunctionCall; readonly target: Target }

function predicateOf(site: Site, { action, call, target }: Call): Omit<SecurityPredicate, 'predicateId'> {
  const { ddl, database } = site;
  requireBindable(site, call.name);
  const found = inlineFunction(site, call.name);
  forbidVariables(site.statement, call);
  const table = target.kind === 'view' ? viewAsTable(target) : target;
  const args = call.args.filter((argument) => !isDefaultWord(argument));
  const used = new Set(args.flatMap((argument) => columnsUsed(bindOver(argument, table, ddl.bind), table.columns)));
  const definition = printDefinition(call);
  requirePredicate(definition, { table, schemaId: site.schemaId, databaseName: database.header.name, schemaName: schemaNameOf(database, target.schemaId) }, ddl.bind);
  return {
    type: action.type, ...(action.operation ? { operation: action.operation } : {}), targetObjectId: target.objectId, functionObjectId: found.objectId, definition,
    usedColumnIds: [...used].map((column) => column.columnId),
  };
}

function inlineFunction({ ddl, statement, isSchemaBound }: Site, name: ObjectName): FunctionDefinition {
  const found = findObject(ddl, name)?.object;
  if (found?.kind !== 'function' || found.flavour !== 'inline') throw raise(Messages.PredicateFunctionNotFound, { name: written(name) });
  if (isSchemaBound && !found.isSchemaBound) throw raise(Messages.SchemaBindUnbound, { kind: 'security policy', name: written(statement.name), reference: written(name) });
  return found;
}

function forbidVariables({ mode }: SecurityPolicyStatement, call: FunctionCall): void {
  visitTree(call, (kind) => {
    if (kind === 'variable') throw raise(Messages.VariablesNotAllowed, { statement: `${mode.toUpperCase()} SECURITY POLICY` });
  });
}

/** A table has the predicates of one enabled policy; raises 33264, which ends the transaction. */
function requireAlone({ database, statement }: Site, after: SecurityPolicyDefinition): void {
  for (const { targetObjectId } of after.predicates) {
    const other = policiesOver(database.catalog, targetObjectId).find((policy) => policy.isEnabled && policy.objectId !== after.objectId);
    const table = database.catalog.byId(targetObjectId);
    if (!other || !table) continue;
    const error = raise(Messages.PolicyNotAlone, { policy: written(statement.name), table: qualifiedName(database, table), other: qualifiedName(database, other) });
    error.endsTransaction = true;
    throw error;
  }
}
