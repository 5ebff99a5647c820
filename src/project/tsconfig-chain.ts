// The texts of the tsconfig that the compiler would read, and of all that it extends: as long as they are the same, so are the
// compiler's options. Knows no option.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { findUpwards } from './project';

const MOST = 20;

/** A tsconfig, as it was read. */
export interface TsConfigText {
  readonly file: string;
  readonly text: string;
}

/** The texts of tsconfig.json at or above `rootDir` and of what it extends, none if there is none; undefined if one cannot be found or read. */
export function tsConfigTexts(rootDir: string): readonly string[] | undefined {
  const first = findUpwards(rootDir, ['tsconfig.json'], path.parse(rootDir).root);
  return first === undefined ? [] : tsConfigChain(first)?.map(({ text }) => text);
}

/** A tsconfig and what it extends, what has the last word first; undefined if one cannot be found or read. */
export function tsConfigChain(first: string): readonly TsConfigText[] | undefined {
  const waiting = [first];
  const chain: TsConfigText[] = [];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const text = fs.readFileSync(file, 'utf8');
    const bases = basesOf(text, file);
    if (bases === undefined || chain.length >= MOST) return undefined;
    chain.push({ file, text });
    waiting.unshift(...[...bases].reverse());
  }
  return chain;
}

/** The object that a tsconfig's text stands for, comments and trailing commas allowed; undefined if it stands for none. */
export function parseTsConfig(text: string): Readonly<Record<string, unknown>> | undefined {
  const bare = text.replace(/^\uFEFF/, '').replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith('"') ? part : '')).replace(/,(\s*[}\]])/g, '$1');
  try {
    return JSON.parse(bare) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function basesOf(text: string, file: string): readonly string[] | undefined {
  const given = extendsOf(text);
  if (given === undefined) return undefined;
  const bases = given.map((name) => baseFile(name, path.dirname(file)));
  return bases.every((base) => base !== undefined) ? bases : undefined;
}

function extendsOf(text: string): readonly string[] | undefined {
  const parsed = parseTsConfig(text);
  if (parsed === undefined) return undefined;
  const given = (parsed['extends'] ?? []) as string | readonly string[];
  return typeof given === 'string' ? [given] : given;
}

function baseFile(name: string, directory: string): string | undefined {
  if (/^\.|^\//.test(name) || path.isAbsolute(name)) return [name, `${name}.json`].map((each) => path.resolve(directory, each)).find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile());
  const { resolve } = createRequire(path.join(directory, 'tsconfig.json'));
  for (const request of [name, `${name}.json`, `${name}/tsconfig.json`]) {
    try {
      const found = resolve(request);
      if (found.endsWith('.json')) return found;
    } catch {
      // The next spelling may be the one.
    }
  }
  return undefined;
}
