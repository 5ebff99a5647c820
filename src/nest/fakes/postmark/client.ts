// A Postmark client with an outbox, templates and addresses that are switched off. Every method is a jest.fn; nothing is sent.
import { randomUUID } from 'node:crypto';
import { lazyMembers, type Makers } from '../lazy-members';
import { createFailureSwitch, createMockSet, type MockFunction } from '../mock-function';
import { refuseOthers } from '../refusals';
import { POSTMARK_METHODS } from '../sdk-names';
import { throughJson } from '../through-json';
import { createPostmarkErrors, INACTIVE_RECIPIENT, INVALID_EMAIL, toPostmarkError, type MakePostmarkError } from './errors';

/** A mail as it was handed to the client. */
export type SentMail = { readonly MessageID: string } & Readonly<Record<string, unknown>>;

/** What Postmark answers to a mail. */
export interface MailReceipt {
  readonly To: unknown;
  readonly SubmittedAt: string;
  readonly MessageID: string;
  readonly ErrorCode: number;
  readonly Message: string;
}

type Answer = MockFunction<Promise<Record<string, unknown>>>;

/** The fake that stands for the Postmark client. */
export interface PostmarkFake {
  readonly sendEmail: MockFunction<Promise<MailReceipt>>;
  readonly sendEmailBatch: MockFunction<Promise<MailReceipt[]>>;
  readonly sendEmailWithTemplate: MockFunction<Promise<MailReceipt>>;
  readonly sendEmailBatchWithTemplates: MockFunction<Promise<MailReceipt[]>>;
  readonly createTemplate: Answer;
  readonly getTemplate: Answer;
  readonly getTemplates: Answer;
  readonly getOutboundMessages: Answer;
  readonly getOutboundMessageDetails: Answer;
  readonly getSuppressions: Answer;
  readonly createSuppressions: Answer;
  readonly deleteSuppressions: Answer;
  readonly getServer: Answer;
  /** The mails that were sent, in order. */
  readonly outbox: SentMail[];
  /** Switches an address off: mails to it are refused with Postmark's error 406. */
  deactivate(address: string): void;
  /** Makes the next call of any method fail: with an error, or with the error of a Postmark code. */
  failNext(error: unknown): void;
  /** Empties the outbox; forgets every call and behaviour that was set. */
  reset(): void;
}

type Mail = Readonly<Record<string, unknown>>;
type Template = { readonly TemplateId: number; readonly Alias: string | null } & Mail;

interface PostmarkMemory {
  readonly outbox: SentMail[];
  readonly inactive: Set<string>;
  readonly templates: Template[];
  readonly error: MakePostmarkError;
}

const MOST_IN_BATCH = 500;
const FIRST_TEMPLATE_ID = 1001;

/** A fake with an empty outbox; its errors are of the classes of the SDK that `loadSdk` gives. */
export function createPostmarkFake(loadSdk: () => unknown = () => undefined): PostmarkFake {
  const mocks = createMockSet();
  const error = createPostmarkErrors(loadSdk);
  const failure = createFailureSwitch((given) => toPostmarkError(given, error));
  const memory: PostmarkMemory = { outbox: [], inactive: new Set(), templates: [], error };
  const method = <Result>(answer: (...args: never[]) => unknown): MockFunction<Promise<Result>> => mocks.fn(async (...args: never[]) => {
    failure.throwIfSet();
    return answer(...args);
  });
  const fake = Object.assign(lazyMembers<Omit<PostmarkFake, 'outbox' | 'deactivate' | 'failNext' | 'reset'>>({
    sendEmail: () => method((mail: Mail) => send(memory, mail)),
    sendEmailWithTemplate: () => method((mail: Mail) => send(memory, fill(memory, mail))),
    sendEmailBatch: () => method((mails: readonly Mail[]) => sendMany(memory, mails, (mail) => mail)),
    sendEmailBatchWithTemplates: () => method((mails: readonly Mail[]) => sendMany(memory, mails, (mail) => fill(memory, mail))),
    ...createAccount(memory, method),
  }), {
    outbox: memory.outbox,
    deactivate: (address: string) => void memory.inactive.add(addressOf(address)),
    failNext: failure.failNext,
    reset() {
      memory.outbox.splice(0);
      memory.templates.splice(0);
      memory.inactive.clear();
      failure.clear();
      mocks.reset();
    },
  });
  return refuseOthers(fake, 'Postmark', { names: POSTMARK_METHODS, mocks });
}

function createAccount(
  memory: PostmarkMemory,
  method: (answer: (...args: never[]) => unknown) => Answer,
): Makers<
  Pick<
    PostmarkFake,
    | 'createTemplate'
    | 'getTemplate'
    | 'getTemplates'
    | 'getOutboundMessages'
    | 'getOutboundMessageDetails'
    | 'getSuppressions'
    | 'createSuppressions'
    | 'deleteSuppressions'
    | 'getServer'
  >
> {
  const { outbox, inactive, templates } = memory;
  const suppress = (change: (address: string) => unknown, Status: string) => () =>
    method((_stream: string, request: { readonly Suppressions: ReadonlyArray<{ readonly EmailAddress: string }> }) => {
      request.Suppressions.forEach(({ EmailAddress }) => change(addressOf(EmailAddress)));
      return { Suppressions: request.Suppressions.map(({ EmailAddress }) => ({ EmailAddress, Status, Message: null })) };
    });
  return {
    createTemplate: () =>
      method((wanted: Mail) => {
        const made: Template = { Alias: null, Active: true, ...wanted, TemplateId: FIRST_TEMPLATE_ID + templates.length };
        templates.push(made);
        return { TemplateId: made.TemplateId, Name: wanted['Name'], Active: true, Alias: made.Alias };
      }),
    getTemplate: () =>
      method((idOrAlias: number | string) => {
        const found = findTemplate(memory, idOrAlias);
        if (found === undefined) throw memory.error(1101, `The Template's 'Id' associated with this request is not valid or was not found.`);
        return found;
      }),
    getTemplates: () => method(() => ({ TotalCount: templates.length, Templates: templates.map(({ TemplateId, Alias, Name }) => ({ TemplateId, Alias, Name, Active: true })) })),
    getOutboundMessages: () =>
      method((filter: { readonly recipient?: string; readonly count?: number; readonly offset?: number } = {}) => {
        const found = [...outbox].reverse().filter((mail) => filter.recipient === undefined || recipientsOf(mail).includes(addressOf(filter.recipient)));
        const offset = filter.offset ?? 0;
        return {
          TotalCount: found.length,
          Messages: found.slice(offset, offset + (filter.count ?? 500)).map((mail) => ({ ...mail, Recipients: recipientsOf(mail), Status: 'Sent' })),
        };
      }),
    getOutboundMessageDetails: () =>
      method((id: string) => {
        const found = outbox.find((mail) => mail.MessageID === id);
        if (found === undefined) throw memory.error(701, 'This message was not found.');
        return { ...found, Recipients: recipientsOf(found), Status: 'Sent' };
      }),
    getSuppressions: () => method(() => ({ Suppressions: [...inactive].map((EmailAddress) => ({ EmailAddress, SuppressionReason: 'HardBounce', Origin: 'Recipient' })) })),
    createSuppressions: suppress((address) => inactive.add(address), 'Suppressed'),
    deleteSuppressions: suppress((address) => inactive.delete(address), 'Deleted'),
    getServer: () => method(() => ({ ID: 1, Name: 'fake', DeliveryType: 'Sandbox' })),
  };
}

function send(memory: PostmarkMemory, mail: Mail): MailReceipt {
  const recipients = recipientsOf(mail);
  if (recipients.length === 0) throw memory.error(INVALID_EMAIL, 'Zero recipients specified');
  const inactive = recipients.filter((address) => memory.inactive.has(address));
  if (inactive.length === recipients.length) {
    throw memory.error(
      INACTIVE_RECIPIENT,
      `You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: ${inactive.join(', ')}. `
        + 'Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.',
    );
  }
  const MessageID = randomUUID();
  memory.outbox.push({ ...throughJson(mail), MessageID });
  const Message = inactive.length === 0 ? 'OK' : `Message OK, but will not deliver to these inactive addresses: ${inactive.join(', ')}`;
  return { To: mail['To'], SubmittedAt: new Date().toISOString(), MessageID, ErrorCode: 0, Message };
}

// In a batch, a mail that is refused does not keep the others back: its answer carries the error.
function sendMany(memory: PostmarkMemory, mails: readonly Mail[], prepare: (mail: Mail) => Mail): unknown[] {
  if (mails.length > MOST_IN_BATCH) throw memory.error(410, `You've exceeded the batch limit of ${MOST_IN_BATCH} messages.`);
  return mails.map((mail) => {
    try {
      return send(memory, prepare(mail));
    } catch (error) {
      const { code, message } = error as { code?: unknown; message?: unknown };
      if (typeof code !== 'number') throw error;
      return { ErrorCode: code, Message: message };
    }
  });
}

// A template that was created in the fake is filled in; of others only the model is kept.
function fill(memory: PostmarkMemory, mail: Mail): Mail {
  const wanted = mail['TemplateAlias'] ?? mail['TemplateId'];
  if (wanted === undefined) throw memory.error(403, "Either 'TemplateId' or 'TemplateAlias' must be specified.");
  const template = findTemplate(memory, wanted);
  if (template === undefined) return mail;
  const model = mail['TemplateModel'] as Mail | undefined;
  const render = (text: unknown): unknown => (typeof text === 'string' ? text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_whole, path: string) => String(read(model, path) ?? '')) : text);
  return { ...mail, Subject: render(template['Subject']), HtmlBody: render(template['HtmlBody']), TextBody: render(template['TextBody']) };
}

function read(model: Mail | undefined, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Mail | undefined)?.[key], model);
}

function findTemplate(memory: PostmarkMemory, idOrAlias: unknown): Template | undefined {
  return memory.templates.find((template) => template.TemplateId === Number(idOrAlias) || template.Alias === idOrAlias);
}

/** The addresses of a mail's To, Cc and Bcc, without names, in lower case. */
function recipientsOf(mail: Mail): string[] {
  return ['To', 'Cc', 'Bcc'].flatMap((field) => (typeof mail[field] === 'string' ? (mail[field] as string).split(',') : [])).map(addressOf).filter((address) => address !== '');
}

function addressOf(text: string): string {
  return (/<([^>]+)>/.exec(text)?.[1] ?? text).trim().toLowerCase();
}
