import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { toList, toRecord, toText } from '../../e2e/json';
import type { Benchmark } from '../benchmark';
import { list, median } from '../statistics';

const REPETITIONS = 9;
const root = path.resolve(__dirname, '..', '..', '..');
const execFileAsync = promisify(execFile);

/** Plain JavaScript for a plain Node: what loads TypeScript would be measured too. Makes an instance of each class, as n8n does. */
const SCRIPT = `
const path = require('node:path');
const [files, library] = [JSON.parse(process.argv[1]), process.argv[2]];
const started = performance.now();
require(library);
const withLibrary = performance.now();
for (const file of files) new (require(file)[path.basename(file).split('.')[0]])();
process.stdout.write(JSON.stringify({ libraryMs: withLibrary - started, packageMs: performance.now() - withLibrary }));
`;

/** The files that n8n loads, as package.json names them. */
function listFiles(packageFolder: string): string[] {
	const { n8n } = toRecord(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
	const { nodes, credentials } = toRecord(n8n);
	return [...toList(credentials), ...toList(nodes)].map((file) =>
		path.join(packageFolder, path.relative('dist', toText(file))),
	);
}

/** How long n8n waits for the package when it starts. */
export const load: Benchmark = {
	keys: [
		{
			key: 'load_vs_n8n_workflow',
			bar: { kind: 'at most', value: 0.2 },
			unit: '',
			measures:
				'Time to load all nodes and credentials of the build and to make one of each / time to load n8n-workflow before it, in one fresh process',
		},
	],
	async run({ packageFolder }) {
		const library = require.resolve('n8n-workflow');
		const packageMs: number[] = [];
		const libraryMs: number[] = [];
		for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
			const { stdout } = await execFileAsync(
				process.execPath,
				['--eval', SCRIPT, JSON.stringify(listFiles(packageFolder)), library],
				{ cwd: packageFolder },
			);
			const times = toRecord(JSON.parse(stdout));
			packageMs.push(Number(times.packageMs));
			libraryMs.push(Number(times.libraryMs));
		}
		return {
			figures: { load_vs_n8n_workflow: median(packageMs.map((ms, run) => ms / libraryMs[run])) },
			notes: [
				`${REPETITIONS} processes: package ${list(packageMs, 'ms')}; n8n-workflow before it ${list(libraryMs, 'ms')}; the median of the ratios`,
			],
		};
	},
};
