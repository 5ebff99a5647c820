// Where the filter predicates of row-level security stand in a plan, and that what stands above them still finds its index.
import type { BindContext } from '../../../src/binder/bind-context';
import type { FunctionDefinition } from '../../../src/catalog/definitions';
import type { PredicateInForce } from '../../../src/catalog/security-policies';
import { optimize } from '../../../src/optimizer/optimize';
import { explain } from '../../../src/plan/explain';
import { INT } from '../../../src/types/sql-type';
import { bound } from './plan-of';
import { sampleContext } from './sample-world';

const USERS = 101;
const header = { schemaId: 1, createdAt: 0, modifiedAt: 0 };

function inline(body: string): FunctionDefinition {
  const definition = `CREATE FUNCTION dbo.guard(@x int) RETURNS TABLE WITH SCHEMABINDING AS RETURN ${body}`;
  return {
    kind: 'function', objectId: 900, name: 'guard', ...header, usesAnsiNulls: true, usesQuotedIdentifier: true, flavour: 'inline', definition, isSchemaBound: true,
    parameters: [{ name: '@x', type: INT, isOutput: false, hasDefault: false }],
  };
}

/** The plan of a query while users has the predicate; `body` is its function's. */
function guarded(sql: string, body: string): string {
  const predicate = { predicateId: 1, type: 'FILTER' as const, targetObjectId: USERS, functionObjectId: 900, definition: '([dbo].[guard]([age]))', usedColumnIds: [] };
  const policy = { kind: 'security-policy' as const, objectId: 901, name: 'p', ...header, isEnabled: true, isSchemaBound: true, isNotForReplication: false, predicates: [predicate], maxPredicateId: 1 };
  const own: PredicateInForce[] = [{ policy, predicate }];
  const more: Partial<BindContext> = {
    predicatesOn: (_databaseId, objectId) => (objectId === USERS ? own : []),
    resolveFunction: () => ({ databaseId: 5, definition: inline(body) }),
  };
  const context: BindContext = sampleContext({ ...more, inDatabase: () => context });
  const plan = optimize(bound(sql, { ...more, inDatabase: () => context }));
  if (plan.kind !== 'select') throw new Error('not a SELECT');
  return explain(plan.node);
}

it('a predicate without tables is a condition of the scan, before those of the query', () => {
  expect(guarded('select name from users where 1 / age = 1', 'SELECT 1 AS ok WHERE @x = 5')).toMatch(/scan users where \(.*age#3.* = 5 and .*1 \/ age#3/);
});

it('a query finds its key beside a predicate, with tables of its own or without', () => {
  expect(guarded('select name from users where id = 7', 'SELECT 1 AS ok WHERE @x = 5')).toContain('seek users [= 7]');
  expect(guarded('select name from users where id = 7', 'SELECT 1 AS ok FROM dbo.jobs AS j WHERE j.priority = @x')).toContain('seek users [= 7]');
});

it('tables that a predicate reads show all of their rows, the guarded one too', () => {
  const plan = guarded('select name from users', 'SELECT 1 AS ok FROM dbo.users AS u WHERE u.age = @x');
  expect(plan.match(/(?:scan|seek) users/g)).toHaveLength(2);
});

it('what might fail for a hidden row is worked out after a predicate with tables of its own', () => {
  const body = 'SELECT 1 AS ok FROM dbo.jobs AS j WHERE j.priority = @x';
  const plan = guarded('select name from users where 1 / age = 1 and id = @id', body);
  expect(plan).toContain('seek users [= @id]');
  expect(plan).toMatch(/filter \(1 \/ age#3\) = 1\s+hash semi [\s\S]*seek users/);
});
