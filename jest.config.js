/** One project a suite: `npm test` counts them apart. Each runs on real parts; only Zoho is stood in for by the emulator. */
const suite = (name, folder, extra = {}) => ({
	displayName: name,
	rootDir: __dirname,
	testEnvironment: 'node',
	testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/e2e/node_modules/', '<rootDir>/.cache/'],
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json', diagnostics: false }] },
	...extra,
});

module.exports = {
	projects: [
		suite('unit', 'unit'),
		suite('emulator', 'emulator'),
		suite('nodes', 'nodes', { setupFiles: ['<rootDir>/test/harness/setup.ts'] }),
		suite('security', 'security', { setupFiles: ['<rootDir>/test/harness/setup.ts'] }),
		suite('structure', 'structure'),
		suite('package', 'package'),
		suite('conformance', 'conformance'),
		suite('faults', 'faults', { setupFiles: ['<rootDir>/test/harness/setup.ts'], setupFilesAfterEnv: ['<rootDir>/test/faults/smallLimits.ts'] }),
		suite('e2e', 'e2e'),
	],
	testTimeout: 60_000,
};
