// The combinations of versions that the matrix measures: data only. It does not know how a project is made of them or how it is run.
'use strict';

const NEST_10 = { '@nestjs/common': '10.4.15', '@nestjs/core': '10.4.15', '@nestjs/platform-express': '10.4.15', '@nestjs/testing': '10.4.15', '@nestjs/typeorm': '10.0.2' };
const NEST_11 = { '@nestjs/common': '11.2.10', '@nestjs/core': '11.2.10', '@nestjs/platform-express': '11.2.10', '@nestjs/testing': '11.2.6', '@nestjs/typeorm': '11.0.3' };
const NEST_12 = { '@nestjs/common': '12.5.1', '@nestjs/core': '12.5.1', '@nestjs/platform-express': '12.5.1', '@nestjs/testing': '12.1.1', '@nestjs/typeorm': '12.0.2' };
const BASE = { jest: '30.5.2', '@types/jest': '30.0.0', '@types/node': '20.19.43', 'reflect-metadata': '0.2.2', rxjs: '7.8.2', typescript: '5.9.3' };
const TS_JEST = { 'ts-jest': '29.4.15' };
// What ts-jest requires without naming it as its own: only Plug'n'Play minds.
const PEERS_OF_TS_JEST = { '@babel/core': '7.28.5', '@jest/transform': '30.5.2', '@jest/types': '30.5.1', 'babel-jest': '30.5.2', 'jest-util': '30.5.1' };
const SWC = { '@swc/core': '1.16.18', '@swc/jest': '0.2.39' };
const JEST_29 = { jest: '29.7.0', '@types/jest': '29.5.14' };
const BULL_11 = { '@nestjs/bull': '11.0.5', bull: '4.16.5' };
const BULLMQ_11 = { '@nestjs/bullmq': '11.0.5', bullmq: '6.7.0', ioredis: '5.11.1' };
const BULLMQ_12 = { '@nestjs/bullmq': '12.0.0', bullmq: '6.7.0', ioredis: '5.11.1' };

const TYPEORM_1 = { typeorm: '1.1.1', mssql: '12.7.14' };

/**
 * Each: its name, its exact versions, and what differs from a CommonJS project without a queue, installed by npm, on the Node that runs the
 * matrix: `type`, `queue`, `installer` (`npm`, `pnpm`, or `yarn` with Plug'n'Play), `node` (a major version), `layout` (`nest-cli`: Jest is configured as Nest's templates do it), and `checksTypes` (the compiler reads the project and our types).
 */
module.exports = [
  combination('nest10-cjs-typeorm0.3.17-mssql9-jest29', { ...NEST_10, ...TS_JEST, ...JEST_29, typeorm: '0.3.17', mssql: '9.3.2' }),
  combination('nest10-cjs-typeorm0.3.20-mssql10-jest29', { ...NEST_10, ...TS_JEST, ...JEST_29, typeorm: '0.3.20', mssql: '10.0.4' }, { layout: 'nest-cli' }),
  combination('nest11-cjs-typeorm0.3-mssql11', { ...NEST_11, ...TS_JEST, ...BULL_11, typeorm: '0.3.31', mssql: '11.0.1' }, { queue: 'bull' }),
  combination('nest11-cjs-typeorm0.3-mssql12-jest29', { ...NEST_11, ...TS_JEST, ...JEST_29, typeorm: '0.3.31', mssql: '12.7.14' }),
  combination('nest11-esm-ts-jest-jest29', { ...NEST_11, ...TS_JEST, ...JEST_29, typeorm: '0.3.31', mssql: '12.7.14' }, { type: 'module' }),
  // npm takes the newest tedious that this Node can run; pnpm takes the newest, and that needs Node 22.
  combination('nest11-cjs-nest-cli-pnpm-node22', { ...NEST_11, ...TS_JEST, ...BULLMQ_11, ...TYPEORM_1 }, { queue: 'bullmq', installer: 'pnpm', node: '22', layout: 'nest-cli' }),
  combination('nest11-cjs-ts-jest-yarn-pnp-node22', { ...NEST_11, ...TS_JEST, ...PEERS_OF_TS_JEST, ...BULLMQ_11, ...TYPEORM_1 }, { queue: 'bullmq', installer: 'yarn', node: '22' }),
  combination('nest11-cjs-swc', { ...NEST_11, ...SWC, ...BULL_11, ...TYPEORM_1 }, { queue: 'bull' }),
  combination('nest12-cjs-ts-jest-typescript6', { ...NEST_12, ...TS_JEST, ...BULLMQ_12, ...TYPEORM_1, typescript: '6.0.3' }, { queue: 'bullmq', checksTypes: true }),
  combination('nest12-cjs-swc-node24', { ...NEST_12, ...SWC, ...BULLMQ_12, ...TYPEORM_1 }, { queue: 'bullmq', node: '24' }),
  combination('nest12-cjs-nest-cli', { ...NEST_12, ...TS_JEST, ...TYPEORM_1 }, { layout: 'nest-cli' }),
  combination('nest12-esm-ts-jest-pnpm-node24', { ...NEST_12, ...TS_JEST, ...BULLMQ_12, ...TYPEORM_1 }, { type: 'module', queue: 'bullmq', installer: 'pnpm', node: '24', checksTypes: true }),
  combination('nest12-esm-swc-node22', { ...NEST_12, ...SWC, ...BULLMQ_12, ...TYPEORM_1 }, { type: 'module', queue: 'bullmq', node: '22' }),
];

function combination(name, versions, more = {}) {
  return { name, type: 'commonjs', queue: null, installer: 'npm', node: null, layout: 'plain', checksTypes: false, ...more, versions: { ...BASE, ...versions } };
}
