// Postmark's errors, as objects of the installed SDK's own classes where there is one. Knows the errors, not when they occur.

/** Makes the error of a Postmark code. */
export type MakePostmarkError = (code: number, message: string) => Error;

type ErrorClass = new (message: string, code: number, statusCode: number) => Error;

/** The code of Postmark for mails to addresses that are switched off. */
export const INACTIVE_RECIPIENT = 406;
/** The code of Postmark for mails that cannot be sent as they are. */
export const INVALID_EMAIL = 300;

const CLASSES: Readonly<Record<number, readonly [name: string, statusCode: number]>> = {
  [INVALID_EMAIL]: ['InvalidEmailRequestError', 422], [INACTIVE_RECIPIENT]: ['InactiveRecipientsError', 422],
  10: ['InvalidAPIKeyError', 401], 401: ['InvalidAPIKeyError', 401], 429: ['RateLimitExceededError', 429], 500: ['InternalServerError', 500], 503: ['ServiceUnavailablerError', 503],
};

/** Errors by the classes of `loadSdk`; by plain ones where it gives undefined. */
export function createPostmarkErrors(loadSdk: () => unknown): MakePostmarkError {
  return (code, message) => {
    const [name, statusCode] = CLASSES[code] ?? ['ApiInputError', 422];
    const { Errors } = (loadSdk() ?? {}) as { Errors?: Record<string, ErrorClass> };
    const Class = Errors?.[name];
    return Class === undefined ? Object.assign(new Error(message), { name, code, statusCode }) : new Class(message, code, statusCode);
  };
}

/** An error of whatever failNext was given: an error as it is, a number as Postmark's code. */
export function toPostmarkError(given: unknown, make: MakePostmarkError): unknown {
  return typeof given === 'number' ? make(given, `Postmark refused the request with the code ${given}.`) : given;
}
