/**
 * `npm test`: sets up, then runs lint, format, type check and build beside each other, then the jest suites in one run on all cores.
 * The real n8n is installed meanwhile. Its tests wait for most of their time, so they run beside the suites as soon as it is there.
 * Options: `--fast` (unit tests only), `--only records,unit`, `--json FILE` (counts by suite, the slowest tests), `--times N` (the
 * suites N times in a row, to find tests that pass only mostly; counts are of all runs together), `--full` (the large file of `e2e`
 * with a million rows instead of 200,000, the fault matrix with Retry On Fail also where nothing failed, and in the browser
 * the everyday jobs and all nodes of the examples).
 * Progress and the tables go to stderr; stdout has one line, the last: `tests: N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toolPath } from './run.mjs';
import { environment, node24, root, say, setUpProject, setUpRealN8n } from './setup.mjs';
import { countSuites, drawFailed, drawSlowest, drawSuites, findSlowest } from './testReport.mjs';

/** Steps that pass or fail as a whole; each counts as one test. Those of a lane run one after the other, the lanes beside each other. */
const CHECKS = {
	build: ['gulp', 'build'],
	typecheck: ['tsc', '--noEmit', '-p', 'tsconfig.json'],
	lint: ['eslint', '.', '--max-warnings', '0'],
	format: ['prettier', '--check', '--log-level', 'warn', '.'],
};
const LANES = [
	['build', 'typecheck'],
	['lint', 'format'],
];
/** The folder of each suite; a folder inside of another one's is no longer part of that. */
const SUITES = {
	unit: 'test/unit',
	emulator: 'test/emulator',
	records: 'test/records',
	users: 'test/users',
	import: 'test/import',
	seam: 'test/seam',
	trigger: 'test/trigger',
	laws: 'test/laws',
	security: 'test/laws/security',
	package: 'test/laws/package',
	step: 'test/step',
	conformance: 'test/conformance',
	faults: 'test/laws/faults',
	e2e: 'test/e2e',
};
/** The suite that needs the real n8n. */
const REAL_N8N = 'e2e';
/** Its files at once: each has an n8n and an emulator of its own, and waits for them. */
const E2E_WORKERS = 3;
/** Suites that look at `dist` or at the package made of it. */
const NEED_BUILD = ['package', 'e2e', 'security'];
const ORDER = [...Object.keys(CHECKS), ...Object.keys(SUITES)];
const MOST_WORKERS = 4;
/** What the tests are told with `--full`. */
const FULL = {
	FILE_TEST_ROWS: '1000000',
	FAULTS_IN_ALL_MODES: 'yes',
	EVERYDAY_JOBS: 'yes',
	ALL_NODES: 'yes',
	STALLS_IN_FULL_SIZE: 'yes',
	CHECKED_FILES: '1000',
	FEED_SEEDS: '10',
	FEED_CHANGES: '1000',
};

const { values: options } = parseArgs({
	options: {
		fast: { type: 'boolean' },
		only: { type: 'string' },
		json: { type: 'string' },
		times: { type: 'string', default: '1' },
		full: { type: 'boolean' },
	},
});
const times = Number(options.times);
if (!Number.isInteger(times) || times < 1) {
	say('--times takes a number from 1');
	process.exit(2);
}

/** Runs a tool with all of its output on stderr; answers whether it ended with 0. */
function runTool([name, ...args]) {
	const env = environment(options.full ? FULL : {});
	return new Promise((resolve, reject) => {
		const child = spawn(node24, [toolPath(name), ...args], { stdio: ['ignore', 2, 2], cwd: root, env });
		child.on('error', reject);
		child.on('exit', (code) => resolve(code === 0));
	});
}

const secondsSince = (startedAt) => Math.round((Date.now() - startedAt) / 1000);

async function runCheck(name) {
	const startedAt = Date.now();
	say(`\n== ${name}`);
	const isGood = await runTool(CHECKS[name]);
	return { runs: 1, passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0, seconds: secondsSince(startedAt) };
}

/** Runs jest projects in one go. @returns the jest result; null if it left none */
async function runJest(projects, workers) {
	const resultFile = path.join(root, '.cache', `jest-${projects[0]}.json`);
	mkdirSync(path.dirname(resultFile), { recursive: true });
	rmSync(resultFile, { force: true });
	say(`\n== ${projects.join(', ')}`);
	const isGood = await runTool([
		'jest',
		'--selectProjects',
		...projects,
		`--maxWorkers=${workers}`,
		'--json',
		`--outputFile=${resultFile}`,
	]);
	return existsSync(resultFile) ? { ...JSON.parse(readFileSync(resultFile, 'utf8')), isGood } : null;
}

function addUp(results) {
	const sum = (key) => results.reduce((total, result) => total + result[key], 0);
	return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** What to run, in order; what depends on the build brings it along. */
function chooseSteps() {
	if (options.fast) return ['unit'];
	if (options.only === undefined) return ORDER;
	const wanted = options.only.split(',').map((name) => name.trim());
	const unknown = wanted.filter((name) => !ORDER.includes(name));
	if (unknown.length > 0) {
		say(`There is no suite ${unknown.join(', ')}. There are: ${ORDER.join(', ')}`);
		process.exit(2);
	}
	if (wanted.some((name) => NEED_BUILD.includes(name))) wanted.push('build');
	return ORDER.filter((name) => wanted.includes(name));
}

const startedAt = Date.now();
const steps = chooseSteps();
await setUpProject();
// It takes minutes, of the network for the most part: the other suites run meanwhile.
const installing = steps.includes(REAL_N8N)
	? setUpRealN8n().then(
			() => true,
			(error) => {
				say(`The real n8n could not be installed: ${error.message}`);
				return false;
			},
		)
	: Promise.resolve(false);

const suites = {};
const tests = [];

const runLane = async (lane) => {
	for (const name of lane) if (steps.includes(name)) suites[name] = await runCheck(name);
};
await Promise.all(LANES.map(runLane));

/** Takes down what came of suites. @param runs the jest results of each time that they ran */
function takeDown(names, runs) {
	const counted = countSuites(runs, names, SUITES);
	for (const [name, { tests: ofSuite, ...suite }] of Object.entries(counted)) {
		suites[name] = suite;
		tests.push(...ofSuite);
	}
}
const others = steps.filter((name) => name in SUITES && name !== REAL_N8N);
const workers = Math.min(MOST_WORKERS, Math.max(1, os.availableParallelism()));
const ofOthers = [];
const ofRealN8n = [];
for (let run = 1; run <= times; run += 1) {
	if (times > 1) say(`\n== run ${run} of ${times}`);
	const [othersResult, realN8nResult] = await Promise.all([
		others.length > 0 ? runJest(others, workers) : undefined,
		installing.then((isThere) => (isThere ? runJest([REAL_N8N], E2E_WORKERS) : undefined)),
	]);
	if (othersResult !== undefined) ofOthers.push([othersResult]);
	if (realN8nResult !== undefined) ofRealN8n.push([realN8nResult]);
}
if (others.length > 0) takeDown(others, ofOthers);
if (await installing) takeDown([REAL_N8N], ofRealN8n);
else if (steps.includes(REAL_N8N)) suites[REAL_N8N] = { runs: times, passed: 0, failed: 1, skipped: 0, seconds: 0 };

const inOrder = Object.fromEntries(steps.filter((name) => name in suites).map((name) => [name, suites[name]]));
const totals = addUp(Object.values(inOrder));
const slowest = findSlowest(tests);
const seconds = secondsSince(startedAt);
say(
	['', drawSuites(inOrder, { runs: '', ...totals, seconds }), drawSlowest(slowest), drawFailed(tests)]
		.filter((part, index) => index === 0 || part !== '')
		.join('\n\n'),
);
say('');
if (options.json !== undefined)
	writeFileSync(options.json, `${JSON.stringify({ ...totals, seconds, suites: inOrder, slowest }, null, 2)}\n`);
process.stdout.write(`tests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
