// What INSERT, UPDATE, DELETE and MERGE share: the target, OUTPUT clauses, SET assignments, rows of values.
import { Messages } from '../../../errors/catalogue';
import type { Identifier } from '../../ast/common';
import type { ColumnReference, Expression } from '../../ast/expression';
import type { SelectItem } from '../../ast/query';
import type { DmlTarget, OutputClause, UpdateAssignment } from '../../ast/statement';
import type { Parser } from '../grammar';
import { acceptTargetHints } from './hints';
import { isQueryAhead } from '../lookahead';
import { isVariable, parseIdentifier, parseObjectName, parseVariableName } from '../names';
import { acceptPseudoColumn, parseMutator } from '../expressions/primary';
import { isAssignment, parseAssignment, parseSelectItem } from './query-specification';

const XML_METHODS = ['modify', 'value', 'query', 'exist', 'nodes'];
const ROWSETS = ['OPENQUERY', 'OPENROWSET', 'OPENDATASOURCE'];

/** The table a statement changes, with the hints behind it; those of MERGE may name an index. */
export function parseDmlTarget(p: Parser, isMerge = false): DmlTarget {
  const { at } = p;
  if (p.isWord(...ROWSETS)) throw p.refuse(p.current.upper);
  if (isVariable(p)) return { kind: 'table-variable', name: parseVariableName(p), at };
  const name = parseObjectName(p);
  return { kind: 'table', name, hints: acceptTargetHints(p, isMerge), at };
}

/** Every column of one of the tables, `inserted.*`, is an item; `*` is none. */
function parseOutputItem(p: Parser): SelectItem {
  if (p.isSymbol('*')) throw p.unexpected();
  return parseSelectItem(p);
}

/** `OUTPUT ... [INTO ...]`, none, once or twice. */
export function parseOutputClauses(p: Parser): OutputClause[] {
  const outputs: OutputClause[] = [];
  while (p.acceptWord('OUTPUT')) {
    const items = p.list(() => parseOutputItem(p));
    if (!p.acceptWord('INTO')) {
      outputs.push({ items, intoColumns: [] });
      continue;
    }
    const { at } = p;
    const into: DmlTarget = isVariable(p) ? { kind: 'table-variable', name: parseVariableName(p), at } : { kind: 'table', name: parseObjectName(p), hints: [], at };
    outputs.push({ items, into, intoColumns: p.isSymbol('(') && !isQueryAhead(p) ? parseInsertColumns(p) : [] });
  }
  return outputs;
}

/** `(a, t.b, c)`: SQL Server reads a qualifier here and ignores it. `()` is a syntax error. */
export function parseInsertColumns(p: Parser): Identifier[] {
  return p.parenthesizedList(() => {
    const { at } = p;
    const pseudo = acceptPseudoColumn(p);
    return { name: pseudo ?? parseObjectName(p).parts.at(-1) ?? '', at };
  });
}

/** A value in VALUES or behind SET: an expression or DEFAULT. */
export function parseValueOrDefault(p: Parser): Expression {
  if (!p.isWord('DEFAULT')) return p.value();
  return { kind: 'literal', literal: 'default', text: '', at: p.advance().at };
}

/** The list behind SET. */
export function parseUpdateAssignments(p: Parser): UpdateAssignment[] {
  return p.list(() => parseUpdateAssignment(p));
}

function parseUpdateAssignment(p: Parser): UpdateAssignment {
  const { at } = p;
  if (!isVariable(p)) {
    const column = parseTargetColumn(p);
    return p.isSymbol('(') ? parseMutatorOf(p, column) : { column, operator: parseAssignment(p), value: parseValueOrDefault(p), at };
  }
  const variable = parseVariableName(p);
  const operator = parseAssignment(p);
  const column = operator === '=' && isColumnAssignment(p) ? parseTargetColumn(p) : undefined;
  if (column === undefined) return { variable, operator, value: p.value(), at };
  return { variable, column, operator: parseAssignment(p), value: parseValueOrDefault(p), at };
}

/** `col.WRITE(value, offset, length)`. */
function parseWrite(p: Parser, { parts, at }: ColumnReference): UpdateAssignment {
  p.expectSymbol('(');
  const value = p.value();
  p.expectSymbol(',');
  const offset = p.value();
  p.expectSymbol(',');
  const length = p.value();
  p.expectSymbol(')');
  return { column: { kind: 'column', parts: parts.slice(0, -1), at }, operator: '=', value, write: { offset, length }, at };
}

/** Whether `a.b =` stands here: `@v = col = expr`. */
function isColumnAssignment(p: Parser): boolean {
  let distance = 0;
  while (p.isSymbolAt(distance + 1, '.')) distance += 2;
  const { kind } = p.peek(distance);
  return (kind === 'word' || kind === 'bracketed' || kind === 'double-quoted') && isAssignment(p, distance + 1);
}

function parseTargetColumn(p: Parser): ColumnReference {
  const { at } = p;
  const parts = [parseColumnPart(p)];
  while (p.acceptSymbol('.')) parts.push(p.isSymbol('.') ? '' : parseColumnPart(p));
  return { kind: 'column', parts, at };
}

const parseColumnPart = (p: Parser): string => acceptPseudoColumn(p) ?? parseIdentifier(p).name;

/** `col.modify('...')`: the column has no qualifier. */
function parseMutatorOf(p: Parser, { parts, at }: ColumnReference): UpdateAssignment {
  const [name, method, ...more] = parts;
  if (name === undefined || method === undefined) throw p.unexpected();
  if (parts.at(-1)?.toUpperCase() === 'WRITE') return parseWrite(p, { kind: 'column', parts, at });
  if (!XML_METHODS.includes(parts.at(-1) ?? '')) throw p.refuse(`UPDATE ... SET with the method .${parts.at(-1) ?? ''}()`);
  if (more.length > 0) throw p.error(Messages.SyntaxNear, { token: '.' });
  const column: ColumnReference = { kind: 'column', parts: [name], at };
  return { column, operator: '=', value: parseMutator(p, column, method), at };
}
