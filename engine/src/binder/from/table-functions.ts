// Functions that give rows: STRING_SPLIT, GENERATE_SERIES, the server's own, user-defined ones.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { FunctionTable } from '../../syntax/ast/query';
import { isDefaultWord } from '../../syntax/word-literals';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn, TableFunctionNode } from '../../plan/node';
import { messageTypeName } from '../../types/format-type';
import { BIGINT, isCharacter, isDecimal, isInteger, isUnicode, nvarchar, varchar } from '../../types/sql-type';
import { convertTo, isNullLiteral, typeOfAll } from '../expression/conversion';
import type { ExpressionBinder } from '../expression/expression-binder';
import type { CalledFunction } from '../expression/table-arguments';
import type { Dialect } from '../../syntax/dialect';
import { bindUserArguments, ROWS_STATE } from '../expression/user-arguments';
import { scopeTable } from '../scope';
import { absentFunction, isLaterFunction, mostArguments } from '../signatures/later-functions';
import { expandInline } from './inline-functions';
import { argumentBinder, column } from './rowset-functions';
import { derivedColumns, type BoundSource, type SourceContext } from './source';
import { FOLDED_NAMES } from '../../types/text/collation';

interface Rowset { readonly args: readonly BoundExpression[]; readonly columns: readonly OutputColumn[] }

type RowsetArguments = readonly [BoundExpression, BoundExpression, ...BoundExpression[]];

/** STRING_SPLIT and GENERATE_SERIES both take two arguments or three. Raises 313 and 8144. */
function rowsetArguments(args: readonly BoundExpression[], name: string, dialect: Dialect): RowsetArguments {
  const [first, second, ...more] = args;
  if (!first || !second) throw raise(Messages.TooFewFunctionArguments, { name }, ROWS_STATE);
  if (args.length > mostArguments(name, 3, dialect)) throw raise(Messages.TooManyArguments, { name }, ROWS_STATE);
  return [first, second, ...more];
}

function stringSplit([text, separator, ordinal]: RowsetArguments): Rowset {
  if (!isCharacter(text.type) && !isNullLiteral(text)) throw invalidType(text, 1, 'string_split');
  if (!isCharacter(separator.type) && !isNullLiteral(separator)) throw invalidType(separator, 2, 'string_split');
  const make = isUnicode(text.type) || isUnicode(separator.type) ? nvarchar : varchar;
  const input = isCharacter(text.type) ? text : convertTo(text, varchar(1));
  const value = column('value', make(input.type.length ?? 'max', input.type.collation), text.isNullable);
  const columns = ordinal && isOrdinalWanted(ordinal) ? [value, column('ordinal', BIGINT, false)] : [value];
  return { args: [input, convertTo(separator, nvarchar(4000))], columns };
}

const invalidType = ({ type }: BoundExpression, position: number, name: string): Error =>
  raise(Messages.ArgumentTypeInvalid, { type: messageTypeName(type), position, name });

/** STRING_SPLIT's third argument, a constant: 1 adds the column ordinal. Raises 8116, 8748 and 4199. */
function isOrdinalWanted(written: BoundExpression): boolean {
  const ordinal = written.kind === 'convert' ? written.operand : written;
  if (!isInteger(ordinal.type)) throw invalidType(ordinal, 3, 'string_split');
  if (ordinal.kind === 'variable' || ordinal.kind === 'column') throw raise(Messages.SplitOrdinalNotConstant, {});
  if (ordinal.kind !== 'constant') throw notSupported('STRING_SPLIT with a computed enable_ordinal');
  if (ordinal.value === null) return false;
  const value = Number(ordinal.value);
  if (value !== 0 && value !== 1) throw raise(Messages.ArgumentValueInvalid, { value, position: 3, name: 'string_split' });
  return value === 1;
}

function generateSeries(args: RowsetArguments): Rowset {
  for (const [i, argument] of args.entries()) {
    const isCountable = (isInteger(argument.type) && argument.type.name !== 'bit') || isDecimal(argument.type);
    if (!isCountable && !isNullLiteral(argument)) throw invalidType(argument, i + 1, 'generate_series');
  }
  const families = new Set(args.filter((a) => !isNullLiteral(a)).map((a) => (isDecimal(a.type) ? 'decimal' : a.type.name)));
  if (families.size > 1) throw raise(Messages.SeriesTypesDiffer, {});
  const type = typeOfAll(args);
  return { args: args.map((a) => convertTo(a, type)), columns: [column('value', type)] };
}

/** The error of a name that is no function: 208, or 215 for a table with something in parentheses behind it. */
function noFunction({ call: { name: { parts }, args } }: FunctionTable, at: SourceContext, b: ExpressionBinder): Error {
  const name = parts.join('.');
  const { context } = at.env;
  const absent = parts.length === 1 && !isLaterFunction(name, context.dialect) ? absentFunction(name) : undefined;
  if (absent) return absent;
  if (!context.resolveTable(parts)) return raise(Messages.InvalidObjectName, { name });
  for (const argument of args) b.bind(argument);
  return raise(Messages.ParametersOfTable, { name });
}

/** The state of 195 for a built-in function whose columns are to be renamed, and that of 208 for a scalar function in FROM. */
const STATE_OF_COLUMN_ALIAS = 15;
const STATE_OF_SCALAR = 224;

/** `f(a) AS alias`. Raises 317 and 195 for columns named behind the alias. */
export function bindFunctionTable(source: FunctionTable, at: SourceContext): BoundSource {
  const { parts } = source.call.name;
  const last = parts.at(-1) ?? '';
  const { dialect } = at.env.context;
  const rowset = parts.length === 1 && !isLaterFunction(last, dialect) ? { STRING_SPLIT: stringSplit, GENERATE_SERIES: generateSeries }[last.toUpperCase()] : undefined;
  if (rowset) {
    if (source.columns.length > 0) throw raise(Messages.UnknownFunction, { name: last }, STATE_OF_COLUMN_ALIAS);
    const b = argumentBinder(at);
    return tableFunction(source, { name: last.toUpperCase(), ...rowset(rowsetArguments(source.call.args.map((a) => b.bind(a)), last, dialect)) }, at);
  }
  const found = at.env.context.resolveFunction(parts);
  if (found) return bindUserTable(source, found, at);
  const written = parts.join('.');
  // Of the system's functions, those called fn_ are found without their schema.
  const name = parts.length === 1 && last.toLowerCase().startsWith('fn_') ? `sys.${last}` : written;
  const columns = at.env.context.systemTableFunctionColumns(name);
  const b = argumentBinder(at);
  if (!columns) throw noFunction(source, at, b);
  requireNoColumnAlias(source);
  return tableFunction(source, { name, args: source.call.args.map((a) => b.bind(isDefaultWord(a) ? { kind: 'literal', literal: 'null', text: 'NULL', at: a.at } : a)), columns }, at);
}

function requireNoColumnAlias({ call, columns }: FunctionTable): void {
  if (columns.length > 0) throw raise(Messages.ColumnAliasOfFunction, { name: call.name.parts.at(-1) ?? '' });
}

function tableFunction(source: FunctionTable, rowset: Pick<TableFunctionNode, 'name' | 'args' | 'columns' | 'user'>, at: SourceContext): BoundSource {
  const alias = source.alias?.name ?? source.call.name.parts.at(-1) ?? '';
  const columns = derivedColumns({ name: alias, columns: [] }, rowset.columns, at.env.context.names);
  // The server's own functions of a schema are of the resource database, as its views are.
  const columnNames = rowset.name.includes('.') && !rowset.user ? FOLDED_NAMES : undefined;
  return { node: { kind: 'table-function', ...rowset, columns }, tables: [{ ...scopeTable(alias, columns), columnNames, isRowset: rowset.user === undefined, isUnnamed: !source.alias && rowset.user === undefined }] };
}

function bindUserTable(source: FunctionTable, called: CalledFunction, at: SourceContext): BoundSource {
  const { definition, databaseId } = called;
  const name = source.call.name.parts.join('.');
  if (definition.flavour === 'scalar') throw raise(Messages.InvalidObjectName, { name }, STATE_OF_SCALAR);
  requireNoColumnAlias(source);
  const notes = at.env.context.uses?.read({ databaseId, objectId: definition.objectId });
  const args = bindUserArguments(argumentBinder(at), source.call.args, called, name);
  const bound = definition.flavour === 'table'
    ? tableFunction(source, { name, args, columns: definition.columns ?? [], user: { databaseId, objectId: definition.objectId } }, at)
    : expandInline(source, { definition, databaseId, args }, at);
  return notes ? { ...bound, tables: bound.tables.map((table) => ({ ...table, notes })) } : bound;
}
