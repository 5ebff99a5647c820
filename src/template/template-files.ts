// Templates that are kept as backups in a folder of this computer, for servers that end with their run. A backup counts from the
// moment when its description, `<template>.json`, has been renamed into place; one without a description is never believed.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createOwnedFile, isOwned } from '../process/owned-file';
import type { TemplateFile } from '../process/run-facts';

/** A template that is there to be restored. */
export interface KeptTemplate {
  readonly backupFile: string;
  /** The files inside the backup. */
  readonly files: readonly TemplateFile[];
  /** The names of `clean.keep` that no table of it has. */
  readonly unkept: readonly string[];
}

interface Description {
  readonly backup: string;
  readonly sizeBytes: number;
  readonly files: readonly TemplateFile[];
  readonly unkept: readonly string[];
}

/** How many templates of a prefix are kept beside those in use, and for how long after their last use. */
const KEPT_COUNT = 8;
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** A backup without a description may be one that is being built. */
const BUILDING_MS = 60 * 60 * 1000;

/** The lock file under which a template is built. */
export function lockFileOf(folder: string, name: string): string {
  return path.join(folder, `${name}.lock`);
}

/** Where a run writes the backup of a template: a file that is no other run's. */
export function backupFileOf(folder: string, name: string, runId: string): string {
  return path.join(folder, `${name}.${runId}.bak`);
}

/** Says that a run uses a template, so that nobody takes it away; the function returned takes that back. Said before the template is looked for. */
export function useTemplate(folder: string, name: string, runId: string): () => void {
  const file = path.join(folder, `${name}.${runId}.use`);
  createOwnedFile(file);
  return () => fs.rmSync(file, { force: true });
}

/** The template of a name, if it is there and whole. */
export function findTemplate(folder: string, name: string): KeptTemplate | undefined {
  const file = descriptionOf(folder, name);
  const description = readDescription(file);
  if (description === undefined) return undefined;
  const backupFile = path.join(folder, description.backup);
  if (fs.statSync(backupFile, { throwIfNoEntry: false })?.size !== description.sizeBytes) return undefined;
  const now = new Date();
  fs.utimesSync(file, now, now);
  return { backupFile, files: description.files, unkept: description.unkept };
}

/** Makes a complete backup the template of a name. */
export function keepTemplate(folder: string, name: string, template: KeptTemplate): void {
  const description: Description = { backup: path.basename(template.backupFile), sizeBytes: fs.statSync(template.backupFile).size, files: template.files, unkept: template.unkept };
  const unfinished = `${template.backupFile}.json`;
  fs.writeFileSync(unfinished, JSON.stringify(description), { mode: 0o600 });
  fs.renameSync(unfinished, descriptionOf(folder, name));
}

/** What is left of the templates of a prefix, by name, and what was deleted. */
export interface SweptFolder {
  readonly dropped: readonly string[];
  readonly kept: readonly string[];
}

/** Deletes the templates of a prefix that nobody has used for long, all that are not in use if `isAll`, and what dead runs have left. */
export function sweepTemplates(folder: string, isTemplate: (name: string) => boolean, isAll: boolean): SweptFolder {
  const names = namesIn(folder, '.json').filter(isTemplate);
  const byUse = names.map((name) => ({ name, usedMs: mtimeOf(descriptionOf(folder, name)) })).sort((a, b) => b.usedMs - a.usedMs);
  const stale = byUse.filter(({ usedMs }, rank) => isAll || rank >= KEPT_COUNT || Date.now() - usedMs > KEPT_MS);
  const dropped = stale.map(({ name }) => name).filter((name) => dropTemplate(folder, name)).sort();
  dropRemains(folder, isTemplate);
  return { dropped, kept: names.filter((name) => !dropped.includes(name)).sort() };
}

// A run says that it uses a template before it looks for it: once the description is out of the way, nobody new can find it.
function dropTemplate(folder: string, name: string): boolean {
  const file = descriptionOf(folder, name);
  const aside = `${file}.${process.pid}`;
  const description = readDescription(file);
  try {
    fs.renameSync(file, aside);
  } catch {
    return false;
  }
  if (isInUse(folder, name)) {
    fs.renameSync(aside, file);
    return false;
  }
  if (description !== undefined) fs.rmSync(path.join(folder, description.backup), { force: true });
  fs.rmSync(aside, { force: true });
  return true;
}

function isInUse(folder: string, name: string): boolean {
  return fs.readdirSync(folder).some((file) => file.startsWith(`${name}.`) && /\.(use|lock)$/.test(file) && isOwned(path.join(folder, file)));
}

// Backups of builds that broke off, and the files of owners that have died.
function dropRemains(folder: string, isTemplate: (name: string) => boolean): void {
  const described = new Set(namesIn(folder, '.json').map((name) => readDescription(descriptionOf(folder, name))?.backup));
  for (const entry of fs.readdirSync(folder).filter((file) => isTemplate(file.split('.')[0] ?? ''))) {
    const file = path.join(folder, entry);
    const isDead = /\.(use|lock)$/.test(entry) ? !isOwned(file) : !entry.endsWith('_template.json') && !described.has(entry) && Date.now() - mtimeOf(file) > BUILDING_MS;
    if (isDead) fs.rmSync(file, { force: true });
  }
}

function namesIn(folder: string, ending: string): string[] {
  return fs.readdirSync(folder).filter((file) => file.endsWith(`_template${ending}`)).map((file) => file.slice(0, -ending.length));
}

function descriptionOf(folder: string, name: string): string {
  return path.join(folder, `${name}.json`);
}

function mtimeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function readDescription(file: string): Description | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Description;
  } catch {
    return undefined;
  }
}
