// The size, naming and comment rules of the house. Import direction is in .dependency-cruiser.cjs.
import tseslint from 'typescript-eslint';
import house from './tools/house-rules.cjs';

const ASYNC_BELOW_SESSION = 'No async below session: the executor is synchronous, only session/ and tds/ wait.';
const noAsync = ['FunctionDeclaration[async=true]', 'FunctionExpression[async=true]', 'ArrowFunctionExpression[async=true]', 'AwaitExpression', 'NewExpression[callee.name="Promise"]', 'TSTypeReference[typeName.name="Promise"]']
  .map((selector) => ({ selector, message: ASYNC_BELOW_SESSION }));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'test/projects/fixtures/**', 'coverage/**'] },
  {
    files: ['src/**/*.ts', 'engine/src/**/*.ts'],
    languageOptions: { parser: tseslint.parser, parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { '@typescript-eslint': tseslint.plugin, house },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      'max-params': ['error', 4],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } }],
      'no-empty': 'error', 'no-var': 'error', 'prefer-const': 'error', eqeqeq: ['error', 'always', { null: 'ignore' }], 'no-constant-condition': ['error', { checkLoops: false }],
      'no-sequences': 'error', 'no-self-compare': 'error', 'no-unreachable-loop': 'error', 'array-callback-return': 'error',
      '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-misused-promises': 'error', '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'house/header-comment': 'error', 'house/exported-doc': 'error', 'house/max-imports': ['error', 15], 'house/no-module-state': 'error',
    },
  },
  {
    files: ['engine/src/{types,syntax,catalog,storage,locking,transaction,plan,binder,optimizer,exec,instance,ddl,system}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noAsync] },
  },
  // Only texts for the user may be longer; SQL is broken into lines as in a file of its own.
  { files: ['src/**/*.ts'], rules: { 'max-len': ['error', { code: 200, ignoreStrings: true, ignoreUrls: true }] } },
  // The message table, and the places where the session's parts are joined, are exempt by name.
  { files: ['engine/src/errors/catalogue.ts'], rules: { 'max-lines': 'off', 'house/max-imports': ['error', 26] } },
  { files: ["engine/src/session/session.ts", "engine/src/session/{surroundings/execution,statements/query-statement,statements/simple-statement,statements/administration,procedures/system-procedures}.ts", "engine/src/ddl/execute-ddl.ts"], rules: { "house/max-imports": ["error", 26] } },
  // Jest loads these by their default export.
  { files: ['src/jest/*.ts'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['examples/*/src/**/*.ts', 'examples/*/test/**/*.ts', 'examples/*/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin, house },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      'no-empty': 'error', 'no-var': 'error', 'prefer-const': 'error', eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'house/header-comment': 'error',
    },
  },
  {
    files: ['test/**/*.ts', 'engine/tests/**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: { '@typescript-eslint/ban-ts-comment': 'error', 'no-var': 'error', 'prefer-const': 'error' },
  },
);
