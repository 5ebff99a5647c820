// The matchers that every spec has. Knows no Jest.
import { clientMatchers } from './client-matchers';
import { queueMatchers } from './queue-matchers';
import { schemaMatchers } from './schema-matchers';

/** What `expect.extend` is given. */
export const ownMatchers = { ...queueMatchers, ...clientMatchers, ...schemaMatchers };
