/** One project a suite: `npm test` counts them apart. Each runs on real parts; only Zoho is stood in for by the emulator. */
const suite = (name, folder, extra = {}) => ({
	displayName: name,
	rootDir: __dirname,
	testEnvironment: 'node',
	testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/e2e/node_modules/', '<rootDir>/.cache/'],
	// Types are checked by `npm run typecheck`; here they are only taken away.
	transform: { '^.+\\.ts$': ['@swc/jest', SWC] },
	...extra,
});

const SWC = {
	jsc: { parser: { syntax: 'typescript' }, target: 'es2023', keepClassNames: true },
	module: { type: 'commonjs', strict: false },
	sourceMaps: 'inline',
};
/** Tests that run nodes wait for n8n-core, which wants to know its surroundings first. */
const onStage = { setupFiles: ['<rootDir>/test/stage/setup.ts'] };

module.exports = {
	projects: [
		suite('unit', 'unit'),
		suite('emulator', 'emulator'),
		suite('records', 'records', onStage),
		suite('users', 'users', onStage),
		suite('import', 'import', onStage),
		suite('seam', 'seam', onStage),
		suite('trigger', 'trigger', onStage),
		suite('laws', 'laws', { ...onStage, testPathIgnorePatterns: ['<rootDir>/test/laws/(faults|package|security)/'] }),
		suite('security', 'laws/security', onStage),
		suite('package', 'laws/package'),
		suite('faults', 'laws/faults', { ...onStage, setupFilesAfterEnv: ['<rootDir>/test/laws/faults/smallLimits.ts'] }),
		suite('step', 'step'),
		suite('conformance', 'conformance'),
		suite('e2e', 'e2e', { testPathIgnorePatterns: ['<rootDir>/test/e2e/node_modules/'] }),
	],
	testSequencer: '<rootDir>/scripts/slowFirst.cjs',
	// Ends what hangs. It is no measure of speed: other suites run in parallel.
	testTimeout: 180_000,
};
