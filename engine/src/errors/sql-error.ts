// The one object in which an error travels from the operator that raised it to the client's catch.
// Knows the shape of a message, not which messages exist (catalogue.ts).

/** One entry of the catalogue: number, severity, default state and text with {placeholders}. */
export interface Message<T extends string = string> {
  readonly number: number;
  readonly severity: number;
  readonly state: number;
  readonly text: T;
}

type PlaceholdersOf<T extends string> = T extends `${string}{${infer Key}}${infer Rest}` ? Key | PlaceholdersOf<Rest> : never;

/** The arguments a message's text asks for: one key for each {placeholder}. */
export type MessageArguments<T extends string> = { readonly [K in PlaceholdersOf<T>]: string | number };

const BRAND = Symbol.for('mssql-memory-server.SqlError');

/** An error that SQL Server would raise too. `line` and `procedure` are filled in at the statement boundary. */
export class SqlError extends Error {
  readonly [BRAND] = true;
  line = 0;
  procedure = '';
  /** Set once line and procedure are known: outer scopes leave them alone. */
  hasOwnLine = false;
  /** Compile-time errors of a batch's own level: its TRY does not catch them. */
  escapesTry = false;
  /** Raised while a statement was compiled: nothing of it ran, so 3621 does not follow. */
  isFromCompile = false;
  /** Raised inside a trigger: the batch ends and everything is rolled back; caught, the transaction is doomed. */
  isFromTrigger = false;
  /** Ends batch and transaction whatever XACT_ABORT says, though others of its number do not. */
  endsTransaction = false;
  /** Raised while arguments were brought to their parameters: it ends its call, whatever others of its number end. */
  isOfArguments = false;
  /** Raised by a unique index WITH (IGNORE_DUP_KEY = ON): an INSERT leaves the row out instead. */
  isIgnorable = false;
  /** What @@ERROR reads behind it, where that is not its number: a RAISERROR of a message that is not there leaves the number that it asked for. */
  variableNumber?: number;
  /** Rows of OUTPUT that the client has by then: those of the rows that were written before the one that failed. */
  rowsBefore: readonly (readonly unknown[])[] = [];
  /** Errors that precede this one in the same statement, in order (SQL Server sends several ERROR tokens, for example 3728 then 3727). */
  preceding: readonly SqlError[] = [];
  constructor(readonly number: number, readonly severity: number, public state: number, message: string) {
    super(message);
    this.name = 'SqlError';
  }
}

/** Declares a catalogue entry. */
export const message = <const T extends string>(number: number, severity: number, text: T, state = 1): Message<T> => ({ number, severity, state, text });

/** Makes the error of a catalogue entry; a forgotten argument does not compile. `state` overrides the entry's. */
export function raise<T extends string>(entry: Message<T>, args: MessageArguments<T>, state?: number): SqlError {
  const given = args as Record<string, string | number>;
  const text = entry.text.replace(/\{(\w+)\}/g, (_, key: string) => String(given[key] ?? ''));
  return new SqlError(entry.number, entry.severity, state ?? entry.state, text);
}

/** The numbers under which errors of these entries are recognised. */
export const numbersOf = (...entries: readonly Message[]): ReadonlySet<number> => new Set(entries.map((entry) => entry.number));

/** The later one of two errors that belong together: the client sees `cause` first. */
export function withFollower(cause: SqlError, follower: SqlError): SqlError {
  follower.preceding = [...cause.preceding, cause];
  return follower;
}

/** Throws the last of the errors with all others before it, in their order, if there are any. */
export function throwAll(errors: readonly SqlError[]): void {
  const last = errors.at(-1);
  if (!last) return;
  last.preceding = [...errors.slice(0, -1).flatMap((error) => [...error.preceding, error]), ...last.preceding];
  throw last;
}

/** What `each` makes of every item; errors of these numbers are told together, in the order of their items. */
export function mapTelling<T, R>(items: readonly T[], numbers: ReadonlySet<number>, each: (item: T) => R): R[] {
  const errors: SqlError[] = [];
  const made = items.flatMap((item) => {
    try {
      return [each(item)];
    } catch (error) {
      if (!isSqlError(error) || !numbers.has(error.number)) throw error;
      errors.push(error);
      return [];
    }
  });
  throwAll(errors);
  return made;
}

/** Recognises a SqlError by its brand, so that two copies of this module agree. */
export const isSqlError = (error: unknown): error is SqlError => typeof error === 'object' && error !== null && BRAND in error;
