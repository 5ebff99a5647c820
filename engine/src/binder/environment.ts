// What travels with every step of binding one statement: the outside world, CTEs and parameters in force, and the doors
// between binders that need each other (a query holds expressions, an expression holds queries).
import type { BindContext } from './bind-context';
import type { Scope, CarriedTable } from './scope';
import type { TableDefinition } from '../catalog/definitions';
import type { CommonTableExpression, SelectStatement, TemporalClause } from '../syntax/ast/query';
import type { DmlStatement } from '../syntax/ast/statement';
import type { Expression } from '../syntax/ast/expression';
import type { BoundExpression } from '../plan/expression';
import type { OutputColumn, PlanNode, TableRef } from '../plan/node';
import type { LockHints } from '../transaction/row-access';
import type { DmlPlan } from '../plan/statement';
import { Messages } from '../errors/catalogue';
import { raise, type SqlError } from '../errors/sql-error';
import { foldName } from '../types/text/collation';

/** Where a query stands: decides what ORDER BY needs and how errors read. */
export type QueryUse = 'statement' | 'subquery' | 'exists' | 'derived' | 'insert';

/** A bound query: rows of `node`, of which the first `columns.length` are its output; carried columns follow. */
export interface BoundQuery { readonly node: PlanNode; readonly columns: readonly OutputColumn[]; readonly carried?: CarriedTable }

/** What is written through a query: its name for errors, the columns that are set, and its column names where they are given from outside. A derived table has errors of its own. */
export interface WrittenThrough { readonly name: string; readonly names: readonly string[]; readonly columns?: readonly string[]; readonly isDerivedTable?: true }

/** How a query is to be bound. `carry`: keep the base columns and row id of its one table behind the output (writing through a CTE or view). */
export interface QueryRequest {
  readonly statement: SelectStatement;
  readonly env: Environment;
  readonly outer?: Scope;
  readonly use: QueryUse;
  readonly carry?: boolean;
  readonly written?: WrittenThrough;
}

/** A CTE in force: either its tree, or (inside its own recursive part) the rows so far. */
export interface CteEntry {
  readonly name: string; readonly definition: CommonTableExpression; readonly env: Environment;
  readonly reference?: { readonly cteId: number; readonly columns: readonly OutputColumn[] };
}

/** The rows behind a table-valued parameter: those of a table variable of the caller, or none where DEFAULT was given. */
export interface InlineTable { readonly ref: TableRef | undefined; readonly definition: TableDefinition }

/** Arguments of an inline function under expansion, bound at row scope `level`. */
export interface InlineParameters { readonly level: number; readonly values: ReadonlyMap<string, BoundExpression>; readonly tables: ReadonlyMap<string, InlineTable> }

/** FOR SYSTEM_TIME with where it was written; `reached` once a system-versioned table has taken it. */
export interface TimeSpan { readonly clause: TemporalClause; readonly env: Environment; readonly reached: { isReached: boolean } }

/** The doors between binders. */
export interface Services {
  bindQuery(request: QueryRequest): BoundQuery;
  bindDml(statement: DmlStatement, env: Environment): DmlPlan;
  bindValue(expression: Expression, env: Environment, scope: Scope): BoundExpression;
  bindCondition(expression: Expression, env: Environment, scope: Scope): BoundExpression;
  nextCteId(): number;
}

/** See the file's head. */
export interface Environment {
  readonly context: BindContext; readonly services: Services; readonly ctes: readonly CteEntry[]; readonly parameters?: InlineParameters;
  readonly expansionDepth: number; readonly maxRecursion: number;
  /** Lock hints of a view or CTE reference: they reach the tables below. */
  readonly inheritedHints?: LockHints;
  /** The default of a uniqueidentifier that is nothing but NEWSEQUENTIALID(). */
  readonly takesSequentialId?: boolean;
  /** Inside a statement that is a source. */
  readonly isNested?: true;
  /** Inside a security predicate, whose own tables show all of their rows. */
  readonly isInPredicate?: true;
  /** FOR SYSTEM_TIME of a view: every system-versioned table in it takes it. */
  readonly timeSpan?: TimeSpan;
}

/** The environment of a body that is expanded where its name stands: a view, an inline function, a computed column. `schemaId` is the own schema of a module. */
export const insideBody = (env: Environment, databaseId: number, schemaId?: number): Environment => ({
  ...env, context: env.context.inDatabase(databaseId, schemaId), ctes: [], parameters: undefined, timeSpan: undefined, expansionDepth: env.expansionDepth + 1,
});

/** The table behind a table variable: inside an inline function, of its parameters alone. */
export function tableVariableIn({ parameters, context }: Environment, name: string): InlineTable | undefined {
  return parameters ? parameters.tables.get(foldName(name)) : context.resolveTableVariable(name);
}

/** 208 of a table that is not there. A temporary one is named without what stands before its name. */
export function unknownTable(parts: readonly string[]): SqlError {
  const last = parts.at(-1) ?? '';
  return last.startsWith('#') ? raise(Messages.InvalidObjectName, { name: last }, 0) : raise(Messages.InvalidObjectName, { name: parts.join('.') });
}
