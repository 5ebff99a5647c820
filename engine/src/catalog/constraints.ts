// The constraints of a table as objects of their own, whatever part of its definition they are kept in.
import type { TableDefinition } from './definitions';

export type ConstraintKind = 'PRIMARY_KEY' | 'UNIQUE' | 'FOREIGN_KEY' | 'CHECK' | 'DEFAULT';

/** A constraint with its name and what OBJECTPROPERTY tells of it. */
export interface ConstraintEntry {
  readonly kind: ConstraintKind;
  readonly objectId: number;
  readonly name: string;
  readonly isDisabled?: boolean;
  readonly isNotTrusted?: boolean;
  readonly isNotForReplication?: boolean;
  readonly isClustered?: boolean;
  readonly isColumn?: boolean;
  readonly cascades?: { readonly onDelete: boolean; readonly onUpdate: boolean };
}

/** Every constraint of a table: defaults, checks, foreign keys, keys. */
export function constraintsOf(table: TableDefinition): readonly ConstraintEntry[] {
  return [
    ...table.columns.flatMap((c): ConstraintEntry[] => (c.default ? [{ kind: 'DEFAULT', objectId: c.default.objectId, name: c.default.name, isColumn: true }] : [])),
    ...table.checks.map((c): ConstraintEntry => ({
      kind: 'CHECK',
      objectId: c.objectId,
      name: c.name,
      isDisabled: c.isDisabled,
      isNotTrusted: c.isNotTrusted,
      isNotForReplication: c.isNotForReplication,
      isColumn: c.columnId !== undefined,
    })),
    ...table.foreignKeys.map((f): ConstraintEntry => ({
      kind: 'FOREIGN_KEY',
      objectId: f.objectId,
      name: f.name,
      isDisabled: f.isDisabled,
      isNotTrusted: f.isNotTrusted,
      isNotForReplication: f.isNotForReplication,
      isColumn: f.columnIds.length === 1,
      cascades: { onDelete: f.onDelete === 'CASCADE', onUpdate: f.onUpdate === 'CASCADE' },
    })),
    ...table.indexes.flatMap((i): ConstraintEntry[] =>
      i.constraintId === undefined ? [] : [{ kind: i.isPrimaryKey ? 'PRIMARY_KEY' : 'UNIQUE', objectId: i.constraintId, name: i.name, isClustered: i.isClustered }],
    ),
  ];
}

/** A constraint's type in sys.objects. */
export const CONSTRAINT_TYPES: Readonly<Record<ConstraintKind, 'PK' | 'UQ' | 'C' | 'F' | 'D'>> = { PRIMARY_KEY: 'PK', UNIQUE: 'UQ', CHECK: 'C', FOREIGN_KEY: 'F', DEFAULT: 'D' };
