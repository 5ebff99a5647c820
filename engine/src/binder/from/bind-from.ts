// FROM: which kind of source goes where, and joins.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { JoinedTable, TableSource } from '../../syntax/ast/query';
import type { NestedLoopJoin, OutputColumn } from '../../plan/node';
import { isCorrelated } from '../../plan/rewrite';
import { expressionsIn } from '../expression/bind-expression';
import { makeScope } from '../scope';
import { bindChangeTable } from './change-table';
import { bindNamedTable, bindTableVariable } from './named-table';
import { refuseNestedInJoin } from './nested-statement';
import { bindOpenXml } from './open-xml';
import { bindPivot, bindUnpivot } from './pivot';
import { bindNodes, bindOpenJson } from './rowset-functions';
import { bindDerived, bindDmlTable, bindValuesTable } from './rowsets';
import type { NameRules } from '../../types/text/collation';
import { asNullable, joinTables, type BoundSource, type SourceContext } from './source';
import { bindFunctionTable } from './table-functions';

/** One source with everything below it. */
export function bindSource(source: TableSource, at: SourceContext): BoundSource {
  switch (source.kind) {
    case 'table': return bindNamedTable(source, at);
    case 'table-variable': return bindTableVariable(source, at);
    case 'derived': return bindDerived(source, at);
    case 'values': return bindValuesTable(source, at);
    case 'function-table': return bindFunctionTable(source, at);
    case 'openjson': return bindOpenJson(source, at);
    case 'nodes': return bindNodes(source, at);
    case 'openxml': return bindOpenXml(source, at);
    case 'pivot': return bindPivot(source, bindPivoted(source.source, at), at);
    case 'unpivot': return bindUnpivot(source, bindPivoted(source.source, at), at);
    case 'change-table': return bindChangeTable(source, at);
    case 'dml-table': return bindDmlTable(source, at);
    case 'join': return bindJoin(source, at);
  }
}

function bindPivoted(source: TableSource, at: SourceContext): BoundSource {
  if (source.kind === 'dml-table') throw raise(Messages.NestedInPivot, {});
  return bindSource(source, { ...at, target: undefined });
}

const LATERAL = new Set<TableSource['kind']>(['function-table', 'openjson', 'nodes', 'change-table']);

/** The list behind FROM, cross joined; functions in it may read the sources before them. */
export function bindFrom(sources: readonly TableSource[], at: SourceContext): BoundSource {
  refuseNestedInJoin(sources);
  const [first, ...rest] = sources;
  if (!first) return { node: { kind: 'one-row', columns: [] }, tables: [] };
  return rest.reduce<BoundSource>((left, source) => (LATERAL.has(source.kind) ? applyFunction(left, source, at) : crossJoin(left, bindSource(source, at), at.env.context.names)), bindSource(first, at));
}

function applyFunction(left: BoundSource, source: TableSource, at: SourceContext): BoundSource {
  const { names } = at.env.context;
  const right = bindSource(source, lateral(left, at));
  if (isCorrelated(right.node)) return joined({ names, join: 'cross', isApply: true, left, right });
  return crossJoin(left, bindSource(source, at), names);
}

/** Two sources side by side. */
const crossJoin = (left: BoundSource, right: BoundSource, names: NameRules): BoundSource => joined({ names, join: 'cross', isApply: false, left, right });

const lateral = (left: BoundSource, at: SourceContext): SourceContext => ({ ...at, outer: { ...makeScope(at.outer, left.node.columns, left.tables), within: 'apply' } });

interface Join { readonly names: NameRules; readonly join: NestedLoopJoin['join']; readonly isApply: boolean; readonly left: BoundSource; readonly right: BoundSource }

function joinedColumns({ join, left, right }: Join): readonly OutputColumn[] {
  const isLeftMissing = join === 'right' || join === 'full';
  const isRightMissing = join === 'left' || join === 'full';
  return [...(isLeftMissing ? left.node.columns.map(asNullable) : left.node.columns), ...(isRightMissing ? right.node.columns.map(asNullable) : right.node.columns)];
}

function joined(join: Join): BoundSource {
  const tables = joinTables(join.left, join.right, join.names);
  return { node: { kind: 'nested-loop', join: join.join, left: join.left.node, right: join.right.node, isApply: join.isApply, columns: joinedColumns(join) }, tables };
}

function bindJoin(source: JoinedTable, at: SourceContext): BoundSource {
  refuseNestedInJoin([source.left, source.right]);
  const { names } = at.env.context;
  const left = bindSource(source.left, at);
  if (source.join === 'cross-apply' || source.join === 'outer-apply') {
    return joined({ names, join: source.join === 'cross-apply' ? 'inner' : 'left', isApply: true, left, right: bindSource(source.right, lateral(left, at)) });
  }
  const right = bindSource(source.right, at);
  const made = joined({ names, join: source.join, isApply: false, left, right });
  if (source.join === 'cross') return made;
  if (!source.on || made.node.kind !== 'nested-loop') throw raise(Messages.SyntaxNearKeyword, { keyword: 'JOIN' });
  // A condition sees both sides before either is missing.
  const row = [...left.node.columns, ...right.node.columns];
  const predicate = expressionsIn(at.env, makeScope(at.outer, row, made.tables), 'on').predicate(source.on);
  return { ...made, node: { ...made.node, predicate } };
}
