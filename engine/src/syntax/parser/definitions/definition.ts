// CREATE, ALTER and DROP: which file reads which object.
import { Messages } from '../../../errors/catalogue';
import type { CreateMode, DropObjects } from '../../ast/ddl';
import type { Position } from '../../ast/common';
import type { Statement } from '../../ast/statement';
import { parseAlterTable } from './alter-table';
import { parseAlterDatabase, parseCreateDatabase, parseDropDatabase } from './database-ddl';
import type { Parser } from '../grammar';
import { parseCreateFulltext } from './fulltext';
import { parseAlterIndex, parseCreateIndex, parseCreateStatistics, parseDropIndex } from './index-ddl';
import { parseCreateSchema, parseFunction, parseProcedure, parseTrigger, parseView } from './module-ddl';
import { parseIdentifier, parseObjectName } from '../names';
import { parseAlterSecurityPolicy, parseCreateSecurityPolicy } from './security-policy';
import { parsePartitionStatement } from './partition-ddl';
import { parseAlterAuthorization, parseAlterRole, parseServerRole, parseAlterUser, parseCreateRole, parseCreateUser, parseLogin } from './security-ddl';
import { parseAlterSequence, parseCreateSequence, parseCreateSynonym } from './sequence-ddl';
import { parseCreateTable, parseCreateType } from './table-ddl';
import { parseCreateXmlIndex } from './xml-index';

type Rule = (p: Parser, at: Position) => Statement;

const CREATE: Readonly<Record<string, Rule>> = {
  TABLE: parseCreateTable, TYPE: parseCreateType, DATABASE: parseCreateDatabase, SEQUENCE: parseCreateSequence, SYNONYM: parseCreateSynonym,
  UNIQUE: parseCreateIndex, CLUSTERED: parseCreateIndex, NONCLUSTERED: parseCreateIndex, INDEX: parseCreateIndex, COLUMNSTORE: parseCreateIndex, STATISTICS: parseCreateStatistics,
  USER: parseCreateUser, ROLE: parseCreateRole, LOGIN: (p, at) => parseLogin(p, 'create', at), SCHEMA: parseCreateSchema,
  PARTITION: (p, at) => parsePartitionStatement(p, 'create', at),
  FULLTEXT: parseCreateFulltext, SECURITY: parseCreateSecurityPolicy,
};
const ALTER: Readonly<Record<string, Rule>> = {
  TABLE: parseAlterTable, INDEX: parseAlterIndex, DATABASE: parseAlterDatabase, SEQUENCE: parseAlterSequence,
  USER: parseAlterUser, ROLE: (p, at) => parseAlterRole(p, false, at), LOGIN: (p, at) => parseLogin(p, 'alter', at), PARTITION: (p, at) => parsePartitionStatement(p, 'alter', at), SCHEMA: parseAlterSchema, AUTHORIZATION: parseAlterAuthorization,
  SECURITY: parseAlterSecurityPolicy,
};
const DROPPED: Readonly<Record<string, DropObjects['what']>> = {
  TABLE: 'table', VIEW: 'view', PROC: 'procedure', PROCEDURE: 'procedure', FUNCTION: 'function', TRIGGER: 'trigger', SEQUENCE: 'sequence', SYNONYM: 'synonym',
  TYPE: 'type', SCHEMA: 'schema', STATISTICS: 'statistics', LOGIN: 'login', USER: 'user', ROLE: 'role', DEFAULT: 'default', RULE: 'rule',
};
/** What one DROP takes one of; of the others it takes a list. */
const DROPPED_ALONE: ReadonlySet<DropObjects['what']> = new Set(['security-policy', 'type', 'schema', 'login', 'user', 'role']);
const MODULES = ['VIEW', 'PROC', 'PROCEDURE', 'FUNCTION', 'TRIGGER'];
/** Objects of SQL Server that this grammar has no tree for. */
const REFUSED = ['AGGREGATE', 'APPLICATION', 'ASSEMBLY', 'ASYMMETRIC', 'AVAILABILITY', 'BROKER', 'CERTIFICATE', 'COLUMN', 'CONTRACT', 'CREDENTIAL',
  'CRYPTOGRAPHIC', 'DEFAULT', 'ENDPOINT', 'EVENT', 'EXTERNAL', 'FULLTEXT', 'JSON', 'MASTER', 'MATERIALIZED', 'MESSAGE', 'QUEUE', 'REMOTE', 'RESOURCE',
  'ROUTE', 'RULE', 'SEARCH', 'SELECTIVE', 'SENSITIVITY', 'SERVER', 'SERVICE', 'SIGNATURE', 'SPATIAL', 'SYMMETRIC', 'VECTOR', 'WORKLOAD', 'XML',
  'COLUMNSTORE', 'COUNTER'];

/** Those of several words. */
const REFUSED_LONG = [
  'APPLICATION ROLE', 'ASYMMETRIC KEY', 'AVAILABILITY GROUP', 'BROKER PRIORITY', 'COLUMN ENCRYPTION KEY', 'COLUMN MASTER KEY', 'COLUMNSTORE INDEX', 'COUNTER SIGNATURE',
  'CRYPTOGRAPHIC PROVIDER', 'EVENT NOTIFICATION', 'EVENT SESSION', 'EXTERNAL DATA SOURCE', 'EXTERNAL FILE FORMAT', 'EXTERNAL LANGUAGE', 'EXTERNAL LIBRARY', 'EXTERNAL MODEL',
  'EXTERNAL RESOURCE POOL', 'EXTERNAL TABLE', 'FULLTEXT CATALOG', 'FULLTEXT INDEX', 'FULLTEXT STOPLIST', 'JSON INDEX', 'MASTER KEY', 'MATERIALIZED VIEW', 'MESSAGE TYPE',
  'REMOTE SERVICE BINDING', 'RESOURCE GOVERNOR', 'RESOURCE POOL', 'SEARCH PROPERTY LIST',
  'SELECTIVE XML INDEX', 'SENSITIVITY CLASSIFICATION', 'SERVER AUDIT SPECIFICATION', 'SERVER AUDIT', 'SERVER CONFIGURATION', 'SERVICE MASTER KEY', 'SPATIAL INDEX',
  'SYMMETRIC KEY', 'VECTOR INDEX', 'WORKLOAD CLASSIFIER', 'WORKLOAD GROUP', 'XML SCHEMA COLLECTION',
];

/** CREATE or ALTER, which is the next word. */
export function parseDefinition(p: Parser): Statement {
  const { at, upper } = p.advance();
  const isAlter = upper === 'ALTER';
  const isCreateOrAlter = !isAlter && p.acceptSequence('OR', 'ALTER');
  const mode: CreateMode = isAlter ? 'alter' : isCreateOrAlter ? 'create-or-alter' : 'create';
  if (p.isWord(...MODULES)) return parseModule(p, mode, at);
  if (isCreateOrAlter) throw p.unexpected();
  if (p.isSequence('SERVER', 'ROLE')) return parseServerRole(p, isAlter ? 'alter' : 'create', at);
  const word = p.isKind('word') ? p.current.upper : '';
  if (word === 'SCHEMA' && !isAlter) requireFirst(p, 'CREATE SCHEMA');
  if (p.isSequence('XML', 'SCHEMA', 'COLLECTION')) return parseXmlCollection(p, isAlter, at);
  if (!isAlter && (p.isSequence('XML', 'INDEX') || p.isSequence('PRIMARY', 'XML', 'INDEX'))) return parseCreateXmlIndex(p, at);
  const rule = (isAlter ? ALTER : CREATE)[word];
  if (rule !== undefined) return rule(p, at);
  throw refusalOf(p, upper);
}

/** CREATE XML SCHEMA COLLECTION name AS text, ALTER ... name ADD text. */
function parseXmlCollection(p: Parser, isAlter: boolean, at: Position): Statement {
  p.acceptSequence('XML', 'SCHEMA', 'COLLECTION');
  const name = parseObjectName(p);
  p.expectWord(isAlter ? 'ADD' : 'AS');
  return { kind: isAlter ? 'alter-xml-collection' : 'create-xml-collection', name, source: p.value(), at };
}

function refusalOf(p: Parser, verb: string): Error {
  if (!p.isWord(...REFUSED)) return p.unexpected();
  const words = REFUSED_LONG.find((kind) => p.isSequence(...kind.split(' ')));
  return p.refuse(`${verb} ${words ?? p.current.upper}`);
}

function parseModule(p: Parser, mode: CreateMode, at: Position): Statement {
  const { upper } = p.current;
  const isProcedure = upper.startsWith('PROC');
  requireFirst(p, isProcedure ? 'CREATE/ALTER PROCEDURE' : `${mode === 'alter' ? 'ALTER' : 'CREATE'} ${upper}`);
  const head = { mode, at };
  if (isProcedure) return parseProcedure(p, head);
  if (upper === 'VIEW') return parseView(p, head);
  return upper === 'FUNCTION' ? parseFunction(p, head) : parseTrigger(p, head);
}

/** A module stands first in its batch (111); below IF or BEGIN its keyword is a syntax error. */
function requireFirst(p: Parser, statement: string): void {
  if (p.isInSchema) return;
  if (p.statementLevel > 1) throw p.unexpected();
  if (p.statementCount > 0) throw p.error(Messages.MustBeFirstInBatch, { statement });
}

/** ALTER SCHEMA ... TRANSFER; SCHEMA is the next word. */
function parseAlterSchema(p: Parser, at: Position): Statement {
  p.expectWord('SCHEMA');
  const name = parseIdentifier(p).name;
  p.expectWord('TRANSFER');
  if (p.isSequence('XML', 'SCHEMA')) throw p.refuse('XML schema collections');
  const isType = p.isWord('TYPE') && p.isSymbolAt(1, '::');
  if (isType || (p.isWord('OBJECT') && p.isSymbolAt(1, '::'))) {
    p.advance();
    p.advance();
  }
  return { kind: 'alter-schema', name, object: parseObjectName(p), isType, at };
}

/** DROP, which is the next word. */
export function parseDrop(p: Parser): Statement {
  const { at } = p.advance();
  if (p.isWord('DATABASE')) return parseDropDatabase(p, at);
  if (p.isWord('INDEX')) return parseDropIndex(p, at);
  if (p.isWord('PARTITION')) return parsePartitionStatement(p, 'drop', at);
  if (p.isSequence('SERVER', 'ROLE')) return parseServerRole(p, 'drop', at);
  if (p.acceptSequence('XML', 'SCHEMA', 'COLLECTION')) return { kind: 'drop-xml-collection', name: parseObjectName(p), at };
  const isPolicy = p.acceptSequence('SECURITY', 'POLICY');
  const what = isPolicy ? 'security-policy' : p.isKind('word') ? DROPPED[p.current.upper] : undefined;
  if (what === undefined) throw refusalOf(p, 'DROP');
  if (!isPolicy) p.advance();
  // A login's DROP has no IF EXISTS.
  if (what === 'login' && p.isWord('IF')) throw p.unexpected();
  const ifExists = p.acceptSequence('IF', 'EXISTS');
  const names = DROPPED_ALONE.has(what) ? [parseObjectName(p)] : p.list(() => parseObjectName(p));
  if (what === 'schema' && p.isWord('RESTRICT', 'CASCADE')) throw p.refuse(`DROP SCHEMA ... ${p.current.upper}`);
  const onDatabase = what === 'trigger' && p.acceptWord('ON') ? parseTriggerScope(p) : undefined;
  return { kind: 'drop', what, names, ifExists, onDatabase, at };
}

function parseTriggerScope(p: Parser): true {
  if (p.isSequence('ALL', 'SERVER')) throw p.refuse('triggers ON ALL SERVER');
  p.expectWord('DATABASE');
  return true;
}
