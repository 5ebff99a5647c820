// Expressions and predicates as T-SQL says them. No table has been looked up yet.
import type { DataTypeName, ObjectName, Position } from './common';
import type { QueryExpression, SelectStatement, OrderItem } from './query';

export type LiteralKind = 'integer' | 'decimal' | 'float' | 'money' | 'string' | 'national-string' | 'binary' | 'null' | 'default';

/** Any expression; predicates are expressions whose kind is one of the boolean ones (see isPredicate in parser/expression). */
export type Expression =
  | Literal | ColumnReference | VariableReference | SystemVariable | UnaryExpression | BinaryExpression | CollateExpression
  | FunctionCall | CastExpression | ConvertExpression | CaseExpression | SubqueryExpression | NextValueFor | AtTimeZone | MethodCall
  | ParenthesizedExpression | Comparison | LogicalExpression | NotExpression | IsNull | Between | InList | InSubquery | Like | Exists | QuantifiedComparison
  | IsDistinctFrom;

/** A constant. `text` is its content: digits as written, string content unescaped, hex digits after 0x. 'null' and 'default' have ''. */
export interface Literal { readonly kind: 'literal'; readonly literal: LiteralKind; readonly text: string; readonly at: Position }
/** `a`, `t.a`, `dbo.t.a`, `db.dbo.t.a`; pseudo columns `$action`, `$identity`, `$rowguid` keep their dollar. `parts` unquoted. */
export interface ColumnReference { readonly kind: 'column'; readonly parts: readonly string[]; readonly at: Position }
/** `@x`, with its @. */
export interface VariableReference { readonly kind: 'variable'; readonly name: string; readonly at: Position }
/** `@@ROWCOUNT` etc., upper case with both @. */
export interface SystemVariable { readonly kind: 'system-variable'; readonly name: string; readonly at: Position }
export interface UnaryExpression { readonly kind: 'unary'; readonly operator: '-' | '+' | '~'; readonly operand: Expression; readonly at: Position }
export interface BinaryExpression {
  readonly kind: 'binary';
  readonly operator: '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>';
  readonly left: Expression;
  readonly right: Expression;
  readonly at: Position;
}
export interface CollateExpression { readonly kind: 'collate'; readonly operand: Expression; readonly collation: string; readonly at: Position }
/** `f(a, b)`, `dbo.f(a)`, `COUNT(*)` (isStar), `COUNT(DISTINCT a)`, with OVER and WITHIN GROUP. Names of built-ins are as written. `respectNulls` for IGNORE/RESPECT NULLS. */
export interface FunctionCall {
  readonly kind: 'call'; readonly name: ObjectName; readonly args: readonly Expression[]; readonly isStar: boolean; readonly isDistinct: boolean;
  readonly over?: WindowSpecification; readonly withinGroup?: readonly OrderItem[]; readonly ignoreNulls?: boolean; readonly at: Position;
}
/** `base`: the window of the WINDOW clause that it names, alone or with what it adds. */
export interface WindowSpecification { readonly base?: string; readonly partitionBy: readonly Expression[]; readonly orderBy: readonly OrderItem[]; readonly frame?: WindowFrame }
export interface WindowFrame { readonly unit: 'rows' | 'range'; readonly start: FrameBound; readonly end: FrameBound }
export type FrameBound = { readonly kind: 'unbounded-preceding' | 'unbounded-following' | 'current-row' } | { readonly kind: 'preceding' | 'following'; readonly count: Expression };
/** `parse`: PARSE or TRY_PARSE, which read text by the rules of a culture. */
export interface CastExpression {
  readonly kind: 'cast';
  readonly parse?: { readonly culture?: Expression };
  readonly operand: Expression;
  readonly type: DataTypeName;
  readonly isTry: boolean;
  readonly at: Position;
}
export interface ConvertExpression { readonly kind: 'convert'; readonly type: DataTypeName; readonly operand: Expression; readonly style?: Expression; readonly isTry: boolean; readonly at: Position }
/** Simple CASE has `operand`; searched CASE has predicates in `when`. */
export interface CaseExpression {
  readonly kind: 'case';
  readonly operand?: Expression;
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise?: Expression;
  readonly at: Position;
}
export interface SubqueryExpression { readonly kind: 'subquery'; readonly query: SelectStatement; readonly at: Position }
export interface NextValueFor { readonly kind: 'next-value'; readonly sequence: ObjectName; readonly over?: WindowSpecification; readonly at: Position }
export interface AtTimeZone { readonly kind: 'at-time-zone'; readonly operand: Expression; readonly zone: Expression; readonly at: Position }
/** `'uri' AS prefix` of WITH XMLNAMESPACES; the prefix of DEFAULT is ''. */
export interface XmlNamespace { readonly prefix: string; readonly uri: string; readonly at: Position }
/** `col.value(...)`, `geometry::STGeomFromText(...)` (isStatic), `x.ToString()`. */
export interface MethodCall {
  readonly kind: 'method';
  readonly target: Expression;
  readonly method: string;
  readonly isStatic: boolean;
  /** `x.STSrid`: written without parentheses. */
  readonly isProperty?: true;
  /** Behind SET: it changes what it is called on. */
  readonly isMutator?: true;
  /** Of WITH XMLNAMESPACES. */
  readonly namespaces?: readonly XmlNamespace[];
  readonly args: readonly Expression[];
  readonly at: Position;
}
export interface ParenthesizedExpression { readonly kind: 'parenthesized'; readonly operand: Expression; readonly at: Position }
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export interface Comparison { readonly kind: 'comparison'; readonly operator: ComparisonOperator; readonly left: Expression; readonly right: Expression; readonly at: Position }
export interface LogicalExpression { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly left: Expression; readonly right: Expression; readonly at: Position }
export interface NotExpression { readonly kind: 'not'; readonly operand: Expression; readonly at: Position }
export interface IsNull { readonly kind: 'is-null'; readonly operand: Expression; readonly isNegated: boolean; readonly at: Position }
export interface IsDistinctFrom { readonly kind: 'is-distinct'; readonly left: Expression; readonly right: Expression; readonly isNegated: boolean; readonly at: Position }
export interface Between { readonly kind: 'between'; readonly operand: Expression; readonly low: Expression; readonly high: Expression; readonly isNegated: boolean; readonly at: Position }
export interface InList { readonly kind: 'in-list'; readonly operand: Expression; readonly items: readonly Expression[]; readonly isNegated: boolean; readonly at: Position }
export interface InSubquery { readonly kind: 'in-subquery'; readonly operand: Expression; readonly query: SelectStatement; readonly isNegated: boolean; readonly at: Position }
export interface Like { readonly kind: 'like'; readonly operand: Expression; readonly pattern: Expression; readonly escape?: Expression; readonly isNegated: boolean; readonly at: Position }
export interface Exists { readonly kind: 'exists'; readonly query: SelectStatement; readonly at: Position }
export interface QuantifiedComparison {
  readonly kind: 'quantified';
  readonly operator: ComparisonOperator;
  readonly quantifier: 'all' | 'any';
  readonly left: Expression;
  readonly query: SelectStatement;
  readonly at: Position;
}
/** Re-exported for readers of expressions. */
export type { QueryExpression };
