// The texts of the tsconfig that the compiler would read, and of all that it extends: as long as they are the same, so are the
// compiler's options. Knows no option.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { findUpwards } from './project';

const MOST = 20;

/** The texts of tsconfig.json at or above `rootDir` and of what it extends, none if there is none; undefined if one cannot be found or read. */
export function tsConfigTexts(rootDir: string): readonly string[] | undefined {
  const first = findUpwards(rootDir, ['tsconfig.json'], path.parse(rootDir).root);
  const waiting = first === undefined ? [] : [first];
  const texts: string[] = [];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const text = fs.readFileSync(file, 'utf8');
    const bases = basesOf(text, file);
    if (bases === undefined || texts.length >= MOST) return undefined;
    texts.push(text);
    waiting.push(...bases);
  }
  return texts;
}

function basesOf(text: string, file: string): readonly string[] | undefined {
  const given = extendsOf(text);
  if (given === undefined) return undefined;
  const bases = given.map((name) => baseFile(name, path.dirname(file)));
  return bases.every((base) => base !== undefined) ? bases : undefined;
}

function extendsOf(text: string): readonly string[] | undefined {
  const bare = text.replace(/^\uFEFF/, '').replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith('"') ? part : '')).replace(/,(\s*[}\]])/g, '$1');
  try {
    const { extends: given = [] } = JSON.parse(bare) as { extends?: string | readonly string[] };
    return typeof given === 'string' ? [given] : given;
  } catch {
    return undefined;
  }
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
