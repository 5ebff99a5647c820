// What README.md and engine/README.md say of settings, dependencies, exports and links is what the sources say.
import * as path from 'node:path';
import { checkConfig } from '../../src/config/config';
import { DEFAULT_ENV_NAMES } from '../../src/config/settings';
import { bare, codeSpans, DOCUMENTS, exists, read, section, tableRows } from './documents';

interface Manifest {
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, unknown>;
  readonly exports: Record<string, unknown>;
  readonly scripts: Record<string, string>;
}
const manifest = (file: string): Manifest => JSON.parse(read(file)) as Manifest;

describe('settings', () => {
  const rows = tableRows(section(read('README.md'), '## Settings'), '| key | environment | default | meaning |');
  const keys = rows.map(([key = '']) => bare(key));

  const messageOf = (config: object): string => {
    try {
      checkConfig(config, 'the file');
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const known = (group?: string): string[] => {
    const unknown = 'xxxxxxxxxxxxxxxxxxxxxxxx';
    const message = messageOf(group === undefined ? { [unknown]: 1 } : { [group]: { [unknown]: 1 } });
    return (/The settings are: (.*)\. \[/.exec(message)?.[1] ?? '').split(', ');
  };

  it('has every key, and no other', () => {
    const top = known();
    expect(top.length).toBeGreaterThan(5);
    const groups = [...new Set(keys.filter((key) => key.includes('.')).map((key) => key.split('.')[0] ?? ''))];
    const all = top.flatMap((key) => (groups.includes(key) ? known(key) : [key]));
    expect([...keys].sort()).toEqual(all.sort());
  });

  it('names the environment variables that are read', () => {
    const source = read('src/config/settings.ts');
    const read_ = [...new Set(source.match(/MSSQL_TEST_\w+/g))].sort();
    expect(rows.map(([, variable = '']) => bare(variable)).filter(Boolean).sort()).toEqual(read_);
  });

  it('names the variables of the application', () => {
    for (const [key, name] of Object.entries(DEFAULT_ENV_NAMES)) {
      expect(rows.find((row) => row[0] === `\`env.${key}\``)?.[2]).toBe(`\`${name}\``);
    }
  });
});

it.each([['README.md', 'package.json'], ['engine/README.md', 'engine/package.json']])('%s justifies every dependency', (readme, file) => {
  const rows = tableRows(section(read(readme), '## Dependencies'), '| dependency | why |');
  expect(rows.map(([name = '']) => bare(name)).sort()).toEqual(Object.keys(manifest(file).dependencies).sort());
  expect(rows.every(([, why = '']) => why.length > 20)).toBe(true);
});

it('README.md lists the peers, and which of them are always needed', () => {
  const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest('package.json');
  const rows = tableRows(section(read('README.md'), '## Dependencies'), '| peer | needed |').map(([name = '', needed]) => [bare(name), needed === 'always']);
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(Object.keys(peerDependencies).map((name) => [name, !(name in peerDependenciesMeta)])));
});

it('samples import only what the package exports', () => {
  const exported = new Set(read('src/index.ts').match(/\w+/g));
  const imported = DOCUMENTS.flatMap((file) => [...read(file).matchAll(/import \{([^}]*)\} from 'jest-nest-mssql'/g)].flatMap((match) => (match[1] ?? '').split(',')));
  const names = imported.map((name) => name.trim().replace(/^type /, ''));
  expect(names.length).toBeGreaterThan(2);
  expect(names.filter((name) => !exported.has(name))).toEqual([]);
});

it('sub-paths that README.md names are exported', () => {
  const { exports } = manifest('package.json');
  const subPaths = codeSpans(read('README.md')).filter((span) => span.startsWith('jest-nest-mssql/')).map((span) => span.replace('jest-nest-mssql', '.'));
  expect(subPaths.length).toBeGreaterThan(2);
  expect(subPaths.filter((name) => !(name in exports))).toEqual([]);
});

it.each(DOCUMENTS)('%s: links lead somewhere', (file) => {
  const text = read(file);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '').filter((link) => !/^https?:/.test(link));
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map((match) => `#${(match[1] ?? '').toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-')}`);
  const broken = links.filter((link) => (link.startsWith('#') ? !headings.includes(link) : !exists(path.join(path.dirname(file), link.replace(/#.*/, '')))));
  expect(broken).toEqual([]);
});

it('documents name only scripts that exist', () => {
  const { scripts } = manifest('package.json');
  const examples = Object.assign({}, ...['orders', 'subscriptions'].map((name) => manifest(`examples/${name}/package.json`).scripts)) as object;
  const named = DOCUMENTS.flatMap((file) => [...read(file).matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] ?? ''));
  expect(named.filter((name) => !(name in scripts) && !(name in examples))).toEqual([]);
});

it('both packages have one version, and the changelog knows it', () => {
  const { version, dependencies } = manifest('package.json');
  expect(manifest('engine/package.json').version).toBe(version);
  expect(dependencies['mssql-memory-server']).toBe(version);
  expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## ${version.replace(/\./g, '\\.')}\\b`, 'm'));
});
