// The Jest preset: names the hooks of this package and a transform for TypeScript. Everything in it can be overridden by the
// user's Jest config; globalSetup, globalTeardown and setupFilesAfterEnv are what makes it work.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { esmDependenciesOf } = require('./dist/project/esm-dependencies.js');
const { modulePlacesOf } = require('./dist/project/tsconfig-paths.js');

const projectDir = findPackageDir(process.cwd());
const projectRequire = createRequire(path.join(projectDir, 'package.json'));
const isEsm = readPackage(projectDir).type === 'module';
// What mssql requires and is ESM only in its newest versions: tedious' Azure packages reach the network through these.
const ESM_ONLY_PACKAGES = ['https-proxy-agent', 'http-proxy-agent', 'agent-base', 'proxy-agent-negotiate'];
const NOCK_PACKAGES = ['nock', '@mswjs', '@open-draft', 'rettime'];
const places = modulePlacesOf(projectDir, isEsm);
const hook = (name) => path.join(__dirname, 'dist', 'jest', `${name}.js`);

module.exports = {
  testEnvironment: 'node',
  testTimeout: 30_000,
  globalSetup: hook('global-setup'),
  globalTeardown: hook('global-teardown'),
  setupFilesAfterEnv: [hook('setup-after-env')],
  runtime: hook('runtime'),
  ...(isEsm ? { extensionsToTreatAsEsm: ['.ts'] } : {}),
  modulePaths: places.modulePaths,
  moduleNameMapper: { ...(isEsm ? { '^(\\.{1,2}/.*)\\.js$': '$1' } : {}), ...places.moduleNameMapper },
  ...transforms(),
};

function transforms() {
  const typescript = typescriptTransform();
  // Where there is any transform, Jest's own default is gone.
  const own = typescript === undefined ? { '\\.[jt]sx?$': 'babel-jest' } : { '^.+\\.[cm]?tsx?$': typescript };
  // CommonJS code loads these through a transform, no Node flag needed. An ES module project imports Nest 12 and nock 15 as they are:
  // a CommonJS copy beside them would be a second one.
  const packages = [...(isEsm ? [] : [...esmOf('@nestjs/common', ['@nestjs']), ...esmOf('nock', NOCK_PACKAGES), ...esmDependenciesOf(projectDir)]), ...ESM_ONLY_PACKAGES].map((name) => name.replaceAll('.', '\\.'));
  return {
    // No more than these: global setup puts this pattern before those of the user.
    transform: { [`/node_modules/(?:${packages.join('|')})/.+\\.m?js$`]: hook('esm-packages'), ...own },
    transformIgnorePatterns: [`/node_modules/(?!(?:.*/)?(?:${packages.join('|')})/)`],
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

function esmOf(name, packages) {
  return isEsmPackage(name) ? packages : [];
}

function isEsmPackage(name) {
  try {
    return readPackage(findPackageDir(path.dirname(projectRequire.resolve(name)))).type === 'module';
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
