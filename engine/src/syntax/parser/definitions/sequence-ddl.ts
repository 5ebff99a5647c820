// CREATE and ALTER SEQUENCE, CREATE SYNONYM.
import type { AlterSequence, CreateSequence, CreateSynonym, SequenceOptions } from '../../ast/ddl';
import type { DataTypeName, Position } from '../../ast/common';
import { parseDataType } from '../expressions/data-type';
import type { Parser } from '../grammar';
import { parseInteger, parseObjectName, parseSignedNumber } from '../names';

/** CREATE SEQUENCE; SEQUENCE is the next word. */
export function parseCreateSequence(p: Parser, at: Position): CreateSequence {
  p.expectWord('SEQUENCE');
  const name = parseObjectName(p);
  let options: SequenceOptions = {};
  let type: DataTypeName | undefined;
  for (;;) {
    options = { ...options, ...parseOptions(p) };
    if (type !== undefined || !p.acceptWord('AS')) break;
    type = parseDataType(p);
  }
  return { kind: 'create-sequence', name, type, options, at };
}

/** ALTER SEQUENCE; SEQUENCE is the next word. */
export function parseAlterSequence(p: Parser, at: Position): AlterSequence {
  p.expectWord('SEQUENCE');
  const name = parseObjectName(p);
  return { kind: 'alter-sequence', name, options: parseOptions(p), at };
}

function parseOptions(p: Parser): SequenceOptions {
  let options: SequenceOptions = {};
  for (let option = acceptOption(p); option !== undefined; option = acceptOption(p)) options = { ...options, ...option };
  return options;
}

function acceptOption(p: Parser): SequenceOptions | undefined {
  if (p.acceptSequence('START', 'WITH')) return { start: parseSignedNumber(p) };
  if (p.acceptWord('RESTART')) return { restart: p.acceptWord('WITH') ? parseSignedNumber(p) : true };
  if (p.acceptSequence('INCREMENT', 'BY')) return { increment: parseSignedNumber(p) };
  if (p.acceptWord('MINVALUE')) return { minValue: parseSignedNumber(p) };
  if (p.acceptWord('MAXVALUE')) return { maxValue: parseSignedNumber(p) };
  if (p.acceptSequence('NO', 'MINVALUE')) return { minValue: null };
  if (p.acceptSequence('NO', 'MAXVALUE')) return { maxValue: null };
  if (p.acceptWord('CYCLE')) return { isCycling: true };
  if (p.acceptSequence('NO', 'CYCLE')) return { isCycling: false };
  if (p.acceptSequence('NO', 'CACHE')) return { cache: null };
  if (p.acceptWord('CACHE')) return { cache: p.isKind('number') ? parseInteger(p) : 'default' };
  return undefined;
}

/** CREATE SYNONYM a FOR b; SYNONYM is the next word. */
export function parseCreateSynonym(p: Parser, at: Position): CreateSynonym {
  p.expectWord('SYNONYM');
  const name = parseObjectName(p);
  p.expectWord('FOR');
  return { kind: 'create-synonym', name, target: parseObjectName(p), at };
}
