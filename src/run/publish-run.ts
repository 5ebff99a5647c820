// Makes a run known to its workers: the run file, the variables that lead to it, and the application's own variables.
import * as fs from 'node:fs';
import type { RunFacts } from '../config/run-facts';
import { redirectEnvironment } from '../database/redirect';
import type { PatchedEnvironment } from './environment';
import type { ProvidedTemplate, TemplateNeed } from './provide-template';
import { createRunDirectory, writeRunFile } from './run-state';

/** Writes the run file and sets the variables; on failure the folder is taken away again. */
export function publishRun(need: TemplateNeed, template: ProvidedTemplate, environment: PatchedEnvironment): RunFacts {
  const directory = createRunDirectory(need.runId);
  try {
    const facts = factsOf(need, template, directory);
    const values: Record<string, string | undefined> = writeRunFile(facts);
    redirectEnvironment(facts, facts.template, values);
    environment.set(values);
    return facts;
  } catch (error) {
    fs.rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

function factsOf({ project, open, runId, user }: TemplateNeed, template: ProvidedTemplate, directory: string): RunFacts {
  const { settings, configFile } = user;
  return {
    runId,
    directory,
    configFile,
    network: settings.network, allowHosts: settings.allowHosts,
    serverKind: open.server.kind,
    address: open.server.address,
    env: settings.env,
    prefix: settings.prefix,
    clone: template.clone,
    template: template.name,
    isTemplateKept: template.clone === 'migrate' || settings.isReused,
    backupFile: template.backupFile,
    rootDir: project.rootDir,
    packageDir: project.packageDir,
    keep: settings.keep,
    cleanTimeoutMs: settings.cleanTimeoutMs,
    cleanOnBlocked: settings.cleanOnBlocked,
  };
}
