// BACKUP and RESTORE, to and from disk.
import type { Expression } from '../../ast/expression';
import type { BackupDatabase, BackupOption, Statement } from '../../ast/statement';
import type { Position } from '../../ast/common';
import { parseBareValue } from './execute';
import type { Parser } from '../grammar';
import { isVariable, parseIdentifier, parseVariableName } from '../names';

const LISTINGS = ['FILELISTONLY', 'HEADERONLY', 'VERIFYONLY', 'LABELONLY'];

/** BACKUP, which is the next word. */
export function parseBackup(p: Parser): BackupDatabase {
  const { at } = p.advance();
  if (!p.isWord('DATABASE', 'LOG')) throw p.isKind('word') ? p.refuse(`BACKUP ${p.current.upper}`) : p.unexpected();
  const what = p.advance().upper === 'LOG' ? 'log' : 'database';
  const database = parseDatabase(p);
  if (p.isWord('FILE', 'FILEGROUP', 'READ_WRITE_FILEGROUPS', 'PAGE')) throw p.refuse(`BACKUP of ${p.current.upper}`);
  p.expectWord('TO');
  const disks = parseDisks(p);
  if (p.isWord('MIRROR')) throw p.refuse('BACKUP ... MIRROR TO');
  return { kind: 'backup', what, database, disks, options: acceptOptions(p), at };
}

/** RESTORE, which is the next word. */
export function parseRestore(p: Parser): Statement {
  const { at } = p.advance();
  if (p.isWord(...LISTINGS)) return parseListing(p, at);
  if (!p.acceptWord('DATABASE')) throw p.isKind('word') ? p.refuse(`RESTORE ${p.current.upper}`) : p.unexpected();
  const database = parseDatabase(p);
  if (p.isWord('FILE', 'FILEGROUP', 'READ_WRITE_FILEGROUPS', 'PAGE')) throw p.refuse(`RESTORE of ${p.current.upper}`);
  const disks = p.acceptWord('FROM') ? parseDisks(p) : [];
  return { kind: 'restore', database, disks, options: acceptOptions(p), at };
}

function parseListing(p: Parser, at: Position): Statement {
  const what = p.advance().upper.toLowerCase() as 'filelistonly';
  p.expectWord('FROM');
  return { kind: 'restore-filelistonly', what, disks: parseDisks(p), options: acceptOptions(p), at };
}

function parseDatabase(p: Parser): BackupDatabase['database'] {
  return isVariable(p) ? { variable: parseVariableName(p) } : parseIdentifier(p).name;
}

function parseDisks(p: Parser): Expression[] {
  return p.list(() => {
    if (p.isWord('URL', 'TAPE', 'DATABASE_SNAPSHOT')) throw p.refuse(`BACKUP or RESTORE with ${p.current.upper}`);
    if (!p.isWord('DISK')) throw p.isKind('end') ? p.unexpected() : p.refuse('backup devices');
    p.advance();
    p.expectSymbol('=');
    return parseBareValue(p);
  });
}

function acceptOptions(p: Parser): BackupOption[] {
  return p.acceptWord('WITH') ? p.list(() => parseOption(p)) : [];
}

function parseOption(p: Parser): BackupOption {
  if (!p.isKind('word')) throw p.unexpected();
  const { upper: name, at } = p.advance();
  if (name === 'MOVE') {
    const moveFrom = parseBareValue(p);
    p.expectWord('TO');
    return { name, moveFrom, value: parseBareValue(p), at };
  }
  if (p.isSymbol('(')) throw p.refuse(`BACKUP or RESTORE ... WITH ${name} (...)`);
  return { name, value: p.acceptSymbol('=') ? parseBareValue(p) : undefined, at };
}
