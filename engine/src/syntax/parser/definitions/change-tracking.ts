// Change tracking: CHANGETABLE, WITH CHANGE_TRACKING_CONTEXT, and the options of ALTER DATABASE and ALTER TABLE.
import { Messages } from '../../../errors/catalogue';
import type { AlterTableAction, ChangeTrackingOptions } from '../../ast/ddl';
import type { Identifier } from '../../ast/common';
import type { Expression } from '../../ast/expression';
import type { ChangeTable, CommonTableExpression } from '../../ast/query';
import type { ChangeContext, DmlStatement } from '../../ast/statement';
import type { Parser } from '../grammar';
import { acceptIdentifierList, isVariable, parseIdentifierList, parseObjectName, parseVariableName } from '../names';
import { parseConstant } from '../expressions/primary';

/** CHANGETABLE, which is the next word, with the alias that `acceptAlias` finds behind it. Raises 22104 without one. */
export function parseChangeTable(p: Parser, acceptAlias: () => Identifier | undefined): ChangeTable {
  const { at } = p.advance();
  p.expectSymbol('(');
  const isChanges = p.expectOneOf('CHANGES', 'VERSION') === 'CHANGES';
  const table = parseObjectName(p);
  p.expectSymbol(',');
  const of: ChangeTable['of'] = isChanges ? { kind: 'changes', since: parseSince(p) } : parseVersionOf(p);
  if (p.acceptSymbol(',')) p.expectWord('FORCESEEK');
  p.expectSymbol(')');
  const alias = acceptAlias();
  if (!alias) throw p.error(Messages.ChangeTableAlias, {}, at);
  return { kind: 'change-table', table, of, alias, columns: acceptIdentifierList(p), at };
}

/** NULL, an integer with an optional sign, or a variable. */
function parseSince(p: Parser): Expression {
  const { at } = p;
  if (p.acceptWord('NULL')) return { kind: 'literal', literal: 'null', text: 'NULL', at };
  if (isVariable(p)) return { kind: 'variable', name: parseVariableName(p), at };
  const isNegative = p.acceptSymbol('-');
  if (p.current.literal !== 'integer') throw p.unexpected();
  const operand = parseConstant(p);
  return isNegative ? { kind: 'unary', operator: '-', operand, at } : operand;
}

function parseVersionOf(p: Parser): ChangeTable['of'] {
  const keys = parseIdentifierList(p);
  p.expectSymbol(',');
  return { kind: 'version', keys, values: p.parenthesizedList(() => p.value()) };
}

/** `WITH CHANGE_TRACKING_CONTEXT (value)` and what common table expressions follow it, if it stands here. */
export function acceptChangeContext(p: Parser, parseCte: () => CommonTableExpression): { readonly context: ChangeContext; readonly ctes: readonly CommonTableExpression[] } | undefined {
  if (!p.isWord('WITH') || !p.isWordAt(1, 'CHANGE_TRACKING_CONTEXT')) return undefined;
  p.advance();
  p.advance();
  p.expectSymbol('(');
  const context = parseContext(p);
  p.expectSymbol(')');
  return { context, ctes: p.acceptSymbol(',') ? p.list(parseCte) : [] };
}

/** The statement with its context. */
export function withChangeContext(p: Parser, statement: DmlStatement, changeContext: ChangeContext): DmlStatement {
  if (statement.kind === 'insert' && statement.source.kind === 'execute') throw p.refuse('WITH CHANGE_TRACKING_CONTEXT before INSERT ... EXECUTE');
  return { ...statement, changeContext };
}

function parseContext(p: Parser): ChangeContext {
  const { at } = p;
  if (isVariable(p)) return { kind: 'variable', name: parseVariableName(p), at };
  if (!p.isKind('binary')) throw p.unexpected();
  return parseConstant(p);
}

/** `ENABLE CHANGE_TRACKING [WITH (TRACK_COLUMNS_UPDATED = ON)]` behind the verb; CHANGE_TRACKING is the next word. */
export function parseToggleTracking(p: Parser, isEnabled: boolean): AlterTableAction {
  p.advance();
  if (!isEnabled || !p.acceptWord('WITH')) return { kind: 'change-tracking', isEnabled, tracksColumns: false };
  p.expectSymbol('(');
  p.expectWord('TRACK_COLUMNS_UPDATED');
  p.expectSymbol('=');
  const tracksColumns = p.expectOneOf('ON', 'OFF') === 'ON';
  p.expectSymbol(')');
  return { kind: 'change-tracking', isEnabled, tracksColumns };
}

/** `= ON [(...)]`, `= OFF` or `(...)` behind SET CHANGE_TRACKING. Raises 155, 5091, 5092. */
export function parseTrackingOptions(p: Parser): ChangeTrackingOptions {
  if (p.isSymbol('(')) return parseTrackingList(p);
  p.expectSymbol('=');
  if (p.acceptWord('OFF')) return { isOn: false };
  p.expectWord('ON');
  return { isOn: true, ...(p.isSymbol('(') ? parseTrackingList(p) : {}) };
}

function parseTrackingList(p: Parser): ChangeTrackingOptions {
  const seen = new Set<string>();
  const parts = p.parenthesizedList(() => {
    const { at } = p;
    const name = p.expectOneOf('CHANGE_RETENTION', 'AUTO_CLEANUP');
    if (seen.has(name)) throw p.error(Messages.TrackingOptionTwice, { option: name }, at);
    seen.add(name);
    p.expectSymbol('=');
    return name === 'AUTO_CLEANUP' ? { isAutoCleanupOn: p.expectOneOf('ON', 'OFF') === 'ON' } : parseRetention(p);
  });
  return parts.reduce<ChangeTrackingOptions>((all, part) => ({ ...all, ...part }), {});
}

const MINUTES: Readonly<Record<string, number>> = { MINUTES: 1, HOURS: 60, DAYS: 1440 };
const MOST_MINUTES = 2_147_483_647;

function parseRetention(p: Parser): ChangeTrackingOptions {
  const { at } = p;
  if (p.current.literal !== 'integer') throw p.unexpected();
  const retention = Number(p.advance().text);
  const { text, upper: units } = p.current;
  const minutes = MINUTES[units];
  if (!p.isKind('word')) throw p.unexpected();
  if (minutes === undefined) throw p.error(Messages.NotARecognizedOption, { part: text, function: 'CHANGE RETENTION UNIT' });
  p.advance();
  if (retention < 1 || retention * minutes > MOST_MINUTES) throw p.error(Messages.TrackingRetention, {}, at);
  return { retention, units };
}
