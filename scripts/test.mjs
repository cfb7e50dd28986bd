/**
 * `npm test`: sets up, then runs lint, type check, build and the jest suites one after the other, and counts.
 * Options: `--fast` (unit tests only), `--only nodes,unit`, `--json FILE` (counts by suite).
 * Progress and the table go to stderr; stdout has one line, the last: `tests: N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toolPath } from './run.mjs';
import { environment, node24, root, say, setUpProject, setUpRealN8n } from './setup.mjs';

/** Steps that pass or fail as a whole; each counts as one test. */
const CHECKS = {
	lint: ['eslint', '.', '--max-warnings', '0'],
	typecheck: ['tsc', '--noEmit', '-p', 'tsconfig.json'],
	build: ['gulp', 'build'],
};
const SUITES = ['unit', 'emulator', 'nodes', 'security', 'structure', 'package', 'conformance', 'faults', 'e2e'];
/** Suites that look at `dist` or at the package made of it. */
const NEED_BUILD = ['package', 'e2e', 'security'];
const ORDER = [...Object.keys(CHECKS), ...SUITES];

const { values: options } = parseArgs({
	options: { fast: { type: 'boolean' }, only: { type: 'string' }, json: { type: 'string' } },
});

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
	return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 };
}

/** A file that could not be run, a run that crashed and a suite without a single test each count as one failed test. */
async function runSuite(name) {
	const resultFile = path.join(root, '.cache', `jest-${name}.json`);
	mkdirSync(path.dirname(resultFile), { recursive: true });
	rmSync(resultFile, { force: true });
	const isGood = await runTool(['jest', '--selectProjects', name, '--json', `--outputFile=${resultFile}`]);
	if (!existsSync(resultFile)) return { passed: 0, failed: 1, skipped: 0 };
	const result = JSON.parse(readFileSync(resultFile, 'utf8'));
	const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
	const isEmpty = result.numPassedTests === 0;
	return {
		passed: result.numPassedTests,
		failed: failed === 0 && (!isGood || isEmpty) ? 1 : failed,
		skipped: result.numPendingTests + result.numTodoTests,
	};
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

function printTable(counts) {
	const line = (...cells) => say(cells.map((cell, index) => (index === 0 ? String(cell).padEnd(14) : String(cell).padStart(9))).join(''));
	say('');
	line('suite', 'passed', 'failed', 'skipped', 'seconds');
	for (const [name, { passed, failed, skipped, seconds }] of Object.entries(counts)) line(name, passed, failed, skipped, seconds);
	say('');
}

const steps = chooseSteps();
await setUpProject();
if (steps.includes('e2e')) await setUpRealN8n();

const counts = {};
for (const name of steps) {
	say(`\n== ${name}`);
	const startedAt = Date.now();
	const result = await (name in CHECKS ? runCheck(name) : runSuite(name));
	counts[name] = { ...result, seconds: Math.round((Date.now() - startedAt) / 1000) };
}

const sum = (key) => Object.values(counts).reduce((total, suite) => total + suite[key], 0);
const totals = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
printTable(counts);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ ...totals, suites: counts }, null, 2)}\n`);
process.stdout.write(`tests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
