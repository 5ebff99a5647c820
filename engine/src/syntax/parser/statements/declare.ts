// DECLARE: variables, table variables, cursors.
import type { DeclareVariables, Statement } from '../../ast/statement';
import type { Position } from '../../ast/common';
import { parseTableElements } from '../definitions/column-definition';
import { parseDeclareCursor } from './cursor-statements';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { isVariable, parseVariableName } from '../names';

type Variable = DeclareVariables['variables'][number];

/** DECLARE, which is the next word; a table variable among others is a node of its own. */
export function parseDeclare(p: Parser): readonly Statement[] {
  const { at } = p.advance();
  if (!isVariable(p)) return [parseDeclareCursor(p, at)];
  const statements: Statement[] = [];
  let variables: Variable[] = [];
  p.list(() => {
    const place = p.at;
    const name = parseVariableName(p);
    p.acceptWord('AS');
    if (p.isWord('TABLE') && (variables.length > 0 || statements.length > 0)) throw p.unexpected();
    if (!p.acceptWord('TABLE')) {
      if (variables.length === 0) statements.push({ kind: 'declare', variables, at });
      variables.push(parseVariable(p, name, place));
      return;
    }
    const start = p.mark();
    const { columns, constraints, indexes } = parseTableElements(p);
    p.refuseWordSince(start, 'CONSTRAINT');
    if (columns.some((column) => column.isSparse)) p.refuseWordSince(start, 'SPARSE');
    p.refusePairSince(start, 'CHECK', 'NOT');
    if (p.isSymbol(',')) throw p.unexpected();
    if (p.isWord('WITH') && p.isSymbolAt(1, '(')) throw p.refuse('options of table variables');
    statements.push({ kind: 'declare-table', name, columns, constraints, indexes, at });
    variables = [];
  });
  return statements;
}

function parseVariable(p: Parser, name: string, at: Position): Variable {
  if (p.acceptWord('CURSOR')) return { name, type: 'cursor', at };
  const type = parseDataType(p);
  if (p.isWord('NULL') || p.isSequence('NOT', 'NULL')) throw p.refuse('NULL or NOT NULL on a variable');
  return { name, type, value: p.acceptSymbol('=') ? p.value() : undefined, at };
}
