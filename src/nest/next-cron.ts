// The next time of a cron expression, by the parser that comes with the application's own Bull, BullMQ or scheduler.
import { resolveThrough } from '../project/project';
import type { NextCron } from './fakes/jobs/repeat';

interface Expression {
  next(): { getTime(): number };
}
interface CronParser {
  readonly parseExpression?: (pattern: string, options: object) => Expression;
  readonly CronExpressionParser?: { parse(pattern: string, options: object): Expression };
}

/** The parser of the project; undefined if it has none. */
export function findNextCron(rootDir: string): NextCron | undefined {
  const parser: { loaded?: CronParser } = {};
  if (findParser(rootDir) === undefined) return undefined;
  return (pattern, afterMs, tz) => {
    parser.loaded ??= require(findParser(rootDir) ?? 'cron-parser') as CronParser;
    const options = { currentDate: new Date(afterMs), ...(tz === undefined ? {} : { tz }) };
    const { parseExpression, CronExpressionParser } = parser.loaded;
    const expression = CronExpressionParser === undefined ? parseExpression?.(pattern, options) : CronExpressionParser.parse(pattern, options);
    return expression === undefined ? afterMs + 60_000 : expression.next().getTime();
  };
}

function findParser(rootDir: string): string | undefined {
  for (const owner of [['bull'], ['bullmq'], []]) {
    const parser = resolveThrough(rootDir, ...owner, 'cron-parser');
    if (parser !== undefined) return parser;
  }
  return undefined;
}
