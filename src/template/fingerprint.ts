// The fingerprint of a template: everything its content depends on, in twelve characters. Another fingerprint is another template.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** What a template depends on. */
export interface TemplateInputs {
  readonly packageDir: string;
  readonly configFile: string | undefined;
  readonly schema: 'migrations' | 'synchronize';
  readonly seed: unknown;
  readonly migrations: readonly unknown[];
  /** The user's modules that are loaded, by file. */
  readonly modules: ReadonlyMap<string, NodeModule>;
  readonly serverVersion: string;
  readonly libraryVersion: string;
  readonly cleanTimeoutMs: number;
  readonly cleanKeep: readonly string[];
}

/** The fingerprint: twelve hexadecimal digits. */
export function fingerprintOf(inputs: TemplateInputs): string {
  const hash = createHash('sha256');
  const add = (...parts: unknown[]): void => void hash.update(JSON.stringify(parts));
  add(inputs.libraryVersion, inputs.serverVersion, inputs.schema, inputs.cleanTimeoutMs, inputs.cleanKeep, String(inputs.seed ?? ''));
  // Classes are hashed as well as files: those made on the fly have no file.
  for (const migration of inputs.migrations) add(typeof migration === 'function' ? [migration.name, String(migration)] : String(migration));
  for (const file of filesOf(inputs)) add(path.relative(inputs.packageDir, file).split(path.sep).join('/'), fs.readFileSync(file, 'utf8'));
  return hash.digest('hex').slice(0, 12);
}

function filesOf(inputs: TemplateInputs): readonly string[] {
  const files = new Set<string>(inputs.configFile === undefined ? [] : [inputs.configFile]);
  const migrations = new Set(inputs.migrations);
  const follow = (file: string): void => {
    const module = inputs.modules.get(file);
    if (module === undefined || files.has(file)) return;
    files.add(file);
    module.children.forEach((child) => follow(child.filename));
  };
  for (const [file, module] of inputs.modules) {
    if (inputs.schema === 'synchronize' || exportsOneOf(module, migrations)) follow(file);
  }
  return [...files].sort();
}

function exportsOneOf(module: NodeModule, values: ReadonlySet<unknown>): boolean {
  const exported: unknown = module.exports;
  return typeof exported === 'object' && exported !== null && Object.values(exported).some((value) => values.has(value));
}
