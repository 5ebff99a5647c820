// Bound expressions: every name resolved, every type known, every implicit conversion written out. Plain data.
// Values are as types/value.ts says; predicates (type BIT) evaluate to 1, 0 or null (UNKNOWN).
import type { MaskFunction } from '../catalog/definitions';
import type { SqlType } from '../types/sql-type';
import type { XmlDml, XQuery } from '../xquery/expression';
import type { Value } from '../types/value';
import type { PlanNode } from './node';

/** What every bound expression carries. */
interface Bound { readonly type: SqlType; readonly isNullable: boolean }

export type BoundExpression =
  | ConstantExpression | ColumnExpression | OuterColumnExpression | VariableExpression | SystemVariableExpression | CallExpression | UserFunctionExpression
  | ArithmeticExpression | ConcatExpression | NegateExpression | ConvertExpression | CaseExpression | ScalarSubquery | NextValueExpression | AtTimeZoneExpression | CollateMark | XmlMethodExpression | MaskExpression
  | PredicateExpression;
export type PredicateExpression =
  | ComparePredicate
  | LogicalPredicate
  | NotPredicate
  | IsNullPredicate
  | DistinctPredicate
  | InListPredicate
  | LikePredicate
  | ExistsPredicate
  | InSubqueryPredicate
  | QuantifiedPredicate
  | UpdatedColumnPredicate;

export interface ConstantExpression extends Bound { readonly kind: 'constant'; readonly value: Value; /** For integer literals beside decimals (10.0/3). */ readonly literalDigits?: number; /** The undeclared parameter for which this NULL stands. */ readonly parameter?: string }
/** A column of the operator's input row, by ordinal. `name` serves plans and errors. */
export interface ColumnExpression extends Bound { readonly kind: 'column'; readonly ordinal: number; readonly name: string; /** See OutputColumn. */ readonly isUntypedNull?: true; readonly collationStrength?: 0 | 2 }
/** The column that stands at `ordinal` of a row, as an expression over that row. */
export const rowColumn = ({ name, type, isNullable, isUntypedNull, collationStrength }: Omit<ColumnExpression, 'kind' | 'ordinal'>, ordinal: number): ColumnExpression => ({
  kind: 'column', ordinal, name, type, isNullable, isUntypedNull, collationStrength,
});
/** The column at `ordinal` of the row that lies `depth` rows out: that of the operator itself, or of a query around it. */
export function columnAtDepth(column: Omit<ColumnExpression, 'kind' | 'ordinal'>, ordinal: number, depth: number): ColumnExpression | OuterColumnExpression {
  const { isUntypedNull, ...own } = rowColumn(column, ordinal);
  return depth === 0 ? { ...own, isUntypedNull } : { ...own, kind: 'outer', depth };
}
/** A column of an enclosing query's row: `depth` 1 is the nearest enclosing row scope (see ExecutionContext.outerRows). */
export interface OuterColumnExpression extends Bound { readonly kind: 'outer'; readonly depth: number; readonly ordinal: number; readonly name: string; /** See OutputColumn. */ readonly collationStrength?: 0 | 2 }
/** `name` with @, folded by foldName. */
export interface VariableExpression extends Bound { readonly kind: 'variable'; readonly name: string }
/** @@ROWCOUNT and kin, upper case. */
export interface SystemVariableExpression extends Bound { readonly kind: 'system-variable'; readonly name: string }
/** A built-in scalar function; `args` already converted to what its signature asks. */
export interface CallExpression extends Bound { readonly kind: 'call'; readonly name: string; readonly args: readonly BoundExpression[] }
export interface UserFunctionExpression extends Bound {
  readonly kind: 'user-function';
  readonly databaseId: number;
  readonly objectId: number;
  readonly args: readonly FunctionArgument[];
}
/** A table variable that is given for a table-valued parameter. */
export interface TableArgument { readonly kind: 'table-argument'; readonly variable: string }
/** What a user-defined function is given for a parameter. */
export type FunctionArgument = BoundExpression | TableArgument | 'default';
/** True for an argument that is a value, worked out by the caller. */
export const isValueArgument = (argument: FunctionArgument): argument is BoundExpression => argument !== 'default' && argument.kind !== 'table-argument';
/** Operands in their own types; exec uses types/arithmetic with them and `type`. */
export interface ArithmeticExpression extends Bound {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^';
  readonly left: BoundExpression;
  readonly right: BoundExpression;
}
/** String or binary concatenation by +: both already of one family; NULL if either is. Cut to type.length. */
export interface ConcatExpression extends Bound { readonly kind: 'concat'; readonly left: BoundExpression; readonly right: BoundExpression }
export interface NegateExpression extends Bound { readonly kind: 'negate'; readonly operator: '-' | '~'; readonly operand: BoundExpression }
export interface ConvertExpression extends Bound {
  readonly kind: 'convert';
  readonly operand: BoundExpression;
  readonly style?: BoundExpression;
  readonly isTry: boolean;
  readonly isImplicit: boolean;
}
/** Searched form only; a simple CASE is bound into comparisons. COALESCE, NULLIF, IIF, CHOOSE become this too. */
export interface CaseExpression extends Bound {
  readonly kind: 'case';
  readonly branches: readonly { readonly when: BoundExpression; readonly then: BoundExpression }[];
  readonly otherwise?: BoundExpression;
}
/** More than one row raises 512. Correlated columns appear inside as 'outer'. */
export interface ScalarSubquery extends Bound { readonly kind: 'scalar-subquery'; readonly plan: PlanNode; readonly isCorrelated: boolean }
export interface NextValueExpression extends Bound { readonly kind: 'next-value'; readonly databaseId: number; readonly objectId: number }
export interface AtTimeZoneExpression extends Bound { readonly kind: 'at-time-zone'; readonly operand: BoundExpression; readonly zone: BoundExpression }
/** Only changes the collation in `type`. */
export interface CollateMark extends Bound { readonly kind: 'collate'; readonly operand: BoundExpression }
/** A method of xml; `text` is its query as written, `externals` the values of the query's sql:variable() and sql:column(), in order. */
export interface XmlMethodExpression extends Bound {
  readonly kind: 'xml-method';
  readonly call: XmlCall;
  readonly target: BoundExpression;
  readonly text: string;
  readonly externals: readonly BoundExpression[];
}
/** A column with a mask. A database of -1: of inserted or deleted. */
export interface MaskedColumn { readonly databaseId: number; readonly objectId: number; readonly columnId: number }
/** A value on its way out of the statement: who may not see every one of the columns sees what the function makes of it. */
export interface MaskExpression extends Bound { readonly kind: 'mask'; readonly operand: BoundExpression; readonly function: MaskFunction; readonly columns: readonly MaskedColumn[] }
/** What a method of xml does; `name` is what is changed, for 5302. */
export type XmlCall = { readonly method: 'value' | 'query' | 'exist'; readonly query: XQuery } | { readonly method: 'modify'; readonly dml: XmlDml; readonly name: string };

/** The operator that says the same of exchanged operands. */
export const MIRRORED = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/** Both sides already converted to `operandType` (which holds the collation to compare by). */
export interface ComparePredicate extends Bound {
  readonly kind: 'compare';
  readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
  readonly left: BoundExpression;
  readonly right: BoundExpression;
  readonly operandType: SqlType;
}
export interface LogicalPredicate extends Bound { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly operands: readonly BoundExpression[] }
export interface NotPredicate extends Bound { readonly kind: 'not'; readonly operand: BoundExpression }
export interface IsNullPredicate extends Bound { readonly kind: 'is-null'; readonly operand: BoundExpression; readonly isNegated: boolean }
export interface DistinctPredicate extends Bound {
  readonly kind: 'is-distinct';
  readonly left: BoundExpression;
  readonly right: BoundExpression;
  readonly operandType: SqlType;
  readonly isNegated: boolean;
}
/** `items` already converted to `operandType`. */
export interface InListPredicate extends Bound {
  readonly kind: 'in-list';
  readonly operand: BoundExpression;
  readonly items: readonly BoundExpression[];
  readonly operandType: SqlType;
  readonly isNegated: boolean;
}
export interface LikePredicate extends Bound {
  readonly kind: 'like';
  readonly operand: BoundExpression;
  readonly pattern: BoundExpression;
  readonly escape?: BoundExpression;
  readonly collation: string;
  readonly isUnicode: boolean;
  readonly isNegated: boolean;
}
export interface ExistsPredicate extends Bound { readonly kind: 'exists'; readonly plan: PlanNode; readonly isCorrelated: boolean }
/** The plan's single column is already of `operandType`. NULLs as NOT IN has them. */
export interface InSubqueryPredicate extends Bound {
  readonly kind: 'in-subquery';
  readonly operand: BoundExpression;
  readonly plan: PlanNode;
  readonly operandType: SqlType;
  readonly isNegated: boolean;
  readonly isCorrelated: boolean;
}
export interface QuantifiedPredicate extends Bound {
  readonly kind: 'quantified';
  readonly operator: ComparePredicate['operator'];
  readonly quantifier: 'all' | 'any';
  readonly left: BoundExpression;
  readonly plan: PlanNode;
  readonly operandType: SqlType;
  readonly isCorrelated: boolean;
}
/** UPDATE(col) inside a trigger. */
export interface UpdatedColumnPredicate extends Bound { readonly kind: 'updated-column'; readonly columnName: string }
