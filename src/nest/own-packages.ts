// The packages that createTestApp has loaded, once for each time that a spec has loaded createTestApp: after jest.resetModules() a
// package loaded anew is another one than that which the spec's modules were made with. Knows no package.

/** Packages by name, as they were when they were first asked for. */
export class OwnPackages {
  readonly #loaded = new Map<string, unknown>();

  /** What `load` gives, or gave before. */
  once<T>(name: string, load: () => T): T {
    if (!this.#loaded.has(name)) this.#loaded.set(name, load());
    return this.#loaded.get(name) as T;
  }
}
