/**
 * `npm test`: sets up, then runs lint, type check, build and the jest suites one after the other, and counts.
 * Options: `--fast` (unit tests only), `--only nodes,unit`, `--json FILE` (counts by suite, the slowest tests), `--times N` (each
 * suite N times in a row, to find tests that pass only mostly; counts are of all runs together).
 * Progress and the tables go to stderr; stdout has one line, the last: `tests: N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toolPath } from './run.mjs';
import { environment, node24, root, say, setUpProject, setUpRealN8n } from './setup.mjs';
import { drawFailed, drawSlowest, drawSuites, findSlowest, readTests } from './testReport.mjs';

/** Steps that pass or fail as a whole; each counts as one test. */
const CHECKS = {
	lint: ['eslint', '.', '--max-warnings', '0'],
	format: ['prettier', '--check', '--log-level', 'warn', '.'],
	typecheck: ['tsc', '--noEmit', '-p', 'tsconfig.json'],
	build: ['gulp', 'build'],
};
const SUITES = [
	'unit',
	'emulator',
	'records',
	'users',
	'import',
	'seam',
	'laws',
	'security',
	'package',
	'step',
	'conformance',
	'faults',
	'e2e',
];
/** Suites that look at `dist` or at the package made of it. */
const NEED_BUILD = ['package', 'e2e', 'security'];
const ORDER = [...Object.keys(CHECKS), ...SUITES];

const { values: options } = parseArgs({
	options: {
		fast: { type: 'boolean' },
		only: { type: 'string' },
		json: { type: 'string' },
		times: { type: 'string', default: '1' },
	},
});
const times = Number(options.times);
if (!Number.isInteger(times) || times < 1) {
	say('--times takes a number from 1');
	process.exit(2);
}

/** Runs a tool with all of its output on stderr; answers whether it ended with 0. */
function runTool([name, ...args]) {
	return new Promise((resolve, reject) => {
		const child = spawn(node24, [toolPath(name), ...args], { stdio: ['ignore', 2, 2], cwd: root, env: environment() });
		child.on('error', reject);
		child.on('exit', (code) => resolve(code === 0));
	});
}

async function runCheck(name) {
	const isGood = await runTool(CHECKS[name]);
	return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0, tests: [] };
}

/** A file that could not be run, a run that crashed and a suite without a single test each count as one failed test. */
async function runSuite(name) {
	const resultFile = path.join(root, '.cache', `jest-${name}.json`);
	mkdirSync(path.dirname(resultFile), { recursive: true });
	rmSync(resultFile, { force: true });
	const isGood = await runTool(['jest', '--selectProjects', name, '--json', `--outputFile=${resultFile}`]);
	if (!existsSync(resultFile)) return { passed: 0, failed: 1, skipped: 0, tests: [] };
	const result = JSON.parse(readFileSync(resultFile, 'utf8'));
	const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
	const isEmpty = result.numPassedTests === 0;
	return {
		passed: result.numPassedTests,
		failed: failed === 0 && (!isGood || isEmpty) ? 1 : failed,
		skipped: result.numPendingTests + result.numTodoTests,
		tests: readTests(name, result),
	};
}

/** Runs a check once, and a suite as often as was asked for. */
async function runStep(name) {
	const startedAt = Date.now();
	const results = [];
	const runs = name in CHECKS ? 1 : times;
	for (let run = 1; run <= runs; run += 1) {
		say(`\n== ${name}${runs > 1 ? `, run ${run} of ${runs}` : ''}`);
		results.push(await (name in CHECKS ? runCheck(name) : runSuite(name)));
	}
	return {
		runs,
		...addUp(results),
		seconds: Math.round((Date.now() - startedAt) / 1000),
		tests: results.flatMap(({ tests }) => tests),
	};
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

const steps = chooseSteps();
await setUpProject();
if (steps.includes('e2e')) await setUpRealN8n();

const suites = {};
const tests = [];
for (const name of steps) {
	const { tests: ofSuite, ...suite } = await runStep(name);
	suites[name] = suite;
	tests.push(...ofSuite);
}

const totals = addUp(Object.values(suites));
const slowest = findSlowest(tests);
const seconds = Object.values(suites).reduce((total, suite) => total + suite.seconds, 0);
say(
	['', drawSuites(suites, { runs: '', ...totals, seconds }), drawSlowest(slowest), drawFailed(tests)]
		.filter((part, index) => index === 0 || part !== '')
		.join('\n\n'),
);
say('');
if (options.json !== undefined)
	writeFileSync(options.json, `${JSON.stringify({ ...totals, suites, slowest }, null, 2)}\n`);
process.stdout.write(`tests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
