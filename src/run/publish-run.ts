// Makes a run known to its workers: the run file, the variables that lead to it, and the application's own variables. The first worker's
// databases are begun at once: while Jest loads itself and the first spec file, the server has nothing else to do.
import * as fs from 'node:fs';
import { STAND_IN_DATABASE } from '../config/stand-ins';
import { declaredDatabase } from '../database/choose-source';
import { prepareClones } from '../database/claim';
import { redirectEnvironment } from '../database/redirect';
import type { RunFacts, TemplateFacts } from '../process/run-facts';
import { driverSdkFile } from '../project/driver-sdk';
import type { Connection } from '../sql/connection';
import { loadedFiles } from '../user-code/loader';
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

/** Writes a run file for a project whose databases are those of `run` already, and sets its variables. */
export function publishSharing(need: TemplateNeed, run: RunFacts, environment: PatchedEnvironment): void {
  const { runId, directory, sources, ...shared } = run;
  const own = settingsFacts(need);
  const facts: RunFacts = { ...own, ...templateFactsOf(shared), runId, directory, ...(sources === undefined ? {} : { sources }) };
  const number = fs.readdirSync(directory).filter((name) => /^run.*\.json$/.test(name)).length + 1;
  const values: Record<string, string | undefined> = writeRunFile(facts, `run-${number}.json`);
  redirectEnvironment(facts, facts.template, values, environment.values);
  environment.set(values);
}

// On the lease's connection, which is open: another would take a login while Jest loads itself. The run's end does not wait for a restore.
function prepare(master: Connection, facts: RunFacts): Preparation {
  const controller = new AbortController();
  return { settled: prepareClones({ master, signal: controller.signal }, facts, FIRST_WORKER), cancel: () => controller.abort() };
}

function factsOf(need: TemplateNeed, [first, ...others]: readonly [ProvidedSource, ...ProvidedSource[]], directory: string): RunFacts {
  return {
    ...settingsFacts(need),
    ...templateFacts(first),
    runId: need.runId,
    directory,
    sources: others.map((source) => ({ name: source.side.source ?? '', ...templateFacts(source) })),
  };
}

function settingsFacts({ project, open, user: { settings, configFile } }: TemplateNeed): Omit<RunFacts, keyof TemplateFacts | 'runId' | 'directory' | 'sources'> {
  return {
    configFile,
    network: settings.network, allowHosts: settings.allowHosts,
    serverKind: open.server.kind,
    address: open.server.address,
    folders: { dataFolder: open.server.facts.dataFolder, logFolder: open.server.facts.logFolder },
    isWatched: isWatched(),
    env: settings.env,
    prefix: settings.prefix,
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

function templateFactsOf({ clone, template, isTemplateKept, backupFile, backupContent, declared }: TemplateFacts): TemplateFacts {
  return { clone, template, isTemplateKept, backupFile, backupContent, ...(declared === undefined ? {} : { declared }) };
}

function templateFacts({ side, template }: ProvidedSource): TemplateFacts {
  const declared = declaredDatabase(side.options);
  return {
    clone: template.clone,
    template: template.name,
    isTemplateKept: template.clone === 'migrate' || template.isKept,
    backupFile: template.backupFile,
    backupContent: template.backupContent,
    ...(declared === undefined || declared === STAND_IN_DATABASE ? {} : { declared }),
  };
}
