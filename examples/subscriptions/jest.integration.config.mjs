// The integration suite: everything but the file pattern comes from the preset.
export default {
  preset: 'jest-nest-mssql',
  testMatch: ['<rootDir>/test/integration/**/*.spec.ts'],
};
