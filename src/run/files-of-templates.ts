// Templates that are kept as backups in a folder of this computer: found by one look at it, built under a lock file. Two runs at once
// that need the same template build it once, each with a server of its own. Knows no server.
import { isTemplateName } from '../database/database-name';
import { presetError } from '../errors';
import { isOwned, withOwnedFile } from '../process/owned-file';
import type { Connection } from '../sql/connection';
import { buildTemplate, type TemplateOrder } from '../template/build-template';
import { backupFileOf, findTemplate, keepTemplate, lockFileOf, sweepTemplates, useTemplate, type KeptTemplate } from '../template/template-files';
import type { Outcome } from './templates-of-server';

/** A template by its name, and where it is kept. */
export interface FilePlace {
  readonly lease: Connection;
  readonly folder: string;
  readonly name: string;
  readonly prefix: string;
  readonly runId: string;
}

const BUILD_TIMEOUT_MS = 600_000;

/** Finds the template in its folder, or builds it and leaves it there. */
export async function provideFromFiles(place: FilePlace, order: TemplateOrder): Promise<Outcome> {
  const { folder, name, runId } = place;
  const release = useTemplate(folder, name, runId);
  const outcomeOf = (kind: 'reused' | 'built', { backupFile, files, unkept }: KeptTemplate): Outcome => ({ kind, name, backupFile, files, unkept, isKept: true, release });
  try {
    const found = findTemplate(folder, name);
    if (found !== undefined) return outcomeOf('reused', found);
    const lock = lockFileOf(folder, name);
    if (isOwned(lock)) order.progress('waiting for the template, which another run is building');
    const done = await withOwnedFile(lock, BUILD_TIMEOUT_MS, async (): Promise<Outcome> => {
      const meanwhile = findTemplate(folder, name);
      if (meanwhile !== undefined) return outcomeOf('reused', meanwhile);
      const built = await build(place, order);
      return built.kind === 'refused' ? built : outcomeOf('built', built);
    });
    if (done === undefined) throw presetError('JNM_LEASE', { resource: lock, timeoutMs: BUILD_TIMEOUT_MS, code: -1 });
    if (done.value.kind === 'refused') release();
    return done.value;
  } catch (error) {
    release();
    throw error;
  }
}

async function build(
  { lease, folder, name, prefix, runId }: FilePlace,
  order: TemplateOrder,
): Promise<(KeptTemplate & { readonly kind: 'built' }) | Extract<Outcome, { kind: 'refused' }>> {
  const backupFile = backupFileOf(folder, name, runId);
  const built = await buildTemplate(lease, { ...order, backupFile });
  if (built.kind === 'refused') return built;
  const { files, unkept } = built;
  keepTemplate(folder, name, { backupFile, files, unkept });
  sweepTemplates(folder, (other) => isTemplateName(other, prefix), false);
  return { kind: 'built', backupFile, files, unkept };
}
