// Which DONE tells of a definition's end. Knows no token.
import { Messages } from '../../errors/catalogue';
import { numbersOf, type SqlError } from '../../errors/sql-error';
import type { DropObjects } from '../../syntax/ast/ddl';
import type { Statement } from '../../syntax/ast/statement';
import { CommandCode } from '../../tds/session-port';
import type { Ended } from '../completion';

const ENDS: Partial<Record<Statement['kind'], Ended>> = {
  'create-table': 'createTable', 'alter-table': 'alterTable', truncate: 'truncate', 'create-index': 'createIndex', 'create-xml-index': 'createIndex', 'alter-index': 'alterIndex',
  'drop-index': 'dropIndex', 'create-view': 'createView', 'create-procedure': 'createProcedure', 'create-function': 'createProcedure', 'create-trigger': 'createTrigger',
  'create-database-trigger': 'createTrigger', 'create-database': 'createDatabase', 'drop-database': 'dropDatabase',
};
const DROP_ENDS: Partial<Record<DropObjects['what'], Ended>> = {
  table: 'dropTable', view: 'dropView', procedure: 'dropProcedure', function: 'dropFunction', trigger: 'dropTrigger', sequence: 'dropSequence', synonym: 'dropSynonym',
};
const HAVE_NO_END = new Set<Statement['kind']>(['create-schema', 'alter-schema', 'create-type', 'create-sequence', 'alter-sequence', 'create-synonym', 'toggle-trigger']);

/** What has ended with a definition; undefined for one that no DONE tells of. */
export function endOfDefinition(statement: Statement): Ended | undefined {
  if (HAVE_NO_END.has(statement.kind)) return undefined;
  if (statement.kind === 'drop') return statement.what === 'schema' || statement.what === 'type' ? undefined : DROP_ENDS[statement.what] ?? 'none';
  if (statement.kind === 'alter-database') return statement.action.kind === 'scoped-configuration' ? 'none' : 'alterDatabase';
  return ENDS[statement.kind] ?? 'none';
}

const OF_DROPS = numbersOf(Messages.CannotDrop, Messages.CannotDropReferenced);
const OF_MODULES = numbersOf(Messages.ObjectExists);
const ENDS_THOUGH_FAILED: Partial<Record<Statement['kind'], ReadonlySet<number>>> = {
  drop: OF_DROPS, 'drop-index': OF_DROPS, 'create-view': OF_MODULES, 'create-procedure': OF_MODULES, 'create-function': OF_MODULES, 'create-trigger': OF_MODULES,
};
const ENDS_HOWEVER_FAILED = new Set<Statement['kind']>(['create-database', 'drop-database', 'alter-database']);

const isOfSecurable = (statement: Statement, number: number): boolean =>
  statement.kind === 'create-synonym' || statement.kind === 'alter-schema' || (statement.kind === 'drop' && statement.what === 'schema' && number === Messages.CannotFindForAction.number);

/** The CurCmd of a definition that has failed; undefined where it is that of any error. */
export function endOfFailedDefinition(statement: Statement, { number }: SqlError): number | undefined {
  if (isOfSecurable(statement, number)) return CommandCode.changeSecurable;
  const ended = ENDS_HOWEVER_FAILED.has(statement.kind) || ENDS_THOUGH_FAILED[statement.kind]?.has(number) ? endOfDefinition(statement) : undefined;
  return ended && CommandCode[ended];
}
