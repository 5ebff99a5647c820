// SQL scripts as sqlcmd reads them: batches parted by GO, `$(NAME)` variables, `:setvar`. Text to batches; sends nothing.

/** A batch of a script, the line it begins at, and how often it is to be sent (`GO 5`). */
export interface ScriptBatch {
  readonly text: string;
  readonly line: number;
  readonly count: number;
}

/** A script that cannot be followed; the message names the line. */
export class ScriptError extends Error {}

interface ScanState {
  /** What the end of a line is inside of; a name or text in quotes, or a comment of that depth. */
  quote: "'" | '"' | ']' | undefined;
  depth: number;
}

/** Parts a script into its batches, with every variable replaced; raises a ScriptError for what sqlcmd would not know either. */
export function splitBatches(script: string, variables: Readonly<Record<string, string>>): readonly ScriptBatch[] {
  const known = new Map(Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value]));
  const batches: ScriptBatch[] = [];
  const state: ScanState = { quote: undefined, depth: 0 };
  let lines: string[] = [];
  let first = 1;
  const finish = (count: number, next: number): void => {
    const text = lines.join('\n');
    if (text.trim() !== '') batches.push({ text, line: first, count });
    lines = [];
    first = next;
  };
  script.split(/\r?\n/).forEach((line, index) => {
    const isPlain = state.quote === undefined && state.depth === 0;
    const go = isPlain ? /^\s*GO(?:\s+(\d+))?\s*;?\s*(?:--.*)?$/i.exec(line) : null;
    if (go !== null) return finish(Number(go[1] ?? 1), index + 2);
    if (isPlain && /^:/.test(line)) {
      setVariable(line, index + 1, known);
      lines.push('');
      return;
    }
    lines.push(scanLine(line, index + 1, state, known));
  });
  finish(1, 0);
  return batches;
}

function setVariable(line: string, number: number, known: Map<string, string>): void {
  const match = /^:setvar\s+(\w[\w-]*)\s+(?:"((?:[^"]|"")*)"|(\S+))\s*$/i.exec(line);
  if (match !== null) {
    const name = (match[1] ?? '').toLowerCase();
    // sqlcmd lets the script win. Here the config does, and so does DatabaseName: a script's own value names the team's real database.
    if (!known.has(name)) known.set(name, (match[2] ?? match[3] ?? '').replace(/""/g, '"'));
    return;
  }
  if (/^:on\s+error\s+exit\s*$/i.test(line)) return;
  throw new ScriptError(`line ${number}: the sqlcmd command "${line.trim()}" is not supported`);
}

// Comments are copied as they are; everywhere else variables are replaced, inside of quotes too.
function scanLine(line: string, number: number, state: ScanState, known: ReadonlyMap<string, string>): string {
  let text = '';
  for (let at = 0; at < line.length; ) {
    const token = nextToken(line, at, state);
    if (token === '--' && state.depth === 0 && state.quote === undefined) return text + line.slice(at);
    text += state.depth === 0 && token.startsWith('$(') ? valueOf(token, number, known) : token;
    follow(token, state);
    at += token.length;
  }
  return text;
}

function nextToken(line: string, at: number, state: ScanState): string {
  const variable = state.depth === 0 ? /^\$\(([\w-]+)\)/.exec(line.slice(at)) : null;
  if (variable !== null) return variable[0];
  const pair = line.slice(at, at + 2);
  const isPair = state.quote === undefined ? ['--', '/*', '*/'].includes(pair) : pair === state.quote + state.quote;
  return isPair ? pair : (line[at] ?? '');
}

function follow(token: string, state: ScanState): void {
  if (state.quote !== undefined) {
    if (token === state.quote) state.quote = undefined;
  } else if (token === '/*') {
    state.depth += 1;
  } else if (token === '*/') {
    state.depth = Math.max(0, state.depth - 1);
  } else if (state.depth === 0 && (token === "'" || token === '"' || token === '[')) {
    state.quote = token === '[' ? ']' : token;
  }
}

function valueOf(token: string, number: number, known: ReadonlyMap<string, string>): string {
  const name = token.slice(2, -1);
  const value = known.get(name.toLowerCase());
  if (value === undefined) throw new ScriptError(`line ${number}: the variable $(${name}) has no value`);
  return value;
}

/** The database that a batch would move the connection to by USE, if it has such a statement. */
export function databaseUsed(batch: string): string | undefined {
  const bare = batch.replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith("'") ? "''" : ' '));
  const match = /(?:^|[;\n]|\bBEGIN\b|\bELSE\b)\s*USE\s+(?:\[((?:[^\]]|\]\])+)\]|"((?:[^"]|"")+)"|([\w@#$]+))/i.exec(bare);
  return match === null ? undefined : (match[1]?.replace(/\]\]/g, ']') ?? match[2]?.replace(/""/g, '"') ?? match[3]);
}
