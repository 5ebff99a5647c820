// What the preset reads of Nest's container, also when the app did not start.
import { hookBuilder, type ScannedApp } from '../../src/nest/replace/builder';

const scan = (...wrappers: readonly object[]): ScannedApp | undefined => {
  const found: { scanned?: ScannedApp } = {};
  const providers = new Map(wrappers.map((wrapper, index) => [`token${index}`, wrapper]));
  const builder = { overloadsMap: new Map(), container: { getModules: () => new Map([['app', { providers, controllers: new Map() }]]) }, applyOverloadsMap: () => undefined };
  hookBuilder(builder, (scanned) => (found.scanned = scanned));
  builder.applyOverloadsMap();
  return found.scanned;
};

it('finds what was made, beside a provider whose instance Nest 10.4 looks for without end', () => {
  class Wrapper {
    get instance(): unknown {
      return this.clone();
    }
    clone(): unknown {
      return this.instance;
    }
  }
  const made = { isInitialized: true };
  expect(scan({ instance: made }, new Wrapper(), { instance: null }, { instance: made })?.instances()).toEqual([made]);
});

it('says which Nest it takes where the hook is not there', () => {
  expect(() => hookBuilder({}, () => undefined)).toThrow(/has no applyOverloadsMap.*\n.*Install Nest 10, 11 or 12\. \[JNM_NEST_VERSION\]/);
});

it('keeps every other mistake of a provider', () => {
  const wrapper = { get instance(): unknown { throw new TypeError('no container'); } };
  expect(() => scan(wrapper)?.instances()).toThrow('no container');
});
