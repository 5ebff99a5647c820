// Jest's globalSetup: starts the run. What a person sees of a mistake is its message, without our stack.
import { describeProject } from '../config/project';
import { isPresetError } from '../errors';
import { startRun } from '../run/start-run';

type ProjectConfig = Parameters<typeof describeProject>[0];

/** Starts the run of a Jest project; Jest calls it once, before any worker starts. */
async function globalSetup(_globalConfig: unknown, projectConfig: ProjectConfig): Promise<void> {
  try {
    await startRun(projectConfig);
  } catch (error) {
    if (isPresetError(error)) error.stack = error.message;
    throw error;
  }
}

export = globalSetup;
