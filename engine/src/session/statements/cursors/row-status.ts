// The column that stands behind each row which a cursor gives: drivers hide it, or show it (node-mssql).
import type { ResultColumn } from '../../../tds/session-port';
import { INT } from '../../../types/sql-type';

/** The row is there, or it is gone from its table. */
export const RowStatus = { succeeded: 1, missing: 2 } as const;

/** See above. */
export const ROW_STATUS: ResultColumn = { name: 'ROWSTAT', type: INT, isNullable: false, isHidden: true };
