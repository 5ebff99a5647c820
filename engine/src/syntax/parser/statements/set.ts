// SET: variables, options, the isolation level, IDENTITY_INSERT. QUOTED_IDENTIFIER takes effect on the parse at once.
import { Messages } from '../../../errors/catalogue';
import type { Position } from '../../ast/common';
import type { SetIsolation, SetOption, Statement } from '../../ast/statement';
import { parseCursorDefinition } from './cursor-statements';
import type { Parser } from '../grammar';
import { isVariable, parseIdentifier, parseNameOrString, parseObjectName, parseSignedNumber, parseVariableName } from '../names';
import { parseConstant, parseMutator } from '../expressions/primary';
import { parseAssignment } from '../queries/query-specification';

const SWITCHES: ReadonlySet<string> = new Set(`
ANSI_DEFAULTS ANSI_NULL_DFLT_OFF ANSI_NULL_DFLT_ON ANSI_NULLS ANSI_PADDING ANSI_WARNINGS ARITHABORT ARITHIGNORE CONCAT_NULL_YIELDS_NULL
CURSOR_CLOSE_ON_COMMIT FMTONLY FORCEPLAN IMPLICIT_TRANSACTIONS NOCOUNT NOEXEC NUMERIC_ROUNDABORT PARSEONLY QUOTED_IDENTIFIER
REMOTE_PROC_TRANSACTIONS SHOWPLAN_ALL SHOWPLAN_TEXT SHOWPLAN_XML XACT_ABORT DISABLE_DEF_CNST_CHK NO_BROWSETABLE
`.trim().split(/\s+/));
const VALUED: ReadonlySet<string> = new Set(['LOCK_TIMEOUT', 'DATEFIRST', 'DATEFORMAT', 'LANGUAGE', 'DEADLOCK_PRIORITY', 'ROWCOUNT', 'TEXTSIZE', 'CONTEXT_INFO', 'QUERY_GOVERNOR_COST_LIMIT']);
const ALONE = ['ROWCOUNT', 'TEXTSIZE'];
const STATISTICS = ['IO', 'TIME', 'XML', 'PROFILE'];

/** SET, which is the next word; several options in one SET give several nodes. */
export function parseSet(p: Parser): readonly Statement[] {
  const { at } = p.advance();
  if (isVariable(p)) return [parseSetVariable(p, at)];
  if (p.isSequence('TRANSACTION', 'ISOLATION', 'LEVEL') || p.isSequence('TRAN', 'ISOLATION', 'LEVEL')) return [parseIsolation(p, at)];
  if (p.acceptWord('IDENTITY_INSERT')) return [{ kind: 'set-identity-insert', table: parseObjectName(p), isOn: parseSwitch(p) === 'ON', at }];
  if (p.acceptWord('STATISTICS')) return parseStatistics(p, at);
  if (!p.isKind('word')) throw p.unexpected();
  if (p.isWord('OFFSETS', 'FIPS_FLAGGER', 'ERRLVL')) throw p.refuse(`SET ${p.current.upper}`);
  const { text, upper } = p.current;
  if (SWITCHES.has(upper)) return parseSwitches(p, at);
  if (!VALUED.has(upper)) throw p.error(Messages.UnknownSetOption, { name: text });
  if (ALONE.includes(upper)) return [parseValued(p, at)];
  return p.list(() => parseValued(p, at));
}

/** `LOCK_TIMEOUT 1000`: all but two of these options may stand in one SET, with commas between them. */
function parseValued(p: Parser, at: Position): SetOption {
  const { text, upper } = p.current;
  if (!VALUED.has(upper)) throw p.isKind('word') ? p.error(Messages.UnknownSetOption, { name: text }) : p.unexpected();
  p.advance();
  if (upper === 'ROWCOUNT' && p.isSymbol('-')) throw p.unexpected();
  return { kind: 'set-option', name: upper, value: parseOptionValue(p, upper), at };
}

function parseSetVariable(p: Parser, at: Position): Statement {
  const name = parseVariableName(p);
  // Methods of CLR types that change their value are not here.
  if (p.isSymbol('::')) throw p.refuse('SET @variable::member');
  if (p.isSymbol('.') && !p.isWordAt(1, 'MODIFY', 'VALUE', 'QUERY', 'EXIST', 'NODES')) throw p.refuse('SET @variable.method');
  if (p.acceptSymbol('.')) return { kind: 'set-variable', name, operator: '=', value: parseMutator(p, { kind: 'variable', name, at }, parseIdentifier(p).name), at };
  const operator = parseAssignment(p);
  if (operator === '=' && p.isWord('CURSOR')) return parseCursorDefinition(p, { name, isVariable: true, at });
  return { kind: 'set-variable', name, operator, value: p.value(), at };
}

function parseIsolation(p: Parser, at: Position): SetIsolation {
  p.expectOneOf('TRANSACTION', 'TRAN');
  p.expectWord('ISOLATION', 'LEVEL');
  return { kind: 'set-isolation', level: parseLevel(p), at };
}

function parseLevel(p: Parser): SetIsolation['level'] {
  if (p.acceptSequence('READ', 'UNCOMMITTED')) return 'read uncommitted';
  if (p.acceptSequence('READ', 'COMMITTED')) return 'read committed';
  if (p.acceptSequence('REPEATABLE', 'READ')) return 'repeatable read';
  if (p.acceptWord('SERIALIZABLE')) return 'serializable';
  p.expectWord('SNAPSHOT');
  return 'snapshot';
}

function parseSwitch(p: Parser): 'ON' | 'OFF' {
  return p.expectOneOf('ON', 'OFF') === 'ON' ? 'ON' : 'OFF';
}

function parseSwitches(p: Parser, at: Position): SetOption[] {
  const names = p.list(() => {
    if (!p.isKind('word')) throw p.unexpected();
    const { text, upper } = p.current;
    if (!SWITCHES.has(upper)) throw p.error(Messages.UnknownSetOption, { name: text });
    p.advance();
    return upper;
  });
  const value = parseSwitch(p);
  if (names.includes('QUOTED_IDENTIFIER') || names.includes('ANSI_DEFAULTS')) p.quotedIdentifier = value === 'ON';
  return names.map((name) => ({ kind: 'set-option', name, value, at }));
}

function parseStatistics(p: Parser, at: Position): SetOption[] {
  const names = p.list(() => p.expectOneOf(...STATISTICS));
  const value = parseSwitch(p);
  return names.map((name) => ({ kind: 'set-option', name: `STATISTICS ${name}`, value, at }));
}

function parseOptionValue(p: Parser, name: string): SetOption['value'] {
  const isNumber = p.isKind('number') || p.isSymbol('-') || p.isSymbol('+');
  if (name === 'LOCK_TIMEOUT' && !isNumber) throw p.error(Messages.SyntaxNear, { token: name });
  if (name === 'TEXTSIZE' && !isNumber) throw p.unexpected();
  if (isVariable(p)) return { kind: 'variable', at: p.at, name: parseVariableName(p) };
  if (p.isKind('binary')) return parseConstant(p);
  if (isNumber) return Number(parseSignedNumber(p));
  return parseNameOrString(p).name;
}
