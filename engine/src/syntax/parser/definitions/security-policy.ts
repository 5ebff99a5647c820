// CREATE and ALTER SECURITY POLICY.
import type { Position } from '../../ast/common';
import type { SecurityPolicyStatement, SecurityPredicateAction } from '../../ast/ddl';
import { parseCall } from '../expressions/function-call';
import type { Parser } from '../grammar';
import { parseObjectName } from '../names';
import { onceEach } from './option-list';

type Operation = NonNullable<SecurityPredicateAction['operation']>;
type Options = Pick<SecurityPolicyStatement, 'isEnabled' | 'isSchemaBound'>;

/** CREATE SECURITY POLICY; SECURITY is the next word. */
export function parseCreateSecurityPolicy(p: Parser, at: Position): SecurityPolicyStatement {
  const name = parseHead(p);
  const actions = p.isWord('ADD') ? p.list(() => parseAction(p, ['ADD'])) : [];
  return { kind: 'security-policy', mode: 'create', name, actions, ...parseOptions(p, ['STATE', 'SCHEMABINDING']), ...parseReplication(p), at };
}

/** ALTER SECURITY POLICY; SECURITY is the next word. */
export function parseAlterSecurityPolicy(p: Parser, at: Position): SecurityPolicyStatement {
  const name = parseHead(p);
  const statement = { kind: 'security-policy', mode: 'alter', name, at } as const;
  for (const [verb, isNotForReplication] of [['ADD', true], ['DROP', false]] as const)
    if (p.acceptSequence(verb, 'NOT', 'FOR', 'REPLICATION')) return { ...statement, actions: [], isNotForReplication };
  if (!p.isWord('ADD', 'ALTER', 'DROP', 'WITH', 'NOT')) throw p.unexpected();
  const actions = p.isWord('ADD', 'ALTER', 'DROP') ? p.list(() => parseAction(p, ['ADD', 'ALTER', 'DROP'])) : [];
  return { ...statement, actions, ...parseOptions(p, ['STATE']), ...parseReplication(p) };
}

function parseHead(p: Parser): SecurityPolicyStatement['name'] {
  p.expectWord('SECURITY', 'POLICY');
  return parseObjectName(p);
}

function parseAction(p: Parser, verbs: readonly string[]): SecurityPredicateAction {
  const action = p.expectOneOf(...verbs).toLowerCase() as SecurityPredicateAction['action'];
  const type = p.expectOneOf('FILTER', 'BLOCK') as SecurityPredicateAction['type'];
  p.expectWord('PREDICATE');
  const call = action === 'drop' ? undefined : parseCall(p, parseObjectName(p), true);
  p.expectWord('ON');
  const table = parseObjectName(p);
  const operation = type === 'BLOCK' && p.isWord('AFTER', 'BEFORE') ? parseOperation(p) : undefined;
  return { action, type, ...(call ? { call } : {}), table, ...(operation ? { operation } : {}) };
}

function parseOperation(p: Parser): Operation {
  const time = p.expectOneOf('AFTER', 'BEFORE');
  return `${time} ${p.expectOneOf(...(time === 'AFTER' ? ['INSERT', 'UPDATE'] : ['UPDATE', 'DELETE']))}` as Operation;
}

function parseOptions(p: Parser, known: readonly string[]): Options {
  if (!p.acceptWord('WITH')) return {};
  const options = p.parenthesizedList(onceEach(p, () => parseOption(p, known), (option) => Object.keys(option).join()));
  return Object.assign({}, ...options) as Options;
}

function parseOption(p: Parser, known: readonly string[]): Options {
  const name = p.expectOneOf(...known);
  p.expectSymbol('=');
  const isOn = p.expectOneOf('ON', 'OFF') === 'ON';
  return name === 'STATE' ? { isEnabled: isOn } : { isSchemaBound: isOn };
}

const parseReplication = (p: Parser): Pick<SecurityPolicyStatement, 'isNotForReplication'> =>
  (p.acceptSequence('NOT', 'FOR', 'REPLICATION') ? { isNotForReplication: true } : {});
