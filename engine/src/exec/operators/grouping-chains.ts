// The order in which the rows of several grouping sets come. SQL Server computes sets that contain one another in one pass over rows
// sorted once, each group followed by its subtotals, and one such chain of sets after the other. Knows no aggregates.
import { compareNullsFirst } from '../../types/compare';
import type { SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';

/** Sets (by their place) that one pass gives, and the keys in the order by which its input is sorted. */
interface Chain { readonly sets: readonly number[]; readonly keys: readonly number[] }

const contains = (outer: readonly number[], inner: readonly number[]): boolean => inner.every((key) => outer.includes(key));

/** From the last set upwards: each time the nearest earlier set that contains the one before. */
function chainsOf(sets: readonly (readonly number[])[]): readonly Chain[] {
  const left = [...sets.keys()];
  const chains: Chain[] = [];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const chain = [at];
    for (let i = left.length - 1; i >= 0; i--) {
      const [outer, inner] = [sets[left[i] as number] as readonly number[], sets[chain[chain.length - 1] as number] as readonly number[]];
      if (contains(outer, inner)) chain.push(...left.splice(i, 1));
    }
    chains.push({ sets: chain, keys: [...new Set(chain.flatMap((set) => sets[set] ?? []))] });
  }
  return chains;
}

/** One row before it is put out: its set, its keys, and whatever else belongs to it. */
export interface SetRow<T> { readonly keys: readonly Value[]; readonly of: T }

/** Puts the rows of each set (in the order of `sets`) in their order among each other. */
export function compileChains(sets: readonly (readonly number[])[], types: readonly SqlType[]): <T>(rowsBySet: readonly (readonly SetRow<T>[])[]) => readonly T[] {
  const chains = chainsOf(sets);
  const compare = types.map((type) => compareNullsFirst(type));
  const order = ({ keys }: Chain, left: { readonly set: number; readonly keys: readonly Value[] }, right: { readonly set: number; readonly keys: readonly Value[] }): number => {
    for (const key of keys) {
      const isRolledUp = (set: number): number => (sets[set]?.includes(key) === true ? 0 : 1);
      const found = isRolledUp(left.set) - isRolledUp(right.set) || (compare[key] as (l: Value, r: Value) => number)(left.keys[key] as Value, right.keys[key] as Value);
      if (found !== 0) return found;
    }
    return 0;
  };
  return (rowsBySet) => chains.flatMap((chain) => {
    const rows = chain.sets.flatMap((set) => (rowsBySet[set] ?? []).map((row) => ({ set, keys: row.keys, of: row.of })));
    return rows.sort((left, right) => order(chain, left, right)).map((row) => row.of);
  });
}
