// CONTRACT. What the runner needs of a server under test: sessions that start batches. Knows neither engine nor wire.
import type { RecordPrinter } from './print-result';

/** One session of the server under test. */
export interface TargetSession {
  /** Sends a batch; resolves once its whole answer has been printed. Errors of SQL are lines, not rejections. */
  run(text: string, printer: RecordPrinter): Promise<void>;
  /** True when the batch under way waits for a lock. */
  isBlocked(): Promise<boolean>;
  close(): Promise<void>;
}

/** A server that can give a file its own empty database, named `golden`. */
export interface Target {
  openSession(): Promise<TargetSession>;
  close(): Promise<void>;
}
