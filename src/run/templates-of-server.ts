// Templates that are databases of the server: found by name, built under a lock, or built for one run alone. Two runs that need the
// same template meet at an application lock; the second finds what the first has built.
import type { CloneStrategy } from '../config/config';
import { ownBackupLockName, ownBackupName, templateLockName, templateUseName } from '../database/database-name';
import type { TemplateFile } from '../process/run-facts';
import { findBackup } from '../sql/backup-statements';
import type { Connection } from '../sql/connection';
import { retryPassingErrors } from '../sql/retry';
import { dropDatabase, listDatabases, requireLock, takeLock, whileLocked } from '../sql/server-statements';
import { backUp, buildTemplate, findUnkept, type TemplateOrder } from '../template/build-template';
import type { KeptTemplate } from '../template/template-files';
import type { OpenServer } from './open-server';
import { printLine } from './report';

/** How a template was come by; a refused BACKUP leaves a database under the name of its building. */
export type Outcome = { readonly kind: 'refused'; readonly reason: string; readonly unkept: readonly string[] } | {
  readonly kind: 'reused' | 'built';
  readonly name: string;
  readonly backupFile: string;
  readonly files: readonly TemplateFile[];
  /** The names of `clean.keep` that no table of it has. */
  readonly unkept: readonly string[];
  readonly isKept: boolean;
  release(): void;
};

const BUILD_TIMEOUT_MS = 600_000;

/** Finds the template `order.finalName`, or builds it. */
export async function provideFromServer({ lease, server }: OpenServer, bare: TemplateOrder, strategy: CloneStrategy): Promise<Outcome> {
  const name = bare.finalName;
  const order = { ...bare, backupFile: strategy === 'backup' ? `${server.facts.backupFolder}${name}.bak` : undefined };
  return whileLocked(lease, templateLockName(name), BUILD_TIMEOUT_MS, async () => {
    const found = (await find(lease, order)) ?? (await build(lease, order));
    // Held until the run ends; who prunes asks for it exclusively.
    await requireLock(lease, templateUseName(name), BUILD_TIMEOUT_MS, 'Shared');
    return found;
  });
}

/** Builds a template for one run alone: under the name of its building, with a backup file that no other run may write meanwhile. */
export async function buildOwn({ lease, server }: OpenServer, bare: TemplateOrder, prefix: string, strategy: CloneStrategy): Promise<Outcome> {
  const backupFile = strategy === 'backup' ? `${server.facts.backupFolder}${await ownBackup(lease, prefix)}.bak` : undefined;
  const built = await build(lease, { ...bare, backupFile });
  return built.kind === 'refused' ? built : { ...built, isKept: false };
}

async function build(lease: Connection, order: TemplateOrder): Promise<Outcome> {
  const built = await buildTemplate(lease, order);
  return built.kind === 'refused' ? built : { ...outcomeOf(order, built), kind: 'built' };
}

async function find(lease: Connection, order: TemplateOrder): Promise<Outcome | undefined> {
  const name = order.finalName;
  if (order.backupFile === undefined) return (await listDatabases(lease, name)).includes(name) ? reused(order, []) : undefined;
  const { backupFile } = order;
  const found = await retryPassingErrors(() => findBackup(lease, name, backupFile));
  if (found.kind === 'neither') return undefined;
  if (found.kind === 'both') return reused(order, found.files);
  return backUpAgain(lease, order);
}

// The file was deleted, or is not what it was; the database is whole, or its name would not be there.
async function backUpAgain(lease: Connection, order: TemplateOrder): Promise<Outcome | undefined> {
  try {
    const again = await backUp(lease, order, order.finalName);
    if (again.kind === 'refused') return { ...again, unkept: await findUnkept(order, order.finalName) };
    printLine(`the backup of the template ${order.finalName} could not be read; it has been made again`);
    return await reused(order, again.files);
  } catch {
    // A database that cannot be backed up is no template; whatever the reason is, building anew will meet it and say it.
    await dropDatabase(lease, order.finalName);
    return undefined;
  }
}

async function reused(order: TemplateOrder, files: readonly TemplateFile[]): Promise<Outcome> {
  return outcomeOf(order, { files, unkept: await findUnkept(order, order.finalName) });
}

function outcomeOf(order: TemplateOrder, { files, unkept }: Pick<KeptTemplate, 'files' | 'unkept'>): Exclude<Outcome, { kind: 'refused' }> {
  return { kind: 'reused', name: order.finalName, backupFile: order.backupFile ?? '', files, unkept, isKept: true, release: () => undefined };
}

// SQL Server cannot delete files: they are used again, so that there are no more of them than there were runs at once.
async function ownBackup(lease: Connection, prefix: string): Promise<string> {
  for (let number = 1; ; number++) {
    if ((await takeLock(lease, ownBackupLockName(prefix, number), 0)) >= 0) return ownBackupName(prefix, number);
  }
}
