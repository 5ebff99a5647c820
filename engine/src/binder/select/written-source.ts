// Which source of a query is written to where the query is a target: the only one, or the one whose columns are set.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { QuerySpecification, TableSource } from '../../syntax/ast/query';
import type { Environment, WrittenThrough } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { bindFrom } from '../from/bind-from';
import { makeScope, type Scope } from '../scope';
import { notUpdatable } from './not-updatable';
import { bindItems } from './select-items';

interface Request { readonly env: Environment; readonly outer: Scope | undefined; readonly written?: WrittenThrough }
/** The source to be written to, with the names of its columns that are set. */
export interface WrittenSource { readonly target: TableSource; readonly written: readonly string[] }

const leaves = (source: TableSource): readonly TableSource[] => (source.kind === 'join' ? [...leaves(source.left), ...leaves(source.right)] : [source]);
const isWritable = (source: TableSource | undefined): source is TableSource => source?.kind === 'table' || source?.kind === 'derived' || source?.kind === 'table-variable';

/** The source behind the columns that are set; raises 4405 where they belong to several tables or none, 4406 for a derived one, 4403 for PIVOT and UNPIVOT. */
export function writtenSource(spec: QuerySpecification, { env, outer, written }: Request): WrittenSource {
  const sources = spec.from.flatMap(leaves);
  const [only] = sources;
  if (only?.kind === 'pivot' || only?.kind === 'unpivot') throw notUpdatable('grouped', written);
  if (sources.length === 1 && !isWritable(only)) throw notSupported('writing through a query over this kind of source');
  const from = bindFrom(spec.from, { env, outer });
  const scope = makeScope(outer, from.node.columns, from.tables, { aggregates: [], windows: [] });
  const { items } = bindItems(expressionsIn(env, scope, 'select'), spec.items);
  const names = written?.columns ?? items.map((item) => item.name);
  let first: number | undefined;
  const set = (written?.names ?? []).map((name) => {
    const item = items[names.findIndex((n) => env.context.names.isSame(n, name))];
    if (!item) throw raise(Messages.InvalidColumnName, { name });
    const { expression } = item;
    const index = expression?.kind === 'column' ? from.tables.findIndex((t) => t.columns.some((c) => c.ordinal === expression.ordinal)) : -1;
    if (expression?.kind !== 'column' || index < 0) throw notUpdatable('field', written);
    first ??= index;
    if (index !== first) throw notUpdatable('several', written);
    return { name: from.tables[index]?.columns.find((c) => c.ordinal === expression.ordinal)?.name ?? '' };
  });
  if (only && sources.length === 1) return { target: only, written: set.map((s) => s.name) };
  if (first === undefined) throw notUpdatable('several', written);
  const target = from.tables.length === sources.length ? sources[first] : undefined;
  if (!isWritable(target)) throw notSupported('writing through a query to this kind of source');
  return { target, written: set.map((s) => s.name) };
}
