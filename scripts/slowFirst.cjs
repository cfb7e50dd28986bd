/** The order of test files: slow ones first, so that all workers end at about the same time. */
const path = require('node:path');
const { statSync } = require('node:fs');
const Sequencer = require('@jest/test-sequencer').default;

/** About how many seconds the slow files take; every other file is quicker than these. */
const SECONDS = {
	'e2e/queue.test.ts': 350,
	'e2e/crash.test.ts': 300,
	'e2e/canvas.test.ts': 300,
	'e2e/largeFile.test.ts': 140,
	'e2e/headless.test.ts': 180,
	'e2e/callback.test.ts': 90,
	'laws/faults/bulkImportsMatrix.test.ts': 110,
	'laws/faults/importsMatrix.test.ts': 60,
	'laws/faults/recordsMatrix.test.ts': 60,
	'laws/faults/contactsAndOthersMatrix.test.ts': 45,
	'laws/faults/jobsMatrix.test.ts': 40,
	'laws/secrets.test.ts': 35,
	'import/bulkFile.test.ts': 15,
	'import/bulkCancel.test.ts': 35,
	'import/bulkRoute.test.ts': 25,
	'import/bulkImportTrouble.test.ts': 12,
	'laws/security/wire.test.ts': 20,
	'import/bulkResume.test.ts': 20,
	'laws/faults/broken.test.ts': 20,
	'conformance/conformance.test.ts': 20,
	'laws/package/package.test.ts': 20,
	'emulator/server/capacity.test.ts': 15,
	'emulator/bulk/rows.test.ts': 15,
	'emulator/main.test.ts': 15,
	'laws/security/keys.test.ts': 15,
	'unit/import/csv/source.test.ts': 12,
};

module.exports = class SlowFirst extends Sequencer {
	sort(tests) {
		const place = (test) =>
			path.relative(path.join(test.context.config.rootDir, 'test'), test.path).split(path.sep).join('/');
		const weigh = (test) => ({ test, seconds: SECONDS[place(test)] ?? 0, bytes: statSync(test.path).size });
		return [...tests]
			.map(weigh)
			.sort((one, other) => other.seconds - one.seconds || other.bytes - one.bytes)
			.map(({ test }) => test);
	}
};
