// What the tests of documents share: reading them, and taking Markdown apart.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The folder of the repository. */
export const ROOT = path.resolve(__dirname, '..', '..');

/** Every document that is written by hand or generated. */
export const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'COMPATIBILITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'ERRORS.md', 'engine/README.md', 'examples/orders/README.md', 'examples/subscriptions/README.md'];

/** The text of a file of the repository. */
export function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

/** Whether the repository has that file or folder. */
export function exists(file: string): boolean {
  return fs.existsSync(path.join(ROOT, file));
}

/** The text under a heading, up to the next heading of the same or a higher level. */
export function section(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`no heading "${heading}"`);
  const level = (/^#+/.exec(heading)?.[0] ?? '').length;
  const isEnd = (line: string): boolean => /^#+ /.test(line) && (/^#+/.exec(line)?.[0] ?? '').length <= level;
  const length = lines.slice(start + 1).findIndex(isEnd);
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The cells of every table row of a text, headers left out; a table begins with the header given. */
export function tableRows(text: string, header: string): string[][] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (line !== header) return [];
    const rows = lines.slice(index + 2);
    const end = rows.findIndex((row) => !row.startsWith('|'));
    return rows.slice(0, end < 0 ? undefined : end).map((row) => row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
  });
}

/** The texts between single backticks, code blocks left out. */
export function codeSpans(text: string): string[] {
  return [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

/** A code span without its backticks. */
export function bare(cell: string): string {
  return cell.replace(/^`|`$/g, '');
}
