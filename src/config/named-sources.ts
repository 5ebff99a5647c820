// The data sources of an application beside its first: their names, and what a config may say of each. Opens and loads nothing.
import { isSchemaSource } from './schema-source';
import type { TemplateConfig } from './template-config';

/** A data source beside the first, as the config has it. */
export interface NamedSource {
  readonly name: string;
  /** A DataSource, its options, a function of either, or a path. */
  readonly given: unknown;
  readonly template: Pick<TemplateConfig, 'schema' | 'before' | 'seed'>;
}

// Names become parts of database names; the two refused mean something there already.
const NAME = /^(?!(?:default|scratch)$)[a-z]\w{0,29}$/i;
const TEMPLATE_CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  schema: isSchemaSource,
  before: (value) => isObject(value) && Object.values(value).every((work) => typeof work === 'function'),
  seed: (value) => typeof value === 'function',
};

/** Whether a value is what `dataSources` of a config may be. */
export function isNamedSources(value: unknown): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value);
  const areNames = names.every((name) => NAME.test(name)) && new Set(names.map((name) => name.toLowerCase())).size === names.length;
  return areNames && Object.values(value).every(isEntry);
}

/** The data sources of a checked config, in its order. */
export function namedSourcesOf(dataSources: Readonly<Record<string, unknown>> = {}): readonly NamedSource[] {
  return Object.entries(dataSources).map(([name, value]) => {
    if (!isWithTemplate(value)) return { name, given: value, template: {} };
    return { name, given: value['dataSource'], template: (value['template'] ?? {}) as NamedSource['template'] };
  });
}

function isEntry(value: unknown): boolean {
  if (!isWithTemplate(value)) return typeof value === 'function' || (typeof value === 'string' && value !== '') || isObject(value);
  const { dataSource, template = {}, ...rest } = value;
  return dataSource !== undefined && Object.keys(rest).length === 0 && isObject(template)
    && Object.entries(template).every(([key, part]) => part === undefined || TEMPLATE_CHECKS[key]?.(part) === true);
}

function isWithTemplate(value: unknown): value is Record<string, unknown> {
  return isObject(value) && 'dataSource' in value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
