// The part of mssql that the tests call, typed here because the package has no types of its own.

/** A request of mssql's. */
export interface MssqlRequest {
  input(name: string, type: unknown, value: unknown): MssqlRequest;
  query(text: string): Promise<{ recordset: unknown[]; recordsets: unknown[][]; rowsAffected: number[] }>;
  execute(name: string): Promise<{ recordset: unknown[]; recordsets: unknown[][]; rowsAffected: number[]; output: Record<string, unknown>; returnValue: number }>;
  output(name: string, type: unknown, value?: unknown): MssqlRequest;
  bulk(table: unknown): Promise<{ rowsAffected: number }>;
  cancel(): void;
}

/** A pool of mssql's. */
export interface MssqlPool { connect(): Promise<unknown>; close(): Promise<void>; request(): MssqlRequest; transaction(): MssqlTransaction }

/** A transaction of mssql's. */
export interface MssqlTransaction { begin(isolation?: number): Promise<unknown>; commit(): Promise<void>; rollback(): Promise<void>; request(): MssqlRequest; on(event: string, listener: (aborted: boolean) => void): void }

interface MssqlModule { ConnectionPool: new (config: object) => MssqlPool; ISOLATION_LEVEL: Record<string, number>; Int: unknown }

/** mssql's pool and constants. */
export const { ConnectionPool, ISOLATION_LEVEL, Int } = jest.requireActual<MssqlModule>('mssql');
