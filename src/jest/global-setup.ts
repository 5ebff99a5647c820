// Jest's globalSetup: starts the run. What a person sees of a mistake is its message, without our stack.
import * as fs from 'node:fs';
import nodeModule from 'node:module';
import { checkJestVersion } from '../config/package-version';
import { isPresetError, presetError } from '../errors';
import { findLiveRuns } from '../run/live-run';
import { startRun, type GlobalConfig, type JestProject } from '../run/start-run';
import { stopRuns } from '../run/stop-run';
import { beforeTests, withTransform, type RunningProject } from './other-projects';
import { preferPackageTransform } from './transform-order';

type ProjectConfig = JestProject & RunningProject & Parameters<typeof preferPackageTransform>[0];

/** Starts the run of a Jest project; Jest calls it once, before any worker starts. Those of other projects are started when Jest begins to run tests. */
async function globalSetup(globalConfig: GlobalConfig, projectConfig: ProjectConfig): Promise<void> {
  await finishing(async () => {
    // TypeORM and the driver are a thousand files: from Node 22.8 on, their compiled form is kept between runs.
    (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
    checkJestVersion(projectConfig.rootDir);
    // A run whose tests have begun, and that has no end: Jest has broken it off, and watches on.
    if (findLiveRuns()?.hasBegun === true) await stopRuns();
    await start(globalConfig, projectConfig);
    beforeTests(projectConfig, {
      begin: (config) => (isStarted(config) ? Promise.resolve() : finishing(() => withTransform(config, () => start(globalConfig, config)))),
      hasBegun: () => void Object.assign(findLiveRuns() ?? {}, { hasBegun: true }),
    });
  });
}

function isStarted({ rootDir }: ProjectConfig): boolean {
  return findLiveRuns()?.projects.has(rootDir) === true;
}

async function start(globalConfig: GlobalConfig, projectConfig: ProjectConfig): Promise<void> {
  preferPackageTransform(projectConfig);
  await startRun(projectConfig, globalConfig);
}

// Runs `work`; whoever waits for it hears of its end in any case.
async function finishing(work: () => Promise<void>): Promise<void> {
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
    throw error;
  } finally {
    process.removeListener('exit', failUnsettled);
  }
}

export = globalSetup;
