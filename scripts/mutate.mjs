/**
 * `npm run mutate`: changes the product in one small place at a time and looks whether a test notices.
 * Options: `--count 200`, `--seed 1`, `--only PART` (source files whose path has PART), `--workers 2`, `--json FILE`, `--write`
 * (writes `docs/mutation.md`).
 *
 * First all suites run once, to see which test files come past which mutant. Then each mutant is turned on, and only those test
 * files run, the quickest first, until one fails. A run that takes far longer than before counts as noticed as well.
 * Progress goes to stderr; the last line on stdout is JSON: `{count, killed, survived, unreached, score}`.
 */
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toolPath } from './run.mjs';
import { environment, node24, root, say, setUpProject } from './setup.mjs';
import { drawMutations } from './mutationReport.mjs';

const SOURCES = ['import', 'writes', 'values', 'zoho'].map((folder) => `nodes/shared/${folder}/**/*.ts`);
/** A mutant that makes a loop endless never comes to an end. */
const PATIENCE = { factor: 6, atLeastMs: 60_000 };

const { values: options } = parseArgs({
	options: {
		count: { type: 'string', default: '200' },
		seed: { type: 'string', default: '1' },
		only: { type: 'string', default: '' },
		workers: { type: 'string', default: String(os.availableParallelism()) },
		json: { type: 'string' },
		write: { type: 'boolean' },
	},
});
await setUpProject();
const require = createRequire(import.meta.url);
const { findMutants } = require('../test/mutation/mutants.cjs');
const folder = path.join(root, '.cache', 'mutation');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

/** Numbers from 0 to 1, the same for the same seed. Mulberry32. */
function randomNumbers(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Mutants of the sources, drawn by the seed, in the order of the files; each gets its `id` and `file`. */
function drawMutants() {
	const files = globSync(SOURCES, { cwd: root }).map((file) => file.split(path.sep).join('/'));
	const all = files
		.filter((file) => file.includes(options.only))
		.sort()
		.flatMap((file) =>
			findMutants(readFileSync(path.join(root, file), 'utf8'), file).map((mutant) => ({ file, ...mutant })),
		);
	const random = randomNumbers(Number(options.seed));
	const drawn = all
		.map((mutant, place) => ({ mutant, place, lot: random() }))
		.sort((one, other) => one.lot - other.lot)
		.slice(0, Number(options.count))
		.sort((one, other) => one.place - other.place);
	say(`${all.length} places in ${files.length} files, ${drawn.length} drawn with seed ${options.seed}`);
	return drawn.map(({ mutant }, id) => ({ id, ...mutant }));
}

const mutants = drawMutants();
const mutantFile = path.join(folder, 'mutants.json');
writeFileSync(mutantFile, JSON.stringify(Object.groupBy(mutants, ({ file }) => file)));

/** Runs jest. @returns whether all passed; null if it was ended because it took too long */
function runJest(args, env, patienceMs = Infinity) {
	return new Promise((resolve, reject) => {
		const jest = spawn(node24, [toolPath('jest'), '--config', 'test/mutation/jest.config.cjs', ...args], {
			stdio: 'ignore',
			cwd: root,
			env: environment({ MUTANTS: mutantFile, ...env }),
		});
		const end = Number.isFinite(patienceMs) ? setTimeout(() => jest.kill('SIGKILL'), patienceMs) : undefined;
		jest.on('error', reject);
		jest.on('exit', (code, signal) => {
			clearTimeout(end);
			resolve(signal === null ? code === 0 : null);
		});
	});
}

/** Runs everything once without a mutant. @returns the test files that come past each mutant, the quickest first */
async function findTests() {
	const metFile = path.join(folder, 'met.ndjson');
	const resultFile = path.join(folder, 'jest.json');
	say('Running the suites once, without a mutant ...');
	const isGood = await runJest([`--maxWorkers=${options.workers}`, '--json', `--outputFile=${resultFile}`], {
		MUTANTS_MET: metFile,
	});
	const { testResults } = JSON.parse(readFileSync(resultFile, 'utf8'));
	if (!isGood) {
		const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => path.relative(root, name));
		say(`Without a mutant these fail already: ${failed.join(', ')}`);
		process.exit(1);
	}
	const milliseconds = new Map(testResults.map(({ name, startTime, endTime }) => [name, endTime - startTime]));
	const found = mutants.map(() => []);
	for (const line of readFileSync(metFile, 'utf8').trimEnd().split('\n')) {
		const { test, met } = JSON.parse(line);
		for (const id of met) found[id].push({ test, ms: milliseconds.get(test) });
	}
	return found.map((tests) => tests.sort((one, other) => one.ms - other.ms));
}

/** Few test files at a time, more and more of them: most mutants are noticed by the first. */
function inBatches(tests) {
	const batches = [];
	for (let start = 0, size = 4; start < tests.length; start += size, size *= 3)
		batches.push(tests.slice(start, start + size));
	return batches;
}

/** @returns `killed`, `survived` or `unreached` */
async function tryMutant(mutant, tests) {
	if (tests.length === 0) return 'unreached';
	for (const batch of inBatches(tests)) {
		const ms = batch.reduce((sum, test) => sum + test.ms, 0);
		const patienceMs = PATIENCE.atLeastMs + PATIENCE.factor * ms;
		const args = ['--runInBand', '--bail', '--runTestsByPath', ...batch.map(({ test }) => test)];
		if ((await runJest(args, { MUTANT: String(mutant.id) }, patienceMs)) !== true) return 'killed';
	}
	return 'survived';
}

const tests = await findTests();
const outcomes = mutants.map(() => null);
const waiting = mutants.keys();
const work = async () => {
	for (const id of waiting) {
		outcomes[id] = await tryMutant(mutants[id], tests[id]);
		const { file, line, kind, original } = mutants[id];
		const shown = outcomes[id] === 'killed' ? '' : `: ${original.replace(/\s+/g, ' ').slice(0, 100)}`;
		say(
			`${outcomes.filter((outcome) => outcome !== null).length}/${mutants.length} ${outcomes[id]} ${file}:${line} ${kind}${shown}`,
		);
	}
};
await Promise.all(Array.from({ length: Number(options.workers) }, work));

const told = mutants.map((mutant) => ({ ...mutant, outcome: outcomes[mutant.id], tests: tests[mutant.id].length }));
const numberOf = (outcome) => outcomes.filter((other) => other === outcome).length;
const summary = {
	count: mutants.length,
	killed: numberOf('killed'),
	survived: numberOf('survived'),
	unreached: numberOf('unreached'),
	score: Math.round((1000 * numberOf('killed')) / mutants.length) / 10,
};
if (options.json !== undefined)
	writeFileSync(options.json, `${JSON.stringify({ ...summary, mutants: told }, null, '\t')}\n`);
if (options.write) writeFileSync(path.join(root, 'docs', 'mutation.md'), drawMutations(summary, told, options));
process.stdout.write(`${JSON.stringify(summary)}\n`);
