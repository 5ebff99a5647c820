// One switch over the kinds of plan nodes. What each does is in this folder's other files.
import type { PlanNode } from '../../plan/node';
import type { CompiledQuery, Compiler } from '../compiled';
import { compileAggregate } from './aggregate';
import { compileForJson } from './for-json';
import { compileForXml } from './for-xml';
import { compileForXmlExplicit } from './for-xml-explicit';
import { compileHashJoin } from './hash-join';
import { compileNestedLoop } from './nested-loop';
import { compileCteReference, compileRecursiveCte } from './recursive-cte';
import { compileDistinct, compileFilter, compileProject, compileSetOperation, compileUnionAll } from './row-by-row';
import { compilePseudoScan, compileScan, compileVirtualScan } from './scan';
import { compileSort } from './sort';
import { compileDmlNode, compileEmpty, compileOneRow, compileValues } from './source';
import { compileTableFunction } from './table-function';
import { compileOffset, compileTop } from './top';
import { compileWindow } from './window';

/** Compiles one plan node and everything under it. */
export function compilePlanNode(node: PlanNode, compiler: Compiler): CompiledQuery {
  switch (node.kind) {
    case 'one-row': return compileOneRow(node);
    case 'empty': return compileEmpty(node);
    case 'scan': return node.table.kind === 'pseudo' ? compilePseudoScan(node, node.table.name, compiler) : compileScan(node, compiler);
    case 'virtual-scan': return compileVirtualScan(node, compiler);
    case 'values': return compileValues(node, compiler);
    case 'filter': return compileFilter(node, compiler);
    case 'project': return compileProject(node, compiler);
    case 'nested-loop': return compileNestedLoop(node, compiler);
    case 'hash-join': return compileHashJoin(node, compiler);
    case 'aggregate': return compileAggregate(node, compiler);
    case 'sort': return compileSort(node, compiler);
    case 'top': return compileTop(node, compiler);
    case 'offset': return compileOffset(node, compiler);
    case 'distinct': return compileDistinct(node, compiler);
    case 'union-all': return compileUnionAll(node, compiler);
    case 'set-operation': return compileSetOperation(node, compiler);
    case 'window': return compileWindow(node, compiler);
    case 'table-function': return compileTableFunction(node, compiler);
    case 'recursive-cte': return compileRecursiveCte(node, compiler);
    case 'cte-reference': return compileCteReference(node);
    case 'for-json': return compileForJson(node, compiler);
    case 'for-xml': return compileForXml(node, compiler);
    case 'for-xml-explicit': return compileForXmlExplicit(node, compiler);
    case 'dml': return compileDmlNode(node, compiler);
  }
}
