// A hand-made world for the binder's tests: a few tables, a view, a function, variables. Nothing is stored.
import type { BindContext, ResolvedTable } from '../../../src/binder/bind-context';
import type { Column, FunctionDefinition, IndexDefinition, TableDefinition, ViewDefinition } from '../../../src/catalog/definitions';
import { WHOLE_DIALECT } from '../../../src/syntax/dialect';
import { DEFAULT_COLLATION, FOLDED_NAMES, foldName } from '../../../src/types/text/collation';
import type { SqlType } from '../../../src/types/sql-type';
import { BIT, DATETIME, decimal, INT, nvarchar, ROWVERSION, varchar } from '../../../src/types/sql-type';

const text = (type: SqlType): SqlType => (type.name.includes('char') ? { ...type, collation: type.collation ?? DEFAULT_COLLATION } : type);
const column = (columnId: number, name: string, type: SqlType, more: Partial<Column> = {}): Column =>
  ({ columnId, name, type: text(type), isNullable: true, isRowGuid: false, isHidden: false, isSparse: false, ...more });
const byDefault = (definition: string): Column['default'] => ({ objectId: 900, name: 'DF_x', definition, isSystemNamed: false, createdAt: 0 });

/** An index over column ids. */
export const index = (indexId: number, name: string, columnIds: readonly number[], more: Partial<IndexDefinition> = {}): IndexDefinition => ({
  indexId, name, isUnique: false, isClustered: indexId === 1, isPrimaryKey: indexId === 1, isUniqueConstraint: false, isSystemNamed: false,
  columns: columnIds.map((columnId) => ({ columnId, isDescending: false })), includedColumnIds: [], isDisabled: false, ignoreDuplicateKey: false, fillFactor: 0, isPadded: false, ...more,
});

/** A table of schema dbo. */
export const table = (objectId: number, name: string, columns: readonly Column[], indexes: readonly IndexDefinition[], more: Partial<TableDefinition> = {}): TableDefinition =>
  ({ kind: 'table', objectId, schemaId: 1, name, createdAt: 0, modifiedAt: 0, columns, indexes, checks: [], foreignKeys: [], maxColumnId: columns.length, ...more });

const IDENTITY = { identity: { seed: 1n, increment: 1n }, isNullable: false };
const TABLES: readonly TableDefinition[] = [
  table(101, 'users', [
    column(1, 'id', INT, IDENTITY), column(2, 'email', nvarchar(100), { isNullable: false }), column(3, 'name', varchar(50)), column(4, 'age', INT),
    column(5, 'active', BIT, { isNullable: false, default: byDefault('((1))') }), column(6, 'createdAt', DATETIME, { isNullable: false, default: byDefault('(getdate())') }),
  ], [index(1, 'PK_users', [1], { isUnique: true }), index(2, 'UQ_users', [2], { isUnique: true })], {
    checks: [{ objectId: 901, name: 'CK_age', definition: '([age]>=(0))', isSystemNamed: false, isDisabled: false, isNotTrusted: false, columnId: 4, usedColumnIds: [4], createdAt: 0 }],
  }),
  table(102, 'posts', [
    column(1, 'id', INT, IDENTITY), column(2, 'userId', INT), column(3, 'title', nvarchar(200), { isNullable: false }), column(4, 'price', decimal(10, 2)),
    column(5, 'shout', nvarchar(201), { computed: { definition: "([title]+N'!')", isPersisted: false, isDeterministic: true } }),
    column(6, 'seen', DATETIME, { computed: { definition: '(getdate())', isPersisted: false, isDeterministic: false } }), column(7, 'version', ROWVERSION, { isNullable: false }),
  ], [index(1, 'PK_posts', [1], { isUnique: true }), index(2, 'IX_posts_user', [2]), index(3, 'UX_price', [4], { isUnique: true, filter: '([price] IS NOT NULL)' })]),
  table(103, 'jobs', [column(1, 'id', INT, { isNullable: false }), column(2, 'status', varchar(20), { isNullable: false }), column(3, 'priority', INT), column(4, 'payload', nvarchar('max'))],
    [index(1, 'PK_jobs', [1], { isUnique: true }), index(2, 'IX_jobs', [2, 3])]),
  table(104, 'heap', [column(1, 'a', INT), column(2, 'b', varchar(10)), column(3, 'c', varchar(10, 'Latin1_General_BIN2'))], []),
];
const header = { schemaId: 1, createdAt: 0, modifiedAt: 0, usesAnsiNulls: true, usesQuotedIdentifier: true };
const VIEWS: readonly ViewDefinition[] = [{
  kind: 'view', objectId: 201, name: 'adults', ...header, definition: 'CREATE VIEW dbo.adults AS SELECT id AS userId, name, age + 1 AS older FROM dbo.users WHERE age >= 18 WITH CHECK OPTION',
  columns: [{ name: 'userId', type: INT, isNullable: false }, { name: 'name', type: varchar(50), isNullable: true }, { name: 'older', type: INT, isNullable: true }],
  isSchemaBound: false, withCheckOption: true, hasOpaqueMetadata: false, references: [], indexes: [],
}, {
  kind: 'view', objectId: 202, name: 'guarded', ...header, definition: 'CREATE VIEW dbo.guarded AS SELECT id, name FROM dbo.users',
  columns: [{ name: 'id', type: INT, isNullable: false }, { name: 'name', type: varchar(50), isNullable: true }], isSchemaBound: false, withCheckOption: false, hasOpaqueMetadata: false, references: [], indexes: [],
}];
const FUNCTIONS: readonly FunctionDefinition[] = [
  { kind: 'function', objectId: 301, name: 'twice', ...header, flavour: 'scalar', definition: '', parameters: [{ name: '@x', type: INT, isOutput: false, hasDefault: false }], returns: INT, isSchemaBound: false },
  { kind: 'function', objectId: 302, name: 'postsOf', ...header, flavour: 'inline', definition: 'CREATE FUNCTION dbo.postsOf(@user int) RETURNS TABLE AS RETURN (SELECT id, title FROM dbo.posts WHERE userId = @user)', parameters: [{ name: '@user', type: INT, isOutput: false, hasDefault: false }], isSchemaBound: false },
];
const VARIABLES: Readonly<Record<string, SqlType>> = { '@id': INT, '@name': nvarchar(50, DEFAULT_COLLATION), '@n': INT, '@text': nvarchar('max', DEFAULT_COLLATION), '@0': nvarchar(4000, DEFAULT_COLLATION), '@big': { name: 'bigint' } };
const BUFFER = table(105, '@out', [column(1, 'id', INT), column(2, 'email', nvarchar(100))], []);

function resolve(parts: readonly string[]): ResolvedTable | undefined {
  const [name = '', schema = 'dbo'] = [...parts].reverse();
  if (foldName(schema) === 'sys' && foldName(name) === 'tables') return { kind: 'virtual', databaseId: 5, databaseName: 'shop', schemaName: 'sys', view: 'sys.tables', columns: [{ name: 'object_id', type: INT, isNullable: false }, { name: 'name', type: nvarchar(128), isNullable: false }] };
  if (schema !== '' && foldName(schema) !== 'dbo') return undefined;
  const place = { databaseId: 5, databaseName: 'shop', schemaName: 'dbo' };
  const definition = TABLES.find((t) => foldName(t.name) === foldName(name));
  if (definition) return { kind: 'table', ref: { kind: 'base', databaseId: 5, objectId: definition.objectId, name: definition.name }, definition, ...place };
  const view = VIEWS.find((v) => foldName(v.name) === foldName(name));
  return view && { kind: 'view', view, ...place };
}

/** A context over the sample world. */
export function sampleContext(more: Partial<BindContext> = {}): BindContext {
  const context: BindContext = {
    databaseId: 5, databaseName: 'shop', collation: DEFAULT_COLLATION, names: FOLDED_NAMES, dialect: WHOLE_DIALECT, quotedIdentifier: true, triggerColumns: undefined,
    resolveTable: resolve,
    resolveTableVariable: (name) => (foldName(name) === '@out' ? { ref: { kind: 'variable', name: '@out' }, definition: BUFFER } : undefined),
    resolveFunction: (parts) => { const definition = FUNCTIONS.find((f) => foldName(f.name) === foldName(parts.at(-1) ?? '')); return parts.length > 1 && definition ? { databaseId: 5, definition } : undefined; },
    resolveSequence: (parts) => (parts.at(-1) === 'seq' ? { databaseId: 5, objectId: 401, type: { name: 'bigint' } } : undefined),
    resolveUserType: () => undefined, resolveXmlCollection: () => undefined, variableType: (name) => VARIABLES[foldName(name)], systemTableFunctionColumns: () => undefined,
    hasTrigger: (_db, objectId, _event, timing) => objectId === 202 && timing === 'instead of', isIdentityInsertOn: () => false, inDatabase: () => context, ...more,
  };
  return context;
}
