// A Postmark client with an outbox. Every method is a jest.fn; nothing is sent.
import { randomUUID } from 'node:crypto';
import { createFailureSwitch, createMockSet, type MockFunction } from './mock-function';

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

/** The fake that stands for the Postmark client. */
export interface PostmarkFake {
  readonly sendEmail: MockFunction<Promise<MailReceipt>>;
  readonly sendEmailBatch: MockFunction<Promise<MailReceipt[]>>;
  readonly sendEmailWithTemplate: MockFunction<Promise<MailReceipt>>;
  readonly sendEmailBatchWithTemplates: MockFunction<Promise<MailReceipt[]>>;
  /** The mails that were sent, in order. */
  readonly outbox: SentMail[];
  /** Makes the next call of any method fail with `error`. */
  failNext(error: unknown): void;
  /** Empties the outbox; forgets every call and behaviour that was set. */
  reset(): void;
}

/** A fake with an empty outbox. */
export function createPostmarkFake(): PostmarkFake {
  const mocks = createMockSet();
  const failure = createFailureSwitch();
  const outbox: SentMail[] = [];
  const send = (mail: Record<string, unknown>): MailReceipt => {
    const MessageID = randomUUID();
    outbox.push({ ...mail, MessageID });
    return { To: mail['To'], SubmittedAt: new Date().toISOString(), MessageID, ErrorCode: 0, Message: 'OK' };
  };
  const one = (): MockFunction<Promise<MailReceipt>> => mocks.fn(async (mail: Record<string, unknown>) => {
    failure.throwIfSet();
    return send(mail);
  });
  const many = (): MockFunction<Promise<MailReceipt[]>> => mocks.fn(async (mails: Array<Record<string, unknown>>) => {
    failure.throwIfSet();
    return mails.map(send);
  });
  return {
    sendEmail: one(), sendEmailBatch: many(), sendEmailWithTemplate: one(), sendEmailBatchWithTemplates: many(),
    outbox,
    failNext: failure.failNext,
    reset() {
      outbox.splice(0);
      failure.clear();
      mocks.reset();
    },
  };
}
