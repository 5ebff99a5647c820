// PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK, and indexes within a table.
import { Messages } from '../../../errors/catalogue';
import type { Identifier, Position } from '../../ast/common';
import type { InlineIndex, ReferentialAction, TableConstraint } from '../../ast/ddl';
import { parseColumnstore } from './columnstore';
import type { Parser } from '../grammar';
import { parseColumnNames, parseIndexedColumns, parseIndexTail } from './index-tail';
import { acceptIdentifierList, isIdentifier, parseIdentifier, parseIdentifierList, parseObjectName } from '../names';

/** Where a constraint stands: its name, and the column it was written behind. */
export interface ConstraintPlace { readonly name?: Identifier; readonly column?: Identifier; readonly at: Position }

/** A constraint other than DEFAULT if one stands here. */
export function acceptConstraint(p: Parser, place: ConstraintPlace): TableConstraint | undefined {
  if (p.isWord('PRIMARY', 'UNIQUE')) return parseKey(p, place);
  if (p.isWord('FOREIGN', 'REFERENCES')) return parseForeignKey(p, place);
  if (p.isWord('CHECK')) return parseCheck(p, place);
  if (p.isWord('CONNECTION') && p.isSymbolAt(1, '(')) throw p.refuse('edge constraints (CONNECTION)');
  return undefined;
}

function parseKey(p: Parser, place: ConstraintPlace): TableConstraint {
  const kind = p.advance().upper === 'PRIMARY' ? 'primary-key' : 'unique';
  if (kind === 'primary-key') p.expectWord('KEY');
  const isClustered = acceptClustered(p);
  const own = place.column === undefined ? [] : [{ column: place.column, isDescending: false }];
  const columns = place.column === undefined || p.isSymbol('(') ? parseIndexedColumns(p) : own;
  return { kind, name: place.name, isClustered, columns, options: parseIndexTail(p), at: place.at };
}

/** CLUSTERED or NONCLUSTERED if one stands here. */
export function acceptClustered(p: Parser): boolean | undefined {
  const isClustered = p.acceptWord('CLUSTERED') ? true : p.acceptWord('NONCLUSTERED') ? false : undefined;
  if (p.isWord('HASH')) throw p.refuse('hash indexes');
  return isClustered;
}

function parseForeignKey(p: Parser, place: ConstraintPlace): TableConstraint {
  const own = place.column === undefined ? [] : [place.column];
  if (place.column === undefined && p.isWord('REFERENCES')) throw p.error(Messages.ConstraintSyntax, { kind: 'TABLE' }, place.at);
  const hasWords = p.acceptSequence('FOREIGN', 'KEY');
  if (place.column === undefined && p.isWord('REFERENCES')) throw p.refuse('FOREIGN KEY without columns');
  const columns = hasWords && (place.column === undefined || p.isSymbol('(')) ? parseIdentifierList(p) : own;
  p.expectWord('REFERENCES');
  const references = parseObjectName(p);
  const referencedColumns = acceptIdentifierList(p);
  let onDelete: ReferentialAction = 'no action';
  let onUpdate: ReferentialAction = 'no action';
  const seen: string[] = [];
  while (p.isWord('ON') && p.isWordAt(1, 'DELETE', 'UPDATE')) {
    if (p.isWordAt(1, ...seen)) throw p.unexpected();
    p.advance();
    seen.push(p.current.upper);
    if (p.advance().upper === 'DELETE') onDelete = parseReferentialAction(p);
    else onUpdate = parseReferentialAction(p);
  }
  const notForReplication = p.acceptSequence('NOT', 'FOR', 'REPLICATION');
  return { kind: 'foreign-key', name: place.name, columns, references, referencedColumns, onDelete, onUpdate, notForReplication, at: place.at };
}

function parseReferentialAction(p: Parser): ReferentialAction {
  if (p.acceptSequence('NO', 'ACTION')) return 'no action';
  if (p.acceptSequence('SET', 'NULL')) return 'set null';
  if (p.acceptSequence('SET', 'DEFAULT')) return 'set default';
  p.expectWord('CASCADE');
  return 'cascade';
}

function parseCheck(p: Parser, place: ConstraintPlace): TableConstraint {
  p.expectWord('CHECK');
  const notForReplication = p.acceptSequence('NOT', 'FOR', 'REPLICATION');
  p.expectSymbol('(');
  const condition = p.condition();
  p.expectSymbol(')');
  return { kind: 'check', name: place.name, condition, notForReplication, at: place.at };
}

/** `INDEX name [UNIQUE] [CLUSTERED] (columns) [INCLUDE] [WHERE] [WITH]` within a table; behind a column its own column is meant. */
export function parseInlineIndex(p: Parser, own?: Identifier): InlineIndex {
  const { at } = p;
  p.expectWord('INDEX');
  const name = parseIdentifier(p);
  const isUnique = p.acceptWord('UNIQUE');
  const isClustered = acceptClustered(p) ?? false;
  if (p.acceptWord('COLUMNSTORE')) return { name, ...parseColumnstore(p, { isUnique, isClustered, isBesideColumn: own !== undefined }), at };
  const columns = own === undefined || p.isSymbol('(') ? parseIndexedColumns(p) : [{ column: own, isDescending: false }];
  const included = p.isWord('INCLUDE') && p.isSymbolAt(1, '(') && p.acceptWord('INCLUDE') ? parseColumnNames(p) : [];
  if (isClustered && p.isWord('WHERE')) throw p.unexpected();
  const filter = p.acceptWord('WHERE') ? p.condition() : undefined;
  return { name, isUnique, isClustered, columns, included, filter, options: parseIndexTail(p), at };
}

/** `CONSTRAINT name` if it stands here. */
export function acceptConstraintName(p: Parser): Identifier | undefined {
  if (!p.acceptWord('CONSTRAINT')) return undefined;
  if (!isIdentifier(p)) throw p.unexpected();
  return parseIdentifier(p);
}
