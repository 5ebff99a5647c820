// Functions that give rows: STRING_SPLIT, GENERATE_SERIES, the server's own, user-defined ones.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Expression } from '../../syntax/ast/expression';
import type { FunctionTable } from '../../syntax/ast/query';
import type { FunctionDefinition } from '../../catalog/definitions';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn, TableFunctionNode } from '../../plan/node';
import { BIGINT, isCharacter, isUnicode, nvarchar, varchar } from '../../types/sql-type';
import { convertTo, typeOfAll } from '../expression/conversion';
import { bindUserArguments } from '../expression/functions';
import { scopeTable } from '../scope';
import { expandInline } from './inline-functions';
import { argumentBinder, column } from './rowset-functions';
import { derivedNames, type BoundSource, type SourceContext } from './source';

interface Rowset { readonly args: readonly BoundExpression[]; readonly columns: readonly OutputColumn[] }

function stringSplit(args: readonly BoundExpression[]): Rowset {
  const [text, separator, ordinal] = args;
  if (!text || !separator || args.length > 3) throw raise(Messages.FunctionArgumentRange, { name: 'STRING_SPLIT', minimum: 2, maximum: 3 });
  const input = isCharacter(text.type) ? text : convertTo(text, nvarchar('max'));
  const make = isUnicode(input.type) ? nvarchar : varchar;
  const value = column('value', make(input.type.length ?? 'max', input.type.collation));
  const hasOrdinal = ordinal?.kind === 'constant' && (ordinal.value === 1 || ordinal.value === 1n);
  return { args: [input, convertTo(separator, nvarchar(1))], columns: hasOrdinal ? [value, column('ordinal', BIGINT)] : [value] };
}

function generateSeries(args: readonly BoundExpression[]): Rowset {
  if (args.length < 2 || args.length > 3) throw raise(Messages.FunctionArgumentRange, { name: 'GENERATE_SERIES', minimum: 2, maximum: 3 });
  const type = typeOfAll(args);
  return { args: args.map((a) => convertTo(a, type)), columns: [column('value', type)] };
}

const isDefault = (argument: Expression): boolean => argument.kind === 'literal' && argument.literal === 'default';

/** `f(a) AS alias(columns)`. */
export function bindFunctionTable(source: FunctionTable, at: SourceContext): BoundSource {
  const { parts } = source.call.name;
  const last = parts.at(-1) ?? '';
  const rowset = parts.length === 1 ? { STRING_SPLIT: stringSplit, GENERATE_SERIES: generateSeries }[last.toUpperCase()] : undefined;
  if (rowset) {
    const b = argumentBinder(at);
    return tableFunction(source, last.toUpperCase(), rowset(source.call.args.map((a) => b.bind(a))));
  }
  const found = at.env.context.resolveFunction(parts);
  if (found) return bindUserTable(source, found.definition, found.databaseId, at);
  const written = parts.join('.');
  // Of the system's functions, those called fn_ are found without their schema.
  const name = parts.length === 1 && last.toLowerCase().startsWith('fn_') ? `sys.${last}` : written;
  const columns = at.env.context.systemTableFunctionColumns(name);
  if (!columns) throw raise(Messages.InvalidObjectName, { name: written });
  const b = argumentBinder(at);
  return tableFunction(source, name, { args: source.call.args.map((a) => b.bind(isDefault(a) ? { kind: 'literal', literal: 'null', text: 'NULL', at: a.at } : a)), columns });
}

function tableFunction(source: FunctionTable, name: string, rowset: { readonly args: TableFunctionNode['args']; readonly columns: readonly OutputColumn[] }, user?: TableFunctionNode['user']): BoundSource {
  const alias = source.alias?.name ?? source.call.name.parts.at(-1) ?? '';
  const names = derivedNames(alias, source.columns, rowset.columns);
  const columns = rowset.columns.map((c, i) => ({ ...c, name: names[i] ?? c.name }));
  return { node: { kind: 'table-function', name, args: rowset.args, columns, ...(user ? { user } : {}) }, tables: [scopeTable(alias, columns)] };
}

function bindUserTable(source: FunctionTable, definition: FunctionDefinition, databaseId: number, at: SourceContext): BoundSource {
  const name = source.call.name.parts.join('.');
  if (definition.flavour === 'scalar') throw raise(Messages.InvalidObjectName, { name });
  const args = bindUserArguments(argumentBinder(at), source.call.args, definition, name);
  if (definition.flavour === 'table') return tableFunction(source, name, { args, columns: definition.columns ?? [] }, { databaseId, objectId: definition.objectId });
  return expandInline(source, { definition, databaseId, args }, at);
}
