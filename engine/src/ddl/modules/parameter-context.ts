// A BindContext inside a function: its parameters are the variables. Everything else is asked of the context around it.
import type { BindContext, ResolvedTable } from '../../binder/bind-context';
import type { FunctionDefinition, Parameter, TableDefinition } from '../../catalog/definitions';
import type { OutputColumn, TableRef } from '../../plan/node';
import type { Dialect } from '../../syntax/dialect';
import { foldName, type NameRules } from '../../types/text/collation';
import type { SqlType } from '../../types/sql-type';

/** The context of a function's body at its creation. */
export class ParameterContext implements BindContext {
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #outer: BindContext;

  constructor(outer: BindContext, parameters: readonly Parameter[]) {
    this.#outer = outer;
    this.#parameters = new Map(parameters.map((parameter) => [foldName(parameter.name), parameter]));
  }

  get databaseId(): number {
    return this.#outer.databaseId;
  }
  get databaseName(): string {
    return this.#outer.databaseName;
  }
  get collation(): string {
    return this.#outer.collation;
  }
  get names(): NameRules {
    return this.#outer.names;
  }
  get dialect(): Dialect {
    return this.#outer.dialect;
  }
  get quotedIdentifier(): boolean {
    return this.#outer.quotedIdentifier;
  }
  get triggerColumns(): undefined {
    return undefined;
  }
  get parsedTexts(): Map<string, unknown> | undefined {
    return this.#outer.parsedTexts;
  }

  variableType(name: string): SqlType | undefined {
    const parameter = this.#parameters.get(foldName(name));
    return parameter?.tableType === undefined && !parameter?.isCursor ? parameter?.type : undefined;
  }

  resolveTable(parts: readonly string[]): ResolvedTable | undefined {
    return this.#outer.resolveTable(parts);
  }
  resolveTableById(databaseId: number, objectId: number): ResolvedTable | undefined {
    return this.#outer.resolveTableById?.(databaseId, objectId);
  }
  resolveTableVariable(name: string): { readonly ref: TableRef; readonly definition: TableDefinition; readonly isReadOnly: boolean } | undefined {
    const typeName = this.#parameters.get(foldName(name))?.tableType;
    const definition = typeName === undefined ? undefined : this.resolveTableType(typeName.split('.'));
    return definition && { ref: { kind: 'variable', name: foldName(name) }, definition, isReadOnly: true };
  }
  resolveFunction(parts: readonly string[]): { readonly databaseId: number; readonly definition: FunctionDefinition } | undefined {
    return this.#outer.resolveFunction(parts);
  }
  resolveSequence(parts: readonly string[]): ReturnType<BindContext['resolveSequence']> {
    return this.#outer.resolveSequence(parts);
  }
  resolveUserType(parts: readonly string[]): ReturnType<BindContext['resolveUserType']> {
    return this.#outer.resolveUserType(parts);
  }
  resolveTableType(parts: readonly string[]): TableDefinition | undefined {
    return this.#outer.resolveTableType?.(parts);
  }
  resolveXmlCollection(parts: readonly string[]): ReturnType<BindContext['resolveXmlCollection']> {
    return this.#outer.resolveXmlCollection(parts);
  }
  systemTableFunctionColumns(name: string): readonly OutputColumn[] | undefined {
    return this.#outer.systemTableFunctionColumns(name);
  }
  hasTrigger(databaseId: number, objectId: number, event: 'insert' | 'update' | 'delete', timing: 'after' | 'instead of'): boolean {
    return this.#outer.hasTrigger(databaseId, objectId, event, timing);
  }
  isIdentityInsertOn(databaseId: number, objectId: number): boolean {
    return this.#outer.isIdentityInsertOn(databaseId, objectId);
  }
  inDatabase(databaseId: number, ownSchemaId?: number): BindContext {
    return databaseId === this.databaseId ? this : this.#outer.inDatabase(databaseId, ownSchemaId);
  }
}
