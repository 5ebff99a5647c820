// Reads what a DML statement works on before anything is written: no statement may see its own writes.
import type { Row } from '../../types/value';
import type { CompiledQuery } from '../compiled';
import type { ExecutionContext } from '../context';

/** One row of the target with the source row that it came in. `rowId` is undefined for a view's row. */
export interface TargetRow { readonly source: Row; readonly before: Row; readonly rowId: number | undefined }
/** Where the target's columns and row id stand in the source's rows; `width` is the number of the target's columns. */
export interface TargetPlace { readonly targetOffset: number; readonly rowIdOrdinal: number; readonly width: number }

/** Reads all source rows, at most as many as SET ROWCOUNT allows. */
export function readSource(query: CompiledQuery, context: ExecutionContext): Row[] {
  const limit = rowLimit(context);
  const rows: Row[] = [];
  const source = query.open(context);
  while (rows.length < limit) {
    const row = source.next();
    if (row === undefined) break;
    rows.push(row);
  }
  return rows;
}

/** Reads the rows to change; a target row that several source rows match counts once, with the first of them. */
export function readTargets(query: CompiledQuery, { targetOffset, rowIdOrdinal, width }: TargetPlace, context: ExecutionContext): TargetRow[] {
  const limit = rowLimit(context);
  const seen = new Set<number>();
  const targets: TargetRow[] = [];
  const rows = query.open(context);
  while (targets.length < limit) {
    const source = rows.next();
    if (source === undefined) break;
    const rowId = typeof source[rowIdOrdinal] === 'number' ? source[rowIdOrdinal] : undefined;
    if (rowId !== undefined) {
      if (seen.has(rowId)) continue;
      seen.add(rowId);
    } else if (rowIdOrdinal >= 0) continue;
    targets.push({ source, before: source.slice(targetOffset, targetOffset + width), rowId });
  }
  return targets;
}

const rowLimit = ({ rowCountLimit }: ExecutionContext): number => (rowCountLimit > 0 ? rowCountLimit : Infinity);
