// The Jest preset: names the hooks of this package and a transform for TypeScript. Everything in it can be overridden by the
// user's Jest config; globalSetup, globalTeardown and setupFilesAfterEnv are what makes it work.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const projectDir = findPackageDir(process.cwd());
const projectRequire = createRequire(path.join(projectDir, 'package.json'));
const isEsm = readPackage(projectDir).type === 'module';
const hook = (name) => path.join(__dirname, 'dist', 'jest', `${name}.js`);

module.exports = {
  testEnvironment: 'node',
  testTimeout: 30_000,
  globalSetup: hook('global-setup'),
  globalTeardown: hook('global-teardown'),
  setupFilesAfterEnv: [hook('setup-after-env')],
  ...(isEsm ? { extensionsToTreatAsEsm: ['.ts'], moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' } } : {}),
  ...transforms(),
};

function transforms() {
  const typescript = typescriptTransform();
  const own = typescript === undefined ? {} : { '^.+\\.[cm]?tsx?$': typescript };
  if (isEsm || !isNestEsm()) return typescript === undefined ? {} : { transform: own };
  // Nest 12 is ESM: CommonJS tests load it through this transform, no Node flag needed.
  return {
    transform: { '/node_modules/.+\\.m?js$': hook('esm-packages'), ...own },
    transformIgnorePatterns: ['/node_modules/(?!(?:.*/)?@nestjs/)'],
  };
}

function typescriptTransform() {
  const tsJest = requireResolve('ts-jest');
  if (tsJest !== undefined) return lazily(tsJest, isEsm ? { useESM: true } : {});
  const swcJest = requireResolve('@swc/jest');
  if (swcJest === undefined) return undefined;
  return lazily(swcJest, { jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true }, target: 'es2022', keepClassNames: true }, module: { type: isEsm ? 'es6' : 'commonjs' } });
}

function lazily(transformer, config) {
  return [hook('typescript'), { transformer, config }];
}

function isNestEsm() {
  try {
    return readPackage(findPackageDir(path.dirname(projectRequire.resolve('@nestjs/common')))).type === 'module';
  } catch {
    return false;
  }
}

function requireResolve(name) {
  try {
    return projectRequire.resolve(name);
  } catch {
    return undefined;
  }
}

function findPackageDir(from) {
  for (let directory = from; ; directory = path.dirname(directory)) {
    if (fs.existsSync(path.join(directory, 'package.json'))) return directory;
    if (directory === path.dirname(directory)) return from;
  }
}

function readPackage(directory) {
  try {
    return JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8'));
  } catch {
    return {};
  }
}
