// VECTOR_DISTANCE. What the methods of geometry and geography compute is spatial-functions.ts's, those of hierarchyid hierarchy-functions.ts's.
import { notSupported } from '../../errors/not-supported';
import { ownEntry } from '../../types/own-entry';
import { requireDimensions, VECTOR_METRICS, vectorNumbers } from '../../types/vector';
import { HIERARCHY_FUNCTIONS } from './hierarchy-functions';
import { plain, textAt, type FunctionTable } from './implementation';
import { SPATIAL_FUNCTIONS } from './spatial-functions';

const distance = plain((args) => {
  const metric = ownEntry(VECTOR_METRICS, textAt(args, 0).trim().toLowerCase());
  if (!metric) throw notSupported(`the vector metric ${textAt(args, 0)}`);
  const [left, right] = [vectorNumbers(args[1] as Uint8Array), vectorNumbers(args[2] as Uint8Array)];
  requireDimensions(right.length, left.length);
  return metric(left, right);
});

/** Functions of vector, geometry, geography and hierarchyid. */
export const STRUCTURED_FUNCTIONS: FunctionTable = { VECTOR_DISTANCE: distance, ...SPATIAL_FUNCTIONS, ...HIERARCHY_FUNCTIONS };
