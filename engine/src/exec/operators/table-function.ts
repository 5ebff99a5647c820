// Table functions in FROM: the built-in ones, the user's, and those that read the server's own state.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { isValueArgument } from '../../plan/expression';
import type { TableFunctionNode } from '../../plan/node';
import { compareText } from '../../types/text/collation';
import { isDecimal, type SqlType } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { iterateAny, NO_ROW, type CompiledQuery, type Compiler } from '../compiled';
import type { ExecutionContext } from '../context';
import { compileUserArguments } from '../expressions/user-function';
import { compileNodes } from '../expressions/xml-method';
import { changeTableRows } from './change-table';
import { compileOpenJson, type RowsOfCall } from './open-json';
import { compileOpenXml } from './open-xml';

/** Compiles a table function; its arguments see outer rows only. */
export function compileTableFunction(node: TableFunctionNode, compiler: Compiler): CompiledQuery {
  const { columns, user } = node;
  if (user) {
    const given = compileUserArguments(node.args, compiler);
    return { columns, open: context => iterateAny(context.callTableFunction(user.databaseId, user.objectId, given(NO_ROW, context)), context) };
  }
  const args = node.args.map(arg => (isValueArgument(arg) ? compiler.expression(arg) : undefined));
  const call = compileCall(node);
  return { columns, open: context => iterateAny(call(args.map(arg => arg?.(NO_ROW, context)), context), context) };
}

type Call = (args: readonly (Value | undefined)[], context: ExecutionContext) => Iterable<Row>;

function compileCall(node: TableFunctionNode): Call {
  if (node.name === 'OPENXML') {
    const rows = compileOpenXml(node);
    return (args, context) => rows(args.map(arg => arg ?? null), context);
  }
  const { changeTable } = node;
  if (changeTable) return (args, context) => changeTableRows(changeTable, args.map(arg => arg ?? null), context);
  const builtIn = compileBuiltIn(node);
  if (builtIn) return args => builtIn(args.map(arg => arg ?? null));
  if (!node.name.toLowerCase().startsWith('sys.')) throw notSupported(`the table function ${node.name}`);
  return (args, context) => context.systemTableFunction(node.name.toLowerCase(), args.map(arg => arg ?? null));
}

function compileBuiltIn(node: TableFunctionNode): RowsOfCall | undefined {
  switch (node.name.toUpperCase()) {
    case 'OPENJSON': return compileOpenJson(node);
    case 'STRING_SPLIT': return compileStringSplit(node);
    case 'GENERATE_SERIES': return compileSeries(node);
    case 'XML_NODES': return compileNodes(node);
    default: return undefined;
  }
}

function compileStringSplit(node: TableFunctionNode): RowsOfCall {
  const [input] = node.args;
  const collation = input && isValueArgument(input) ? input.type.collation : undefined;
  const hasOrdinal = node.columns.length > 1;
  return ([text = null, separator = null]) => {
    if (separator === null || (separator as string).length !== 1) throw raise(Messages.SplitSeparator, {});
    if (text === null) return [];
    const parts = splitText(text as string, separator as string, collation);
    return parts.map((part, i): Row => (hasOrdinal ? [part, BigInt(i + 1)] : [part]));
  };
}

// Letters separate by the collation: 'aXb' falls apart at 'x' where case does not count.
function splitText(text: string, separator: string, collation: string | undefined): string[] {
  if (separator.toLowerCase() === separator.toUpperCase()) return text.split(separator);
  const parts = [''];
  for (const character of text) {
    if (compareText(character, separator, collation) === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function compileSeries(node: TableFunctionNode): RowsOfCall {
  const type = node.columns[0]?.type;
  return ([start = null, stop = null, step]) => {
    const isStepGiven = node.args.length > 2;
    if (start === null || stop === null || (isStepGiven && (step ?? null) === null)) return [];
    const [from, to] = [start as number | bigint, stop as number | bigint];
    const by = isStepGiven ? (step as number | bigint) : defaultStep(from, to, type);
    if (Number(by) === 0) throw raise(Messages.ArgumentValueInvalid, { value: 0, position: 3, name: 'generate_series' });
    return series(from, to, by);
  };
}

function defaultStep(from: number | bigint, to: number | bigint, type: SqlType | undefined): number | bigint {
  const sign = from <= to ? 1 : -1;
  if (typeof from === 'number') return sign;
  return BigInt(sign) * 10n ** BigInt(type && isDecimal(type) ? type.scale ?? 0 : 0);
}

function* series(from: number | bigint, to: number | bigint, by: number | bigint): Generator<Row> {
  if (typeof from === 'number') {
    for (let value = from; Number(by) > 0 ? value <= to : value >= to; value += Number(by)) yield [value];
    return;
  }
  for (let value = from; by > 0 ? value <= to : value >= to; value += BigInt(by)) yield [value];
}
