/** Tests of the engine: TypeScript through swc, one process per file. */
module.exports = {
  displayName: 'engine',
  rootDir: __dirname,
  testEnvironment: 'node',
  globalSetup: '<rootDir>/../tools/temporary-folder/set-up.cjs',
  globalTeardown: '<rootDir>/../tools/temporary-folder/clean-up.cjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true }, target: 'es2022' }, module: { type: 'commonjs' } }] },
};
