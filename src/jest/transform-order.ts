// Puts the transform of ESM-only packages before a pattern of the user's that takes every .js file, as the '^.+\.(t|j)s$' of Nest's
// templates does: Jest lists a user's patterns before a preset's, and the first that matches is taken.
import * as path from 'node:path';

interface TransformingConfig {
  readonly transform?: Array<readonly [pattern: string, file: string, options?: unknown]>;
}

const OURS = path.join(__dirname, 'esm-packages.js');

/** Changes the order in a project's config; Jest hands the same config to its workers afterwards. Without the preset's transform nothing changes. */
export function preferPackageTransform({ transform }: TransformingConfig): void {
  const at = transform?.findIndex(([, file]) => file === OURS) ?? -1;
  if (transform !== undefined && at > 0) transform.unshift(...transform.splice(at, 1));
}
