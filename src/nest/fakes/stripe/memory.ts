// What the Stripe fake remembers, and the methods that all kinds of objects have: create, retrieve, update, list, search, del. Ids,
// pages, idempotency keys and missing objects are as in Stripe. Knows no kind of object.
import { createHash, randomBytes } from 'node:crypto';
import type { FailureSwitch, MockFunction, MockSet } from '../mock-function';
import { throughJson } from '../through-json';
import type { MakeStripeError } from './errors';

/** An object as Stripe gives it: an id, its kind, and what it was made with. */
export type StripeObject = { id: string; object: string } & Record<string, unknown>;

/** A page of objects; awaited from a list, which can also be iterated over all pages. */
export interface StripeList {
  readonly object: 'list';
  readonly url: string;
  readonly data: StripeObject[];
  readonly has_more: boolean;
}

/** The methods of one kind of object. */
export interface StripeResource {
  readonly create: MockFunction<Promise<StripeObject>>;
  readonly retrieve: MockFunction<Promise<StripeObject>>;
  readonly update: MockFunction<Promise<StripeObject>>;
  readonly list: MockFunction<Promise<StripeList> & AsyncIterable<StripeObject> & { autoPagingToArray(options: { limit: number }): Promise<StripeObject[]> }>;
  readonly search: MockFunction<Promise<{ object: 'search_result'; data: StripeObject[]; has_more: boolean }>>;
  readonly del: MockFunction<Promise<{ id: string; object: string; deleted: boolean }>>;
}

/** Parameters of a call. */
export type Params = Readonly<Record<string, unknown>>;

/** What the fake remembers. */
export interface StripeMemory {
  readonly objects: Map<string, StripeObject>;
  readonly deleted: Map<string, StripeObject>;
  readonly answers: Map<string, { readonly request: string; readonly answer: unknown }>;
  readonly mocks: MockSet;
  readonly failure: FailureSwitch;
  readonly error: MakeStripeError;
}

/** What is particular to one kind of object. */
export interface StripeKind {
  readonly object: string;
  readonly prefix: string;
  /** Parameters without which Stripe refuses to create it. */
  readonly required?: readonly string[];
  /** What it has beside what it was made with. */
  readonly fields?: (params: Params, memory: StripeMemory, id: string) => Params;
  /** What follows from its being made, or updated. */
  readonly afterCreate?: (made: StripeObject, memory: StripeMemory) => void;
}

const BOOKKEEPING: ReadonlySet<string> = new Set(['limit', 'starting_after', 'ending_before', 'expand', 'created', 'query', 'page']);
const MOST_PER_PAGE = 100;

/** A token as the ids of Stripe end with. */
export function stripeToken(length = 24): string {
  return randomBytes(length * 2).toString('base64').replace(/[^A-Za-z0-9]/g, '').slice(0, length);
}

/** Seconds since 1970. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Keeps a new object of a kind. */
export function createObject(memory: StripeMemory, kind: StripeKind, params: Params = {}): StripeObject {
  const missing = (kind.required ?? []).find((name) => params[name] === undefined);
  if (missing !== undefined) throw memory.error({ type: 'StripeInvalidRequestError', code: 'parameter_missing', param: missing, message: `Missing required param: ${missing}.` });
  const id = typeof params['id'] === 'string' ? params['id'] : `${kind.prefix}_${stripeToken()}`;
  const { expand: _expand, ...own } = params;
  const made: StripeObject = throughJson({ object: kind.object, created: nowSeconds(), livemode: false, metadata: {}, ...own, ...kind.fields?.(params, memory, id), id });
  memory.objects.set(id, made);
  kind.afterCreate?.(made, memory);
  return made;
}

/** The object of an id; raises resource_missing. */
export function findObject(memory: StripeMemory, id: unknown, object: string): StripeObject {
  const found = memory.objects.get(String(id));
  if (found !== undefined) return found;
  throw memory.error({ type: 'StripeInvalidRequestError', code: 'resource_missing', param: 'id', statusCode: 404, message: `No such ${object.replace(/[._]/g, ' ')}: '${String(id)}'` });
}

/** A jest.fn whose default answers a request: failures that were asked for, idempotency keys, copies of what is remembered. */
export function answering<Result>(memory: StripeMemory, answer: (...args: never[]) => unknown): MockFunction<Result> {
  // A key belongs to one endpoint.
  const endpoint = stripeToken();
  return memory.mocks.fn<Result>(async (...args: never[]) => {
    memory.failure.throwIfSet();
    const key = idempotencyKeyOf(args);
    if (key === undefined) return throughJson(answer(...args));
    const request = createHash('sha256').update(JSON.stringify([endpoint, ...args])).digest('hex');
    const earlier = memory.answers.get(key);
    if (earlier !== undefined && earlier.request !== request) {
      throw memory.error({
        type: 'StripeIdempotencyError',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    if (earlier === undefined) memory.answers.set(key, { request, answer: throughJson(answer(...args)) });
    return throughJson(memory.answers.get(key)?.answer);
  });
}

function idempotencyKeyOf(args: readonly unknown[]): string | undefined {
  const options = args.at(-1) as { idempotencyKey?: unknown } | undefined;
  return typeof options?.idempotencyKey === 'string' ? options.idempotencyKey : undefined;
}

/** The methods of one kind of object. */
export function createResource(memory: StripeMemory, kind: StripeKind): StripeResource {
  const { object } = kind;
  return {
    create: answering(memory, (params?: Params) => createObject(memory, kind, params)),
    retrieve: answering(memory, (id: string) => {
      const gone = object === 'customer' ? memory.deleted.get(id) : undefined;
      return gone === undefined ? findObject(memory, id, object) : { id, object, deleted: true };
    }),
    update: answering(memory, (id: string, params: Params = {}) => updateObject(findObject(memory, id, object), params)),
    list: createList(memory, object),
    search: answering(memory, (params: Params = {}) => ({
      object: 'search_result',
      url: `/v1/${object}s/search`,
      data: searchObjects(memory, object, String(params['query'] ?? '')),
      has_more: false,
    })),
    del: answering(memory, (id: string) => {
      memory.deleted.set(id, findObject(memory, id, object));
      memory.objects.delete(id);
      return { id, object, deleted: true };
    }),
  };
}

// As in Stripe, keys of metadata are merged, and an empty text takes one away.
function updateObject(found: StripeObject, params: Params): StripeObject {
  const { metadata, expand: _expand, ...rest } = params;
  Object.assign(found, throughJson(rest));
  if (metadata !== undefined) {
    const merged = { ...(found['metadata'] as object), ...(metadata as object) };
    found['metadata'] = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== '' && value !== null));
  }
  return found;
}

function createList(memory: StripeMemory, object: string): StripeResource['list'] {
  const page = (params: Params): StripeList => {
    memory.failure.throwIfSet();
    return throughJson(listObjects(memory, object, params));
  };
  return memory.mocks.fn((params: Params = {}) => {
    async function* all(): AsyncGenerator<StripeObject> {
      for (let at: Params = params; ; ) {
        const { data, has_more } = page(at);
        yield* data;
        if (!has_more) return;
        at = { ...params, starting_after: data.at(-1)?.id };
      }
    }
    const first = (async () => page(params))();
    // Who iterates does not await the first page; its failure is theirs.
    first.catch(() => undefined);
    return Object.assign(first, {
      [Symbol.asyncIterator]: all,
      async autoPagingToArray({ limit }: { limit: number }) {
        const items: StripeObject[] = [];
        for await (const item of all()) if (items.push(item) >= limit) break;
        return items;
      },
      async autoPagingEach(visit: (item: StripeObject) => unknown) {
        for await (const item of all()) if ((await visit(item)) === false) break;
      },
    });
  });
}

function listObjects(memory: StripeMemory, object: string, params: Params): StripeList {
  const limit = Number(params['limit'] ?? 10);
  if (!(limit >= 1 && limit <= MOST_PER_PAGE)) {
    throw memory.error({
      type: 'StripeInvalidRequestError',
      param: 'limit',
      message: `This value must be ${limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${MOST_PER_PAGE} (it currently is '${limit}')`}.`,
    });
  }
  const newestFirst = [...memory.objects.values()].filter((item) => item.object === object && fits(item, params)).reverse();
  const place = (id: unknown): number => newestFirst.indexOf(findObject(memory, id, object));
  const url = `/v1/${object.replace('.', '/')}s`;
  if (params['ending_before'] !== undefined) {
    const end = place(params['ending_before']);
    const data = newestFirst.slice(Math.max(0, end - limit), end);
    return { object: 'list', url, data, has_more: end > limit };
  }
  const start = params['starting_after'] === undefined ? 0 : place(params['starting_after']) + 1;
  const data = newestFirst.slice(start, start + limit);
  return { object: 'list', url, data, has_more: start + data.length < newestFirst.length };
}

function fits(item: StripeObject, params: Params): boolean {
  const created = params['created'];
  const at = Number(item['created']);
  if (typeof created === 'number' && at !== created) return false;
  if (typeof created === 'object' && created !== null) {
    const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = created as Record<string, number>;
    if (!(at > gt && at >= gte && at < lt && at <= lte)) return false;
  }
  return Object.entries(params).every(([key, value]) => BOOKKEEPING.has(key) || value === undefined || (key === 'status' && value === 'all') || item[key] === value);
}

// Of the query language: `field:'value'` and `metadata['key']:'value'`, joined by AND.
function searchObjects(memory: StripeMemory, object: string, query: string): StripeObject[] {
  const terms = query.split(/\s+AND\s+/i).filter((term) => term !== '').map((term) => {
    const [, field, key, value] = /^(\w+)(?:\[["'](.+?)["']\])?:\s*["'](.*)["']$/.exec(term.trim()) ?? [];
    if (field === undefined)
      throw memory.error({
        type: 'StripeInvalidRequestError',
        param: 'query',
        message: `The Stripe fake does not understand the search term ${term}; give search a behaviour of your own.`,
      });
    return { field, key, value };
  });
  const read = (item: StripeObject, field: string, key: string | undefined): unknown => (key === undefined ? item[field] : (item[field] as Params | undefined)?.[key]);
  return [...memory.objects.values()].filter((item) => item.object === object && terms.every(({ field, key, value }) => String(read(item, field, key)) === value)).reverse();
}
