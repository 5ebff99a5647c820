// Makes a run known to its workers: the run file, the variables that lead to it, and the application's own variables. The first worker's
// databases are begun at once: while Jest loads itself and the first spec file, the server has nothing else to do.
import * as fs from 'node:fs';
import { driverSdkFile } from '../config/driver-sdk';
import type { RunFacts, TemplateFacts } from '../config/run-facts';
import { loadedFiles } from '../config/user-code';
import { prepareClones } from '../database/claim';
import { declaredDatabase } from '../database/choose-source';
import { redirectEnvironment } from '../database/redirect';
import type { Connection } from '../sql/connection';
import type { PatchedEnvironment } from './environment';
import type { ProvidedTemplate, TemplateNeed } from './provide-template';
import { isWatched } from './report';
import { createRunDirectory, writeRunFile } from './run-state';
import type { SourceSide } from './user-side';

/** A data source with its template. */
export interface ProvidedSource {
  readonly side: SourceSide;
  readonly template: ProvidedTemplate;
}

/** Every run has it, whether it has workers or Jest's own process alone. */
const FIRST_WORKER = '1';

/** What is made ahead of the workers. */
export interface Preparation {
  /** Settles when nothing is made ahead any more, and never rejects. */
  readonly settled: Promise<void>;
  /** Ends what has not come yet. */
  cancel(): void;
}

/** A run that its workers can find. */
export interface PublishedRun {
  readonly facts: RunFacts;
  readonly preparation: Preparation;
}

/** Writes the run file and sets the variables, which are the first data source's; on failure the folder is taken away again. */
export function publishRun(need: TemplateNeed, sources: readonly [ProvidedSource, ...ProvidedSource[]], environment: PatchedEnvironment): PublishedRun {
  const directory = createRunDirectory(need.runId);
  try {
    const facts = factsOf(need, sources, directory);
    const values: Record<string, string | undefined> = writeRunFile(facts);
    redirectEnvironment(facts, facts.template, values, environment.values);
    environment.set(values);
    return { facts, preparation: prepare(need.open.lease, facts) };
  } catch (error) {
    fs.rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

// On the lease's connection, which is open: another would take a login while Jest loads itself. The run's end does not wait for a restore.
function prepare(master: Connection, facts: RunFacts): Preparation {
  const controller = new AbortController();
  return { settled: prepareClones({ master, signal: controller.signal }, facts, FIRST_WORKER), cancel: () => controller.abort() };
}

function factsOf({ project, open, runId, user }: TemplateNeed, [first, ...others]: readonly [ProvidedSource, ...ProvidedSource[]], directory: string): RunFacts {
  const { settings, configFile } = user;
  return {
    runId,
    directory,
    configFile,
    network: settings.network, allowHosts: settings.allowHosts,
    serverKind: open.server.kind,
    address: open.server.address,
    folders: { dataFolder: open.server.facts.dataFolder, logFolder: open.server.facts.logFolder },
    isWatched: isWatched(),
    env: settings.env,
    prefix: settings.prefix,
    ...templateFacts(first),
    sources: others.map((source) => ({ name: source.side.source ?? '', ...templateFacts(source) })),
    rootDir: project.rootDir,
    packageDir: project.packageDir,
    dataSourceClasses: loadedFiles().filter((file) => /[\\/]typeorm[\\/]data-source[\\/]DataSource\.js$/.test(file)),
    driverSdk: driverSdkFile(project.rootDir),
    keep: settings.keep,
    cleanTimeoutMs: settings.cleanTimeoutMs,
    isolation: settings.isolation,
    cleanOnBlocked: settings.cleanOnBlocked,
  };
}

function templateFacts({ side, template }: ProvidedSource): TemplateFacts {
  return {
    clone: template.clone,
    template: template.name,
    isTemplateKept: template.clone === 'migrate' || template.isKept,
    backupFile: template.backupFile,
    backupContent: template.backupContent,
    declared: declaredDatabase(side.options),
  };
}
