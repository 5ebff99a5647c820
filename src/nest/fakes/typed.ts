// The fakes of the outside clients with the types of the project's own SDKs, where the project names them. No SDK is imported here: a type that
// is not installed would be an error in the project's compilation.
import type { MockFunction } from './mock-function';
import type { PostmarkFake } from './postmark/client';
import type { S3Fake } from './s3/client';
import type { StripeFake } from './stripe/client';

declare global {
  namespace JestNestMssql {
    /**
     * The classes of the project's SDKs, by the names of `t.mocks`; a project adds its own:
     * `declare global { namespace JestNestMssql { interface Sdks { stripe: Stripe; postmark: ServerClient; s3: S3Client } } }`.
     */
    interface Sdks {}
  }
}

/** The SDK that the project has named for a fake; `undefined` if it has not. */
export type SdkOf<Name extends string> = Name extends keyof JestNestMssql.Sdks ? JestNestMssql.Sdks[Name] : undefined;

/** A value of which any part may be left out, at every depth. */
export type Loosely<Value> = Value extends (...args: never[]) => unknown ? Value : Value extends object ? { [Key in keyof Value]?: Loosely<Value[Key]> } : Value;

/** The jest.fn of a method whose parameters and result are known. */
export interface TypedMock<Args extends unknown[], Result> {
  readonly mock: { readonly calls: Args[]; readonly results: ReadonlyArray<{ readonly type: string; readonly value: unknown }> };
  mockImplementation(implementation: (...args: Args) => unknown): this;
  mockImplementationOnce(implementation: (...args: Args) => unknown): this;
  mockReturnValue(value: Loosely<Result>): this;
  mockReturnValueOnce(value: Loosely<Result>): this;
  mockResolvedValue(value: Loosely<Awaited<Result>>): this;
  mockResolvedValueOnce(value: Loosely<Awaited<Result>>): this;
  mockRejectedValue(value: unknown): this;
  mockRejectedValueOnce(value: unknown): this;
  mockClear(): this;
  mockReset(): this;
  getMockImplementation(): unknown;
}

/** What the fake has, as the SDK types it; what only the fake has keeps its own type. */
export type TypedFake<Fake, Sdk> = Sdk extends object ? { readonly [Key in keyof Fake]: Key extends keyof Sdk ? TypedMember<Fake[Key], Sdk[Key]> : Fake[Key] } : Fake;

type TypedMember<Member, Own> = Member extends MockFunction<infer _Result>
  ? Own extends (...args: infer Args) => infer Result ? Own & TypedMock<Args, Result> : Member
  : Own extends object ? TypedFake<Member, Own> : Member;

/** The fakes of the outside clients, as `t.mocks` has them. */
export interface TestAppMocks {
  readonly stripe: TypedFake<StripeFake, SdkOf<'stripe'>>;
  readonly postmark: TypedFake<PostmarkFake, SdkOf<'postmark'>>;
  readonly s3: TypedFake<S3Fake, SdkOf<'s3'>>;
}
