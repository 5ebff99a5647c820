// Compatibility views of SQL Server 2000 over what belongs to the server or to no object: languages, types, options of the configuration.
import type { ConfigurationOption, ServerConfiguration } from '../instance/configuration';
import { precisionOf, scaleOf, storageBytes, typeId } from '../types/format-type';
import { LANGUAGES } from '../types/datetime/languages';
import { isBinary, isCharacter, isDecimal, isTemporal, type SqlType, type SqlTypeName } from '../types/sql-type';
import { SQL_TYPE_NAMES } from '../types/type-names';
import { defineView, type ViewRecord } from './define-view';
import type { SystemView, SystemWorld } from './system-view';

const ENGLISH = 1033;
const BRITISH = 2057;

const languages = (): ViewRecord[] =>
  LANGUAGES.map(({ id, dateFormat, dateFirst, name, alias, months, shortMonths, days, lcid }) => ({
    langid: id,
    dateformat: dateFormat,
    datefirst: dateFirst,
    name,
    alias,
    months: months.join(','),
    shortmonths: shortMonths.join(','),
    days: days.join(','),
    lcid,
    msglangid: lcid === BRITISH ? ENGLISH : lcid,
  }));

/** Of an option: 1 dynamic, 2 advanced, 3 both. */
const statusOf = ({ isDynamic, isAdvanced }: ConfigurationOption): number => Number(isDynamic) + 2 * Number(isAdvanced);

const options =
  (valueOf: (configuration: ServerConfiguration, id: number) => number) =>
  ({ instance: { configuration } }: SystemWorld): ViewRecord[] =>
    configuration.options.map((option) => ({ value: valueOf(configuration, option.id), config: option.id, comment: option.description, status: statusOf(option) }));

const OPTION_COLUMNS = 'value int?, config int, comment nvarchar255, status smallint?';

/** What SQL Server 6.5 called a type: the number of its storage and that of the type. Types that came later have storage 0 or that of what they are sent as. */
const OLD_NUMBERS: Readonly<Partial<Record<SqlTypeName, readonly [storage: number, type: number]>>> = {
  image: [34, 20],
  text: [35, 19],
  uniqueidentifier: [37, 0],
  tinyint: [48, 5],
  smallint: [52, 6],
  int: [56, 7],
  smalldatetime: [58, 22],
  real: [59, 23],
  money: [60, 11],
  datetime: [61, 12],
  float: [62, 8],
  sql_variant: [39, 0],
  ntext: [35, 0],
  bit: [50, 16],
  decimal: [55, 24],
  numeric: [63, 10],
  smallmoney: [122, 21],
  bigint: [63, 0],
  varbinary: [37, 4],
  varchar: [39, 2],
  binary: [45, 3],
  char: [47, 1],
  timestamp: [45, 80],
  nvarchar: [39, 0],
  nchar: [47, 0],
};
const SIZED = 8000;
const LARGEST_DECIMAL = 38;
const SYS = 4;
const SYSNAME_BYTES = 256;

/** A system type at its widest. */
function widest(name: SqlTypeName): SqlType {
  const type: SqlType = { name };
  if (isDecimal(type)) return { name, precision: LARGEST_DECIMAL, scale: LARGEST_DECIMAL };
  const isSized = (isCharacter(type) || isBinary(type)) && !['text', 'ntext', 'image', 'timestamp'].includes(name);
  return isSized ? { name, length: name.startsWith('n') ? SIZED / 2 : SIZED } : type;
}

/** Precision and scale as old scripts read them: the length in characters for texts. */
function sizes(type: SqlType): ViewRecord {
  const precision = precisionOf(type);
  const hasScale = isDecimal(type) || isTemporal(type) || ['tinyint', 'smallint', 'int', 'bigint', 'money', 'smallmoney'].includes(type.name);
  const length = type.length === 'max' ? -1 : (type.length ?? storageBytes(type));
  return { length: storageBytes(type), xprec: precision, xscale: scaleOf(type), prec: precision > 0 ? precision : length, scale: hasScale ? scaleOf(type) : null };
}

function typeRow(name: string, type: SqlType, numbers: { readonly user: number; readonly schemaId: number; readonly isNullable: boolean }, collation: string): ViewRecord {
  const [storage, old] = OLD_NUMBERS[type.name] ?? [0, 0];
  const isText = isCharacter(type);
  return {
    name, xtype: typeId(type.name)?.systemTypeId ?? 0, status: Number(!numbers.isNullable), xusertype: numbers.user, uid: numbers.schemaId, ...sizes(type), usertype: old, type: storage,
    variable: type.name.startsWith('var') || type.name === 'nvarchar', allownulls: numbers.isNullable, collation: isText ? collation : null,
  };
}

function* types({ database: { catalog, header } }: SystemWorld): Iterable<ViewRecord> {
  const { collation } = header.options;
  for (const name of SQL_TYPE_NAMES) {
    const ids = typeId(name);
    if (ids) yield typeRow(name, widest(name), { user: ids.userTypeId, schemaId: SYS, isNullable: true }, collation);
  }
  yield { ...typeRow('sysname', { name: 'nvarchar', length: 128 }, { user: SYSNAME_BYTES, schemaId: SYS, isNullable: false }, collation), usertype: 18 };
  for (const object of catalog.objects()) {
    if (object.kind === 'alias-type') yield typeRow(object.name, object.base, { user: object.userTypeId, schemaId: object.schemaId, isNullable: object.isNullable }, collation);
  }
}

/** These views. */
export const COMPATIBILITY_VIEWS: readonly SystemView[] = [
  defineView(
    'sys.syslanguages',
    'langid smallint, dateformat nchar3, datefirst tinyint, upgrade int? = 0, name sysname, alias sysname, months nvarchar372?, shortmonths nvarchar132?, days nvarchar217?, lcid int, msglangid smallint',
    languages,
  ),
  defineView('sys.sysconfigures', OPTION_COLUMNS, options((configuration, id) => configuration.valueOf(id))),
  defineView('sys.syscurconfigs', OPTION_COLUMNS, options((configuration, id) => configuration.running(id))),
  defineView(
    'sys.systypes',
    'name sysname, xtype tinyint, status tinyint?, xusertype smallint?, length smallint, xprec tinyint, xscale tinyint, tdefault int = 0, domain int = 0, uid smallint?, reserved smallint? = 0, collationid int?, usertype smallint?, variable bit?, allownulls bit?, type tinyint, printfmt varchar255?, prec smallint?, scale tinyint?, collation sysname?',
    types,
  ),
];
