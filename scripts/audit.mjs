/**
 * Asks the registry what is known against the packages of each lock file, and how old each development dependency is:
 * `npm run audit`. It informs: it fails only if it cannot run at all. None of these packages is published with ours.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup.mjs';

const FOLDERS = ['.', 'scripts/node', 'test/e2e'];
const LOOKUPS_AT_ONCE = 4;
const DAY_MS = 86_400_000;

/** What npm prints, whether it calls the outcome a success or not; '' if it prints nothing. */
function askNpm(args, folder) {
	const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
	const options = {
		cwd: path.join(root, folder),
		shell: process.platform === 'win32',
		maxBuffer: 2 ** 28,
		timeout: 120_000,
	};
	return new Promise((resolve) => execFile(npm, [...args, '--json'], options, (_error, stdout) => resolve(stdout)));
}

function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return {};
	}
}

/** Lines about the advisories of a lock file. */
async function describeAdvisories(folder) {
	const answer = parse(await askNpm(['audit', '--audit', '--package-lock-only'], folder));
	if (answer.auditReportVersion === undefined) {
		const why = answer.message ?? answer.error?.summary ?? 'it did not answer';
		return [`!! ${folder}: NO ADVISORIES WERE CHECKED. The registry does not give any (${why})`];
	}
	const found = Object.values(answer.vulnerabilities ?? {});
	const lines = found.map(({ name, severity, range, via }) => {
		const titles = via.map((cause) => (typeof cause === 'string' ? `by ${cause}` : `${cause.title} ${cause.url}`));
		return `   ${severity}: ${name} ${range}: ${titles.join('; ')}`;
	});
	return [`${folder}: ${found.length} packages with advisories`, ...lines.sort()];
}

/** The development dependencies of a folder, as the lock file has them. */
function dependenciesOf(folder) {
	const { packages } = JSON.parse(readFileSync(path.join(root, folder, 'package-lock.json'), 'utf8'));
	const { devDependencies = {}, optionalDependencies = {} } = packages[''];
	return Object.keys({ ...devDependencies, ...optionalDependencies }).map((name) => ({
		name,
		version: packages[`node_modules/${name}`].version,
	}));
}

/** A line about when a version was published. */
async function describeAge({ name, version }) {
	const published = Date.parse(parse(await askNpm(['view', name, 'time'], '.'))[version]);
	if (Number.isNaN(published)) return `!! ${name} ${version}: the registry does not say when it was published`;
	const days = Math.floor((Date.now() - published) / DAY_MS);
	return `   ${name} ${version}: ${new Date(published).toISOString().slice(0, 10)}, ${days} days`;
}

/** Does something for each, a few at a time; the results are in the order of the entries. */
async function forEachOf(entries, work) {
	const results = [];
	const waiting = [...entries.entries()];
	const lane = async () => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results[next[0]] = await work(next[1]);
	};
	await Promise.all(Array.from({ length: LOOKUPS_AT_ONCE }, lane));
	return results;
}

for (const folder of FOLDERS) console.log((await describeAdvisories(folder)).join('\n'));
const dependencies = new Map(FOLDERS.flatMap(dependenciesOf).map((entry) => [`${entry.name} ${entry.version}`, entry]));
console.log('Published:');
console.log((await forEachOf([...dependencies.values()], describeAge)).join('\n'));
