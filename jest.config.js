/** The data tests (`*.data.spec.ts`) need the shared data sets and run by `npm run test:data`. */
const data = process.env.JOHANG_TEST_KIND === 'data';

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: data ? ['**/*.data.spec.ts'] : ['**/*.spec.ts'],
  testPathIgnorePatterns: data ? ['/node_modules/'] : ['/node_modules/', '\\.data\\.spec\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        jsc: {
          parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
          target: 'es2023',
          keepClassNames: true,
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  coverageProvider: 'v8',
  // Generous: it ends what hangs, and must not end what a busy machine makes slow.
  testTimeout: 120_000,
};
