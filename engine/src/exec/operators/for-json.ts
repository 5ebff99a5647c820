// FOR JSON: all rows of the input as one JSON text. Names with dots nest, but for AUTO.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { AutoLevel, ForJsonNode } from '../../plan/node';
import { valueKey } from '../../types/compare';
import { INT } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { iterate, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import { LevelForest, type LevelNode } from './auto-levels';
import { jsonString, jsonWriter } from './json-value';
import { asOneText } from './one-text';

/** Where columns stand in each object: leaves hold a column's ordinal. */
type Shape = { readonly key: string } & ({ readonly ordinal: number } | { readonly children: Shape[] });

/** Compiles FOR JSON; no rows give no text. */
export function compileForJson(node: ForJsonNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(node.input);
  const shape = node.levels ? [] : shapeOf(node.names, node.isAuto);
  const writers = node.input.columns.map(({ type }) => jsonWriter(type));
  if (node.levels) return compileLevels(node, node.levels, source, writers);
  const write = (row: Row): string => writeObject(shape, row, writers, node.includeNulls) ?? '{}';
  const writeAll = (rows: RowIterator): RowIterator => {
    const objects: string[] = [];
    for (let row = rows.next(); row !== undefined; row = rows.next()) objects.push(write(row));
    return iterate(objects.length === 0 ? [] : [[wrap(objects.join(','), node)]]);
  };
  return asOneText(source, { columns: node.columns, write: writeAll, isValue: false });
}

type Writers = readonly ((value: Value) => string)[];

/** What a row says at one level. Rows share an object by what is the table's own in it, not by expressions. */
interface Part { readonly row: Row; readonly level: number; readonly text: string }

function compileLevels(node: ForJsonNode, levels: readonly AutoLevel[], source: CompiledQuery, writers: Writers): CompiledQuery {
  const shapes = levels.map(({ ordinals }) => shapeOf(ordinals.map(i => node.names[i] ?? ''), true, ordinals));
  const keysOf = levels.map(({ keys }) => keys.map(key => ({ key, valueOf: valueKey(node.input.columns[key]?.type ?? INT) })));
  const write = (row: Row, level: number): Part => ({ row, level, text: (writeObject(shapes[level] ?? [], row, writers, node.includeNulls) ?? '{}').slice(1, -1) });
  const isSame = (left: Part, right: Part): boolean => (keysOf[left.level] ?? []).every(({ key, valueOf }) => {
    const [one, other] = [left.row[key] ?? null, right.row[key] ?? null];
    return one === null || other === null ? one === other : valueOf(one) === valueOf(other);
  });
  const print = ({ own: { text }, children }: LevelNode<Part>, level: number): string => {
    const nested = children.length === 0 ? [] : [`${jsonString(levels[level + 1]?.name ?? '')}:[${children.map(child => print(child, level + 1)).join(',')}]`];
    return `{${[...(text === '' ? [] : [text]), ...nested].join(',')}}`;
  };
  const writeAll = (rows: RowIterator): RowIterator => {
    const forest = new LevelForest<Part>(levels.length, write, isSame);
    for (let row = rows.next(); row !== undefined; row = rows.next()) forest.add(row);
    return iterate(forest.roots.length === 0 ? [] : [[wrap(forest.roots.map(root => print(root, 0)).join(','), node)]]);
  };
  return asOneText(source, { columns: node.columns, write: writeAll, isValue: false });
}

function wrap(objects: string, { root, withoutArrayWrapper }: ForJsonNode): string {
  const body = withoutArrayWrapper ? objects : `[${objects}]`;
  return root === undefined ? body : `{${jsonString(root)}:${body}}`;
}

function shapeOf(names: readonly string[], isFlat: boolean, ordinals: readonly number[] = names.map((_, i) => i)): Shape[] {
  const top: Shape[] = [];
  names.forEach((name, i) => {
    const ordinal = ordinals[i] ?? i;
    let level = top;
    const keys = isFlat ? [name] : name.split('.');
    keys.forEach((key, depth) => {
      const isLeaf = depth === keys.length - 1;
      const known = level.find(entry => entry.key === key);
      if (known && (isLeaf || !('children' in known) || known !== level.at(-1))) throw raise(Messages.JsonPropertyConflict, { name });
      if (isLeaf) { level.push({ key, ordinal }); return; }
      const children = known && 'children' in known ? known.children : [];
      if (!known) level.push({ key, children });
      level = children;
    });
  });
  return top;
}

/** undefined where every member is left out. */
function writeObject(shape: readonly Shape[], row: Row, writers: readonly ((value: Value) => string)[], includeNulls: boolean): string | undefined {
  const members: string[] = [];
  for (const entry of shape) {
    const text = 'children' in entry ? writeObject(entry.children, row, writers, includeNulls) : writeCell(entry.ordinal, row, writers, includeNulls);
    if (text !== undefined) members.push(`${jsonString(entry.key)}:${text}`);
  }
  return members.length === 0 ? undefined : `{${members.join(',')}}`;
}

function writeCell(ordinal: number, row: Row, writers: readonly ((value: Value) => string)[], includeNulls: boolean): string | undefined {
  const value = row[ordinal] as Value;
  if (value === null) return includeNulls ? 'null' : undefined;
  return writers[ordinal]?.(value);
}
