// TypeORM's cache of query results, where an application keeps it in Redis: it is kept in memory, since specs run without Redis, and each test
// begins with nothing in it. A cache in a table, or in a place of the application's own, is left alone.
import { findWorker } from '../process/worker';

/** TypeORM's option `cache`, as far as it says where results are kept. */
export type CacheOption = boolean | { readonly type?: string; readonly provider?: unknown };

/** A result as TypeORM keeps it, or what it asks for one by. */
interface CachedResult {
  readonly identifier?: string;
  readonly query?: string;
  readonly time?: number;
  readonly duration: number;
}

const IN_REDIS = /^(?:redis|ioredis)\b/;

/** The same option, with memory in the place of Redis. */
export function withoutRedis(cache: CacheOption | undefined): CacheOption | undefined {
  if (typeof cache !== 'object' || cache.provider !== undefined || !IN_REDIS.test(cache.type ?? '')) return cache;
  return { ...cache, provider: resultsInMemory };
}

// TypeORM's QueryResultCache, as it answers over Redis.
function resultsInMemory(): object {
  const results = new Map<string, string>();
  findWorker()?.onClean.add(() => results.clear());
  const keyOf = ({ identifier, query = '' }: CachedResult): string => (identifier === undefined || identifier === '' ? query : identifier);
  return {
    connect: async () => undefined,
    disconnect: async () => undefined,
    synchronize: async () => undefined,
    getFromCache: async (wanted: CachedResult) => {
      const found = results.get(keyOf(wanted));
      return found === undefined ? undefined : (JSON.parse(found) as CachedResult);
    },
    storeInCache: async (result: CachedResult) => void results.set(keyOf(result), JSON.stringify(result)),
    isExpired: ({ time = 0, duration }: CachedResult) => time + duration < Date.now(),
    clear: async () => results.clear(),
    remove: async (identifiers: readonly string[]) => identifiers.forEach((identifier) => results.delete(identifier)),
  };
}
