// CREATE and ALTER SEQUENCE, with the limits that its numbers must keep.
import { bindDataType } from '../binder/bind-statement';
import type { SequenceDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { AlterSequence, CreateSequence, SequenceOptions } from '../syntax/ast/ddl';
import { readWhole, wholeRange, type WholeRange } from '../types/number/whole-range';
import { BIGINT, type SqlType } from '../types/sql-type';
import type { DdlContext } from './objects/ddl-context';
import { isNameTaken } from './objects/named-objects';
import { findObject, partsOf, placeOf, written } from './objects/object-names';
import { takeObjectId } from './objects/object-ids';
import { addObject, replaceObject } from './objects/table-change';

const DEFAULT_CACHE = 0;

/** The values of a sequence's type; raises 11702. */
function rangeOf(name: string, type: SqlType): WholeRange {
  const range = wholeRange(type);
  if (!range) throw raise(Messages.SequenceType, { name });
  return range;
}

function numberOf(text: string | null | undefined, argument: string, range: WholeRange): bigint | undefined {
  if (text === undefined || text === null) return undefined;
  const value = readWhole(text, range);
  if (typeof value !== 'bigint') throw raise(Messages.SequenceArgument, { argument });
  return value;
}

function cacheOf(options: SequenceOptions, name: string): number | null | undefined {
  if (options.cache === 'default') return DEFAULT_CACHE;
  if (options.cache === 0) throw raise(Messages.SequenceCacheZero, { name });
  return options.cache;
}

/** Raises 11700, 11701, 11703, 11705 for numbers that do not fit each other; `name` is the statement's. */
function requireConsistent({ start, increment, minValue, maxValue }: SequenceDefinition, name: string): void {
  if (increment === 0n) throw raise(Messages.SequenceIncrementZero, { name });
  if (minValue >= maxValue) throw raise(Messages.SequenceMinimumAboveMaximum, { name });
  if ((increment < 0n ? -increment : increment) > maxValue - minValue) throw raise(Messages.SequenceIncrementTooLarge, { name });
  if (start < minValue || start > maxValue) throw raise(Messages.SequenceStartOutOfRange, { name });
}

const STATE_SEQUENCE = 8;

/** Creates a sequence. What is wrong with it is told by its name as the statement has it. */
export function createSequence(ddl: DdlContext, { name, type: typeName, options }: CreateSequence): void {
  const place = placeOf(ddl, name);
  const given = written(name);
  if (isNameTaken(place.database.catalog, place.schemaId, place.name)) throw raise(Messages.ObjectExists, { name: given }, STATE_SEQUENCE);
  if (options.restart !== undefined) throw raise(Messages.SequenceRestartInCreate, {});
  const type = typeName ? bindDataType(typeName, ddl.bind, 'variable').type : BIGINT;
  const range = rangeOf(given, type);
  const increment = numberOf(options.increment, 'INCREMENT BY', range) ?? 1n;
  const minValue = numberOf(options.minValue, 'MINVALUE', range) ?? range.minimum;
  const maxValue = numberOf(options.maxValue, 'MAXVALUE', range) ?? range.maximum;
  const definition: SequenceDefinition = {
    kind: 'sequence',
    objectId: takeObjectId(place.database.catalog),
    schemaId: place.schemaId,
    name: place.name,
    createdAt: ddl.now,
    modifiedAt: ddl.now,
    type,
    increment,
    minValue,
    maxValue,
    start: numberOf(options.start, 'START WITH', range) ?? (increment < 0n ? maxValue : minValue),
    isCycling: options.isCycling ?? false,
    cacheSize: cacheOf(options, given) ?? (options.cache === null ? null : DEFAULT_CACHE),
  };
  requireConsistent(definition, given);
  addObject(ddl, place.database, definition);
}

/** Alters or restarts a sequence. RESTART WITH moves its start as well. Raises 11704, 11710, 15151. */
export function alterSequence(ddl: DdlContext, { name, options }: AlterSequence): void {
  const found = findObject(ddl, name);
  if (found?.object.kind !== 'sequence') throw raise(Messages.CannotFindForAction, { action: 'alter', kind: 'sequence', name: partsOf(name).name });
  const { object: before, database, databaseId } = found;
  const given = written(name);
  if (options.start !== undefined) throw raise(Messages.SequenceStartInAlter, {});
  ddl.transaction.lockSchema(databaseId, before.objectId, 'Sch-M');
  const range = rangeOf(given, before.type);
  const restartWith = typeof options.restart === 'string' ? numberOf(options.restart, 'RESTART WITH', range) : undefined;
  const bound = (text: string | null | undefined, argument: string, old: bigint, none: bigint): bigint => (text === null ? none : numberOf(text, argument, range) ?? old);
  const after: SequenceDefinition = {
    ...before, increment: numberOf(options.increment, 'INCREMENT BY', range) ?? before.increment, minValue: bound(options.minValue, 'MINVALUE', before.minValue, range.minimum),
    maxValue: bound(options.maxValue, 'MAXVALUE', before.maxValue, range.maximum), start: restartWith ?? before.start, isCycling: options.isCycling ?? before.isCycling,
    cacheSize: options.cache === undefined ? before.cacheSize : cacheOf(options, given) ?? null,
  };
  requireConsistent(after, given);
  const current = options.restart === undefined ? database.store.sequence(before.objectId)?.lastValue : undefined;
  if (current !== undefined && current !== null && (current < after.minValue || current > after.maxValue))
    throw raise(Messages.SequenceCurrentOutOfRange, { value: String(current), name: given });
  if (differs(before, after)) replaceObject(ddl, database, before, after);
  if (options.restart !== undefined) ddl.transaction.restartSequence(databaseId, before.objectId, after.start);
}

/** A mere RESTART leaves the definition, and the plans that were made with it, alone. */
const differs = (before: SequenceDefinition, after: SequenceDefinition): boolean =>
  before.start !== after.start ||
  before.increment !== after.increment ||
  before.minValue !== after.minValue ||
  before.maxValue !== after.maxValue ||
  before.isCycling !== after.isCycling ||
  before.cacheSize !== after.cacheSize;
