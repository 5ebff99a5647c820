// What the suites of runs on a server that is already there have in common: a workshop and a server for the length of a file.
import { Workshop } from './jest-project';
import { OwnServer } from './own-server';
import { startTestServer, type TestServer } from './test-server';

/** Registers the hooks that start the server before the file's tests and take everything away after them. */
export function useTestServer(): { readonly workshop: Workshop; readonly server: () => TestServer } {
  const workshop = new Workshop();
  const held: { server?: TestServer } = {};
  beforeAll(async () => {
    held.server = await startTestServer();
  }, 60_000);
  afterAll(async () => {
    workshop.remove();
    await held.server?.stop();
  });
  return {
    workshop,
    server: () => {
      if (held.server === undefined) throw new Error('the server has not started');
      return held.server;
    },
  };
}

/** The same for a server of the file's own, which its tests may take away and spoil. */
export function useOwnServer(...parameters: ConstructorParameters<typeof OwnServer>): { readonly workshop: Workshop; readonly server: OwnServer } {
  const workshop = new Workshop();
  const server = new OwnServer(...parameters);
  beforeAll(() => server.start(), 60_000);
  afterAll(async () => {
    workshop.remove();
    await server.remove();
  });
  return { workshop, server };
}
