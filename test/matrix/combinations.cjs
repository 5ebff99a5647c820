// The combinations of versions that the matrix measures: data only. It does not know how a project is made of them or how it is run.
'use strict';

const NEST_11 = { '@nestjs/common': '11.2.10', '@nestjs/core': '11.2.10', '@nestjs/platform-express': '11.2.10', '@nestjs/testing': '11.2.6', '@nestjs/typeorm': '11.0.3' };
const NEST_12 = { '@nestjs/common': '12.5.1', '@nestjs/core': '12.5.1', '@nestjs/platform-express': '12.5.1', '@nestjs/testing': '12.1.1', '@nestjs/typeorm': '12.0.2' };
const BASE = { jest: '30.5.2', '@types/jest': '30.0.0', '@types/node': '20.19.43', 'reflect-metadata': '0.2.2', rxjs: '7.8.2', typescript: '5.9.3' };
const TS_JEST = { 'ts-jest': '29.4.15' };
const SWC = { '@swc/core': '1.16.18', '@swc/jest': '0.2.39' };
const BULL_11 = { '@nestjs/bull': '11.0.5', bull: '4.16.5' };
const BULLMQ_11 = { '@nestjs/bullmq': '11.0.5', bullmq: '6.7.0', ioredis: '5.11.1' };
const BULLMQ_12 = { '@nestjs/bullmq': '12.0.0', bullmq: '6.7.0', ioredis: '5.11.1' };

/** Each: its name, its kind of modules, its queue package or null, its exact versions. */
module.exports = [
  combination('nest11-cjs-typeorm0.3-mssql11', 'commonjs', 'bull', { ...NEST_11, ...TS_JEST, ...BULL_11, typeorm: '0.3.31', mssql: '11.0.1' }),
  combination('nest11-cjs-typeorm0.3-mssql12', 'commonjs', null, { ...NEST_11, ...TS_JEST, typeorm: '0.3.31', mssql: '12.7.14' }),
  combination('nest11-cjs-typeorm1-bullmq6', 'commonjs', 'bullmq', { ...NEST_11, ...TS_JEST, ...BULLMQ_11, typeorm: '1.1.1', mssql: '12.7.14' }),
  combination('nest11-cjs-swc', 'commonjs', 'bull', { ...NEST_11, ...SWC, ...BULL_11, typeorm: '1.1.1', mssql: '12.7.14' }),
  combination('nest12-cjs-ts-jest', 'commonjs', 'bullmq', { ...NEST_12, ...TS_JEST, ...BULLMQ_12, typeorm: '1.1.1', mssql: '12.7.14' }),
  combination('nest12-cjs-swc', 'commonjs', 'bullmq', { ...NEST_12, ...SWC, ...BULLMQ_12, typeorm: '1.1.1', mssql: '12.7.14' }),
  combination('nest12-esm-ts-jest', 'module', 'bullmq', { ...NEST_12, ...TS_JEST, ...BULLMQ_12, typeorm: '1.1.1', mssql: '12.7.14' }),
  combination('nest12-esm-swc', 'module', 'bullmq', { ...NEST_12, ...SWC, ...BULLMQ_12, typeorm: '1.1.1', mssql: '12.7.14' }),
];

function combination(name, type, queue, versions) {
  return { name, type, queue, versions: { ...BASE, ...versions } };
}
