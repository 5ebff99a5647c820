// An empty project with the packed packages in it, as an installation would leave them: the two tarballs are unpacked, and only what
// they declare (dependencies and required peers) is linked beside them, so a dependency that is not declared is not found. No network.
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = path.resolve(__dirname, '..', '..');

interface PackReport {
  readonly filename: string;
  readonly files: ReadonlyArray<{ readonly path: string }>;
}

/** A packed package. */
export interface PackedPackage {
  readonly tarball: string;
  /** The paths in the tarball. */
  readonly files: readonly string[];
}

/** The part of a manifest that an installation reads. */
export interface Manifest {
  readonly name: string;
  readonly main: string;
  readonly types: string;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>;
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>;
}

/** Makes a folder in the temporary folder. */
export function makeFolder(): string {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-package-')));
}

/** Packs the package in a folder of the repository as it is built now. */
export function pack(folder: string, destination: string): PackedPackage {
  const npm = process.env['npm_execpath'];
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
  const options: ExecFileSyncOptionsWithStringEncoding = { cwd: path.join(ROOT, folder), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
  const isWindows = process.platform === 'win32';
  const isNpm = npm !== undefined && /npm-cli\.js$/.test(npm);
  const output = isNpm ? execFileSync(process.execPath, [npm, ...args], options) : execFileSync(isWindows ? 'npm.cmd' : 'npm', args, { ...options, shell: isWindows });
  const parsed = JSON.parse(output) as PackReport[] | Record<string, PackReport>;
  const report = Object.values(parsed)[0];
  if (report === undefined) throw new Error(`npm pack said: ${output}`);
  return { tarball: path.join(destination, report.filename), files: report.files.map((file) => file.path) };
}

const BLOCK = 512;

/** Unpacks a tarball of npm's: plain files below one folder, with long names in pax headers. */
export function unpack(tarball: string, destination: string): void {
  const bytes = gunzipSync(fs.readFileSync(tarball));
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const text = (from: number, length: number): string => bytes.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = parseInt(text(124, 12), 8);
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    const kind = text(156, 1);
    if (kind === 'x') longName = /(?:^|\n)\d+ path=([^\n]*)/.exec(body.toString('utf8'))?.[1];
    if (kind === '0' || kind === '') {
      const prefix = text(345, 155);
      const name = longName ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
      const file = path.join(destination, ...name.split('/').slice(1));
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, body);
      longName = undefined;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** Reads the manifest of an unpacked package. */
export function readManifest(directory: string): Manifest {
  return JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8')) as Manifest;
}

/** Unpacks the packages into a project's node_modules and links what they declare, and what the project itself needs, from the repository. */
export function install(project: string, packages: readonly PackedPackage[], ownDependencies: readonly string[]): void {
  const modules = path.join(project, 'node_modules');
  const manifests = packages.map(({ tarball }, index) => {
    const staging = path.join(project, `unpacked-${index}`);
    unpack(tarball, staging);
    const manifest = readManifest(staging);
    fs.mkdirSync(modules, { recursive: true });
    fs.renameSync(staging, path.join(modules, manifest.name));
    return manifest;
  });
  const unpacked = new Set(manifests.map((manifest) => manifest.name));
  const declared = manifests.flatMap((manifest) => [...Object.keys(manifest.dependencies ?? {}), ...requiredPeers(manifest)]);
  for (const name of new Set([...declared, ...ownDependencies])) {
    if (unpacked.has(name)) continue;
    const link = path.join(modules, name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(ROOT, 'node_modules', name), link, 'junction');
  }
}

function requiredPeers(manifest: Manifest): string[] {
  return Object.keys(manifest.peerDependencies ?? {}).filter((name) => manifest.peerDependenciesMeta?.[name]?.optional !== true);
}
