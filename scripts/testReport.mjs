/** What `npm test` prints at its end: a table of suites, the slowest tests, and what did not pass. */

const SLOWEST = 10;
const MS = 1000;

/** The tests of a jest result as `{ name, seconds, hasFailed }`; a file that could not be run counts as a failed one. */
export function readTests(suite, result) {
	return result.testResults.flatMap(({ name: file, message, assertionResults }) => {
		const tests = assertionResults.map(({ fullName, duration, status }) => ({
			name: `${suite}: ${fullName}`,
			seconds: (duration ?? 0) / MS,
			hasFailed: status === 'failed',
		}));
		const isBroken = assertionResults.length === 0 && message !== '';
		return isBroken
			? [{ name: `${suite}: ${file.split('/').at(-1)} could not be run`, seconds: 0, hasFailed: true }]
			: tests;
	});
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
