// Matchers for the fakes of outside clients: toHaveSentEmail, toHaveStoredObject, toHaveCharged, and toHaveEmitted for events. They
// know a fake by its memory only.
import { presetError } from '../errors';
import { contains, isPlainObject, kindOf, listOf, type MatcherContext, type MatcherResult } from './contains';

/** How often something must be found; at least once unless given. */
export interface TimesOption {
  readonly times?: number;
}

/** What a stored object must be like; texts and regular expressions are compared with the body as text. */
export interface ExpectedObject {
  readonly Bucket?: string;
  readonly Key?: unknown;
  readonly Body?: unknown;
  readonly ContentType?: unknown;
  readonly Metadata?: unknown;
}

/** The matchers, as they are seen on expect(...). */
export interface ClientMatchers<R> {
  /** The Postmark fake has sent a mail that has all of this; an address is found among several, and a RegExp in a text. */
  toHaveSentEmail(expected?: Readonly<Record<string, unknown>>, options?: TimesOption): R;
  /** The S3 fake stores an object: its key, `bucket/key`, or what it is like. */
  toHaveStoredObject(expected: string | ExpectedObject): R;
  /** The Stripe fake has charged an amount, in the currency's smallest unit, or a charge that has all of this. */
  toHaveCharged(expected?: number | Readonly<Record<string, unknown>>, options?: TimesOption): R;
  /** The app has emitted an event; with `payload`, one whose first argument contains it. */
  toHaveEmitted(event: string, payload?: unknown, options?: TimesOption): R;
}

type Fields = Readonly<Record<string, unknown>>;
const ADDRESSES: ReadonlySet<string> = new Set(['To', 'Cc', 'Bcc', 'From']);

/** The implementations, for expect.extend. */
export const clientMatchers = {
  toHaveSentEmail(this: MatcherContext, received: unknown, expected: Fields = {}, options: TimesOption = {}): MatcherResult {
    const outbox = listFrom<Fields>(received, 'outbox', 't.mocks.postmark');
    const found = outbox.filter((mail) => Object.entries(expected).every(([field, value]) => fitsMail(mail, field, { value, context: this })));
    const mails = outbox.map((mail) => this.utils.printReceived(pick(mail, [...new Set(['To', 'Subject', 'TemplateAlias', 'TemplateId', ...Object.keys(expected)])])));
    return judge({ context: this, found: found.length, options, wanted: `a mail with ${this.utils.printExpected(expected)}`, verb: 'to have been sent', list: listOf('Sent were:', mails) });
  },
  toHaveStoredObject(this: MatcherContext, received: unknown, expected: string | ExpectedObject): MatcherResult {
    const { objects } = (received ?? {}) as { objects?: unknown };
    if (Object.prototype.toString.call(objects) !== '[object Map]') throw presetError('JNM_ARGUMENT', { caller: 'expect(...)', given: kindOf(received), expected: 'the S3 fake: t.mocks.s3' });
    const stored = [...(objects as Map<string, Fields>)];
    const found = stored.filter(([name, object]) => (typeof expected === 'string' ? name === expected || object['Key'] === expected : fitsObject(object, expected, this)));
    return judge({
      context: this,
      found: found.length,
      options: {},
      wanted: `an object ${this.utils.printExpected(expected)}`,
      verb: 'to be stored',
      list: listOf(
        'Stored are:',
        stored.map(([name, { Body, ContentType }]) => `${name} (${(Body as Buffer).length} bytes${typeof ContentType === 'string' ? `, ${ContentType}` : ''})`),
      ),
    });
  },
  toHaveCharged(this: MatcherContext, received: unknown, expected: number | Fields = {}, options: TimesOption = {}): MatcherResult {
    const charged = listFrom<Fields>(received, 'charged', 't.mocks.stripe');
    const wanted = typeof expected === 'number' ? { amount: expected } : expected;
    const found = charged.filter((charge) => contains(charge, wanted, this.equals));
    const charges = charged.map((charge) => this.utils.printReceived(pick(charge, [...new Set(['amount', 'currency', 'customer', ...Object.keys(wanted)])])));
    return judge({ context: this, found: found.length, options, wanted: `a charge of ${this.utils.printExpected(expected)}`, verb: 'to have been made', list: listOf('Charged were:', charges) });
  },
  toHaveEmitted(this: MatcherContext, received: unknown, event: string, ...[payload, options = {}]: [payload?: unknown, options?: TimesOption]): MatcherResult {
    const emitted = listFrom<{ readonly name: string; readonly args: readonly unknown[] }>(received, 'emitted', 't.events');
    const found = emitted.filter(({ name, args }) => name === event && contains(args[0], payload, this.equals));
    const withPayload = payload === undefined ? '' : ` with ${this.utils.printExpected(payload)}`;
    return judge({
      context: this,
      found: found.length,
      options,
      wanted: `the event ${this.utils.printExpected(event)}${withPayload}`,
      verb: 'to have been emitted',
      list: listOf(
        'Emitted were:',
        emitted.map(({ name, args }) => `${name} ${args.map((arg) => this.utils.printReceived(arg)).join(', ')}`),
      ),
    });
  },
};

interface Verdict {
  readonly context: MatcherContext;
  readonly found: number;
  readonly options: TimesOption;
  readonly wanted: string;
  readonly verb: string;
  readonly list: string;
}

function judge({ found, options, wanted, verb, list }: Verdict): MatcherResult {
  const pass = options.times === undefined ? found > 0 : found === options.times;
  const count = options.times === undefined ? '' : ` ${options.times} times, found ${found}`;
  return { pass, message: () => `expected ${wanted} ${pass ? 'not ' : ''}${verb}${count}\n${list}` };
}

function listFrom<Item>(received: unknown, property: string, shouldBe: string): readonly Item[] {
  const list = (received as Fields | null | undefined)?.[property];
  if (!Array.isArray(list)) throw presetError('JNM_ARGUMENT', { caller: 'expect(...)', given: kindOf(received), expected: shouldBe });
  return list as Item[];
}

function fitsMail(mail: Fields, field: string, { value, context }: { value: unknown; context: MatcherContext }): boolean {
  const actual = mail[field];
  if (ADDRESSES.has(field) && typeof value === 'string' && typeof actual === 'string') {
    return actual === value || actual.split(',').map(addressOf).includes(addressOf(value));
  }
  return fitsValue(actual, value, context);
}

function addressOf(text: string): string {
  return (/<([^>]+)>/.exec(text)?.[1] ?? text).trim().toLowerCase();
}

function fitsObject(object: Fields, expected: ExpectedObject, context: MatcherContext): boolean {
  return Object.entries(expected).every(([field, value]) => {
    const isText = field === 'Body' && (typeof value === 'string' || isRegExp(value));
    return fitsValue(isText ? (object['Body'] as Buffer).toString('utf8') : object[field], value, context);
  });
}

function fitsValue(actual: unknown, expected: unknown, context: MatcherContext): boolean {
  if (isRegExp(expected)) return typeof actual === 'string' && new RegExp(expected.source, expected.flags.replace(/[gy]/g, '')).test(actual);
  return isPlainObject(expected) ? contains(actual, expected, context.equals) : context.equals(actual, expected);
}

// The pattern may come from another sandbox, so that instanceof does not tell.
function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]';
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}
