// Jest's globalSetup: starts the run. What a person sees of a mistake is its message, without our stack.
import * as fs from 'node:fs';
import nodeModule from 'node:module';
import { isPresetError, presetError } from '../errors';
import { RUN_REFUSED_VARIABLE } from '../process/run-facts';
import { checkJestVersion } from '../project/package-version';
import { findLiveRuns } from '../run/live-run';
import { noteRefusal } from '../run/run-state';
import { startRun, type GlobalConfig, type JestProject } from '../run/start-run';
import { stopRuns } from '../run/stop-run';
import { fitConfig, type FittedConfig } from './fit-config';
import { beforeTests, withTransform, type RunningProject } from './other-projects';
import { preferPackageTransform } from './transform-order';

type ProjectConfig = JestProject & RunningProject & FittedConfig & Parameters<typeof preferPackageTransform>[0];

/** Configs that have changed since Jest made something of them. */
const fitted = new WeakSet<ProjectConfig>();

/** Starts the run of a Jest project; Jest calls it once, before any worker starts. Those of other projects are started when Jest begins to run tests. */
async function globalSetup(globalConfig: GlobalConfig, projectConfig: ProjectConfig): Promise<void> {
  delete process.env[RUN_REFUSED_VARIABLE];
  await finishing(globalConfig, async () => {
    // TypeORM and the driver are a thousand files: from Node 22.8 on, their compiled form is kept between runs.
    (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
    checkJestVersion(projectConfig.rootDir);
    // A run whose tests have begun, and that has no end: Jest has broken it off, and watches on.
    if (findLiveRuns()?.hasBegun === true) await stopRuns();
    prepare(projectConfig);
    await startRun(projectConfig, globalConfig);
    beforeTests(projectConfig, {
      begin: async (config) => {
        prepare(config);
        if (!isStarted(config) && !isRefused()) await finishing(globalConfig, () => withTransform(config, () => startRun(config, globalConfig)));
      },
      isChanged: (config) => fitted.has(config),
      hasBegun: () => void Object.assign(findLiveRuns() ?? {}, { hasBegun: true }),
    });
  });
}

function isStarted({ rootDir }: ProjectConfig): boolean {
  return findLiveRuns()?.projects.has(rootDir) === true;
}

function isRefused(): boolean {
  return process.env[RUN_REFUSED_VARIABLE] !== undefined;
}

function prepare(projectConfig: ProjectConfig): void {
  if (fitConfig(projectConfig)) fitted.add(projectConfig);
  preferPackageTransform(projectConfig);
}

// Runs `work`; whoever waits for it hears of its end in any case.
async function finishing({ watch, watchAll }: GlobalConfig, work: () => Promise<void>): Promise<void> {
  // Node ends, with code 0, when nothing is left that could settle what we wait for: no test would have run, and CI would be green.
  const failUnsettled = (code: number): void => {
    // Something else has ended it, and said so.
    if (code !== 0) return;
    process.exitCode = 1;
    fs.writeSync(2, `${presetError('JNM_START_UNFINISHED').message}\n`);
  };
  process.once('exit', failUnsettled);
  try {
    await work();
  } catch (error) {
    if (isPresetError(error)) error.stack = error.message;
    // Jest that watches does nothing any more, on an edit or a key, after a setup that failed: there the test files fail with its error.
    if (watch !== true && watchAll !== true) throw error;
    noteRefusal(process.env, error);
  } finally {
    process.removeListener('exit', failUnsettled);
  }
}

export = globalSetup;
