// @nestjs/schedule in a test app: nothing fires by itself, and a spec runs a scheduled method by name. What is scheduled is read
// from the decorators' metadata; the package itself is not needed for that.
import { presetError } from '../errors';
import type { ProviderToken, ScannedApp } from './replace/builder';

/** A method that the app has scheduled. */
export interface ScheduledMethod {
  /** The name that its decorator gives, or `Class.method`. */
  readonly name: string;
  /** Its cron expression, or its milliseconds. */
  readonly schedule: unknown;
  /** Calls it as the scheduler would; what it throws is thrown here. */
  run(...args: unknown[]): Promise<unknown>;
}

interface Registry {
  addCronJob?(name: string, job: object): void;
  addInterval?(name: string, ref: unknown): void;
  addTimeout?(name: string, ref: unknown): void;
}

const METADATA = { type: 'SCHEDULER_TYPE', name: 'SCHEDULER_NAME', cron: 'SCHEDULE_CRON_OPTIONS', interval: 'SCHEDULE_INTERVAL_OPTIONS', timeout: 'SCHEDULE_TIMEOUT_OPTIONS' } as const;

/** Replaces the part of @nestjs/schedule that starts timers; its registry still knows the jobs that have a name. */
export function stopSchedules(scanned: ScannedApp): void {
  const orchestrator = tokenNamed(scanned, 'SchedulerOrchestrator');
  const registry = tokenNamed(scanned, 'SchedulerRegistry');
  if (orchestrator === undefined) return;
  const useFactory = (found?: Registry): object => createStillOrchestrator(found ?? {});
  scanned.replace(orchestrator, { useFactory, inject: registry === undefined ? [] : [registry] });
}

function tokenNamed(scanned: ScannedApp, name: string): ProviderToken | undefined {
  return [...scanned.tokens].find((token) => typeof token === 'function' && token.name === name);
}

function createStillOrchestrator(registry: Registry): object {
  const nothing = (): void => undefined;
  return {
    addCron(target: () => unknown, options: { readonly name?: string }) {
      const job = { running: false, start: nothing, stop: nothing, setTime: nothing, fireOnTick: target, lastDate: () => null };
      if (options.name !== undefined) registry.addCronJob?.(options.name, job);
    },
    addInterval: (_target: unknown, _timeout: number, name?: string) => (name === undefined ? undefined : registry.addInterval?.(name, 0)),
    addTimeout: (_target: unknown, _timeout: number, name?: string) => (name === undefined ? undefined : registry.addTimeout?.(name, 0)),
    onApplicationBootstrap: nothing, mountCron: nothing, mountIntervals: nothing, mountTimeouts: nothing,
    clearTimeouts: nothing, clearIntervals: nothing, closeCronJobs: nothing, beforeApplicationShutdown: nothing, onApplicationShutdown: nothing,
  };
}

/** The scheduled method of a name: the decorator's, `Class.method` or `method`; raises JNM_CRON. */
export function findScheduled(instances: readonly object[], name: string): ScheduledMethod {
  const all = instances.flatMap(scheduledOf);
  const found = all.find(({ names }) => names.includes(name));
  if (found === undefined) throw presetError('JNM_CRON', { name, known: all.map((method) => method.name).join(', ') || 'none' });
  const { names: _names, ...method } = found;
  return method;
}

function scheduledOf(instance: object): ReadonlyArray<ScheduledMethod & { readonly names: readonly string[] }> {
  return methodsOf(instance).flatMap(([key, method]) => {
    if (metadata(METADATA.type, method) === undefined) return [];
    const cron = metadata(METADATA.cron, method) as { name?: string; cronTime?: unknown } | undefined;
    const every = (metadata(METADATA.interval, method) ?? metadata(METADATA.timeout, method)) as { timeout?: number } | undefined;
    const own = cron?.name ?? (metadata(METADATA.name, method) as string | undefined);
    const full = `${instance.constructor?.name}.${key}`;
    return [{ name: own ?? full, names: [own ?? full, full, key], schedule: cron?.cronTime ?? every?.timeout, run: async (...args: unknown[]) => callMethod(instance, key, args) }];
  });
}

// As the scheduler does: the instance is asked for the method at the time of the call.
function callMethod(instance: object, key: string, args: readonly unknown[]): unknown {
  return Reflect.apply((instance as Record<string, Method>)[key] as Method, instance, args);
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

function methodsOf(instance: object): ReadonlyArray<readonly [string, Method]> {
  const methods = new Map<string, Method>();
  for (let type: object | null = Object.getPrototypeOf(instance) as object | null; type !== null && type !== Object.prototype; type = Object.getPrototypeOf(type) as object | null) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if (typeof value === 'function' && key !== 'constructor' && !methods.has(key)) methods.set(key, value as Method);
    }
  }
  return [...methods];
}

function metadata(key: string, target: object): unknown {
  return (Reflect as { getMetadata?(key: string, target: object): unknown }).getMetadata?.(key, target);
}
