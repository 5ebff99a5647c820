// A bulk load that asks for no checks: the table's conditions and foreign keys are off while it writes and not trusted from then on, its INSERT triggers do not fire.
import type { ResolvedTable } from '../../binder/bind-context';
import { executeDdl } from '../../ddl/execute-ddl';
import type { ObjectName } from '../../syntax/ast/common';
import type { AlterTableAction } from '../../syntax/ast/ddl';
import type { Frame } from '../frame';
import type { SessionState } from '../state';
import { ddlContext } from '../surroundings/ddl-surroundings';

interface Unchecked {
  readonly table: Extract<ResolvedTable, { kind: 'table' }>;
  readonly name: ObjectName;
  readonly checks: boolean;
  readonly triggers: boolean;
}

type Toggle = Extract<AlterTableAction, { kind: 'toggle-constraint' | 'toggle-trigger' }>;

/** Runs `load` with what it does not ask for switched off. */
export function unchecked(state: SessionState, frame: Frame, given: Unchecked, load: () => void): void {
  const off = togglesOf(state, given);
  const toggle = (isEnabled: boolean): void => {
    for (const action of off) executeDdl({ kind: 'alter-table', name: given.name, action: { ...action, isEnabled }, at: given.name.at }, ddlContext(state, frame));
  };
  toggle(false);
  load();
  toggle(true);
}

function togglesOf(state: SessionState, { table: { definition, databaseId }, name: { at }, checks, triggers }: Unchecked): readonly Toggle[] {
  const named = (all: readonly { readonly name: string; readonly isDisabled: boolean }[]): Toggle['names'] & readonly unknown[] => all.filter((one) => !one.isDisabled).map(({ name }) => ({ name, at }));
  const constraints = checks ? named([...definition.checks, ...definition.foreignKeys]) : [];
  const inserts = triggers ? state.instance.databases.get(databaseId)?.catalog.triggersOf(definition.objectId).filter(({ events, timing }) => timing === 'after' && events.includes('insert')) ?? [] : [];
  const fired = named(inserts);
  return [
    ...(constraints.length > 0 ? [{ kind: 'toggle-constraint', isEnabled: false, names: constraints } as const] : []),
    ...(fired.length > 0 ? [{ kind: 'toggle-trigger', isEnabled: false, names: fired } as const] : []),
  ];
}
