// Files and file groups in CREATE and ALTER DATABASE. Knows no database.
import type { AlterDatabase, DatabaseFileSpec, IndexOption } from '../../ast/ddl';
import type { Parser } from '../grammar';
import { isIdentifier, parseIdentifier, parseLooseName, parseNameOrString, parseString } from '../names';
import { onceEach } from './option-list';

type Action = AlterDatabase['action'];

/** `PRIMARY (...), (...), FILEGROUP g (...), ...` behind ON. */
export function parseDataFiles(p: Parser): DatabaseFileSpec[] {
  let group: Pick<DatabaseFileSpec, 'fileGroup' | 'isDefault'> = {};
  p.acceptWord('PRIMARY');
  return p.list(() => {
    if (p.acceptWord('FILEGROUP')) group = parseGroup(p);
    return { ...parseFile(p, false), ...group };
  });
}

function parseGroup(p: Parser): Pick<DatabaseFileSpec, 'fileGroup' | 'isDefault'> {
  const fileGroup = parseLooseName(p);
  refuseContent(p);
  return { fileGroup, ...(p.acceptWord('DEFAULT') ? { isDefault: true } : {}) };
}

function refuseContent(p: Parser): void {
  if (p.acceptWord('CONTAINS')) throw p.refuse(`file groups that contain ${p.current.upper}`);
}

/** `(NAME = a, FILENAME = 'b', SIZE = 8MB)` */
export function parseFile(p: Parser, isLog: boolean): DatabaseFileSpec {
  return { isLog, options: p.parenthesizedList(onceEach(p, () => parseFileOption(p), (option) => option.name)) };
}

function parseFileOption(p: Parser): IndexOption {
  if (p.isWord('OFFLINE')) throw p.refuse('MODIFY FILE ... OFFLINE');
  const name = p.expectOneOf('NAME', 'NEWNAME', 'FILENAME', 'SIZE', 'MAXSIZE', 'FILEGROWTH');
  p.expectSymbol('=');
  if (name === 'NAME' || name === 'NEWNAME') return { name, value: parseNameOrString(p).name };
  return { name, value: parseFileValue(p) };
}

/** A string, UNLIMITED, or a number with its unit (8MB, 10%). */
function parseFileValue(p: Parser): string | number {
  if (p.isKind('string') || p.isKind('national-string')) return parseString(p);
  if (p.isKind('number')) {
    const start = p.at.offset;
    const value = Number(p.advance().text);
    return p.acceptSymbol('%') || p.acceptWord('KB', 'MB', 'GB', 'TB') ? p.textSince(start) : value;
  }
  if (!isIdentifier(p) && !p.isKind('word')) throw p.unexpected();
  return p.isKind('word') ? p.advance().upper : parseIdentifier(p).name;
}

/** ADD, REMOVE and MODIFY of files and file groups, if one stands here; other words are put back. */
export function acceptFileAction(p: Parser): Action | undefined {
  if (p.acceptSequence('ADD', 'FILEGROUP')) {
    const name = parseLooseName(p);
    refuseContent(p);
    return { kind: 'add-filegroup', name };
  }
  if (p.acceptSequence('ADD', 'FILE')) return parseAddFiles(p, false);
  if (p.acceptSequence('ADD', 'LOG', 'FILE')) return parseAddFiles(p, true);
  if (p.acceptSequence('REMOVE', 'FILEGROUP')) return { kind: 'remove-filegroup', name: parseLooseName(p) };
  if (p.acceptSequence('REMOVE', 'FILE')) return { kind: 'remove-file', name: parseLooseName(p) };
  if (p.acceptSequence('MODIFY', 'FILEGROUP')) return parseModifyGroup(p);
  if (p.acceptSequence('MODIFY', 'FILE')) return { kind: 'modify-file', file: parseFile(p, false) };
  return undefined;
}

function parseAddFiles(p: Parser, isLog: boolean): Action {
  const files = p.list(() => parseFile(p, isLog));
  const fileGroup = p.acceptSequence('TO', 'FILEGROUP') ? parseLooseName(p) : undefined;
  return { kind: 'add-files', files: fileGroup === undefined ? files : files.map((file) => ({ ...file, fileGroup })) };
}

const PROPERTIES: Readonly<Record<string, Extract<Action, { kind: 'modify-filegroup' }>['property']>> = {
  DEFAULT: 'DEFAULT', READ_ONLY: 'READ_ONLY', READONLY: 'READ_ONLY', READ_WRITE: 'READ_WRITE', READWRITE: 'READ_WRITE',
  AUTOGROW_ALL_FILES: 'AUTOGROW_ALL_FILES', AUTOGROW_SINGLE_FILE: 'AUTOGROW_SINGLE_FILE',
};

function parseModifyGroup(p: Parser): Action {
  const name = parseLooseName(p);
  if (p.acceptWord('NAME')) {
    p.expectSymbol('=');
    return { kind: 'rename-filegroup', name, to: parseLooseName(p) };
  }
  const property = p.isKind('word') ? PROPERTIES[p.current.upper] : undefined;
  if (!property) throw p.unexpected();
  p.advance();
  if (p.isWord('WITH')) throw p.refuse('MODIFY FILEGROUP ... WITH a termination');
  return { kind: 'modify-filegroup', name, property };
}
