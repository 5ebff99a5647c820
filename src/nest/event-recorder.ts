// What the app's event emitter (@nestjs/event-emitter) has emitted. Events are recorded and go on to their listeners as always.
import { types } from 'node:util';
import type { ScannedApp } from './replace/builder';

/** An event that the app has emitted. */
export interface EmittedEvent {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** The events of one app. */
export interface EventRecorder {
  /** The events, in order; none if the app has no event emitter. */
  readonly emitted: readonly EmittedEvent[];
  /** Forgets them. */
  clear(): void;
}

interface Emitter {
  emit(event: unknown, ...args: unknown[]): unknown;
  emitAsync(event: unknown, ...args: unknown[]): unknown;
}

const OWN_EVENTS: ReadonlySet<unknown> = new Set(['newListener', 'removeListener']);

/** A recorder that hears nothing yet. */
export function createEventRecorder(): EventRecorder & { listenTo(scanned: ScannedApp | undefined): void } {
  const emitted: EmittedEvent[] = [];
  return {
    emitted,
    clear: () => void emitted.splice(0),
    listenTo(scanned) {
      for (const instance of scanned?.instances() ?? []) if (isEmitter(instance)) record(instance, emitted);
    },
  };
}

// A provider that is a proxy stands for something of a request (nestjs-cls), and may refuse to be asked outside of one.
function isEmitter(instance: object): instance is Emitter {
  return !types.isProxy(instance) && ['emit', 'emitAsync', 'onAny'].every((method) => typeof (instance as Record<string, unknown>)[method] === 'function');
}

function record(emitter: Emitter, emitted: EmittedEvent[]): void {
  for (const method of ['emit', 'emitAsync'] as const) {
    const original = emitter[method];
    emitter[method] = function (this: unknown, event: unknown, ...args: unknown[]): unknown {
      if (!OWN_EVENTS.has(event)) emitted.push({ name: Array.isArray(event) ? event.map(String).join('.') : String(event), args });
      return Reflect.apply(original, this, [event, ...args]) as unknown;
    };
  }
}
