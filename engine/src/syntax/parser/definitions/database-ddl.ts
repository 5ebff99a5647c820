// CREATE, ALTER and DROP DATABASE.
import type { AlterDatabase, CreateDatabase, DropDatabase, IndexOption } from '../../ast/ddl';
import type { Position } from '../../ast/common';
import { parseTrackingOptions } from './change-tracking';
import { acceptFileAction, parseDataFiles, parseFile } from './database-files';
import type { Parser } from '../grammar';
import { acceptCollation, isIdentifier, parseIdentifier, parseLooseName, parseNameOrString, parseString } from '../names';

type SetAction = Extract<AlterDatabase['action'], { kind: 'set' }>;

/** Options that are said by one word. */
const STATES = ['SINGLE_USER', 'RESTRICTED_USER', 'MULTI_USER', 'READ_ONLY', 'READ_WRITE', 'ONLINE', 'OFFLINE', 'EMERGENCY', 'ENABLE_BROKER', 'DISABLE_BROKER',
  'NEW_BROKER', 'ERROR_BROKER_CONVERSATIONS'];

/** Options written `name = value`. */
const SIGNED: ReadonlySet<string> = new Set(['COMPATIBILITY_LEVEL', 'ACCELERATED_DATABASE_RECOVERY', 'OPTIMIZED_LOCKING', 'TARGET_RECOVERY_TIME', 'DELAYED_DURABILITY', 'CONTAINMENT']);
/** Options written `name value`. */
const UNSIGNED: ReadonlySet<string> = new Set(`
ANSI_NULL_DEFAULT ANSI_NULLS ANSI_PADDING ANSI_WARNINGS ARITHABORT CONCAT_NULL_YIELDS_NULL NUMERIC_ROUNDABORT QUOTED_IDENTIFIER TEMPORAL_HISTORY_RETENTION AUTO_CLOSE AUTO_SHRINK
AUTO_CREATE_STATISTICS AUTO_UPDATE_STATISTICS AUTO_UPDATE_STATISTICS_ASYNC CURSOR_CLOSE_ON_COMMIT DATE_CORRELATION_OPTIMIZATION RECOVERY PAGE_VERIFY CURSOR_DEFAULT PARAMETERIZATION
ALLOW_SNAPSHOT_ISOLATION READ_COMMITTED_SNAPSHOT RECURSIVE_TRIGGERS TRUSTWORTHY DB_CHAINING
`.trim().split(/\s+/));

/** Objects whose names begin with DATABASE. */
function refuseKinds(p: Parser, verb: string): void {
  const kind = [['SCOPED', 'CREDENTIAL'], ['AUDIT', 'SPECIFICATION'], ['ENCRYPTION', 'KEY']].find((words) => p.isSequence(...words));
  if (kind) throw p.refuse(`${verb} DATABASE ${kind.join(' ')}`);
}

/** Scoped configurations that are ON or OFF. */
const SWITCHES: ReadonlySet<string> = new Set(['LEGACY_CARDINALITY_ESTIMATION', 'PARAMETER_SNIFFING', 'QUERY_OPTIMIZER_HOTFIXES', 'IDENTITY_CACHE', 'OPTIMIZE_FOR_AD_HOC_WORKLOADS',
  'VERBOSE_TRUNCATION_WARNINGS', 'TSQL_SCALAR_UDF_INLINING', 'BATCH_MODE_ON_ROWSTORE', 'DEFERRED_COMPILATION_TV']);

/** CREATE DATABASE; DATABASE is the next word. */
export function parseCreateDatabase(p: Parser, at: Position): CreateDatabase {
  p.expectWord('DATABASE');
  refuseKinds(p, 'CREATE');
  const name = parseIdentifier(p).name;
  if (p.acceptSequence('AS', 'COPY', 'OF')) return { kind: 'create-database', name, files: [], asCopyOf: parseCopySource(p), ...acceptService(p), at };
  const options = acceptContainment(p);
  const files = p.acceptWord('ON') ? parseDataFiles(p) : [];
  const logs = p.acceptSequence('LOG', 'ON') ? p.list(() => parseFile(p, true)) : [];
  const collation = acceptCollation(p);
  const service = acceptService(p);
  if (p.isSequence('AS', 'SNAPSHOT')) throw p.refuse('database snapshots');
  if (p.isWord('FOR')) throw p.refuse(`CREATE DATABASE ... FOR ${p.peek(1).upper}`);
  if (p.acceptWord('WITH')) options.push(...p.list(() => parseCreateOption(p)));
  return { kind: 'create-database', name, collation, files: [...files, ...logs], options, ...service, at };
}

function parseCopySource(p: Parser): NonNullable<CreateDatabase['asCopyOf']> {
  const first = parseIdentifier(p).name;
  return p.acceptSymbol('.') ? { server: first, database: parseIdentifier(p).name } : { database: first };
}

function acceptService(p: Parser): Pick<CreateDatabase, 'service'> {
  return p.isSymbol('(') ? { service: p.parenthesizedText() } : {};
}

function acceptContainment(p: Parser): IndexOption[] {
  if (!p.acceptWord('CONTAINMENT')) return [];
  p.expectSymbol('=');
  return [{ name: 'CONTAINMENT', value: p.expectOneOf('NONE', 'PARTIAL') }];
}

function parseCreateOption(p: Parser): IndexOption {
  if (!p.isKind('word')) throw p.unexpected();
  const { upper } = p.advance();
  if (p.isSymbol('(')) throw p.refuse(`CREATE DATABASE ... WITH ${upper} (...)`);
  const hasSign = p.acceptSymbol('=');
  return { name: upper, value: hasSign || p.isWord('ON', 'OFF') ? parseOptionValue(p) : 'ON' };
}

/** A word, a string, or a number with its unit (8MB, 10%, 60 SECONDS), in parentheses what belongs to it. */
function parseOptionValue(p: Parser): string | number {
  if (p.isKind('string') || p.isKind('national-string')) return parseString(p);
  if (p.isKind('number')) {
    const start = p.at.offset;
    const value = Number(p.advance().text);
    const hasUnit = p.acceptSymbol('%') || p.acceptWord('KB', 'MB', 'GB', 'TB', 'SECONDS', 'MINUTES');
    return hasUnit ? p.textSince(start) : value;
  }
  if (!isIdentifier(p) && !p.isKind('word')) throw p.unexpected();
  const value = p.isKind('word') ? p.advance().upper : parseIdentifier(p).name;
  return p.isSymbol('(') ? `${value} ${p.parenthesizedText()}` : value;
}

/** ALTER DATABASE; DATABASE is the next word. */
export function parseAlterDatabase(p: Parser, at: Position): AlterDatabase {
  p.expectWord('DATABASE');
  if (p.acceptSequence('SCOPED', 'CONFIGURATION')) return parseScopedConfiguration(p, at);
  refuseKinds(p, 'ALTER');
  const name = p.acceptWord('CURRENT') ? 'current' : parseIdentifier(p).name;
  return { kind: 'alter-database', name, action: parseAlterAction(p), at };
}

function parseAlterAction(p: Parser): AlterDatabase['action'] {
  const ofFiles = acceptFileAction(p);
  if (ofFiles) return ofFiles;
  if (p.acceptWord('SET')) return parseSetAction(p);
  const collation = acceptCollation(p);
  if (collation !== undefined) return { kind: 'collate', collation };
  if (p.acceptWord('MODIFY')) {
    if (!p.acceptWord('NAME')) throw p.refuse(`ALTER DATABASE ... MODIFY ${p.current.text}`);
    p.expectSymbol('=');
    return { kind: 'rename', to: parseNameOrString(p).name };
  }
  if (p.isWord('ADD', 'REMOVE', 'REBUILD')) throw p.refuse(`ALTER DATABASE ... ${p.current.upper} ${p.peek(1).upper}`);
  throw p.unexpected();
}

function parseSetAction(p: Parser): SetAction {
  const options = p.list(() => parseSetOption(p));
  return { kind: 'set', options, termination: p.acceptWord('WITH') ? parseTermination(p) : undefined };
}

function parseSetOption(p: Parser): SetAction['options'][number] {
  if (!p.isKind('word')) throw p.unexpected();
  if (p.isWord('HADR', 'PARTNER', 'WITNESS', 'REMOTE_DATA_ARCHIVE', 'ENCRYPTION')) throw p.refuse(`ALTER DATABASE ... SET ${p.current.upper}`);
  const name = p.advance().upper;
  if (name === 'CHANGE_TRACKING') return { name, changeTracking: parseTrackingOptions(p) };
  if (STATES.includes(name)) return { name };
  if (p.isSymbol('(')) return { name, value: p.parenthesizedText() };
  // Which of them have a sign between name and value is fixed: the other way is a syntax error.
  if (SIGNED.has(name)) p.expectSymbol('=');
  else if (p.isSymbol('=') && UNSIGNED.has(name)) throw p.unexpected();
  else p.acceptSymbol('=');
  const value = parseOptionValue(p);
  if (name === 'QUERY_STORE' && value === 'CLEAR') p.acceptWord('ALL');
  if (name === 'TARGET_RECOVERY_TIME' && typeof value === 'number') throw p.unexpected();
  return { name, value };
}

function parseTermination(p: Parser): string {
  if (p.acceptWord('NO_WAIT')) return 'NO_WAIT';
  p.expectWord('ROLLBACK');
  if (p.acceptWord('IMMEDIATE')) return 'ROLLBACK IMMEDIATE';
  p.expectWord('AFTER');
  const seconds = parseOptionValue(p);
  return `ROLLBACK AFTER ${String(seconds)}`;
}

function parseScopedConfiguration(p: Parser, at: Position): AlterDatabase {
  const ofSecondary = p.acceptSequence('FOR', 'SECONDARY') ? true : undefined;
  if (!ofSecondary && p.acceptWord('CLEAR')) {
    const value = parseLooseName(p).toUpperCase();
    if (p.isKind('binary')) throw p.refuse('ALTER DATABASE SCOPED CONFIGURATION CLEAR PROCEDURE_CACHE of one plan');
    return { kind: 'alter-database', name: 'current', action: { kind: 'scoped-configuration', name: 'CLEAR', value }, at };
  }
  p.expectWord('SET');
  if (!p.isKind('word')) throw p.unexpected();
  const name = p.advance().upper;
  p.expectSymbol('=');
  // PRIMARY stands for the other replica's value, in FOR SECONDARY only.
  const isOfPrimary = p.isWord('PRIMARY');
  if (isOfPrimary ? !ofSecondary : name === 'MAXDOP' ? !p.isKind('number') : SWITCHES.has(name) && !p.isWord('ON', 'OFF')) throw p.unexpected();
  return { kind: 'alter-database', name: 'current', action: { kind: 'scoped-configuration', name, value: String(parseOptionValue(p)), ofSecondary }, at };
}

/** DROP DATABASE; DATABASE is the next word. */
export function parseDropDatabase(p: Parser, at: Position): DropDatabase {
  p.expectWord('DATABASE');
  refuseKinds(p, 'DROP');
  const ifExists = p.acceptSequence('IF', 'EXISTS');
  return { kind: 'drop-database', names: p.list(() => parseIdentifier(p).name), ifExists, at };
}
