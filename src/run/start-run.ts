// The start of a run: settings, server, lease, template, run file. Whatever fails, what was begun is taken back and one error says why.
import { randomBytes } from 'node:crypto';
import { withoutLostErrors } from '../config/lost-errors';
import { checkPeer, describeProject, type Project } from '../config/project';
import { openUserCode, type UserCodeLoader } from '../config/user-code';
import { newRunId } from '../database/database-name';
import { dropRunDatabases } from '../database/drop';
import { patchEnvironment, type PatchedEnvironment } from './environment';
import { setLiveRun } from './live-run';
import { beginServer, type ComingServer } from './open-server';
import { provideTemplate } from './provide-template';
import { publishRun, type ProvidedSource } from './publish-run';
import { refuseStart } from './refuse-start';
import { clearProgress, joinedNote, printLine, serverLine } from './report';
import { loadUserConfig, loadUserSide, readGivenEnvironment, type SourceSide } from './user-side';
import { watchRun } from './watch-run';

/** Without these nothing can be read or opened. */
const PEERS = ['typeorm', 'mssql'];

/** The undoing of what has been begun, last first. */
type Undo = Array<() => Promise<unknown> | unknown>;

/** What the start of a run reads of a Jest project's config. */
type JestProject = Parameters<typeof describeProject>[0] & { readonly extensionsToTreatAsEsm?: readonly string[] };

/** Starts a run for a Jest project; raises a PresetError, with nothing left behind, if it cannot. */
export async function startRun(projectConfig: JestProject, globalConfig: { readonly maxWorkers?: number } = {}): Promise<void> {
  refuseStart(projectConfig);
  const project = describeProject(projectConfig);
  const environment = patchEnvironment(process.env);
  const undo: Undo = [() => environment.restore()];
  try {
    const loader = openUserCode(project);
    try {
      await withoutLostErrors((raiseLost) => startWith({ project, loader, environment, undo, workers: globalConfig.maxWorkers ?? 1, raiseLost }));
    } finally {
      loader.dispose();
    }
  } catch (error) {
    clearProgress();
    for (const step of undo.reverse()) await Promise.resolve(step()).catch(() => undefined);
    throw error;
  }
}

interface Start {
  readonly project: Project;
  readonly loader: UserCodeLoader;
  readonly environment: PatchedEnvironment;
  readonly undo: Undo;
  readonly workers: number;
  readonly raiseLost: () => void;
}

async function startWith({ project, loader, environment, undo, workers, raiseLost }: Start): Promise<void> {
  for (const name of PEERS) checkPeer(project.rootDir, name);
  const given = readGivenEnvironment(project, environment);
  const config = loadUserConfig(project, loader, environment, given);
  const runId = newRunId(randomBytes);
  const coming = beginServer({ settings: config.settings, environment: given, project, runId });
  const user = await cancelling(coming, () => loadUserSide(config, project, loader));
  const open = await coming.open(user.options);
  undo.push(() => open.server.stop(), () => open.lease.close());
  if (open.server.kind === 'external') undo.push(() => dropRunDatabases(open.lease, user.settings.prefix, runId));
  printLine(serverLine(open.server, open.reason));
  const need = { open, user, project, runId, workers };
  const provide = async (side: SourceSide): Promise<ProvidedSource> => {
    const template = await provideTemplate({ ...need, user: side });
    undo.push(() => template.release());
    return { side, template };
  };
  const first = await provide(user);
  const others: ProvidedSource[] = [];
  for (const side of user.others) others.push(await provide(side));
  raiseLost();
  const templates = [first, ...others].map(({ template }) => template);
  const { facts, preparation } = publishRun(need, [first, ...others], environment);
  setLiveRun({
    facts, preparation, server: open.server, lease: open.lease, environment,
    template: joinedNote(templates.map(({ note }) => note)),
    releaseTemplates: () => templates.forEach((template) => template.release()),
    stopWatching: watchRun(open.lease, facts),
  });
}

async function cancelling<T>(coming: ComingServer, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await coming.cancel();
    throw error;
  }
}
