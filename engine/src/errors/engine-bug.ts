// A broken invariant of this engine. It is never dressed up as an error of SQL Server's.

/** Thrown where the engine's own invariants do not hold; ends the connection with a report. */
export class EngineBug extends Error {
  constructor(what: string) {
    super(`mssql-memory-server bug: ${what}. Please report it with the statement that led here.`);
    this.name = 'EngineBug';
  }
}
