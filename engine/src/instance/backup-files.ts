// The content of backup files that this server wrote or read, so that a restore need not read the file again.
// Knows no file format: who reads and writes files hands the content over.
import type { Catalog, DatabaseHeader } from '../catalog/database';
import type { DatabaseStore } from '../storage/database-store';

/** One database as it was backed up. Never changed: restores copy it. */
export interface BackupContent { readonly header: DatabaseHeader; readonly catalog: Catalog; readonly store: DatabaseStore; readonly finishedAt: number }

/** A file's state when its content was noted: another state means another content. */
export interface FileState { readonly mtimeMs: number; readonly size: number }

/** What is known of backup files, by path. */
export class BackupFiles {
  readonly #known = new Map<string, { readonly state: FileState; readonly content: BackupContent }>();

  /** Notes what is in a file of that state. */
  remember(path: string, state: FileState, content: BackupContent): void { this.#known.set(path, { state: { mtimeMs: state.mtimeMs, size: state.size }, content }); }

  /** The file's content, if the file is still as it was noted. */
  find(path: string, state: FileState): BackupContent | undefined {
    const known = this.#known.get(path);
    return known && known.state.mtimeMs === state.mtimeMs && known.state.size === state.size ? known.content : undefined;
  }
}
