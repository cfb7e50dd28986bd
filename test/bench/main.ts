/** The benchmarks. Started by `npm run bench`, which sets up and builds first. The last line on stdout is JSON, a key per figure. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, Benchmark, FigureKey } from './benchmark';
import { soak } from './benchmarks/soak';
import { describeMachine } from './machine';
import { benchmarks } from './registry';
import { type Report, writePage, writeSoakPage, writeTable } from './report';

const root = path.resolve(__dirname, '..', '..');
const DOCS = path.join(root, 'docs');

const USAGE = `Options of npm run bench -- ...
  --json             the last line on stdout is JSON (it always is)
  --only KEY         only this figure; may be repeated
  --write            also writes docs/benchmarks.md, or docs/soak.md
  --soak MINUTES     instead: lets one n8n work for so long, and watches what it takes
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
			soak: { type: 'string' },
			package: { type: 'string', default: path.join(root, 'dist') },
		},
	});
	const known = benchmarks.flatMap(({ keys }) => keys.map(({ key }) => key));
	const unknown = values.only.filter((key) => !known.includes(key));
	if (unknown.length > 0) throw new RangeError(`There is no figure ${unknown.join(', ')}`);
	if (values.write && values.only.length > 0) throw new RangeError('--write writes all figures: leave --only out');
	const soakMinutes = values.soak === undefined ? null : Number(values.soak);
	if (soakMinutes !== null && !(soakMinutes > 0)) throw new RangeError('--soak takes minutes');
	return {
		only: new Set(values.only),
		isWritten: values.write,
		packageFolder: path.resolve(values.package),
		soakMinutes,
	};
}

/** Runs the benchmarks one after the other; one that could not be measured leaves the others alone. */
async function runAll(
	chosen: readonly Benchmark[],
	only: ReadonlySet<string>,
	packageFolder: string,
): Promise<Report[]> {
	const wants = (key: string): boolean => only.size === 0 || only.has(key);
	const bench: Bench = { packageFolder, wants, say: (text) => say(`  ${text} ...`) };
	const reports: Report[] = [];
	for (const benchmark of chosen) {
		const keys: readonly FigureKey[] = benchmark.keys.filter(({ key }) => wants(key));
		if (keys.length === 0) continue;
		say(`== ${keys.map(({ key }) => key).join(', ')}`);
		const report = await benchmark.run(bench).then(
			(findings): Report => ({ keys, ...findings }),
			(error: unknown): Report => ({
				keys,
				figures: {},
				notes: [`Could not be measured: ${error instanceof Error ? error.stack : String(error)}`],
			}),
		);
		reports.push(report);
		say(writeTable([report]));
	}
	return reports;
}

async function main(): Promise<void> {
	const { only, isWritten, packageFolder, soakMinutes } = readOptions();
	const machine = describeMachine();
	say(machine.join('\n'));
	const reports = await runAll(soakMinutes === null ? benchmarks : [soak(soakMinutes)], only, packageFolder);
	say(`\n${writeTable(reports)}`);
	const figures: Record<string, number> = {};
	for (const { keys, figures: found } of reports)
		for (const { key } of keys) if (key in found) figures[key] = found[key];
	if (isWritten) {
		const page = path.join(DOCS, soakMinutes === null ? 'benchmarks.md' : 'soak.md');
		mkdirSync(DOCS, { recursive: true });
		writeFileSync(
			page,
			soakMinutes === null
				? writePage(reports, machine, new Date())
				: writeSoakPage(reports, machine, new Date(), soakMinutes),
		);
		say(`Wrote ${path.relative(root, page)}`);
	}
	process.stdout.write(`${JSON.stringify(figures)}\n`);
	process.exitCode = reports.every(({ keys, figures: found }) => keys.every(({ key }) => key in found)) ? 0 : 1;
}

main().catch((error: unknown) => {
	const isAboutOptions = error instanceof RangeError || (error instanceof TypeError && 'code' in error);
	say(isAboutOptions ? `${error.message}\n${USAGE}` : String(error instanceof Error ? error.stack : error));
	process.exitCode = 1;
});
