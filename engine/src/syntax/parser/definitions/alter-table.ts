// ALTER TABLE: every action.
import type { AlterTable, AlterTableAction } from '../../ast/ddl';
import type { Identifier, Position } from '../../ast/common';
import { parseToggleTracking } from './change-tracking';
import { parseMask, parseTableElement } from './column-definition';
import type { TableElements } from './column-definition';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { parseIndexOptions, parseRebuildOptions, parseRebuiltPartition } from './index-tail';
import { acceptCollation, parseIdentifier, parseLooseName, parseObjectName } from '../names';
import { parseSystemVersioning } from './table-ddl';

type DropItem = Extract<AlterTableAction, { kind: 'drop' }>['items'][number];

/** ALTER TABLE; TABLE is the next word. */
export function parseAlterTable(p: Parser, at: Position): AlterTable {
  p.expectWord('TABLE');
  const name = parseObjectName(p);
  return { kind: 'alter-table', name, action: parseAction(p), at };
}

function parseAction(p: Parser): AlterTableAction {
  const check = p.acceptSequence('WITH', 'CHECK') ? 'check' : p.acceptSequence('WITH', 'NOCHECK') ? 'nocheck' : undefined;
  if (p.acceptWord('ADD')) return parseAdd(p, check);
  if (p.isWord('CHECK', 'NOCHECK')) return parseToggleConstraint(p, check);
  if (check !== undefined) throw p.unexpected();
  if (p.isSequence('ALTER', 'INDEX')) throw p.refuse('memory-optimized tables');
  if (p.acceptSequence('ALTER', 'COLUMN')) return parseAlterColumn(p);
  if (p.acceptWord('DROP')) return { kind: 'drop', items: parseDropItems(p) };
  if (p.isWord('ENABLE', 'DISABLE')) return parseToggleTrigger(p);
  if (p.acceptWord('SET')) return parseSet(p);
  if (p.acceptWord('REBUILD')) return parseRebuild(p);
  if (p.acceptWord('SWITCH')) return parseSwitch(p);
  throw p.unexpected();
}

function parseAdd(p: Parser, check: 'check' | 'nocheck' | undefined): AlterTableAction {
  const elements: TableElements = { columns: [], constraints: [], indexes: [] };
  do {
    parseTableElement(p, elements);
  } while (p.acceptSymbol(','));
  return { kind: 'add', ...elements, check };
}

function parseToggleConstraint(p: Parser, validate: 'check' | 'nocheck' | undefined): AlterTableAction {
  const isEnabled = p.advance().upper === 'CHECK';
  p.expectWord('CONSTRAINT');
  return { kind: 'toggle-constraint', isEnabled, validate, names: parseNames(p) };
}

function parseNames(p: Parser): readonly Identifier[] | 'all' {
  return p.acceptWord('ALL') ? 'all' : p.list(() => parseIdentifier(p));
}

function parseToggleTrigger(p: Parser): AlterTableAction {
  const isEnabled = p.advance().upper === 'ENABLE';
  if (p.isWord('CHANGE_TRACKING')) return parseToggleTracking(p, isEnabled);
  if (p.isWord('FILETABLE_NAMESPACE')) throw p.refuse(`ALTER TABLE ... ENABLE/DISABLE ${p.current.upper}`);
  p.expectWord('TRIGGER');
  return { kind: 'toggle-trigger', isEnabled, names: parseNames(p) };
}

function parseAlterColumn(p: Parser): AlterTableAction {
  const column = parseIdentifier(p);
  if (p.isWord('ADD', 'DROP')) {
    const isAdd = p.advance().upper === 'ADD';
    if (p.isWord('MASKED')) {
      const mask = isAdd ? parseMask(p) : undefined;
      if (!isAdd) p.advance();
      return { kind: 'alter-column-mask', column, ...(mask === undefined ? {} : { mask }) };
    }
    if (p.isWord('NOT')) throw p.refuse(`ALTER COLUMN ... ADD/DROP ${p.current.upper}`);
    const flag = p.expectOneOf('ROWGUIDCOL', 'PERSISTED', 'HIDDEN', 'SPARSE').toLowerCase() as 'rowguidcol';
    acceptOnline(p);
    return { kind: 'alter-column-flag', column, flag, isAdd };
  }
  const type = parseDataType(p);
  const collation = acceptCollation(p);
  let isSparse = p.acceptWord('SPARSE');
  const mask = p.isWord('MASKED') ? parseMask(p) : undefined;
  if (p.isWord('ENCRYPTED', 'FILESTREAM', 'COLUMN_SET', 'GENERATED', 'HIDDEN')) throw p.refuse(`ALTER COLUMN ... ${p.current.upper}`);
  const isNullable = p.acceptWord('NULL') ? true : p.acceptSequence('NOT', 'NULL') ? false : undefined;
  if (p.acceptWord('SPARSE')) isSparse = true;
  acceptOnline(p);
  return { kind: 'alter-column', column, type, collation, isNullable, ...(isSparse ? { isSparse } : {}), ...(mask === undefined ? {} : { mask }) };
}

/** WITH (ONLINE = ...), which changes no result. */
function acceptOnline(p: Parser): void {
  if (!p.isWord('WITH') || !p.isSymbolAt(1, '(')) return;
  p.advance();
  const other = parseIndexOptions(p).find(({ name }) => name !== 'ONLINE');
  if (other) throw p.refuse(`ALTER COLUMN ... WITH (${other.name})`);
}

/** `CONSTRAINT a, b, COLUMN c`: a word rules the names behind it until the next one. */
function parseDropItems(p: Parser): DropItem[] {
  let kind: DropItem['kind'] = 'constraint';
  let ifExists = false;
  return p.list(() => {
    if (p.isWord('PERIOD') && p.isWordAt(1, 'FOR')) {
      p.expectWord('PERIOD', 'FOR');
      const { at } = p;
      p.expectWord('SYSTEM_TIME');
      return { kind: 'period', name: { name: 'SYSTEM_TIME', at }, ifExists: false };
    }
    if (p.isWord('INDEX')) throw p.refuse('ALTER TABLE ... DROP INDEX');
    if (p.isWord('CONSTRAINT', 'COLUMN')) {
      kind = p.advance().upper === 'COLUMN' ? 'column' : 'constraint';
      ifExists = p.acceptSequence('IF', 'EXISTS');
    }
    const name = parseIdentifier(p);
    if (kind === 'constraint' && p.isWord('WITH') && p.isSymbolAt(1, '(')) parseDropOptions(p);
    return { kind, name, ifExists };
  });
}

const DROP_OPTIONS = ['ONLINE', 'MAXDOP'];

/** The options of DROP CONSTRAINT, which change no result. */
function parseDropOptions(p: Parser): void {
  p.advance();
  const other = parseIndexOptions(p).find(({ name }) => !DROP_OPTIONS.includes(name));
  if (other) throw p.refuse(`DROP CONSTRAINT ... WITH (${other.name})`);
}

function parseSet(p: Parser): AlterTableAction {
  p.expectSymbol('(');
  const action = parseSetOption(p);
  if (p.isSymbol(',')) throw p.refuse('ALTER TABLE ... SET with several options');
  p.expectSymbol(')');
  return action;
}

function parseSetOption(p: Parser): AlterTableAction {
  if (p.isWord('SYSTEM_VERSIONING')) return { kind: 'system-versioning', options: parseSystemVersioning(p) };
  if (!p.isKind('word')) throw p.unexpected();
  const name = p.advance().upper;
  if (name.startsWith('FILESTREAM') || name === 'DATA_DELETION' || name === 'REMOTE_DATA_ARCHIVE') throw p.refuse(`ALTER TABLE ... SET (${name})`);
  p.expectSymbol('=');
  if (name === 'LOCK_ESCALATION' && !p.isWord('AUTO', 'TABLE', 'DISABLE')) throw p.unexpected();
  return { kind: 'set-option', name, value: parseLooseName(p).toUpperCase() };
}

function parseRebuild(p: Parser): AlterTableAction {
  const rebuilt = parseRebuiltPartition(p);
  return { kind: 'rebuild', ...(typeof rebuilt === 'object' ? { partition: rebuilt } : {}), options: p.acceptWord('WITH') ? parseRebuildOptions(p, rebuilt) : [] };
}

function parseSwitch(p: Parser): AlterTableAction {
  const partition = p.acceptWord('PARTITION') ? p.value() : undefined;
  p.expectWord('TO');
  const target = parseObjectName(p);
  const targetPartition = p.acceptWord('PARTITION') ? p.value() : undefined;
  if (p.isWord('WITH') && p.isSymbolAt(1, '(')) throw p.refuse('ALTER TABLE ... SWITCH ... WITH (WAIT_AT_LOW_PRIORITY (...))');
  return { kind: 'switch', target, ...(partition ? { partition } : {}), ...(targetPartition ? { targetPartition } : {}) };
}
