/** What `npm test` prints at its end: a table of suites, the slowest tests, and what did not pass. */
import path from 'node:path';

const SLOWEST = 10;
const MS = 1000;

/** The suite that a test file belongs to: the one with the longest folder around it. */
function suiteOf(file, folders) {
	const place = file.split(path.sep).join('/');
	return Object.entries(folders)
		.filter(([, folder]) => place.includes(`/${folder}/`))
		.sort(([, one], [, other]) => other.length - one.length)[0]?.[0];
}

/** The tests of a file as `{ name, seconds, hasFailed }`; a file that could not be run counts as a failed one. */
function readTests(suite, { name: file, message, assertionResults }) {
	const isBroken = assertionResults.length === 0 && message !== '';
	if (isBroken) return [{ name: `${suite}: ${path.basename(file)} could not be run`, seconds: 0, hasFailed: true }];
	return assertionResults.map(({ fullName, duration, status }) => ({
		name: `${suite}: ${fullName}`,
		seconds: (duration ?? 0) / MS,
		hasFailed: status === 'failed',
		isSkipped: status !== 'failed' && status !== 'passed',
	}));
}

/**
 * Counts by suite what came of jest runs that had several of them. A file that could not be run, a jest that crashed or left no
 * result and a suite without a single passed test each count as one failed test.
 * @param runs each with the results of its parts, as jest ran them beside each other; null for a part that left no result
 * @param folders by suite
 * @returns by suite its counts, the seconds of its files (added up, though they ran beside others) and its tests
 */
export function countSuites(runs, names, folders) {
	const counted = names.map((name) => {
		const counts = runs.map((parts) => {
			const files = parts
				.flatMap((part) => part?.testResults ?? [])
				.filter((file) => suiteOf(file.name, folders) === name);
			const tests = files.flatMap((file) => readTests(name, file));
			const failed = tests.filter(({ hasFailed }) => hasFailed).length;
			const skipped = tests.filter(({ isSkipped }) => isSkipped).length;
			const passed = tests.length - failed - skipped;
			const lost = [];
			if (parts.includes(null)) lost.push({ name: `${name}: jest left no result`, seconds: 0, hasFailed: true });
			else if (failed === 0 && passed === 0)
				lost.push({ name: `${name}: no test passed`, seconds: 0, hasFailed: true });
			const ms = files.reduce((sum, { startTime, endTime }) => sum + endTime - startTime, 0);
			return { passed, failed: failed + lost.length, skipped, ms, tests: [...tests, ...lost] };
		});
		const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
		const sums = { runs: runs.length, passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
		return [name, { ...sums, seconds: Math.round(sum('ms') / MS), tests: counts.flatMap(({ tests }) => tests) }];
	});
	// jest itself found something wrong that belongs to no file.
	const crashes = runs.flat().filter((part) => part !== null && !part.isGood && part.success).length;
	if (crashes > 0) {
		const [, first] = counted[0];
		first.failed += crashes;
		first.tests.push({ name: `jest ended with an error, though every test passed`, seconds: 0, hasFailed: true });
	}
	return Object.fromEntries(counted);
}

/** One line a suite, and one with the sums. */
export function drawSuites(suites, totals) {
	const hasRuns = Object.values(suites).some(({ runs }) => runs > 1);
	const line = (...cells) =>
		cells
			.filter((_, index) => index !== 1 || hasRuns)
			.map((cell, index) => (index === 0 ? String(cell).padEnd(14) : String(cell).padStart(9)))
			.join('');
	const toLine = (name, { runs, passed, failed, skipped, seconds }) =>
		line(name, runs, passed, failed, skipped, seconds);
	return [
		line('suite', 'runs', 'passed', 'failed', 'skipped', 'seconds'),
		...Object.entries(suites).map(([name, suite]) => toLine(name, suite)),
		toLine('all', totals),
	].join('\n');
}

/** The slowest tests of all suites; of one that ran several times its slowest run. */
export function findSlowest(tests) {
	const slowest = new Map();
	for (const test of tests) if (test.seconds > (slowest.get(test.name)?.seconds ?? -1)) slowest.set(test.name, test);
	return [...slowest.values()]
		.sort((one, other) => other.seconds - one.seconds)
		.slice(0, SLOWEST)
		.map(({ name, seconds }) => ({ name, seconds }));
}

/** The slowest tests for people. */
export function drawSlowest(slowest) {
	return [
		`the slowest ${slowest.length}`,
		...slowest.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${name}`),
	].join('\n');
}

/** The tests that failed, with how often where they ran several times; empty if there are none. */
export function drawFailed(tests) {
	const times = new Map();
	for (const { name, hasFailed } of tests) if (hasFailed) times.set(name, (times.get(name) ?? 0) + 1);
	return [...times].map(([name, count]) => `FAILED${count > 1 ? ` ${count} times` : ''}: ${name}`).join('\n');
}
