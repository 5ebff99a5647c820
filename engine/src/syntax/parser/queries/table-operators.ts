// Table sources with a grammar of their own: OPENJSON ... WITH, OPENXML, xml nodes(), PIVOT, UNPIVOT.
import type { Identifier } from '../../ast/common';
import type { Expression, FunctionCall } from '../../ast/expression';
import type { NodesTable, OpenJsonTable, OpenXmlTable, TableSource } from '../../ast/query';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { acceptCollation, acceptIdentifier, isVariable, parseIdentifier, parseIdentifierList, parseObjectName, parseString, parseVariableName } from '../names';
import { parseConstant } from '../expressions/primary';

/** `OPENJSON(json [, path]) [WITH (...)] [AS alias]` */
export function parseOpenJson(p: Parser): OpenJsonTable {
  const { at } = p.advance();
  p.expectSymbol('(');
  const json = p.value();
  const path = p.acceptSymbol(',') ? p.value() : undefined;
  p.expectSymbol(')');
  const hasColumns = p.isWord('WITH') && p.isSymbolAt(1, '(') && p.acceptWord('WITH');
  const columns = hasColumns ? p.parenthesizedList(() => parseJsonColumn(p)) : undefined;
  const alias = p.acceptWord('AS') ? parseIdentifier(p) : acceptIdentifier(p);
  return { kind: 'openjson', json, path, columns, alias, at };
}

function parseJsonColumn(p: Parser): NonNullable<OpenJsonTable['columns']>[number] {
  const name = parseIdentifier(p);
  const type = parseDataType(p);
  const collation = acceptCollation(p);
  const path = p.current.kind === 'string' || p.current.kind === 'national-string' ? parseString(p) : undefined;
  return { name, type, ...(collation === undefined ? {} : { collation }), path, asJson: p.acceptSequence('AS', 'JSON') };
}

/** `OPENXML(@handle, 'pattern' [, flags]) [WITH (...) | WITH table] [AS alias]`: each argument is a variable or a constant. */
export function parseOpenXml(p: Parser): OpenXmlTable {
  const { at } = p.advance();
  p.expectSymbol('(');
  if (!isVariable(p)) throw p.unexpected();
  const handle = parseOperand(p);
  p.expectSymbol(',');
  const pattern = parseOperand(p);
  const flags = p.acceptSymbol(',') ? parseOperand(p) : undefined;
  p.expectSymbol(')');
  const isWith = p.acceptWord('WITH');
  const columns = isWith && p.isSymbol('(') ? p.parenthesizedList(() => parseXmlColumn(p)) : undefined;
  const table = isWith && !columns ? parseObjectName(p) : undefined;
  const alias = p.acceptWord('AS') ? parseIdentifier(p) : acceptIdentifier(p);
  return { kind: 'openxml', handle, pattern, flags, columns, table, alias, at };
}

function parseOperand(p: Parser): Expression {
  if (isVariable(p)) return { kind: 'variable', at: p.at, name: parseVariableName(p) };
  if (p.current.literal === undefined) throw p.unexpected();
  return parseConstant(p);
}

function parseXmlColumn(p: Parser): NonNullable<OpenXmlTable['columns']>[number] {
  const name = parseIdentifier(p);
  const type = parseDataType(p);
  const hasPath = p.current.kind === 'string' || p.current.kind === 'national-string';
  return { name, type, path: hasPath ? parseString(p) : undefined };
}

/** `('path') AS alias(column)` behind `target.nodes` */
export function parseNodes(p: Parser, target: Expression): NodesTable {
  p.expectSymbol('(');
  const path = p.value();
  p.expectSymbol(')');
  p.acceptWord('AS');
  const alias = parseIdentifier(p);
  p.expectSymbol('(');
  const column = parseIdentifier(p);
  p.expectSymbol(')');
  return { kind: 'nodes', target, path, ...(p.xmlNamespaces.length > 0 ? { namespaces: p.xmlNamespaces } : {}), alias, column, at: target.at };
}

/** `PIVOT (...) AS alias` or `UNPIVOT (...) AS alias` over `source` if it stands here. */
export function acceptPivot(p: Parser, source: TableSource): TableSource | undefined {
  const { at } = source;
  if (p.acceptWord('PIVOT')) {
    p.expectSymbol('(');
    const aggregate = parsePivotAggregate(p);
    p.expectWord('FOR');
    const column = parseObjectName(p);
    p.expectWord('IN');
    const values = parseIdentifierList(p);
    p.expectSymbol(')');
    return { kind: 'pivot', source, aggregate, column, values, alias: parseAlias(p), at };
  }
  if (!p.acceptWord('UNPIVOT')) return undefined;
  p.expectSymbol('(');
  const valueColumn = parseIdentifier(p);
  p.expectWord('FOR');
  const nameColumn = parseIdentifier(p);
  p.expectWord('IN');
  const columns = p.parenthesizedList(() => parseObjectName(p));
  p.expectSymbol(')');
  return { kind: 'unpivot', source, valueColumn, nameColumn, columns, alias: parseAlias(p), at };
}

/** `SUM(column)`: of a column, and of nothing else. */
function parsePivotAggregate(p: Parser): FunctionCall {
  const name = parseObjectName(p);
  p.expectSymbol('(');
  const { parts, at } = parseObjectName(p);
  if (p.isSymbol(',')) throw p.refuse('PIVOT of an aggregate of several columns');
  p.expectSymbol(')');
  return { kind: 'call', name, args: [{ kind: 'column', parts, at }], isStar: false, isDistinct: false, at: name.at };
}

function parseAlias(p: Parser): Identifier {
  p.acceptWord('AS');
  return parseIdentifier(p);
}
