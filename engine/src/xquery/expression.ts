// XQuery as a tree with a static type at each expression: what the parser makes and the evaluator runs. Plain data.
import type { Arithmetic, Atomic, Comparison } from '../types/xsd/atomic';
import type { StaticType } from './static-type';

/** An axis that SQL Server knows. */
export type Axis = 'child' | 'attribute' | 'self' | 'parent' | 'descendant' | 'descendant-or-self';
/** What a step takes of its axis. `local` or `uri` undefined stands for any. */
export type NodeTest =
  | { readonly kind: 'name'; readonly local?: string; readonly uri?: string }
  | { readonly kind: 'text' | 'node' | 'comment' }
  | { readonly kind: 'processing-instruction'; readonly target?: string };
/** `[...]`: numbers choose by position, all else is a condition. */
export interface Predicate { readonly condition: XQueryExpression; readonly isPosition: boolean }
/** One step of a path. */
export interface Step { readonly axis: Axis; readonly test: NodeTest; readonly predicates: readonly Predicate[] }
/** A name that a constructor gives, with what its prefix stands for. */
export interface ConstructedName { readonly prefix: string; readonly local: string; readonly uri: string }
/** `xmlns` attributes; those that come from the prologue are implied. */
export interface NamespaceDeclaration { readonly prefix: string; readonly uri: string; readonly isImplied?: true }
/** A clause of FLWOR that binds a variable. */
export interface Binding { readonly kind: 'for' | 'let'; readonly slot: number; readonly source: XQueryExpression }
/** What an enclosing constructor holds: text as written, or an expression. */
export type Content = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'expression'; readonly expression: XQueryExpression };
/** What `instance of` asks for. */
export interface SequenceType {
  readonly item: 'item' | 'node' | 'element' | 'attribute' | 'text' | 'comment' | 'processing-instruction' | 'empty' | 'atomic';
  readonly name?: string;
  readonly local?: string;
  readonly uri?: string;
  readonly isOptional: boolean;
}

/** An expression with its type. */
export type XQueryExpression = { readonly type: StaticType } & (
  | { readonly kind: 'literal'; readonly item: Atomic }
  | { readonly kind: 'context' | 'root' }
  /** `sql:variable` or `sql:column`, by ordinal; `xs` is the XQuery type of its values. */
  | { readonly kind: 'external'; readonly ordinal: number }
  | { readonly kind: 'variable'; readonly slot: number }
  | { readonly kind: 'sequence'; readonly items: readonly XQueryExpression[] }
  | { readonly kind: 'path'; readonly from: XQueryExpression; readonly steps: readonly Step[] }
  | { readonly kind: 'filter'; readonly operand: XQueryExpression; readonly predicates: readonly Predicate[] }
  /** General (`=`) or value comparison (`eq`), which gives nothing for an empty operand. */
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly isValue: boolean; readonly left: XQueryExpression; readonly right: XQueryExpression }
  | { readonly kind: 'node-compare'; readonly operator: 'is' | '<<' | '>>'; readonly left: XQueryExpression; readonly right: XQueryExpression }
  | { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly left: XQueryExpression; readonly right: XQueryExpression }
  | { readonly kind: 'arithmetic'; readonly operator: Arithmetic; readonly left: XQueryExpression; readonly right: XQueryExpression }
  | { readonly kind: 'negate'; readonly operand: XQueryExpression }
  | { readonly kind: 'if'; readonly condition: XQueryExpression; readonly then: XQueryExpression; readonly otherwise: XQueryExpression }
  | {
      readonly kind: 'flwor';
      readonly bindings: readonly Binding[];
      readonly where?: XQueryExpression;
      readonly orderBy: readonly { readonly key: XQueryExpression; readonly isDescending: boolean }[];
      readonly result: XQueryExpression;
    }
  | { readonly kind: 'quantified'; readonly quantifier: 'some' | 'every'; readonly bindings: readonly Binding[]; readonly condition: XQueryExpression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly XQueryExpression[] }
  /** The values of nodes of typed xml, in the type `to`. */
  | { readonly kind: 'typed-value'; readonly operand: XQueryExpression; readonly to: string }
  | { readonly kind: 'cast'; readonly operand: XQueryExpression; readonly to: string }
  | { readonly kind: 'instance-of'; readonly operand: XQueryExpression; readonly of: SequenceType }
  | {
      readonly kind: 'element';
      readonly name: ConstructedName;
      readonly declarations: readonly NamespaceDeclaration[];
      readonly attributes: readonly { readonly name: ConstructedName; readonly value: Content }[];
      readonly content: readonly Content[];
    }
  | { readonly kind: 'attribute'; readonly name: ConstructedName; readonly content?: XQueryExpression }
  | { readonly kind: 'text'; readonly content?: XQueryExpression }
  | { readonly kind: 'leaf'; readonly leaf: 'text' | 'comment' | 'instruction'; readonly text: string }
);

/** `sql:variable("@v")` or `sql:column("t.c")` as it stands in a query. */
export interface ExternalReference { readonly kind: 'variable' | 'column'; readonly name: string }
/** A query with what it takes from outside. */
export interface XQuery { readonly expression: XQueryExpression; readonly externals: readonly ExternalReference[] }
/** A statement of XML DML. */
export type XmlChange =
  | { readonly kind: 'insert'; readonly content: XQueryExpression; readonly place: 'first' | 'last' | 'before' | 'after'; readonly target: XQueryExpression }
  | { readonly kind: 'delete'; readonly target: XQueryExpression }
  | { readonly kind: 'replace'; readonly target: XQueryExpression; readonly value: XQueryExpression; /** The value is written `()`. */ readonly isEmpty: boolean };
/** The text of modify() with what it takes from outside. */
export interface XmlDml { readonly change: XmlChange; readonly externals: readonly ExternalReference[] }
