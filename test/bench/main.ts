/** The benchmarks. Started by `npm run bench`, which sets up and builds first. The last line on stdout is JSON, a key per figure. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, FigureKey } from './benchmark';
import { describeMachine } from './machine';
import { benchmarks } from './registry';
import { type Report, writePage, writeTable } from './report';

const root = path.resolve(__dirname, '..', '..');
const PAGE = path.join(root, 'docs', 'benchmarks.md');

const USAGE = `Options of npm run bench -- ...
  --json             the last line on stdout is JSON (it always is)
  --only KEY         only this figure; may be repeated
  --write            also writes docs/benchmarks.md
  --package FOLDER   measures the build in this folder (dist)
Keys: ${benchmarks.flatMap(({ keys }) => keys.map(({ key }) => key)).join(', ')}`;

function say(text: string): void {
	process.stderr.write(`${text}\n`);
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			json: { type: 'boolean', default: true },
			only: { type: 'string', multiple: true, default: [] },
			write: { type: 'boolean', default: false },
			package: { type: 'string', default: path.join(root, 'dist') },
		},
	});
	const known = benchmarks.flatMap(({ keys }) => keys.map(({ key }) => key));
	const unknown = values.only.filter((key) => !known.includes(key));
	if (unknown.length > 0) throw new RangeError(`There is no figure ${unknown.join(', ')}`);
	if (values.write && values.only.length > 0) throw new RangeError('--write writes all figures: leave --only out');
	return { only: new Set(values.only), isWritten: values.write, packageFolder: path.resolve(values.package) };
}

/** Runs the benchmarks one after the other; one that could not be measured leaves the others alone. */
async function runAll(only: ReadonlySet<string>, packageFolder: string): Promise<Report[]> {
	const wants = (key: string): boolean => only.size === 0 || only.has(key);
	const bench: Bench = { packageFolder, wants, say: (text) => say(`  ${text} ...`) };
	const reports: Report[] = [];
	for (const benchmark of benchmarks) {
		const keys: readonly FigureKey[] = benchmark.keys.filter(({ key }) => wants(key));
		if (keys.length === 0) continue;
		say(`== ${keys.map(({ key }) => key).join(', ')}`);
		const report = await benchmark.run(bench).then(
			(findings): Report => ({ keys, ...findings }),
			(error: unknown): Report => ({ keys, figures: {}, notes: [`Could not be measured: ${error instanceof Error ? error.stack : String(error)}`] }),
		);
		reports.push(report);
		say(writeTable([report]));
	}
	return reports;
}

async function main(): Promise<void> {
	const { only, isWritten, packageFolder } = readOptions();
	const machine = describeMachine();
	say(machine.join('\n'));
	const reports = await runAll(only, packageFolder);
	say(`\n${writeTable(reports)}`);
	const figures: Record<string, number> = {};
	for (const { keys, figures: found } of reports) for (const { key } of keys) if (key in found) figures[key] = found[key];
	if (isWritten) {
		mkdirSync(path.dirname(PAGE), { recursive: true });
		writeFileSync(PAGE, writePage(reports, machine, new Date()));
		say(`Wrote ${path.relative(root, PAGE)}`);
	}
	process.stdout.write(`${JSON.stringify(figures)}\n`);
	process.exitCode = reports.every(({ keys, figures: found }) => keys.every(({ key }) => key in found)) ? 0 : 1;
}

main().catch((error: unknown) => {
	const isAboutOptions = error instanceof RangeError || (error instanceof TypeError && 'code' in error);
	say(isAboutOptions ? `${error.message}\n${USAGE}` : String(error instanceof Error ? error.stack : error));
	process.exitCode = 1;
});
