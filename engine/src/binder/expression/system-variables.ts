// The types of @@variables. Their values are the session's.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { BoundExpression } from '../../plan/expression';
import { INT, numeric, nvarchar, SMALLINT, TINYINT, varbinary, type SqlType } from '../../types/sql-type';

const TYPES: Readonly<Record<string, SqlType>> = {
  '@@ROWCOUNT': INT, '@@ERROR': INT, '@@TRANCOUNT': INT, '@@NESTLEVEL': INT, '@@FETCH_STATUS': INT, '@@CURSOR_ROWS': INT, '@@PROCID': INT, '@@LOCK_TIMEOUT': INT,
  '@@OPTIONS': INT, '@@TEXTSIZE': INT, '@@MAX_CONNECTIONS': INT, '@@CONNECTIONS': INT, '@@MICROSOFTVERSION': INT, '@@SPID': SMALLINT, '@@LANGID': SMALLINT,
  '@@DATEFIRST': TINYINT, '@@MAX_PRECISION': TINYINT, '@@IDENTITY': numeric(38, 0), '@@DBTS': varbinary(8), '@@VERSION': nvarchar(300),
  '@@SERVERNAME': nvarchar(128), '@@SERVICENAME': nvarchar(128), '@@LANGUAGE': nvarchar(128), '@@TIMETICKS': INT,
  '@@CPU_BUSY': INT, '@@IDLE': INT, '@@IO_BUSY': INT, '@@PACK_RECEIVED': INT, '@@PACK_SENT': INT, '@@PACKET_ERRORS': INT, '@@TOTAL_ERRORS': INT, '@@TOTAL_READ': INT, '@@TOTAL_WRITE': INT,
};
const REFUSED = new Set(['@@DEF_SORTORDER_ID', '@@DEFAULT_LANGID', '@@REMSERVER']);

/** A reference to @@name; raises 137 for an unknown one. */
export function bindSystemVariable(name: string, collation: string): BoundExpression {
  const upper = name.toUpperCase();
  if (REFUSED.has(upper)) throw notSupported(upper);
  const type = TYPES[upper];
  if (!type) throw raise(Messages.MustDeclareVariable, { name });
  return { kind: 'system-variable', name: upper, type: type.name === 'nvarchar' ? { ...type, collation } : type, isNullable: upper === '@@IDENTITY' };
}
