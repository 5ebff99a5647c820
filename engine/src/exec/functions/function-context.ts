// What a built-in function may ask of the statement that runs it. Knows no session and no catalog.
import { dependsOnDateOrder, dependsOnRounding, type Conversion, type ConversionSettings } from '../../types/conversion/convert';
import type { DateSetting } from '../../types/datetime/languages';
import type { SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';

/** A property of an object, index, column or database: a number, a text, or null when unknown. */
export type PropertyValue = number | string | null;

/** The last error as the ERROR_ functions report it; undefined outside CATCH. */
export interface CaughtError {
  readonly number: number; readonly severity: number; readonly state: number;
  readonly line: number; readonly procedure: string | null; readonly message: string;
}

/** Names and ids that metadata functions look up; null for what does not exist. */
export interface MetadataLookup {
  databaseName(id?: number): string | null;
  databaseId(name?: string): number | null;
  /** `name` as the user wrote it, one to three parts, brackets allowed; `type` is sys.objects.type. */
  objectId(name: string, type?: string): number | null;
  objectName(id: number, databaseId?: number): string | null;
  /** The text of a module, null for other objects; without it OBJECT_DEFINITION is refused. */
  objectDefinition?(id: number): string | null;
  objectSchemaName(id: number, databaseId?: number): string | null;
  schemaName(id?: number): string | null;
  schemaId(name?: string): number | null;
  columnName(tableId: number, columnId: number): string | null;
  columnLength(table: string, column: string): number | null;
  objectProperty(id: number, property: string): PropertyValue;
  columnProperty(id: number, column: string, property: string): PropertyValue;
  indexProperty(tableId: number, index: string, property: string): PropertyValue;
  indexColumn(table: string, indexId: number, keyId: number): string | null;
  typeId(name: string): number | null;
  typeName(id: number): string | null;
  typeProperty(type: string, property: string): PropertyValue;
  serverProperty(property: string): Value;
  fullTextServiceProperty(property: string): PropertyValue;
  databaseProperty(database: string, property: string): PropertyValue;
  fileId(name: string): number | null;
  fileName(id: number): string | null;
  fileGroupProperty(name: string, property: string): PropertyValue;
  indexKeyProperty(tableId: number, indexId: number, keyId: number, property: string): PropertyValue;
  filegroupId(name: string): number | null;
  filegroupName(id: number): string | null;
  /** $PARTITION: the partition of a value of the function's type. */
  partitionNumber(partitionFunction: string, value: Value): number;
  /** decimal(38,0) values as bigint. */
  identityCurrent(table: string): bigint | null;
  identitySeed(table: string): bigint | null;
  identityIncrement(table: string): bigint | null;
  hasPermission(securable: string | null, securableClass: string | null, permission: string, column: string | null): number | null;
}

/** What the session knows of itself. */
export interface SessionLookup {
  readonly userName: string;
  readonly loginName: string;
  /** The login that the session was opened with. */
  readonly originalLogin: string;
  readonly hostName: string;
  /** The client's process id. */
  readonly hostProcessId: number;
  readonly appName: string;
  /** 1, 0 or -1 as XACT_STATE() says. */
  readonly transactionState: number;
  readonly currentTransactionId: bigint;
  readonly rowCount: bigint;
  readonly caughtError: CaughtError | undefined;
  readonly contextInfo: Uint8Array | null;
  /** decimal(38,0) as bigint: the last identity of this scope. */
  readonly scopeIdentity: bigint | null;
  /** A login's name by principal id, and the other way round. */
  loginNameOf(id: number): string | null;
  loginId(name: string): number | null;
  /** CURSOR_STATUS: 1, 0, -1, -2 or -3; `scope` is local, global or variable. */
  cursorStatus(scope: string, name: string): number;
  /** COLUMNS_UPDATED() of the trigger under way: one bit a column id; null outside triggers. */
  columnsUpdated(): Uint8Array | null;
  /** The lowest rowversion of the database that a transaction under way has drawn, or the next one. */
  readonly minActiveRowVersion: Uint8Array;
  /** The last version that change tracking has drawn in the database; null while that does not track. */
  readonly changeVersion: bigint | null;
  /** The version from which on a tracked table's changes are known; null for anything else. */
  minimumChangeVersion(objectId: number): bigint | null;
  /** The database that the login asked for. */
  readonly originalDatabaseName: string;
  /** EVENTDATA() in the body of a trigger on the database; null anywhere else. */
  readonly eventData: string | null;
  userNameOf(id: number): string | null;
  userId(name?: string): number | null;
  isRoleMember(role: string, principal?: string): number | null;
  isServerRoleMember(role: string, login?: string): number | null;
  /** HAS_DBACCESS: null for a database that is not there. */
  hasAccessTo(database: string): number | null;
  /** The sid of a login, the session's own without a name; null for an unknown one. */
  loginSid(name?: string): Uint8Array | null;
  loginOfSid(sid: Uint8Array): string | null;
  /** LOGINPROPERTY: null for an unknown login or property. */
  loginProperty(name: string, property: string): PropertyValue;
  /** SESSION_CONTEXT(key): a variant or null. */
  sessionContext(key: string): Value;
  /** A message of sys.messages; null for a number that it has not, and for those below 13000. */
  message(number: number): { readonly number: number; readonly severity: number; readonly text: string } | null;
  sessionProperty(option: string): PropertyValue;
  connectionProperty(property: string): PropertyValue;
  /** Both of application locks: an argument that is NULL is absent. */
  applockMode(principal?: string, resource?: string, owner?: string): string;
  applockTest(principal?: string, resource?: string, mode?: string, owner?: string): number;
  /** How many executions of that trigger, or of all for 0, are running, of a type (AFTER, IOT) and category (DML, DDL) if these are given; UPDATE() and COLUMNS_UPDATED() are bound elsewhere. */
  triggerNestLevel(objectId: number, type?: string, category?: string): number;
}

/** Everything a built-in function may depend on besides its arguments. */
export interface FunctionContext {
  /** The statement's instant: 100 ns ticks since 0001-01-01 UTC, the same for every call in the statement. */
  readonly nowUtcTicks: bigint;
  /** The instant that new versions of temporal rows begin at: the transaction's. Without it, the statement's. */
  readonly periodUtcTicks?: bigint;
  readonly localOffsetMinutes: number;
  readonly dateFirst: number;
  readonly dateFormat: DateSetting;
  /** SET NUMERIC_ROUNDABORT ON: digits lost behind the point raise 8115. */
  readonly numericRoundAbort: boolean;
  readonly language: string;
  /** RAND() draws from here: a number between 0 and 1. One context serves one statement. */
  random(): number;
  /** RAND(seed): restarts the sequence that random() follows. */
  seedRandom(seed: number): void;
  newSequentialId(): string;
  readonly metadata: MetadataLookup;
  readonly session: SessionLookup;
}

/** The settings that conversions follow. */
export const conversionSettingsOf = ({ dateFormat, numericRoundAbort }: FunctionContext): ConversionSettings => ({ dateOrder: dateFormat, roundAbort: numericRoundAbort });

/** A conversion that follows the settings of the session that runs it: compiled ahead for the usual ones, and for others when it runs. */
export function followingSettings(from: SqlType, to: SqlType, compile: (settings?: ConversionSettings) => Conversion): (value: Value, functions: FunctionContext) => Value {
  const usual = compile();
  if (!dependsOnDateOrder(from, to) && !dependsOnRounding(from, to)) return usual;
  return (value, functions) => (functions.dateFormat === 'mdy' && !functions.numericRoundAbort ? usual : compile(conversionSettingsOf(functions)))(value);
}
