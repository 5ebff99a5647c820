// SELECT and what it is made of.
import type { DataTypeName, Identifier, ObjectName, Position } from './common';
import type { Expression, FunctionCall, WindowSpecification, XmlNamespace } from './expression';

/** A whole SELECT: WITH, query expression, ORDER BY, OFFSET/FETCH, FOR, OPTION. Also what a subquery holds. */
export interface SelectStatement {
  readonly kind: 'select'; readonly with: readonly CommonTableExpression[]; readonly query: QueryExpression;
  readonly orderBy: QueryTail['orderBy']; readonly offset?: Expression; readonly fetch?: Expression;
  readonly forClause?: ForJson | ForXml; readonly options: readonly QueryOption[]; readonly at: Position;
}
/** What orders and pages rows. */
export interface QueryTail { readonly orderBy: readonly OrderItem[]; readonly offset?: Expression; readonly fetch?: Expression }
export interface CommonTableExpression { readonly name: Identifier; readonly columns: readonly Identifier[]; readonly query: SelectStatement }
export type QueryExpression = QuerySpecification | SetOperation;
export interface SetOperation {
  readonly kind: 'set-operation';
  readonly operator: 'union' | 'union-all' | 'except' | 'intersect';
  readonly left: QueryExpression;
  readonly right: QueryExpression;
  readonly at: Position;
}
export interface QuerySpecification {
  readonly kind: 'query'; readonly isDistinct: boolean; readonly top?: Top; readonly items: readonly SelectItem[]; readonly into?: ObjectName;
  readonly from: readonly TableSource[]; readonly where?: Expression; readonly groupBy?: GroupBy; readonly having?: Expression; readonly windows?: readonly NamedWindow[]; readonly at: Position;
  /** Of one SELECT among several of a nested UNION; where it stands alone, the statement has it. */
  readonly tail?: QueryTail;
}
/** `w AS (PARTITION BY a)` of a WINDOW clause. */
export interface NamedWindow { readonly name: Identifier; readonly window: WindowSpecification }
export interface Top { readonly count: Expression; readonly isPercent: boolean; readonly withTies: boolean; }
export interface GroupBy { readonly sets: readonly GroupingElement[]; readonly isAll: boolean }
export type GroupingElement =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'rollup' | 'cube'; readonly items: readonly (readonly Expression[])[] }
  | { readonly kind: 'grouping-sets'; readonly sets: readonly (readonly GroupingElement[])[] };
export type SelectItem =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly alias?: Identifier; readonly at: Position }
  /** `*`, `t.*`, `dbo.t.*` */
  | { readonly kind: 'star'; readonly qualifier: readonly string[]; readonly at: Position }
  /** `@v = expr`, `@v += expr` */
  | { readonly kind: 'assign'; readonly variable: string; readonly operator: AssignOperator; readonly expression: Expression; readonly at: Position };
export type AssignOperator = '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=';
export interface OrderItem { readonly expression: Expression; readonly isDescending: boolean }

export type TableSource =
  NamedTable | DerivedTable | ValuesTable | FunctionTable | TableVariableSource | JoinedTable | OpenJsonTable | PivotTable | UnpivotTable | NodesTable | OpenXmlTable | DmlTable | ChangeTable;
/** Table, view, synonym or CTE by name, with alias, hints, and FOR SYSTEM_TIME. */
export interface NamedTable {
  readonly kind: 'table';
  readonly name: ObjectName;
  readonly alias?: Identifier;
  readonly hints: readonly TableHint[];
  readonly temporal?: TemporalClause;
  readonly tableSample?: string;
  /** Its row id can be read too; never written in T-SQL. */
  readonly showsRowId?: true;
  readonly at: Position;
}
export interface DerivedTable { readonly kind: 'derived'; readonly query: SelectStatement; readonly alias: Identifier; readonly columns: readonly Identifier[]; readonly at: Position }
export interface ValuesTable { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[]; readonly alias: Identifier; readonly columns: readonly Identifier[]; readonly at: Position }
/** CHANGETABLE(CHANGES table, since) and CHANGETABLE(VERSION table, (keys), (values)). */
export interface ChangeTable {
  readonly kind: 'change-table';
  readonly table: ObjectName;
  readonly of: { readonly kind: 'changes'; readonly since: Expression } | { readonly kind: 'version'; readonly keys: readonly Identifier[]; readonly values: readonly Expression[] };
  readonly alias?: Identifier;
  readonly columns: readonly Identifier[];
  readonly at: Position;
}
/** `dbo.fn(a)`, `STRING_SPLIT(a, ',')`, `GENERATE_SERIES(...)`, `sys.dm_exec_sql_text(h)`. */
export interface FunctionTable { readonly kind: 'function-table'; readonly call: FunctionCall; readonly alias?: Identifier; readonly columns: readonly Identifier[]; readonly at: Position }
export interface TableVariableSource {
  readonly kind: 'table-variable';
  readonly name: string;
  readonly alias?: Identifier;
  readonly hints?: readonly TableHint[];
  readonly showsRowId?: true;
  readonly at: Position;
}
export interface JoinedTable {
  readonly kind: 'join';
  readonly join: 'inner' | 'left' | 'right' | 'full' | 'cross' | 'cross-apply' | 'outer-apply';
  readonly left: TableSource;
  readonly right: TableSource;
  readonly on?: Expression;
  readonly hint?: string;
  readonly at: Position;
}
export interface OpenJsonTable {
  readonly kind: 'openjson';
  readonly json: Expression;
  readonly path?: Expression;
  readonly columns?: readonly { readonly name: Identifier; readonly type: DataTypeName; readonly collation?: string; readonly path?: string; readonly asJson: boolean }[];
  readonly alias?: Identifier;
  readonly at: Position;
}
export interface PivotTable {
  readonly kind: 'pivot';
  readonly source: TableSource;
  readonly aggregate: FunctionCall;
  readonly column: ObjectName;
  readonly values: readonly Identifier[];
  readonly alias: Identifier;
  readonly at: Position;
}
export interface UnpivotTable {
  readonly kind: 'unpivot';
  readonly source: TableSource;
  readonly valueColumn: Identifier;
  readonly nameColumn: Identifier;
  readonly columns: readonly ObjectName[];
  readonly alias: Identifier;
  readonly at: Position;
}
export interface NodesTable {
  readonly kind: 'nodes';
  readonly target: Expression;
  readonly path: Expression;
  /** Of WITH XMLNAMESPACES. */
  readonly namespaces?: readonly XmlNamespace[];
  readonly alias: Identifier;
  readonly column: Identifier;
  readonly at: Position;
}
/** `OPENXML(@h, '/pattern', flags) WITH (...)`; `table` names the columns where WITH names a table. */
export interface OpenXmlTable {
  readonly kind: 'openxml';
  readonly handle: Expression;
  readonly pattern: Expression;
  readonly flags?: Expression;
  readonly columns?: readonly { readonly name: Identifier; readonly type: DataTypeName; readonly path?: string }[];
  readonly table?: ObjectName;
  readonly alias?: Identifier;
  readonly at: Position;
}
/** Composable DML: (INSERT/UPDATE/DELETE/MERGE ... OUTPUT ...) AS alias. */
export interface DmlTable {
  readonly kind: 'dml-table';
  readonly statement: import('./statement').DmlStatement;
  readonly alias: Identifier;
  readonly columns: readonly Identifier[];
  readonly at: Position;
}
export interface TemporalClause { readonly kind: 'as-of' | 'from-to' | 'between' | 'contained-in' | 'all'; readonly first?: Expression; readonly second?: Expression }
/** A table hint, upper case: 'NOLOCK', 'UPDLOCK', 'INDEX' (with `args`), 'FORCESEEK', ... */
/** `columns` are those of FORCESEEK (index (columns)). */
export interface TableHint { readonly name: string; readonly args: readonly (string | number)[]; readonly columns?: readonly string[]; readonly at: Position }
export interface QueryOption { readonly name: string; readonly value?: number | string; readonly at: Position }
export interface ForJson { readonly kind: 'for-json'; readonly mode: 'path' | 'auto'; readonly root?: string; readonly includeNulls: boolean; readonly withoutArrayWrapper: boolean }
export interface ForXml {
  readonly kind: 'for-xml';
  readonly mode: 'path' | 'raw' | 'auto' | 'explicit';
  readonly element?: string;
  readonly root?: string;
  readonly isType: boolean;
  readonly elements: boolean;
  readonly xsinil: boolean;
  readonly binaryBase64: boolean;
  /** Of WITH XMLNAMESPACES. */
  readonly namespaces?: readonly XmlNamespace[];
}
