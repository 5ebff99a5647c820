// Column definitions: the type or AS (expression), and options in any order. Constraints are constraint.ts's.
import { Messages } from '../../../errors/catalogue';
import type { Identifier, Position } from '../../ast/common';
import type { ColumnDefinition, InlineIndex, TableConstraint } from '../../ast/ddl';
import { acceptConstraint, acceptConstraintName, parseInlineIndex } from './constraint';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { acceptCollation, isIdentifier, nameOf, parseIdentifier, parseSignedNumber, parseString } from '../names';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Draft extends Mutable<Omit<ColumnDefinition, 'constraints' | 'indexes'>> { readonly constraints: TableConstraint[]; readonly indexes: InlineIndex[] }

/** One column of CREATE TABLE, ALTER TABLE ADD, a table variable or a table type. */
function parseColumnDefinition(p: Parser): ColumnDefinition {
  const { at } = p;
  const name = parseIdentifier(p);
  const draft: Draft = { name, at, isRowGuid: false, isSparse: false, isHidden: false, constraints: [], indexes: [] };
  if (p.acceptWord('AS')) draft.computed = parseComputed(p);
  else if (isUntypedTimestamp(p, name)) draft.type = { name: nameOf('timestamp', at), args: [], at };
  else draft.type = parseDataType(p);
  while (acceptColumnOption(p, draft));
  requireStored(p, draft);
  return draft;
}

/** A column may be called just `timestamp`: the name is its type as well. */
function isUntypedTimestamp(p: Parser, name: Identifier): boolean {
  return name.name.toLowerCase() === 'timestamp' && !isIdentifier(p);
}

/** Raises 8183 for what a column that is computed anew each time cannot have: seen in the text alone, so that nothing of its batch runs. */
function requireStored(p: Parser, { computed, isNullable, constraints }: Draft): void {
  if (!computed || computed.isPersisted) return;
  if (isNullable !== undefined || constraints.some(({ kind }) => kind === 'check' || kind === 'foreign-key')) throw p.error(Messages.ComputedMustBePersisted, {});
}

function parseComputed(p: Parser): ColumnDefinition['computed'] {
  const expression = p.value();
  return { expression, isPersisted: p.acceptWord('PERSISTED') };
}

function acceptColumnOption(p: Parser, draft: Draft): boolean {
  const { at } = p;
  const name = acceptConstraintName(p);
  const constraint = acceptConstraint(p, { name, column: draft.name, at });
  if (constraint !== undefined) return draft.constraints.push(constraint) > 0;
  if (p.acceptWord('DEFAULT')) {
    if (draft.default) draft.hasTwoDefaults = true;
    draft.default = { name, expression: p.value(), withValues: p.acceptSequence('WITH', 'VALUES') };
    return true;
  }
  if (acceptNullability(p, draft)) return true;
  // A name in front of anything else has nothing to name.
  if (name !== undefined) throw p.unexpected();
  return acceptPlainOption(p, draft);
}

function acceptNullability(p: Parser, draft: Draft): boolean {
  const isNull = p.acceptWord('NULL');
  if (!isNull && !(p.isWord('NOT') && p.isWordAt(1, 'NULL') && p.acceptSequence('NOT', 'NULL'))) return false;
  if (draft.isNullable !== undefined) draft.hasTwoNullabilities = true;
  draft.isNullable = isNull;
  return true;
}

/** Options that stand once in a definition, and whether it has them already. */
const GIVEN: Readonly<Record<string, (draft: Draft) => boolean>> = {
  COLLATE: ({ collation }) => collation !== undefined,
  IDENTITY: ({ identity }) => identity !== undefined,
  ROWGUIDCOL: ({ isRowGuid }) => isRowGuid,
  SPARSE: ({ isSparse }) => isSparse,
  HIDDEN: ({ isHidden }) => isHidden,
  GENERATED: ({ generatedAlways }) => generatedAlways !== undefined,
};

/** The documented syntax has no place for a second one; with which error it is refused, no page says. */
function refuseRepeated(p: Parser, draft: Draft): void {
  const repeated = Object.keys(GIVEN).find((word) => p.isWord(word) && GIVEN[word]?.(draft));
  if (repeated !== undefined) throw p.refuse(`${repeated} written twice in a column's definition`);
}

function acceptPlainOption(p: Parser, draft: Draft): boolean {
  refuseRepeated(p, draft);
  if (p.isWord('MASKED')) parseMaskOf(p, draft);
  else if (draft.mask === undefined && p.isWord('COLLATE')) draft.collation = acceptCollation(p);
  else if (p.acceptWord('IDENTITY')) draft.identity = parseIdentity(p);
  else if (p.acceptWord('ROWGUIDCOL')) draft.isRowGuid = true;
  else if (draft.mask === undefined && draft.computed === undefined && p.acceptWord('SPARSE')) draft.isSparse = true;
  else if (p.acceptWord('HIDDEN')) draft.isHidden = true;
  else if (p.acceptWord('GENERATED')) parseGenerated(p, draft);
  else if (p.isWord('INDEX')) draft.indexes.push(parseInlineIndex(p, draft.name));
  else return refuseColumnOption(p);
  return true;
}

function refuseColumnOption(p: Parser): false {
  if (p.isWord('FILESTREAM', 'ENCRYPTED')) throw p.refuse(`${p.current.upper} columns`);
  if (p.isWord('COLUMN_SET')) throw p.refuse('column sets (COLUMN_SET FOR ALL_SPARSE_COLUMNS)');
  return false;
}

/** A mask stands right behind the type, its collation and SPARSE. */
function parseMaskOf(p: Parser, draft: Draft): void {
  const { computed, mask, isNullable, identity, default: given, isRowGuid, isHidden, generatedAlways, constraints, indexes } = draft;
  const isLate = [computed, mask, isNullable, identity, given, generatedAlways].some((option) => option !== undefined) || isRowGuid || isHidden || constraints.length + indexes.length > 0;
  if (isLate) throw p.unexpected();
  draft.mask = parseMask(p);
}

/** `MASKED WITH (FUNCTION = 'text')`; MASKED is the next word. */
export function parseMask(p: Parser): string {
  p.expectWord('MASKED', 'WITH');
  p.expectSymbol('(');
  p.expectWord('FUNCTION');
  p.expectSymbol('=');
  const text = parseString(p);
  p.expectSymbol(')');
  return text;
}

function parseIdentity(p: Parser): NonNullable<ColumnDefinition['identity']> {
  let seed = '1';
  let increment = '1';
  if (p.acceptSymbol('(')) {
    seed = parseSignedNumber(p);
    p.expectSymbol(',');
    increment = parseSignedNumber(p);
    p.expectSymbol(')');
  }
  return { seed, increment, notForReplication: p.acceptSequence('NOT', 'FOR', 'REPLICATION') };
}

function parseGenerated(p: Parser, draft: Draft): void {
  p.expectWord('ALWAYS', 'AS');
  if (p.isWord('SUSER_SID', 'SUSER_SNAME')) throw p.refuse(`GENERATED ALWAYS AS ${p.current.upper}`);
  if (p.isWord('TRANSACTION_ID', 'SEQUENCE_NUMBER')) throw p.refuse('ledger columns');
  p.expectWord('ROW');
  draft.generatedAlways = p.expectOneOf('START', 'END') === 'START' ? 'row-start' : 'row-end';
}

/** What stands between the parentheses of a table definition. */
export interface TableElements {
  readonly columns: ColumnDefinition[];
  readonly constraints: TableConstraint[];
  readonly indexes: InlineIndex[];
  period?: { readonly start: Identifier; readonly end: Identifier };
}

/** `(columns, constraints, indexes)`; `mayEndInComma`: as CREATE TABLE has it, and neither a table variable nor a table type. */
export function parseTableElements(p: Parser, mayEndInComma = false): TableElements {
  const elements: TableElements = { columns: [], constraints: [], indexes: [] };
  p.expectSymbol('(');
  do {
    parseTableElement(p, elements);
  } while (p.acceptSymbol(',') ? !(mayEndInComma && p.isSymbol(')')) : isConstraintAhead(p));
  p.expectSymbol(')');
  const late = elements.constraints.find((constraint) => constraint.kind === 'default');
  if (late) throw p.error(Messages.ConstraintSyntax, { kind: 'TABLE' }, late.at);
  return elements;
}

/** SQL Server does not insist on the comma before a table constraint. */
const isConstraintAhead = (p: Parser): boolean => p.isWord('CONSTRAINT', 'PRIMARY', 'UNIQUE', 'FOREIGN', 'REFERENCES', 'CHECK') || (p.isWord('CONNECTION') && p.isSymbolAt(1, '('));

/** Reads one column, constraint, index or PERIOD into `elements`. */
export function parseTableElement(p: Parser, elements: TableElements): void {
  const { at } = p;
  if (p.isWord('PERIOD') && p.isWordAt(1, 'FOR')) elements.period = parsePeriod(p);
  else if (p.isWord('INDEX')) elements.indexes.push(parseInlineIndex(p));
  else if (isConstraintAhead(p) || p.isWord('DEFAULT')) elements.constraints.push(parseTableConstraint(p, at));
  else elements.columns.push(parseColumnDefinition(p));
}

function parsePeriod(p: Parser): NonNullable<TableElements['period']> {
  p.expectWord('PERIOD', 'FOR');
  p.expectWord('SYSTEM_TIME');
  p.expectSymbol('(');
  const start = parseIdentifier(p);
  p.expectSymbol(',');
  const end = parseIdentifier(p);
  p.expectSymbol(')');
  return { start, end };
}

function parseTableConstraint(p: Parser, at: Position): TableConstraint {
  const name = acceptConstraintName(p);
  const constraint = acceptConstraint(p, { name, at });
  if (constraint !== undefined) return constraint;
  p.expectWord('DEFAULT');
  const expression = p.value();
  p.expectWord('FOR');
  const column = parseIdentifier(p);
  return { kind: 'default', name, expression, column, withValues: p.acceptSequence('WITH', 'VALUES'), at };
}
