// Adds the matchers to Jest's types, for `expect` as a global and as an import. `import 'jest-nest-mssql/matchers'` where a
// spec does not import the package itself.
import type {} from 'expect';
import type { ClientMatchers } from './client-matchers';
import type { QueueMatchers } from './queue-matchers';
import type { SchemaMatchers } from './schema-matchers';

declare global {
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-unused-vars
    interface Matchers<R, T = {}> extends QueueMatchers<R>, ClientMatchers<R>, SchemaMatchers {}
  }
}

declare module 'expect' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface Matchers<R extends void | Promise<void>, T = unknown> extends QueueMatchers<R>, ClientMatchers<R>, SchemaMatchers {}
}
