// What built-in functions may ask of the session: clock, random numbers, and the session's own facts. Implements FunctionContext.
import type { CaughtError, FunctionContext, MetadataLookup, PropertyValue, SessionLookup } from '../../exec/functions/function-context';
import { userMessage } from '../../ddl/user-messages';
import { listedMessage } from '../../errors/listed-messages';
import { notSupported } from '../../errors/not-supported';
import { localOffsetMinutes, utcTicksFromUnixMs } from '../../instance/clock';
import { findLogin } from '../../instance/principals';
import { foldName, sameName } from '../../types/text/collation';
import type { Value } from '../../types/value';
import { applicationLockMode, testApplicationLock } from '../procedures/application-locks';
import type { Frame, TriggerScope } from '../frame';
import { cursorStatus } from '../statements/cursors/cursor-status';
import { Metadata } from './metadata';
import { answerProperty, loginPropertyOf } from './properties';
import { transactionState } from '../transactions';
import { nextRandom, seeded } from '../random';
import { currentLoginName, userIdIn } from '../security/authority';
import { hasAccessTo, isRoleMember, isServerRoleMember, loginOfSid, serverPrincipals, sidOfLogin } from '../security/membership-functions';
import { rowVersionBytes } from './system-variables';
import type { SessionState } from '../state';

const NONE: ReadonlySet<string> = new Set();

/** The first number that FORMATMESSAGE looks up, and the first of those of sp_addmessage. */
const FIRST_MESSAGE = 13000;
const FIRST_USER_MESSAGE = 50000;

/** FunctionContext of one statement: its clock stands still. */
export class SessionFunctions implements FunctionContext {
  readonly #state: SessionState;
  readonly #frame: Frame;
  #nowMs: number | undefined;
  #session: SessionLookup | undefined;
  #metadata: MetadataLookup | undefined;

  constructor(state: SessionState, frame: Frame) {
    this.#state = state;
    this.#frame = frame;
  }

  get nowUtcTicks(): bigint { return utcTicksFromUnixMs(this.#now()); }
  get periodUtcTicks(): bigint { return utcTicksFromUnixMs(this.#state.transactionBeganMs ?? this.#now()); }
  get localOffsetMinutes(): number { return localOffsetMinutes(this.#now()); }
  get dateFirst(): number { return this.#frame.settings.dateFirst; }
  get dateFormat(): FunctionContext['dateFormat'] { return this.#frame.settings.dateSetting; }
  get numericRoundAbort(): boolean { return this.#frame.settings.numericRoundAbort; }
  get language(): string { return this.#frame.settings.language; }
  get metadata(): MetadataLookup { return (this.#metadata ??= new Metadata(this.#state, this.#frame)); }
  get session(): SessionLookup { return (this.#session ??= new SessionFacts(this.#state, this.#frame)); }

  random(): number {
    const { state, value } = nextRandom(this.#state.random);
    this.#state.random = state;
    return value;
  }
  seedRandom(seed: number): void { this.#state.random = seeded(seed); }

  newSequentialId(): string {
    const hex = (this.#state.instance.nextSequentialId()).toString(16).toUpperCase().padStart(32, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #now(): number { return (this.#nowMs ??= performance.timeOrigin + performance.now()); }
}

class SessionFacts implements SessionLookup {
  constructor(private readonly state: SessionState, private readonly frame: Frame) {}

  get userName(): string { return this.state.security ? (this.userNameOf(userIdIn(this.state, this.frame.databaseId)) ?? 'guest') : 'dbo'; }
  get loginName(): string { return currentLoginName(this.state); }
  get originalLogin(): string { return this.state.loginName; }
  get hostName(): string { return this.state.hostName; }
  get hostProcessId(): number { return this.state.clientProcessId; }
  get appName(): string { return this.state.applicationName; }
  get transactionState(): number { return transactionState(this.state); }
  get currentTransactionId(): bigint { return BigInt(this.state.transaction.id ?? 0); }
  get rowCount(): bigint { return this.state.rowCount; }
  get contextInfo(): Uint8Array | null { return this.state.contextInfo; }
  get scopeIdentity(): bigint | null { return this.frame.scopeIdentity; }
  get caughtError(): CaughtError | undefined {
    for (let scope: Frame | undefined = this.frame; scope; scope = scope.parent) if (scope.caughtError) return scope.caughtError;
    return undefined;
  }
  loginNameOf(id: number): string | null { return serverPrincipals(this.state).find((principal) => principal.id === id)?.name ?? null; }
  loginId(name: string): number | null { return serverPrincipals(this.state).find((principal) => sameName(principal.name, name.replace(/ +$/, '')))?.id ?? null; }
  cursorStatus(scope: string, name: string): number { return cursorStatus(this.state, this.frame, scope, name); }
  columnsUpdated(): Uint8Array | null {
    for (let scope: Frame | undefined = this.frame; scope; scope = scope.parent) if (scope.trigger) return columnMask(scope.trigger);
    return null;
  }
  get minActiveRowVersion(): Uint8Array { return rowVersionBytes(this.state.instance.transactions.minActiveRowVersion(this.frame.databaseId)); }
  get changeVersion(): bigint | null {
    const database = this.state.instance.databases.get(this.frame.databaseId);
    return database?.header.options.changeTracking ? database.store.changeVersion : null;
  }
  minimumChangeVersion(objectId: number): bigint | null { return this.state.instance.databases.get(this.frame.databaseId)?.store.history(objectId)?.minimum ?? null; }
  get originalDatabaseName(): string { return this.state.originalDatabaseName; }
  get eventData(): string | null { return this.frame.eventData ?? null; }
  userNameOf(id: number): string | null { return this.#catalog()?.principal(id)?.name ?? null; }
  userId(name?: string): number | null { return name === undefined ? userIdIn(this.state, this.frame.databaseId) : (this.#catalog()?.findPrincipal(name)?.principalId ?? null); }
  loginSid(name?: string): Uint8Array | null { return sidOfLogin(this.state, name); }
  loginProperty(name: string, property: string): PropertyValue {
    const login = findLogin(this.state.instance, name);
    return login ? loginPropertyOf(login, property) : null;
  }
  loginOfSid(sid: Uint8Array): string | null { return loginOfSid(this.state, sid); }
  isRoleMember(role: string, principal?: string): number | null { return isRoleMember(this.state, this.frame, role, principal); }
  isServerRoleMember(role: string, login?: string): number | null { return isServerRoleMember(this.state, role, login); }
  hasAccessTo(database: string): number | null { return hasAccessTo(this.state, database); }
  sessionContext(key: string): Value { return this.state.sessionContext.get(foldName(key.trimEnd()))?.value ?? null; }
  message(number: number): ReturnType<SessionLookup['message']> {
    if (number < FIRST_MESSAGE) return null;
    const found = userMessage(this.state.instance, number) ?? listedMessage(number);
    if (!found && number < FIRST_USER_MESSAGE) throw notSupported(`FORMATMESSAGE of message ${number}`);
    return found ?? null;
  }
  sessionProperty(option: string): PropertyValue {
    const s = this.frame.settings;
    const values: Readonly<Record<string, boolean>> = {
      ANSI_NULLS: s.ansiNulls,
      ANSI_PADDING: s.ansiPadding,
      ANSI_WARNINGS: s.ansiWarnings,
      ARITHABORT: s.arithAbort,
      CONCAT_NULL_YIELDS_NULL: s.concatNullYieldsNull,
      NUMERIC_ROUNDABORT: s.numericRoundAbort,
      QUOTED_IDENTIFIER: s.quotedIdentifier,
    };
    const value = values[option.trimEnd().toUpperCase()];
    return value === undefined ? null : Number(value);
  }
  connectionProperty(property: string): PropertyValue {
    const values: Readonly<Record<string, PropertyValue>> = {
      net_transport: 'TCP',
      physical_net_transport: 'TCP',
      protocol_type: 'TSQL',
      auth_scheme: 'SQL',
      client_net_address: '127.0.0.1',
      local_net_address: '127.0.0.1',
      local_tcp_port: this.state.ports?.local ?? null,
    };
    return answerProperty(values, property, { by: 'CONNECTIONPROPERTY', names: NONE });
  }
  applockMode(principal?: string, resource?: string, owner?: string): string {
    return applicationLockMode(this.state, { databaseId: this.frame.databaseId, principal, resource, owner });
  }
  applockTest(principal?: string, resource?: string, mode?: string, owner?: string): number {
    return testApplicationLock(this.state, { databaseId: this.frame.databaseId, principal, resource, mode, owner });
  }
  triggerNestLevel(objectId: number, type?: string, category?: string): number {
    const isCounted = triggerKind(type, category);
    let count = 0;
    for (let scope: Frame | undefined = this.frame; scope; scope = scope.parent) {
      if (scope.kind === 'trigger' && (objectId === 0 || scope.module?.objectId === objectId) && isCounted(scope.trigger)) count++;
    }
    return count;
  }
  #catalog() { return this.state.instance.databases.get(this.frame.databaseId)?.catalog; }
}

/** Tells of a running trigger's scope, which those on DDL have not, whether it is of the type and category that TRIGGER_NESTLEVEL asks for; refuses what is no such pair. */
function triggerKind(type: string | undefined, category: string | undefined): (trigger: TriggerScope | undefined) => boolean {
  if (type === undefined) return () => true;
  switch (`${type} ${category ?? ''}`.toUpperCase()) {
    case 'AFTER DML': return (trigger) => trigger?.isInsteadOf === false;
    case 'IOT DML': return (trigger) => trigger?.isInsteadOf === true;
    case 'AFTER DDL': return (trigger) => trigger === undefined;
    default: throw notSupported(`TRIGGER_NESTLEVEL of '${type}' and '${category ?? ''}'`);
  }
}

/** One bit for each column id, the first column the lowest bit of the first byte; no byte at all for a DELETE. */
function columnMask({ table, updatedColumns }: TriggerScope): Uint8Array {
  const mask = new Uint8Array(updatedColumns.length === 0 ? 0 : Math.ceil(table.maxColumnId / 8));
  if (mask.length === 0) return mask;
  const updated = new Set(updatedColumns);
  for (const { name, columnId } of table.columns) {
    const at = (columnId - 1) >> 3;
    if (updated.has(name)) mask[at] = (mask[at] ?? 0) | (1 << ((columnId - 1) & 7));
  }
  return mask;
}
