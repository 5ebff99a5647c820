// Bound statements that touch rows. Control flow and DDL have no plan: session/ and exec/ddl work from the tree and the catalog.
import type { BlockOperation, TableDefinition } from '../catalog/definitions';
import type { LockHints } from '../transaction/row-access';
import type { SqlType } from '../types/sql-type';
import type { BoundExpression } from './expression';
import type { OutputColumn, PlanNode, TableRef } from './node';

/** SELECT. `assignments` (SELECT @a = ...) replaces rows to the client: expression i of each row goes to variable i (in order, row by row). `into` makes a table first. */
export interface SelectPlan {
  readonly kind: 'select';
  readonly node: PlanNode;
  readonly assignments?: readonly { readonly variable: string; readonly type: SqlType; readonly expression: BoundExpression }[];
  readonly into?: {
    readonly parts: readonly string[];
    /** `isNew`: of IDENTITY(), whose numbers @@IDENTITY tells. */
    readonly columns: readonly (OutputColumn & {
      readonly identity?: { readonly seed: bigint; readonly increment: bigint; readonly isNew?: true };
    })[];
  };
  /** What it is ordered by, as a client is told: columns of the result by their ordinals, 0 for what is none of them. Constants order nothing. */
  readonly order?: readonly number[];
}

/** OUTPUT items are bound over the row: inserted columns (table order), deleted columns (table order), source columns (UPDATE/DELETE FROM, MERGE), then for MERGE $action. Absent halves are NULLs. */
export interface OutputPlan {
  readonly columns: readonly OutputColumn[]; readonly expressions: readonly BoundExpression[];
  /** undefined: rows go to the client. `ordinals`: which target column takes expression i. */
  readonly into?: {
    readonly target: TableRef; readonly ordinals: readonly number[];
    /** Bound defaults of the target's other columns and its own rules; without them exec asks the context (shapeOf, defaultOf), which knows no table variables. */
    readonly defaults?: readonly ColumnAssignment[]; readonly shape?: TargetShape;
  };
}

/** The target has an INSTEAD OF trigger. `table` describes a view as a table of its columns (objectId and name are the view's); a table needs none. */
export interface InsteadOf { readonly objectId: number; readonly table?: TableDefinition }

/** What is written into one column. 'identity', 'rowversion', 'computed' are filled in by exec from the definition. */
export interface ColumnAssignment { readonly ordinal: number; readonly value: BoundExpression }

/** Where a view (or CTE) was the target: checks to make on the new row (WITH CHECK OPTION), over the table's columns. */
export interface InsertPlan {
  readonly kind: 'insert'; readonly target: TableRef; readonly source: PlanNode;
  /** For each target column that is given a value: an expression over the source row, already converted for storage is NOT done: exec applies storeConverter(from expression.type). Columns left out take their default (`defaults`). */
  readonly assignments: readonly ColumnAssignment[];
  /** Bound defaults of the columns left out, and of DEFAULT cells. */
  readonly defaults: readonly ColumnAssignment[];
  /** Set when the target is a view with an INSTEAD OF trigger: no table is touched. */
  readonly insteadOf?: InsteadOf;
  readonly outputs: readonly OutputPlan[]; readonly explicitIdentity: boolean; readonly statement: 'INSERT' | 'MERGE';
  readonly shape: TargetShape;
  /** The target's own table hints, where it has any. */
  readonly hints?: LockHints;
}
/** `source` yields any columns, among them the target's columns starting at `targetOffset` followed somewhere by its row id at `rowIdOrdinal`. */
export interface UpdatePlan {
  readonly kind: 'update';
  readonly target: TableRef;
  readonly source: PlanNode;
  readonly targetOffset: number;
  /** How many columns the target has: rows of OUTPUT are made of the new ones, the old ones and the source's. */
  readonly targetWidth?: number;
  readonly rowIdOrdinal: number;
  readonly assignments: readonly ColumnAssignment[];
  readonly variables: readonly { readonly variable: string; readonly type: SqlType; readonly value: BoundExpression; readonly alsoOrdinal?: number }[];
  readonly insteadOf?: InsteadOf;
  readonly outputs: readonly OutputPlan[];
  readonly shape: TargetShape;
}
export interface DeletePlan {
  readonly kind: 'delete'; readonly target: TableRef; readonly source: PlanNode; readonly targetOffset: number; readonly targetWidth?: number; readonly rowIdOrdinal: number;
  readonly insteadOf?: InsteadOf; readonly outputs: readonly OutputPlan[]; readonly shape: TargetShape;
}
/** `source` is (source rows left/full joined with the target): target's columns at `targetOffset`, row id at `rowIdOrdinal` (NULL: not matched), `sourcePresentOrdinal` 1 or NULL. Clauses in order; the first whose `when` and condition hold acts. */
export interface MergePlan {
  readonly kind: 'merge';
  readonly target: TableRef;
  readonly source: PlanNode;
  readonly targetOffset: number;
  readonly targetWidth?: number;
  readonly rowIdOrdinal: number;
  readonly sourcePresentOrdinal: number;
  readonly clauses: readonly {
    readonly when: 'matched' | 'not-matched' | 'not-matched-by-source';
    readonly condition?: BoundExpression;
    readonly action:
      | { readonly kind: 'update'; readonly assignments: readonly ColumnAssignment[]; readonly variables?: UpdatePlan['variables'] }
      | { readonly kind: 'delete' }
      | { readonly kind: 'insert'; readonly assignments: readonly ColumnAssignment[]; readonly defaults: readonly ColumnAssignment[]; readonly explicitIdentity: boolean };
  }[];
  /** TOP: at most so many rows are acted on, or so many percent of those that a clause acts on. */
  readonly top?: BoundExpression;
  readonly isPercent?: true;
  /** Set where INSTEAD OF triggers take all of its actions. Rows of a view have their numbers for row ids. */
  readonly insteadOf?: InsteadOf;
  readonly outputs: readonly OutputPlan[];
  readonly shape: TargetShape;
}
/**
 * The bound parts of a target table's own rules, over its own columns: CHECK constraints (enabled ones), deterministic computed columns,
 * and the names that errors need. Foreign keys and triggers are read from the definition.
 */
export interface TargetShape {
  readonly databaseName: string; readonly schemaName: string;
  /** `ordinals` are the columns that the condition reads. */
  readonly checks: readonly { readonly name: string; readonly condition: BoundExpression; readonly columnName?: string; readonly ordinals: readonly number[] }[];
  readonly computed: readonly ColumnAssignment[];
  /** WITH CHECK OPTION of the view that was the target (550). */
  readonly viewCheck?: BoundExpression;
  /** Block predicates of row-level security; `ordinals` are the columns that the condition reads. */
  readonly blocks?: readonly { readonly operation: BlockOperation; readonly condition: BoundExpression; readonly ordinals: readonly number[] }[];
}
export type DmlPlan = InsertPlan | UpdatePlan | DeletePlan | MergePlan;
export type StatementPlan = SelectPlan | DmlPlan;
