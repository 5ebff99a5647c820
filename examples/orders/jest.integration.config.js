// The integration suite: everything but the file pattern comes from the preset.
module.exports = {
  preset: 'jest-nest-mssql',
  testMatch: ['<rootDir>/test/integration/**/*.spec.ts'],
  maxWorkers: 2,
};
