// ALTER TABLE: which file does which action.
import type { LockEscalation } from '../catalog/definitions';
import { notSupported } from '../errors/not-supported';
import type { AlterTable } from '../syntax/ast/ddl';
import { addToTable } from './tables/alter-add';
import { alterColumn } from './tables/alter-column';
import { alterColumnFlag } from './tables/alter-column-flag';
import { alterColumnMask } from './tables/alter-mask';
import { dropFromTable } from './tables/alter-drop';
import { toggleTracking } from './databases/change-tracking';
import { toggleConstraints } from './tables/toggle-constraints';
import { toggleTableTriggers } from './modules/toggle-triggers';
import type { DdlContext } from './objects/ddl-context';
import { rebuildTable } from './tables/rebuild';
import { switchTable } from './tables/switch';
import { replaceDefinition, tableToAlter, type TargetTable } from './objects/table-change';
import { setVersioning } from './tables/temporal-ddl';

/** Runs one ALTER TABLE under Sch-M on the table. */
export function alterTable(ddl: DdlContext, { name, action }: AlterTable): void {
  const target = tableToAlter(ddl, name);
  switch (action.kind) {
    case 'add': addToTable(ddl, target, action); break;
    case 'drop': dropFromTable(ddl, target, action.items); break;
    case 'alter-column': alterColumn(ddl, target, action); break;
    case 'alter-column-mask': alterColumnMask(ddl, target, action); break;
    case 'alter-column-flag': alterColumnFlag(ddl, target, action); break;
    case 'toggle-constraint': toggleConstraints(ddl, target, action); break;
    case 'toggle-trigger': toggleTableTriggers(ddl, target, action); break;
    case 'change-tracking': toggleTracking(ddl, target, action); break;
    case 'system-versioning': setVersioning(ddl, target, action.options); break;
    case 'rebuild': rebuildTable(ddl, target, action); break;
    case 'set-option': setOption(ddl, target, action); break;
    case 'switch': switchTable(ddl, target, action); break;
  }
}

const ESCALATIONS: Readonly<Record<string, LockEscalation>> = { TABLE: 'TABLE', AUTO: 'AUTO', DISABLE: 'DISABLE' };

function setOption(ddl: DdlContext, target: TargetTable, { name, value }: { readonly name: string; readonly value: string }): void {
  const lockEscalation = ESCALATIONS[value];
  if (name !== 'LOCK_ESCALATION' || !lockEscalation) throw notSupported(`ALTER TABLE ... SET (${name} = ${value})`);
  replaceDefinition(ddl, target, { ...target.table, lockEscalation });
}
