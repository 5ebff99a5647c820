// What the methods of hierarchyid compute. Knows no names of methods.
import { notSupported } from '../../errors/not-supported';
import { decodeHierarchy, encodeHierarchy, formatHierarchy, hierarchyError, isWithin, levelBetween, parseHierarchy, type Hierarchy } from '../../types/hierarchy';
import type { Value } from '../../types/value';
import { numberAt, plain, textAt, type Factory, type FunctionTable } from './implementation';

const nodeAt = (args: readonly Value[], index: number): Hierarchy => decodeHierarchy(args[index] as Uint8Array);
const optionalNode = (args: readonly Value[], index: number): Hierarchy | undefined => (args[index] === null ? undefined : nodeAt(args, index));

const ancestor = plain((args) => {
  const node = nodeAt(args, 0);
  const up = numberAt(args, 1);
  if (up < 0) throw notSupported('GetAncestor of a negative number of levels');
  return up > node.length ? null : encodeHierarchy(node.slice(0, node.length - up));
});

const descendant: Factory = () => (args) => {
  if (args[0] === null) return null;
  const parent = nodeAt(args, 0);
  return encodeHierarchy([...parent, levelBetween(parent, optionalNode(args, 1), optionalNode(args, 2))]);
};

const reparented = plain((args) => {
  const [node, from, to] = [nodeAt(args, 0), nodeAt(args, 1), nodeAt(args, 2)];
  if (!isWithin(node, from)) throw hierarchyError(24009, "SqlHierarchyId.GetReparentedValue failed because 'oldRoot' must be an ancestor node of 'this'.");
  return encodeHierarchy([...to, ...node.slice(from.length)]);
});

/** Functions of hierarchyid. */
export const HIERARCHY_FUNCTIONS: FunctionTable = {
  'HIERARCHY::ROOT': () => () => encodeHierarchy([]),
  'HIERARCHY::PARSE': plain((args) => encodeHierarchy(parseHierarchy(textAt(args, 0)))),
  'HIERARCHY::TEXT': plain((args) => formatHierarchy(nodeAt(args, 0))),
  'HIERARCHY::LEVEL': plain((args) => nodeAt(args, 0).length),
  'HIERARCHY::ANCESTOR': ancestor,
  'HIERARCHY::DESCENDANT': descendant,
  'HIERARCHY::WITHIN': plain((args) => (isWithin(nodeAt(args, 0), nodeAt(args, 1)) ? 1 : 0)),
  'HIERARCHY::REPARENTED': reparented,
};
