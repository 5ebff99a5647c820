// All system views and table functions by name.
import { CONSTRAINT_VIEWS } from './constraint-views';
import { DATABASE_VIEWS } from './database-views';
import { DEPENDENCY_FUNCTIONS, DEPENDENCY_VIEWS } from './dependency-views';
import { EMPTY_VIEWS } from './empty-views';
import { INDEX_VIEWS } from './index-views';
import { INFORMATION_SCHEMA } from './information-schema';
import { INFORMATION_SCHEMA_CONSTRAINTS } from './information-schema-constraints';
import { MODULE_VIEWS } from './module-views';
import { OBJECT_VIEWS } from './object-views';
import { OLD_VIEWS } from './old-views';
import { SECURITY_FUNCTIONS, SECURITY_VIEWS } from './security-views';
import { STATE_FUNCTIONS, STATE_VIEWS } from './state-views';
import type { SystemTableFunction, SystemView } from './system-view';
import { systemObjectViews, systemTableId } from './system-objects';
import { SPT_VALUES } from './spt-values';
import { TABLE_VIEWS } from './table-views';

const FIRST_VIEW_ID = -100;

const LISTED: readonly SystemView[] = [
  ...OBJECT_VIEWS,
  ...TABLE_VIEWS,
  ...CONSTRAINT_VIEWS,
  ...INDEX_VIEWS,
  ...MODULE_VIEWS,
  ...DEPENDENCY_VIEWS,
  ...DATABASE_VIEWS,
  ...SECURITY_VIEWS,
  ...STATE_VIEWS,
  ...EMPTY_VIEWS,
  ...OLD_VIEWS,
  ...INFORMATION_SCHEMA,
  ...INFORMATION_SCHEMA_CONSTRAINTS,
  ...systemObjectViews(
    () => LISTED,
    (view) => FIRST_VIEW_ID - LISTED.indexOf(view),
  ),
];
const VIEWS: ReadonlyMap<string, SystemView> = new Map([...LISTED, SPT_VALUES].map((view) => [view.name, view]));
const FUNCTIONS: ReadonlyMap<string, SystemTableFunction> = new Map([...STATE_FUNCTIONS, ...SECURITY_FUNCTIONS, ...DEPENDENCY_FUNCTIONS].map((f) => [f.name, f]));

/** A view by its lower-case name with schema. */
export const systemView = (name: string): SystemView | undefined => VIEWS.get(name.toLowerCase());

/** A table function by name, with or without its schema sys. */
export const systemTableFunction = (name: string): SystemTableFunction | undefined => FUNCTIONS.get(name.toLowerCase()) ?? FUNCTIONS.get(`sys.${name.toLowerCase()}`);

/** The id of a system base table, or a stable negative one for OBJECT_ID('sys.tables'); undefined for what is neither. */
export function systemViewObjectId(parts: readonly string[]): number | undefined {
  const base = systemTableId(parts);
  if (base !== undefined) return base;
  const name = parts.slice(-2).join('.').toLowerCase();
  const index = [...VIEWS.keys()].indexOf(parts.length === 1 ? `sys.${name}` : name);
  return index < 0 ? undefined : FIRST_VIEW_ID - index;
}
