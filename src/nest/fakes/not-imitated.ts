// The refusal of what a service can do and its fake does not. Knows no service.
import { presetError } from '../../errors';

/** The error of something that a fake does not do. */
export function notImitated(owner: string, feature: string): Error {
  return presetError('JNM_NOT_IMITATED', { owner, feature });
}
