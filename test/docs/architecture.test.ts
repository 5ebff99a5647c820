// ARCHITECTURE.md and CONTRIBUTING.md name only what exists, and the import tables are those that are enforced.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bare, codeSpans, exists, read, ROOT, section, tableRows } from './documents';

interface Rule {
  readonly from: { readonly path?: string };
  readonly to: { readonly pathNot?: string | readonly string[] };
}
const { forbidden } = jest.requireActual<{ forbidden: readonly Rule[] }>('../../.dependency-cruiser.cjs');

const NAMES_OF_PATHS = /^(?:\.?[\w.@-]+\/)+[\w.@-]*$|^[\w.-]+\.(?:ts|js|cjs|mjs|json|md|yml)$/;
// Made when packages are built or projects are set up, or in the user's project.
const ELSEWHERE = new Set(['dist/jest', '.env.test', 'mssql-test.config.ts', 'index.ts', 'ddl.ts']);

function sourceText(folder: string): string {
  return fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => fs.readFileSync(path.join(ROOT, folder, name), 'utf8'))
    .join('\n');
}

describe.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s', (document) => {
  const spans = [...new Set(codeSpans(read(document)))];

  it('names only files and folders that exist', () => {
    const paths = spans.filter((span) => NAMES_OF_PATHS.test(span) && !ELSEWHERE.has(span));
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((name) => !exists(name))).toEqual([]);
  });

  it('names only types and functions that the sources have', () => {
    const words = new Set(`${sourceText('src')}\n${sourceText('engine/src')}`.match(/\w+/g));
    const names = spans.filter((span) => /^[a-z]*[A-Z]\w*$/.test(span) && /[a-z]/.test(span));
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !words.has(name) && name !== 'Promise')).toEqual([]);
  });
});

/** The table that .dependency-cruiser.cjs enforces below a folder: `errors`, which all may import, left out. */
function enforcedTable(root: string): Record<string, string[]> {
  const table: Record<string, string[]> = {};
  for (const { from, to } of forbidden) {
    const folder = new RegExp(`^\\^${root}/([\\w-]+)/$`).exec(from.path ?? '')?.[1];
    const allowed = /\(([\w|-]+)\)/.exec(String([to.pathNot].flat()[0]))?.[1];
    if (folder === undefined || allowed === undefined) continue;
    table[folder] = allowed.split('|').filter((name) => name !== folder && name !== 'errors');
  }
  return table;
}

function writtenTable(heading: string): Record<string, string[]> {
  const rows = tableRows(section(read('ARCHITECTURE.md'), heading), '| folder | may import |');
  return Object.fromEntries(rows.map(([folder = '', allowed = '']) => [bare(folder), allowed === '-' ? [] : allowed.split(', ').map(bare)]));
}

it.each([['### Engine', 'engine/src'], ['### DDL', 'engine/src/ddl'], ['### Preset', 'src'], ['### Nest', 'src/nest']])('the import table under "%s" is the one that is enforced', (heading, root) => {
  const enforced = enforcedTable(root);
  expect(Object.keys(enforced).length).toBeGreaterThan(2);
  expect(writtenTable(heading)).toEqual(enforced);
});

it.each(['engine/src', 'src'])('every folder of %s is in the folder map and in the import rules', (root) => {
  const folders = fs.readdirSync(path.join(ROOT, root), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const mapped = tableRows(section(read('ARCHITECTURE.md'), '## Folders'), '| folder or file | what is in it |').map(([name = '']) => bare(name));
  expect(folders.filter((name) => !mapped.includes(`${root}/${name}`))).toEqual([]);
  expect(folders.filter((name) => !(name in enforcedTable(root)))).toEqual([]);
});
