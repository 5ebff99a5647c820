// Event listeners as the fakes need them: like Node's emitter, except that emitting waits for listeners that give a promise, so that
// a drain has ended only when everything it caused has. Knows no event.

/** A function that hears an event. */
export type Listener = (...args: never[]) => unknown;

/** The listeners of one object. */
export class Listeners {
  readonly #byEvent = new Map<string, Listener[]>();

  on(event: string, listener: Listener): this {
    this.#byEvent.set(event, [...(this.#byEvent.get(event) ?? []), listener]);
    return this;
  }

  addListener(event: string, listener: Listener): this {
    return this.on(event, listener);
  }

  once(event: string, listener: Listener): this {
    const single: Listener = (...args) => {
      this.off(event, single);
      return listener(...args);
    };
    return this.on(event, single);
  }

  off(event: string, listener: Listener): this {
    this.#byEvent.set(event, this.listeners(event).filter((other) => other !== listener));
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }

  removeAllListeners(event?: string): this {
    if (event === undefined) this.#byEvent.clear();
    else this.#byEvent.delete(event);
    return this;
  }

  listeners(event: string): readonly Listener[] {
    return this.#byEvent.get(event) ?? [];
  }

  listenerCount(event: string): number {
    return this.listeners(event).length;
  }

  /** Runs the listeners of an event, one after the other. */
  async emit(event: string, ...args: unknown[]): Promise<boolean> {
    const listeners = this.listeners(event);
    for (const listener of listeners) await (listener as (...values: unknown[]) => unknown)(...args);
    return listeners.length > 0;
  }
}
