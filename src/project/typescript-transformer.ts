// The transformer of Jest's that a project has for its TypeScript. Loads none.
import { isModulePackage, resolvePeer } from './project';

/** A transformer, and what it is configured with. */
export interface ChosenTransformer {
  readonly file: string;
  readonly config: object;
}

/** ts-jest, or else @swc/jest, as the package in `packageDir` has it; undefined if it has neither. */
export function typeScriptTransformer(packageDir: string): ChosenTransformer | undefined {
  const isEsm = isModulePackage(packageDir);
  const tsJest = resolvePeer(packageDir, 'ts-jest');
  if (tsJest !== undefined) return { file: tsJest, config: isEsm ? { useESM: true } : {} };
  const swcJest = resolvePeer(packageDir, '@swc/jest');
  return swcJest === undefined ? undefined : { file: swcJest, config: swcConfig(isEsm) };
}

function swcConfig(isEsm: boolean): object {
  return {
    jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true }, target: 'es2022', keepClassNames: true },
    module: { type: isEsm ? 'es6' : 'commonjs' },
  };
}
