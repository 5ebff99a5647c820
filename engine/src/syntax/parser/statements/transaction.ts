// BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION.
import { Messages } from '../../../errors/catalogue';
import type { Statement, TransactionName } from '../../ast/statement';
import type { Parser } from '../grammar';
import { acceptIdentifier, isVariable, parseVariableName } from '../names';

const MAXIMUM_LENGTH = 32;

/** BEGIN TRAN [name]; BEGIN is the next word. */
export function parseBeginTransaction(p: Parser): Statement {
  const { at } = p.advance();
  if (p.isWord('DISTRIBUTED')) throw p.refuse('distributed transactions');
  p.expectOneOf('TRAN', 'TRANSACTION');
  const name = acceptTransactionName(p);
  // A mark is for the restoring of logs.
  if (name !== undefined && p.acceptSequence('WITH', 'MARK') && (p.isKind('string') || p.isKind('national-string'))) p.advance();
  return { kind: 'begin-transaction', name, at };
}

/** COMMIT [WORK | TRAN [name]] */
export function parseCommit(p: Parser): Statement {
  const { at } = p.advance();
  const name = acceptTail(p);
  if (p.isWord('WITH') && p.isSymbolAt(1, '(')) parseDurability(p);
  return { kind: 'commit', name, at };
}

/** WITH (DELAYED_DURABILITY = ON), which is about a crash only. */
function parseDurability(p: Parser): void {
  p.advance();
  p.expectSymbol('(');
  p.expectWord('DELAYED_DURABILITY');
  p.expectSymbol('=');
  p.expectOneOf('ON', 'OFF');
  p.expectSymbol(')');
}

/** ROLLBACK [WORK | TRAN [name]] */
export function parseRollback(p: Parser): Statement {
  const { at } = p.advance();
  return { kind: 'rollback', name: acceptTail(p), at };
}

/** SAVE TRAN name */
export function parseSave(p: Parser): Statement {
  const { at } = p.advance();
  p.expectOneOf('TRAN', 'TRANSACTION');
  const name = acceptTransactionName(p);
  if (name === undefined) throw p.unexpected();
  return { kind: 'save-transaction', name, at };
}

function acceptTail(p: Parser): TransactionName | undefined {
  if (p.acceptWord('WORK')) return undefined;
  return p.acceptWord('TRAN', 'TRANSACTION') ? acceptTransactionName(p) : undefined;
}

function acceptTransactionName(p: Parser): TransactionName | undefined {
  if (isVariable(p)) return { variable: parseVariableName(p) };
  const written = acceptIdentifier(p);
  if (written && written.name.length > MAXIMUM_LENGTH) throw p.error(Messages.TransactionNameTooLong, { start: written.name.slice(0, MAXIMUM_LENGTH), length: MAXIMUM_LENGTH }, written.at);
  return written?.name;
}
