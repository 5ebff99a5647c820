/** `npm test`: both packages. The preset's whole-project tests start Jest themselves, so they take longer. */
module.exports = {
  testTimeout: 30000,
  globalSetup: '<rootDir>/tools/temporary-folder/set-up.cjs',
  globalTeardown: '<rootDir>/tools/temporary-folder/clean-up.cjs',
  projects: [
    '<rootDir>/engine/jest.config.cjs',
    {
      displayName: 'preset',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/projects/fixtures/'],
      modulePathIgnorePatterns: ['<rootDir>/test/projects/fixtures/', '<rootDir>/dist', '<rootDir>/engine/dist'],
      transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true }, target: 'es2022' }, module: { type: 'commonjs' } }] },
    },
  ],
};
