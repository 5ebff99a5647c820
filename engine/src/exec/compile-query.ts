// The door to compiled queries. What each operator does is in operators/.
import type { PlanNode } from '../plan/node';
import type { CompiledQuery } from './compiled';
import { compiler } from './compiler';

/** Compiles a plan into something that can be opened many times. */
export const compileQuery = (node: PlanNode): CompiledQuery => compiler.query(node);
