// Everything of an app that a fake stands for, taken together: queues, outside clients, the config's own fakes, schedules, the date
// and the recorder of events. One object per app.
import type { AppConfig } from '../config/config';
import { createOwnFakes, type FakeDefinition, type OwnFakes } from './define-fake';
import { createEventRecorder } from './event-recorder';
import { QueueRegistry } from './fakes/queues/registry';
import type { TestAppMocks } from './fakes/typed';
import { createLiveOverrides, type LiveOverrides } from './live-overrides';
import { findNextCron } from './next-cron';
import { adoptBareQueues, leaveBareQueues } from './replace/bare-queues';
import type { ScannedApp } from './replace/builder';
import { createMocks, replaceClients, SDKS } from './replace/clients';
import { replaceQueues } from './replace/queues';
import { findSdks } from './replace/sdk-modules';
import { stopSchedules } from './schedules';
import type { TestAppOptions } from './test-app';
import { createTestClock, type TestClock } from './test-clock';

/** The fakes of one app. */
export interface Doubles {
  readonly mocks: TestAppMocks;
  readonly queues: QueueRegistry;
  readonly fakes: OwnFakes;
  readonly events: ReturnType<typeof createEventRecorder>;
  readonly clock: TestClock;
  readonly overrides: LiveOverrides;
  /** Puts them where the app asks for what they stand for. */
  replaceIn(scanned: ScannedApp): void;
  /** Empties their memories, and gives providers back what a test has overridden. */
  reset(): void;
  /** The app is closed: queues that are made from now on are not its own. */
  release(): void;
}

/** New fakes for an app. */
export async function createDoubles(options: TestAppOptions, config: AppConfig, rootDir: string): Promise<Doubles> {
  const { mocks, reset: resetMocks } = createMocks(await findSdks(rootDir, SDKS));
  const queues = adoptBareQueues((adopt) => new QueueRegistry({ nextCron: () => findNextCron(rootDir), adopt }));
  if (options.queues !== undefined) queues.setMode(options.queues);
  const fakes = createOwnFakes([...((config.fakes ?? []) as readonly FakeDefinition[]), ...(options.fakes ?? [])]);
  const events = createEventRecorder();
  const clock = createTestClock();
  const overrides = createLiveOverrides();
  return {
    mocks, queues, fakes, events, clock, overrides,
    replaceIn(scanned) {
      // The first replacement of a token counts: what the project defines itself goes before what it does not.
      fakes.replaceIn(scanned);
      replaceQueues(scanned, queues);
      replaceClients(scanned, mocks, config);
      stopSchedules(scanned);
    },
    reset() {
      overrides.restore();
      queues.clear();
      resetMocks();
      fakes.reset();
      events.clear();
    },
    release() {
      leaveBareQueues(queues);
      clock.restore();
      overrides.restore();
    },
  };
}
