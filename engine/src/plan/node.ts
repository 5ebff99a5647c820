// The bound query as data: a tree of relational operators. Every node's `columns` describes its output row;
// column expressions in a node refer to its input row by ordinal (for joins: left columns then right columns).
import type { TableDefinition } from '../catalog/definitions';
import type { LockHints } from '../transaction/row-access';
import type { SqlType } from '../types/sql-type';
import type { XQuery } from '../xquery/expression';
import type { BoundExpression, FunctionArgument } from './expression';

/** One output column of a node. `name` may be '' (no column name). What is known of a base column behind it is for metadata and SELECT INTO. */
export interface OutputColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly isNullable: boolean;
  readonly isIdentity?: boolean;
  readonly isComputed?: boolean;
  readonly isHidden?: boolean;
  /** The alias type it was declared with. */
  readonly userTypeId?: number;
  /** A base table's column as it stands in the row. */
  readonly isBase?: true;
  /** No column of a table: an expression of the query itself or of a module in it, or rows that are made (aggregates, UNION, VALUES, a derived table's expressions). */
  readonly madeBy?: 'expression' | 'module' | 'rows';
  /** Every row has a NULL here that is written as such, not one of a view's or an inline function's: it takes any type where it meets one. */
  readonly isUntypedNull?: true;
  /** How strongly its text holds the collation, where that is not as a table's column does: 0 gives way to what it meets, 2 was given by COLLATE. */
  readonly collationStrength?: 0 | 2;
}

/** How a plan names a table; the context opens it. */
export type TableRef =
  | { readonly kind: 'base'; readonly databaseId: number; readonly objectId: number; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'pseudo'; readonly name: 'inserted' | 'deleted' };

interface Node { readonly columns: readonly OutputColumn[] }
export type PlanNode =
  | OneRow | Scan | VirtualScan | ValuesNode | FilterNode | ProjectNode | NestedLoopJoin | HashJoin | AggregateNode | SortNode | TopNode | OffsetNode
  | DistinctNode | UnionAllNode | SetOperationNode | WindowNode | TableFunctionNode | RecursiveCte | CteReference | ForJsonNode | ForXmlNode | ForXmlExplicitNode | EmptyNode | DmlNode;

/** A single row of no columns: SELECT without FROM. */
export interface OneRow extends Node { readonly kind: 'one-row' }
/** No row at all (a predicate folded to false). */
export interface EmptyNode extends Node { readonly kind: 'empty' }
/**
 * Reads a table. Output: all columns of the table in order, then, where `emitsRowId`, the row id (a number).
 * `predicate` (over the table's columns, plus outer columns) is evaluated under the row's lock. `access` is chosen by the optimizer:
 * bounds are expressions without input columns (constants, variables, outer columns).
 */
export interface Scan extends Node {
  readonly kind: 'scan';
  readonly table: TableRef;
  readonly hints: LockHints;
  readonly purpose: 'read' | 'update';
  readonly predicate?: BoundExpression;
  readonly emitsRowId: boolean;
  readonly access: TableAccess;
  /** FOR SYSTEM_TIME is bound into a union over table and history; nothing is left of it here. */
  /** The table's definition as it was bound: the optimizer reads its indexes. */
  readonly definition?: TableDefinition;
  /** Bound predicates of its filtered indexes, by index id. */
  readonly indexFilters?: ReadonlyMap<number, BoundExpression>;
}
export interface TableAccess {
  /** undefined: clustered index or heap. */
  readonly indexId?: number; readonly isBackward?: boolean;
  /** Equality on the index's first columns, then at most one range on the next; already converted to the columns' types. A null bound value means no row qualifies. */
  readonly equals?: readonly BoundExpression[];
  readonly low?: { readonly value: BoundExpression; readonly isInclusive: boolean };
  readonly high?: { readonly value: BoundExpression; readonly isInclusive: boolean };
  /** INDEX hint: the index the user asked for. */
  readonly forcedIndexId?: number;
}
/** A system view by schema and name; rows come from ExecutionContext.virtualRows. */
export interface VirtualScan extends Node { readonly kind: 'virtual-scan'; readonly databaseId: number; readonly view: string; readonly predicate?: BoundExpression; /** Uncommitted changes are shown, not waited for. */ readonly isDirty?: true }
export interface ValuesNode extends Node { readonly kind: 'values'; readonly rows: readonly (readonly BoundExpression[])[] }
/** `isGuard`: of row-level security, before which nothing may be worked out that might fail for a row. */
export interface FilterNode extends Node { readonly kind: 'filter'; readonly input: PlanNode; readonly predicate: BoundExpression; readonly isGuard?: true }
export interface ProjectNode extends Node {
  readonly kind: 'project'; readonly input: PlanNode; readonly expressions: readonly BoundExpression[];
  /** A table's row with the computed columns that are not kept in it: who writes the row needs them only where the statement names them. */
  readonly expands?: true;
}
/** Left and right may be any plan; with `isApply` the right side sees the left row as its outer row (depth 1). 'semi' and 'anti' output only the left columns. */
export interface NestedLoopJoin extends Node {
  readonly kind: 'nested-loop';
  readonly join: 'inner' | 'left' | 'right' | 'full' | 'cross' | 'semi' | 'anti';
  readonly left: PlanNode;
  readonly right: PlanNode;
  readonly predicate?: BoundExpression;
  readonly isApply: boolean;
}
/** Equality join: keys pairwise of one type (`keyTypes`); `residual` over the joined row. */
export interface HashJoin extends Node {
  readonly kind: 'hash-join';
  readonly join: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  readonly left: PlanNode;
  readonly right: PlanNode;
  readonly leftKeys: readonly BoundExpression[];
  readonly rightKeys: readonly BoundExpression[];
  readonly keyTypes: readonly SqlType[];
  readonly residual?: BoundExpression;
}
export interface AggregateCall {
  readonly name: string;
  readonly argument?: BoundExpression;
  readonly extra: readonly BoundExpression[];
  readonly isDistinct: boolean;
  readonly orderBy: readonly SortKey[];
  readonly type: SqlType;
  /** NULLs it skips are of the plan's own making (PIVOT): no warning 8153. */
  readonly isSilent?: boolean;
}
/** Output: group keys, then aggregates, then (with several grouping sets) one int per key: 1 if the key is rolled up (GROUPING). `sets` lists key ordinals per grouping set; undefined means all keys once. No keys and no sets: one row always. */
export interface AggregateNode extends Node {
  readonly kind: 'aggregate';
  readonly input: PlanNode;
  readonly keys: readonly BoundExpression[];
  readonly aggregates: readonly AggregateCall[];
  readonly sets?: readonly (readonly number[])[];
  readonly isScalar: boolean;
}
export interface SortKey { readonly expression: BoundExpression; readonly isDescending: boolean }
/** Stable sort. NULLs first ascending. `upTo`: nobody asked for it, and it is left out for more rows than these. */
export interface SortNode extends Node { readonly kind: 'sort'; readonly input: PlanNode; readonly keys: readonly SortKey[]; readonly upTo?: number }
/** TOP. With ties the input is sorted by `tieKeys`. `count` is bigint or, for percent, float. */
export interface TopNode extends Node { readonly kind: 'top'; readonly input: PlanNode; readonly count: BoundExpression; readonly isPercent: boolean; readonly tieKeys?: readonly SortKey[] }
export interface OffsetNode extends Node { readonly kind: 'offset'; readonly input: PlanNode; readonly offset: BoundExpression; readonly fetch?: BoundExpression }
export interface DistinctNode extends Node { readonly kind: 'distinct'; readonly input: PlanNode }
export interface UnionAllNode extends Node { readonly kind: 'union-all'; readonly inputs: readonly PlanNode[] }
export interface SetOperationNode extends Node { readonly kind: 'set-operation'; readonly operator: 'intersect' | 'except'; readonly left: PlanNode; readonly right: PlanNode }
export interface FrameBound { readonly kind: 'unbounded-preceding' | 'preceding' | 'current-row' | 'following' | 'unbounded-following'; readonly count?: BoundExpression }
export interface WindowCall {
  readonly name: string;
  readonly args: readonly BoundExpression[];
  readonly partitionBy: readonly BoundExpression[];
  readonly orderBy: readonly SortKey[];
  readonly frame?: { readonly unit: 'rows' | 'range'; readonly start: FrameBound; readonly end: FrameBound };
  readonly ignoreNulls: boolean;
  readonly type: SqlType;
}
/** Output: input columns, then one column a call. */
export interface WindowNode extends Node { readonly kind: 'window'; readonly input: PlanNode; readonly calls: readonly WindowCall[] }
/** ROW_NUMBER of all rows. */
export const isNumbering = ({ name, partitionBy }: WindowCall): boolean => name === 'ROW_NUMBER' && partitionBy.length === 0;
/** Whether all that a window does is to give each row its number as it comes, since no order is left. */
export const numbersAsRead = ({ calls }: WindowNode): boolean => calls.every((call) => isNumbering(call) && call.orderBy.length === 0);
/** Built-in table functions by name ('STRING_SPLIT', 'OPENJSON', 'GENERATE_SERIES', 'XML_NODES', 'sys.dm_exec_sql_text', ...) or a user's multi-statement function (objectId). Inline functions are expanded by the binder. */
export interface TableFunctionNode extends Node {
  readonly kind: 'table-function';
  readonly name: string;
  readonly args: readonly FunctionArgument[];
  readonly user?: { readonly databaseId: number; readonly objectId: number };
  readonly openJson?: { readonly columns: readonly { readonly path: string; readonly asJson: boolean }[] };
  /** Of CHANGETABLE: the tracked table, and whether one row's version is asked for. */
  readonly changeTable?: { readonly ref: TableRef; readonly databaseId: number; readonly objectId: number; readonly isVersion: boolean };
  /** Of OPENXML with WITH: what each column is read by. */
  readonly openXml?: { readonly columns: readonly { readonly name: string; readonly path?: string }[] };
  /** Of XML_NODES: the query, whose externals are the arguments behind the first. */
  readonly xmlNodes?: XQuery;
}
/** WITH RECURSIVE part: rows of `anchor`, then `recursive` again and again over the last rows (CteReference by id) until none. */
export interface RecursiveCte extends Node { readonly kind: 'recursive-cte'; readonly cteId: number; readonly anchor: PlanNode; readonly recursive: PlanNode; readonly maxRecursion: number }
export interface CteReference extends Node { readonly kind: 'cte-reference'; readonly cteId: number }
/** One table of FOR ... AUTO: its name and the ordinals of what stands there, `keys` those of the table's own columns. Each level nests in the one before; rows next to each other with equal values share the upper ones. */
export interface AutoLevel { readonly name: string; readonly ordinals: readonly number[]; readonly keys: readonly number[] }
/** One row, one nvarchar(max) column. `names` are the JSON paths of the input columns, of AUTO plain names. */
export interface ForJsonNode extends Node {
  readonly kind: 'for-json';
  readonly input: PlanNode;
  readonly names: readonly string[];
  readonly root?: string;
  readonly includeNulls: boolean;
  readonly withoutArrayWrapper: boolean;
  readonly isAuto: boolean;
  /** FOR JSON AUTO over several tables. */
  readonly levels?: readonly AutoLevel[];
}
/** Where FOR XML puts a column's value: under elements, of which it shares the first `shared` with the column before, and there as text, nodes, one of a list of values, an attribute, a comment or an instruction. */
export interface XmlPlacement {
  readonly elements: readonly string[];
  readonly leaf: 'text' | 'node' | 'data' | 'comment' | { readonly attribute: string } | { readonly instruction: string };
  readonly shared: number;
}
/** One row, one column of text or xml; no row where there are none, but of xml. Names are as they are written; `element` '' writes no element a row. `levels` are those of AUTO over several tables. */
export interface ForXmlNode extends Node {
  readonly kind: 'for-xml';
  readonly input: PlanNode;
  readonly element: string;
  readonly root?: string;
  readonly declarations: readonly { readonly prefix: string; readonly uri: string }[];
  readonly placements: readonly XmlPlacement[];
  readonly isXml: readonly boolean[];
  readonly isType: boolean;
  readonly xsinil: boolean;
  readonly levels?: readonly AutoLevel[];
}
/** How FOR XML EXPLICIT writes a column: its tag, and what of the tag's element it is. */
export interface ExplicitColumn {
  readonly tag: number;
  readonly name: string;
  readonly form: 'attribute' | 'text' | 'element' | 'xml' | 'cdata' | 'xmltext' | 'hide';
  readonly isNilled: boolean;
  readonly isXml: boolean;
}
/** FOR XML EXPLICIT: the first two columns say which tag a row opens, and under which. `tags` are the elements' names. */
export interface ForXmlExplicitNode extends Node {
  readonly kind: 'for-xml-explicit';
  readonly input: PlanNode;
  readonly root?: string;
  readonly isType: boolean;
  readonly tags: readonly (readonly [number, string])[];
  readonly explicit: readonly ExplicitColumn[];
}
/** Composable DML: the rows of an OUTPUT clause as a table. */
export interface DmlNode extends Node { readonly kind: 'dml'; readonly plan: import('./statement').DmlPlan }
