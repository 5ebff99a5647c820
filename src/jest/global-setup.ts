// Jest's globalSetup: starts the run. What a person sees of a mistake is its message, without our stack.
import * as fs from 'node:fs';
import nodeModule from 'node:module';
import { checkJestVersion } from '../config/package-version';
import { isPresetError, presetError } from '../errors';
import { startRun } from '../run/start-run';
import { preferPackageTransform } from './transform-order';

type ProjectConfig = Parameters<typeof startRun>[0] & Parameters<typeof preferPackageTransform>[0];
type GlobalConfig = Parameters<typeof startRun>[1];

/** Starts the run of a Jest project; Jest calls it once, before any worker starts. */
async function globalSetup(globalConfig: GlobalConfig, projectConfig: ProjectConfig): Promise<void> {
  // Node ends, with code 0, when nothing is left that could settle what we wait for: no test would have run, and CI would be green.
  const failUnsettled = (code: number): void => {
    // Something else has ended it, and said so.
    if (code !== 0) return;
    process.exitCode = 1;
    fs.writeSync(2, `${presetError('JNM_START_UNFINISHED').message}\n`);
  };
  process.once('exit', failUnsettled);
  // TypeORM and the driver are a thousand files: from Node 22.8 on, their compiled form is kept between runs.
  (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  preferPackageTransform(projectConfig);
  try {
    checkJestVersion(projectConfig.rootDir);
    await startRun(projectConfig, globalConfig);
  } catch (error) {
    if (isPresetError(error)) error.stack = error.message;
    throw error;
  } finally {
    process.removeListener('exit', failUnsettled);
  }
}

export = globalSetup;
