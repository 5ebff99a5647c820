// What the schemas of typed xml declare of nodes: what XQuery takes their types from. Knows no queries.
import type { ElementDeclaration, SchemaSet, SimpleType } from './components';

/** The nodes of a type; 'node' is any of several kinds. */
export type NodeKind = 'element' | 'attribute' | 'text' | 'comment' | 'processing-instruction' | 'document' | 'node';
/** What the schemas of typed xml declare of nodes; `mixed` are nodes of which they declare different things. */
export type TypedPlace =
  | { readonly kind: 'document'; readonly set: SchemaSet; readonly isDocument: boolean }
  | { readonly kind: 'element'; readonly set: SchemaSet; readonly declaration: ElementDeclaration }
  | { readonly kind: 'attribute'; readonly set: SchemaSet; readonly type: SimpleType }
  | { readonly kind: 'mixed' };

/** A node of typed xml: its kind, its type as messages print it, and what the schemas say of it. */
export interface TypedNode { readonly node: NodeKind; readonly text: string; readonly schema: TypedPlace }
