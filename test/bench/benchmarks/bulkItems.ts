import { startAfresh, withEmulator } from '../emulated';
import type { Bench, Benchmark, Findings } from '../benchmark';
import { checksumOf, makeLeadRows } from '../leadRows';
import { STALL_RESOLUTION_MS } from '../meters';
import { runApart } from '../apart';
import { list, median, round } from '../statistics';

const ROWS = 250_000;
const SEED = 1;
const REPETITIONS = 3;
const SCRIPT_KEYS = ['bulk_items_cpu_vs_script', 'bulk_items_wall_vs_script'];
/** What the node does by default. */
const CHUNKS = { rowsPerChunk: 25_000, chunksAtOnce: 3 };
const MEBIBYTE = 1024 * 1024;
/** Our ZIPs and the baseline's may differ by this much: the order of the columns is another. */
const MOST_DIFFERENCE = 0.1;

/** The whole import of 250,000 items, against the least that any program has to do for it, and against a script. */
export const bulkItems: Benchmark = {
	keys: [
		{
			key: 'bulk_items_cpu_vs_deflate',
			bar: { kind: 'at most', value: 3 },
			unit: '',
			measures:
				'CPU time of importing 250,000 items of 20 columns (mapping, CSV, ZIP, upload, jobs, results, join, output items) / CPU time of native deflate of the same CSV',
		},
		{
			key: 'bulk_items_cpu_vs_script',
			bar: { kind: 'at most', value: 0.85 },
			unit: '',
			measures:
				'The same CPU time / CPU time of a script for the same job, without checks, waves or retries (csv-stringify, yazl, axios, yauzl, csv-parse; test/bench/script)',
		},
		{
			key: 'bulk_items_wall_vs_script',
			bar: { kind: 'at most', value: 1 },
			unit: '',
			measures: 'Wall time of that import / wall time of the script; both send three jobs at a time and ask after 5 s',
		},
		{
			key: 'bulk_stall_p99_ms',
			bar: { kind: 'at most', value: 25 },
			unit: 'ms',
			measures: `99th percentile of the event loop's delay during that import, with the ${STALL_RESOLUTION_MS} ms of the timer in it`,
		},
	],
	run: async (bench) => await withEmulator(async (emulator) => await compare(bench, emulator)),
};

type Emulator = Parameters<Parameters<typeof withEmulator>[0]>[0];

async function compare(bench: Bench, emulator: Emulator): Promise<Findings> {
	const imports = [];
	const deflates = [];
	const scripts = [];
	for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
		bench.say(`import of ${ROWS} items, run ${repetition} of ${REPETITIONS}`);
		imports.push(await importItems(bench, emulator));
		if (bench.wants('bulk_items_cpu_vs_deflate'))
			deflates.push(
				await runApart<typeof import('../parts/deflateRows')>('deflateRows', { rows: ROWS, seed: SEED, ...CHUNKS }),
			);
		if (SCRIPT_KEYS.some((key) => bench.wants(key))) scripts.push(await runScript(emulator));
	}
	const ours = median(imports.map(({ cpuMs }) => cpuMs));
	const { stalls, books } = imports[0];
	const figures: Record<string, number> = { bulk_stall_p99_ms: median(imports.map((run) => run.stalls.p99Ms)) };
	const notes = [
		`${ROWS} items, sha256 ${checksumOf(makeLeadRows(ROWS, SEED))}; insert without Find By; ${books.requests} requests, ${round(books.uploadedBytes / MEBIBYTE)} MB uploaded`,
		`Import: CPU ${list(
			imports.map(({ cpuMs }) => cpuMs),
			'ms',
		)}; wall ${list(
			imports.map(({ wallMs }) => wallMs / 1000),
			's',
		)}, most of it pauses between questions for the jobs`,
		`Event loop of the first run: median ${round(stalls.p50Ms)} ms, 99.9 % ${round(stalls.p999Ms)} ms, longest ${round(stalls.longestMs)} ms; 99 % of all runs ${list(
			imports.map((run) => run.stalls.p99Ms),
			'ms',
		)}`,
	];
	if (deflates.length > 0) {
		const [{ csvBytes, deflatedBytes }] = deflates;
		const difference = Math.abs(books.uploadedBytes - deflatedBytes) / deflatedBytes;
		if (difference > MOST_DIFFERENCE)
			throw new Error(
				`The uploads have ${books.uploadedBytes} bytes, the deflated CSV ${deflatedBytes}: not the same data`,
			);
		figures.bulk_items_cpu_vs_deflate = ours / median(deflates.map(({ cpuMs }) => cpuMs));
		notes.push(
			`Deflate: ${round(csvBytes / MEBIBYTE)} MB of CSV to ${round(deflatedBytes / MEBIBYTE)} MB (1 : ${round(csvBytes / deflatedBytes)}), raw, level 6, ${CHUNKS.chunksAtOnce} at once: CPU ${list(
				deflates.map(({ cpuMs }) => cpuMs),
				'ms',
			)}`,
		);
	}
	if (scripts.length > 0) {
		const cpuMs = scripts.map((script) => script.cpuMs);
		const wallMs = scripts.map((script) => script.wallMs);
		figures.bulk_items_cpu_vs_script = ours / median(cpuMs);
		figures.bulk_items_wall_vs_script = median(imports.map((run) => run.wallMs)) / median(wallMs);
		const [{ books: scriptBooks }] = scripts;
		notes.push(
			`Script: CPU ${list(cpuMs, 'ms')}; wall ${list(
				wallMs.map((ms) => ms / 1000),
				's',
			)}; ${scriptBooks.requests} requests, ${round(scriptBooks.uploadedBytes / MEBIBYTE)} MB uploaded`,
		);
	}
	return { figures, notes };
}

async function runScript(emulator: Emulator) {
	const connection = await startAfresh(emulator);
	const input = { rows: ROWS, seed: SEED, connection };
	const script = await runApart<typeof import('../parts/runScript')>('runScript', input);
	if (script.added !== ROWS) throw new Error(`Of ${ROWS} rows the script added ${script.added}`);
	return script;
}

async function importItems({ packageFolder }: Bench, emulator: Emulator) {
	const connection = await startAfresh(emulator);
	const parameters = {
		resource: 'bulkWrite',
		operation: 'import',
		module: 'Leads',
		importOperation: 'insert',
		findBy: '',
		emptyValues: 'keep',
		inputSource: 'items',
		route: 'bulk',
		options: {},
	};
	const step = await runApart<typeof import('../parts/runStep')>('runStep', {
		node: 'bulk',
		packageFolder,
		parameters,
		items: { count: ROWS, seed: SEED },
		connection,
	});
	const isComplete = step.statuses.ADDED === ROWS && step.withId === ROWS && step.outputItems === ROWS;
	if (!isComplete)
		throw new Error(`Of ${ROWS} rows not every one was added: ${JSON.stringify(step.statuses)}, ${step.withId} ids`);
	return step;
}
