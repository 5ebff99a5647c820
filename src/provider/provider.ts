// What a provider of SQL Server gives: a server that answers, and the way to stop it again.
import type { ServerAddress } from '../process/run-facts';
import type { Connection } from '../sql/connection';
import type { ServerFacts } from '../sql/server-statements';

/** Where templates outlive their run: as databases of a server that goes on, in a folder of this computer as backups, or nowhere. */
export type TemplateStore = { readonly kind: 'databases' } | { readonly kind: 'files'; readonly folder: string } | { readonly kind: 'none' };

/** A server that has proved itself by a login and a query. */
export interface StartedServer {
  readonly kind: 'external' | 'embedded';
  readonly address: ServerAddress;
  readonly facts: ServerFacts;
  readonly templates: TemplateStore;
  /** Templates of another version are not used. */
  readonly templateVersion: string;
  /** The connection to master that proved it; its owner closes it before `stop`. */
  readonly master: Connection;
  /** Stops what the provider started; an external server is left alone. */
  stop(): Promise<void>;
}
