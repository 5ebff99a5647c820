// Ctrl-C ends a run as its teardown does, and so does a process that exits without one.

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** Runs `stop` and then ends the process when it is told to, or `stopAtExit` while it exits; the function returned takes the handlers away. */
export function stopOnSignals(stop: () => Promise<void>, stopAtExit: () => void): () => void {
  const handlers = Object.entries(SIGNALS).map(([signal, exitCode]) => {
    const handler = (): void => void stop().finally(() => process.exit(exitCode));
    process.once(signal, handler);
    return [signal, handler] as const;
  });
  process.once('exit', stopAtExit);
  return () => {
    handlers.forEach(([signal, handler]) => process.removeListener(signal, handler));
    process.removeListener('exit', stopAtExit);
  };
}
