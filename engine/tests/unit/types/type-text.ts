// Reads a type as tests write it: decimal(10,2), nvarchar(max), int.
import { resolveType } from '../../../src/types/parse-type';
import type { SqlType } from '../../../src/types/sql-type';

/** The type a text names; throws for one that is none. */
export function parseType(text: string): SqlType {
  const match = /^([a-z0-9_ ]+?)(?:\(([^)]*)\))?$/.exec(text);
  const args = match?.[2]?.split(',').map((part) => (part.trim() === 'max' ? 'max' as const : Number(part)));
  const type = resolveType(match?.[1] ?? '', args ?? [], { isCast: true });
  if (type === undefined) throw new Error(`no type: ${text}`);
  return type;
}
