// What a provider of SQL Server gives: a server that answers, and the way to stop it again.
import type { ServerAddress } from '../config/run-facts';
import type { Connection } from '../sql/connection';
import type { ServerFacts } from '../sql/server-statements';

/** A server that has proved itself by a login and a query. */
export interface StartedServer {
  readonly kind: 'external' | 'embedded';
  readonly address: ServerAddress;
  readonly facts: ServerFacts;
  /** The connection to master that proved it; its owner closes it before `stop`. */
  readonly master: Connection;
  /** Stops what the provider started; an external server is left alone. */
  stop(): Promise<void>;
}
