// Signatures of date and time functions. Knows types only.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { SqlType } from '../../types/sql-type';
import { BIGINT, DATE, DATETIME, datetime2, datetimeoffset, INT, isCharacter, isTemporal, nvarchar, SMALLDATETIME, time, varchar } from '../../types/sql-type';
import { argument, asMoment, fixedArguments, signature } from './signature';
import type { LiteralArguments, ScalarFunctionSignature } from './signature';

const DATEPART = varchar(30);
const asDatetime = asMoment(DATETIME);
const asDatetime2 = asMoment(datetime2(7));
const asOffset = asMoment(datetimeoffset(7));
const now = { isDeterministic: false, nullable: 'never' } as const;
const withDatepart = { datepartFirst: true } as const;

/** The type of a FROMPARTS function whose last argument is the literal precision; raises 10760 and 1002. */
const scaled = (make: (scale: number) => SqlType, index: number) => (_: readonly SqlType[], literals: LiteralArguments): SqlType => {
  const scale = literals[index];
  if (typeof scale !== 'number') throw raise(Messages.ScaleNotConstant, { type: make(7).name });
  if (scale < 0 || scale > 7) throw raise(Messages.InvalidScale, { scale });
  return make(scale);
};

const offsetArgument = (type: SqlType): SqlType => (isCharacter(type) ? nvarchar(6) : INT);
const addedTo = (args: readonly SqlType[]): SqlType => asDatetime(argument(args, 2));
const truncated = (args: readonly SqlType[]): SqlType => asDatetime2(argument(args, 1));
const atOffset = (args: readonly SqlType[]): SqlType => {
  const source = argument(args, 0);
  return datetimeoffset(isTemporal(source) && source.scale !== undefined ? source.scale : 7);
};

/** Date and time functions. */
export const DATE_SIGNATURES: readonly ScalarFunctionSignature[] = [
  signature('GETDATE', 0, DATETIME, now),
  signature('CURRENT_TIMESTAMP', 0, DATETIME, now),
  signature('GETUTCDATE', 0, DATETIME, now),
  signature('SYSDATETIME', 0, datetime2(7), now),
  signature('SYSUTCDATETIME', 0, datetime2(7), now),
  signature('SYSDATETIMEOFFSET', 0, datetimeoffset(7), now),
  signature('CURRENT_TIMEZONE', 0, varchar(128), now),
  signature('CURRENT_TIMEZONE_ID', 0, varchar(128), now),
  signature('DATEADD', 3, addedTo, { ...withDatepart, args: fixedArguments(DATEPART, INT, asDatetime) }),
  signature('DATEDIFF', 3, INT, { ...withDatepart, args: fixedArguments(DATEPART, asOffset, asOffset) }),
  signature('DATEDIFF_BIG', 3, BIGINT, { ...withDatepart, args: fixedArguments(DATEPART, asOffset, asOffset) }),
  signature('DATEPART', 2, INT, { ...withDatepart, args: fixedArguments(DATEPART, asOffset), isDeterministic: false }),
  signature('DATENAME', 2, nvarchar(30), { ...withDatepart, args: fixedArguments(DATEPART, asOffset), isDeterministic: false }),
  signature('DATETRUNC', 2, truncated, { ...withDatepart, args: fixedArguments(DATEPART, asDatetime2), isDeterministic: false }),
  signature('DATE_BUCKET', [3, 4], (args) => asDatetime2(argument(args, 2)), {
    ...withDatepart,
    args: (args) => [DATEPART, BIGINT, asDatetime2(argument(args, 2)), asDatetime2(argument(args, 2))].slice(0, args.length),
  }),
  signature('DAY', 1, INT, { args: fixedArguments(asOffset) }),
  signature('MONTH', 1, INT, { args: fixedArguments(asOffset) }),
  signature('YEAR', 1, INT, { args: fixedArguments(asOffset) }),
  signature('EOMONTH', [1, 2], DATE, { args: fixedArguments(asDatetime2, INT) }),
  signature('DATEFROMPARTS', 3, DATE, { args: fixedArguments(INT), nullable: 'from-arguments' }),
  signature('DATETIMEFROMPARTS', 7, DATETIME, { args: fixedArguments(INT), nullable: 'from-arguments' }),
  signature('SMALLDATETIMEFROMPARTS', 5, SMALLDATETIME, { args: fixedArguments(INT), nullable: 'from-arguments' }),
  signature('DATETIME2FROMPARTS', 8, scaled(datetime2, 7), { args: fixedArguments(INT), nullable: 'from-arguments' }),
  signature('TIMEFROMPARTS', 5, scaled(time, 4), { args: fixedArguments(INT), nullable: 'from-arguments' }),
  signature('DATETIMEOFFSETFROMPARTS', 10, scaled(datetimeoffset, 9), { args: fixedArguments(INT), nullable: 'from-arguments' }),
  signature('SWITCHOFFSET', 2, atOffset, { args: fixedArguments((type) => (type.name === 'datetimeoffset' ? type : datetimeoffset(7)), offsetArgument) }),
  signature('TODATETIMEOFFSET', 2, atOffset, { args: fixedArguments(asDatetime2, offsetArgument) }),
  signature('AT TIME ZONE', 2, atOffset, { args: fixedArguments(asDatetime2, nvarchar(128)) }),
];
