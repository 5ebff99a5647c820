// Committed SERIALIZABLE transactions once more, one after the other in an order that their dependencies allow: the rows are the same.
import { orderOf, type Edge } from './graph';
import type { Ledger } from './history';
import type { Round } from './run';
import { errorsOf, rowsOf, type Server } from './server';

/** Differences between a round's tables and those that its transactions leave one by one. The round's tables are gone afterwards. */
export async function replayDifferences(server: Server, round: Round, ledger: Ledger, edges: readonly Edge[]): Promise<string[]> {
  const found: string[] = [];
  const admin = server.client();
  const dump = async (): Promise<string> => {
    const parts: string[] = [];
    for (const { name } of round.tables) parts.push(`${name}: ${rowsOf(await admin.must(`SELECT id, v, g, u FROM ${name} ORDER BY id, v`)).join(' ')}`);
    return [...parts, `audit: ${rowsOf(await admin.must('SELECT source, ABS(v), SUM(SIGN(v)) FROM audit GROUP BY source, ABS(v) ORDER BY 1, 2')).join(' ')}`].join('\n');
  };
  const before = await dump();
  await admin.must(`DROP TABLE ${[...round.tables].reverse().map((table) => table.name).join(', ')}, audit; SET XACT_ABORT ON`);
  for (const text of round.initial) await admin.must(text);
  const nodes = [...ledger.commits].filter(([tx]) => tx > 0 && round.texts.has(tx)).sort((a, b) => a[1] - b[1]).map(([tx]) => tx);
  const order = orderOf(edges.filter((edge) => edge.from > 0 && round.texts.has(edge.from) && round.texts.has(edge.to)), nodes);
  await admin.must('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE');
  for (const tx of order) for (const text of ['BEGIN TRANSACTION', ...round.texts.get(tx) ?? [], 'COMMIT']) {
    const errors = errorsOf(await admin.run(text));
    if (errors.length > 0) found.push(`T${tx} alone: ${errors.join('; ')} for ${text}`);
  }
  const after = await dump();
  if (before !== after) found.push(`together:\n${before}\none by one (${order.join()}):\n${after}`);
  admin.close();
  return found;
}
