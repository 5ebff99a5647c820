// One run from its settings to its run file: server, lease, templates. A project that has what a run of this process has shares that one's. Knows
// nothing of Jest, nor of what becomes of this process's environment.
import { randomBytes } from 'node:crypto';
import { declaredDatabase } from '../database/choose-source';
import { newRunId } from '../database/database-name';
import { dropRunDatabases } from '../database/drop';
import { sayIfLong } from '../database/say-if-long';
import { presetError, saidOf } from '../errors';
import { checkTypeOrmVersion } from '../project/package-version';
import { checkPeer, type Project } from '../project/project';
import type { UserCodeLoader } from '../user-code/loader';
import type { PatchedEnvironment } from './environment';
import type { LiveRuns } from './live-run';
import { beginServer, type ComingServer, type OpenServer } from './open-server';
import { provideTemplate, templateKey, type ProvidedTemplate, type TemplateNeed } from './provide-template';
import { publishRun, publishSharing, type ProvidedSource } from './publish-run';
import { joinedNote, printLine, serverLine } from './report';
import { loadUserConfig, loadUserSide, readGivenEnvironment, type SourceSide, type UserSide } from './user-side';
import { watchRun } from './watch-run';

/** Without these nothing can be read or opened. */
const PEERS = ['typeorm', 'mssql'];

/** A service that a factory asks may never answer: that nothing happens must not be all there is to see. */
const LONG_READING = 'still reads the data sources: a factory of TypeOrmModule.forRootAsync, or a function of mssql-test.config.ts, may be waiting for what is not there';
const LONG_MS = 5000;

/** The undoing of what has been begun, last first. */
export type Undo = Array<() => Promise<unknown> | unknown>;

/** What a run is begun with. */
export interface Beginning {
  readonly project: Project;
  readonly name: string;
  readonly loader: UserCodeLoader;
  readonly environment: PatchedEnvironment;
  readonly undo: Undo;
  /** The runs that go on in this process; the new one is added. */
  readonly live: LiveRuns;
  readonly workers: number;
  readonly raiseLost: () => void;
}

/** Begins a run, or has the project share one; whatever it leaves to be undone is in `undo`. */
export async function beginRun({ project, name, loader, environment, undo, live, workers, raiseLost }: Beginning): Promise<void> {
  for (const peer of PEERS) checkPeer(project.rootDir, peer);
  checkTypeOrmVersion(project.rootDir);
  const given = readGivenEnvironment(project, environment);
  const config = loadUserConfig(project, loader, environment, given);
  const runId = newRunId(randomBytes);
  const coming = beginServer({ settings: config.settings, environment: given, project, runId, standing: live.runs.map((run) => run.open) });
  const user = await cancelling(coming, () => sayIfLong(LONG_READING, () => loadUserSide(config, project, loader), LONG_MS));
  const open = await coming.open(user.options);
  undo.push(() => open.server.stop(), () => open.lease.close());
  if (open.server.kind === 'external') undo.push(() => dropRunDatabases(open.lease, user.settings.prefix, runId));
  const need = { open, user, project, runId, workers };
  const signature = await signatureOf(need, user.others);
  const sharing = live.runs.find((run) => run.signature === signature);
  if (sharing !== undefined) {
    publishSharing(need, sharing.facts, environment);
    raiseLost();
    await open.lease.close();
    return;
  }
  printServer(open, live);
  const provided = await provideEach(need, user.others, undo);
  raiseLost();
  const { facts, preparation } = publishRun(need, provided, environment);
  const templates = provided.map(({ template }) => template);
  live.runs.push({
    facts, name, signature, preparation, open, lease: open.lease, environment,
    template: joinedNote(templates.map(({ note }) => note)),
    releaseTemplates: () => templates.forEach((template) => template.release()),
    stopWatching: watchRun(open.lease, facts, live.runs.length === 0),
  });
}

// What a project has of its own; the templates of its data sources among it.
async function signatureOf(need: TemplateNeed & { readonly user: UserSide }, others: readonly SourceSide[]): Promise<string> {
  const { settings, options } = need.user;
  const { host, port, user } = need.open.server.address;
  const keys: unknown[] = [];
  for (const side of [need.user, ...others]) keys.push(await templateKey({ ...need, user: side }), declaredDatabase(side.options));
  return JSON.stringify([host, port, user, settings, options.options, ...keys]);
}

async function provideEach(need: TemplateNeed, others: readonly SourceSide[], undo: Undo): Promise<readonly [ProvidedSource, ...ProvidedSource[]]> {
  const provide = async (side: SourceSide): Promise<ProvidedSource> => {
    const template = await provideTemplate({ ...need, user: side }).catch((error: unknown) => {
      throw side.source === undefined ? error : saidOf(`Data source "${side.source}"`, error);
    });
    undo.push(() => template.release());
    return { side, template };
  };
  const provided: [ProvidedSource, ...ProvidedSource[]] = [await provide(need.user)];
  for (const side of others) provided.push(await provide(side));
  refuseUnkept(need, provided.map(({ template }) => template));
  return provided;
}

// A name is meant for whichever data source has such a table.
function refuseUnkept({ user }: TemplateNeed, templates: readonly ProvidedTemplate[]): void {
  const names = user.settings.cleanKeep.filter((name) => templates.every(({ unkept }) => unkept.includes(name)));
  if (names.length > 0) throw presetError('JNM_KEEP_UNKNOWN', { names: names.join(', ') });
}

function printServer({ server, reason }: OpenServer, { runs }: LiveRuns): void {
  const line = serverLine(server, reason);
  if (!runs.some(({ open }) => serverLine(open.server, open.reason) === line)) printLine(line);
}

async function cancelling<T>(coming: ComingServer, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await coming.cancel();
    throw error;
  }
}
