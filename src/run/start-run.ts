// The start of what a Jest project needs, in an environment that knows nothing of other projects. Whatever fails, what was begun is taken back and one
// error says why.
import * as os from 'node:os';
import * as path from 'node:path';
import { presetError, reasonOf } from '../errors';
import { withoutLostErrors } from '../process/lost-errors';
import { describeProject, type Project } from '../project/project';
import { openUserCode, type UserCodeLoader } from '../user-code/loader';
import { beginRun, type Undo } from './begin-run';
import { differences, patchEnvironment, replaceEnvironment, type Variables } from './environment';
import { findLiveRuns, setLiveRuns, type LiveRuns } from './live-run';
import { refuseStart } from './refuse-start';
import { clearProgress } from './report';
import { projectsVariable } from './run-state';
import { stopRuns } from './stop-run';

/** What the start of a run reads of a Jest project's config. */
export type JestProject = Parameters<typeof describeProject>[0] & Parameters<typeof refuseStart>[0] & { readonly displayName?: { readonly name: string } };

/** What it reads of Jest's global config. */
export interface GlobalConfig {
  readonly maxWorkers?: number;
  readonly rootDir?: string;
  readonly watch?: boolean;
  readonly watchAll?: boolean;
}

/** Starts a run for a Jest project, beside those that go on in this process; raises a PresetError, with nothing left behind, if it cannot. */
export async function startRun(projectConfig: JestProject, globalConfig: GlobalConfig = {}): Promise<void> {
  const now = { ...process.env };
  const live = findLiveRuns() ?? { given: now, left: now, runs: [], projects: new Map<string, Variables>(), hasBegun: false };
  if (live.projects.has(projectConfig.rootDir)) return;
  // What one project's .env.test and modules have put there is nothing to another; what a globalSetup of the user's has, is.
  replaceEnvironment(process.env, { ...live.given, ...differences(live.left, now) });
  const environment = patchEnvironment(process.env);
  const undo: Undo = [() => environment.restore()];
  try {
    refuseStart(projectConfig);
    const project = describeProject(projectConfig);
    await loading(project, (loader, raiseLost) =>
      beginRun({ project, name: nameOf(projectConfig, globalConfig), loader, environment, undo, live, workers: globalConfig.maxWorkers ?? 1, raiseLost }),
    );
  } catch (error) {
    clearProgress();
    for (const step of undo.reverse()) await Promise.resolve(step()).catch(() => undefined);
    await stopRuns();
    throw isRefusedFile(error) ? presetError('JNM_FILE_REFUSED', { reason: reasonOf(error), directory: os.tmpdir() }, error) : error;
  }
  enter(live, projectConfig.rootDir, now);
}

// What the user's own files raise has been explained where they were read.
function isRefusedFile(error: unknown): boolean {
  const { code = '', syscall } = (error ?? {}) as { readonly code?: string; readonly syscall?: string };
  return syscall === 'mkdtemp' || ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES'].includes(code);
}

// The environment of this process stays that of the first project, but for what tells the workers of the others.
function enter(live: LiveRuns, rootDir: string, before: Variables): void {
  const [first] = live.runs;
  const own = { ...process.env };
  if (live.projects.size > 0) replaceEnvironment(process.env, before);
  live.projects.set(rootDir, differences(process.env, own));
  first?.environment.set(projectsVariable(live.projects));
  setLiveRuns({ ...live, left: { ...process.env } });
}

function nameOf({ displayName, rootDir }: JestProject, { rootDir: root = rootDir }: GlobalConfig): string {
  return displayName?.name ?? (path.relative(root, rootDir) || path.basename(rootDir));
}

async function loading(project: Project, work: (loader: UserCodeLoader, raiseLost: () => void) => Promise<void>): Promise<void> {
  const loader = openUserCode(project);
  try {
    await withoutLostErrors((raiseLost) => work(loader, raiseLost));
  } finally {
    loader.dispose();
  }
}
