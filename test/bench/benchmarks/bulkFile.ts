import { toRecord } from '../../e2e/json';
import { runApart } from '../apart';
import type { Bench, Benchmark, Findings } from '../benchmark';
import { startAfresh, withEmulator } from '../emulated';
import { type LeadFile, provideLeadFile } from '../leadFile';
import type { Cost } from '../meters';
import type { PackOutput } from '../parts/packFile';
import { list, median, round } from '../statistics';

const ROWS = 1_000_000;
const SEED = 4;
const REPETITIONS = 3;
const WALL_KEYS = ['bulk_file_wall_vs_deflate', 'bulk_file_wall_with_check_vs_deflate'];
const MEBIBYTE = 1024 * 1024;
/** Our ZIPs and the baseline's may differ by this much. */
const MOST_DIFFERENCE = 0.02;
/** Enough for 40 jobs; the step allows fewer by default. */
const MAX_CREDITS = 30_000;
/** As an n8n that has done an import of other leads before: more than one job, so that what a job needs at least is not counted as growth with the file. */
const WARM_UP = { rows: 30_000, first: 5_000_000 };
/** The emulator holds every record. */
const EMULATOR_HEAP_MB = 12_288;

type Emulator = Parameters<Parameters<typeof withEmulator>[0]>[0];

/** The import of a CSV of 1,000,000 rows. */
export const bulkFile: Benchmark = {
	keys: [
		{
			key: 'bulk_file_wall_vs_deflate',
			bar: { kind: 'at most', value: 1.25 },
			unit: '',
			measures:
				'Wall time of cutting, deflating and packing a CSV of 1,000,000 rows of 20 columns / wall time of reading and natively deflating its bytes in the same chunks',
		},
		{
			key: 'bulk_file_wall_with_check_vs_deflate',
			bar: { kind: 'at most', value: 1.45 },
			unit: '',
			measures: 'The same, with the pass before it that checks every row / the same deflating',
		},
		{
			key: 'bulk_file_rss_growth_mb',
			bar: { kind: 'at most', value: 150 },
			unit: 'MB',
			measures: 'Growth of the resident memory during the whole import of that file, sampled every 50 ms',
		},
	],
	async run(bench) {
		const file = await provideLeadFile(ROWS, SEED, bench.say);
		const found: Findings[] = [];
		if (WALL_KEYS.some((key) => bench.wants(key)))
			found.push(await withEmulator(async (emulator) => await compareWall(bench, emulator, file)));
		if (bench.wants('bulk_file_rss_growth_mb'))
			found.push(await withEmulator(async (emulator) => await measureMemory(bench, emulator, file), EMULATOR_HEAP_MB));
		const about = `${ROWS} rows, ${round(file.bytes / MEBIBYTE)} MB, sha256 ${file.sha256}`;
		return {
			figures: Object.assign({}, ...found.map(({ figures }) => figures)),
			notes: [about, ...found.flatMap(({ notes }) => notes)],
		};
	},
};

async function compareWall({ packageFolder, say }: Bench, emulator: Emulator, file: LeadFile): Promise<Findings> {
	const packs: PackOutput[] = [];
	const deflates: Cost[] = [];
	for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
		say(`cut and pack the file, run ${repetition} of ${REPETITIONS}`);
		const connection = await startAfresh(emulator);
		const pack = await runApart<typeof import('../parts/packFile')>('packFile', { packageFolder, file, connection });
		const deflated = await runApart<typeof import('../parts/deflateFile')>('deflateFile', file);
		if (Math.abs(pack.zipBytes - deflated.deflatedBytes) / deflated.deflatedBytes > MOST_DIFFERENCE)
			throw new Error(
				`The ZIPs have ${pack.zipBytes} bytes, the deflated file ${deflated.deflatedBytes}: not the same data`,
			);
		packs.push(pack);
		deflates.push(deflated);
	}
	const packed = packs.map(({ pack }) => pack.wallMs);
	const native = deflates.map(({ wallMs }) => wallMs);
	const checked = packs.map(({ check }) => check.wallMs);
	const [{ chunks, zipBytes, pack: first }] = packs;
	const withCheck = packs.map(({ check, pack }) => check.wallMs + pack.wallMs);
	return {
		figures: {
			bulk_file_wall_vs_deflate: median(packed) / median(native),
			bulk_file_wall_with_check_vs_deflate: median(withCheck) / median(native),
		},
		notes: [
			`${chunks} ZIPs, ${round(zipBytes / MEBIBYTE)} MB (1 : ${round(file.bytes / zipBytes)}), one after the other on either side; cut, deflate and pack ${list(packed, 'ms')}; native deflate ${list(native, 'ms')}; CPU ${list(
				packs.map(({ pack }) => pack.cpuMs),
				'ms',
			)} against ${list(
				deflates.map(({ cpuMs }) => cpuMs),
				'ms',
			)}`,
			`The pass before it that checks every row takes ${list(checked, 'ms')}`,
			`Event loop while packing: 99 % ${round(first.stalls.p99Ms)} ms, longest ${round(first.stalls.longestMs)} ms`,
		],
	};
}

async function measureMemory({ packageFolder, say }: Bench, emulator: Emulator, file: LeadFile): Promise<Findings> {
	say('import of the whole file');
	const connection = await startAfresh(emulator);
	const parameters = {
		resource: 'bulkWrite',
		operation: 'import',
		inputSource: 'file',
		binaryField: 'data',
		module: 'Leads',
		importOperation: 'insert',
		findBy: '',
		emptyValues: 'keep',
		route: 'bulk',
		output: 'auto',
		options: { maxCredits: MAX_CREDITS },
	};
	const warmUp = await provideLeadFile(WARM_UP.rows, SEED, say, WARM_UP.first);
	const run = await runApart<typeof import('../parts/importFile')>('importFile', {
		packageFolder,
		parameters,
		file: file.path,
		warmUpFile: warmUp.path,
		connection,
	});
	const { Leads: leads } = toRecord(await emulator.admin('GET', '/counts'));
	if (leads !== file.rows + warmUp.rows)
		throw new Error(`Of ${file.rows} rows ${String(leads)} became leads: ${JSON.stringify(run.summary)}`);
	return {
		figures: { bulk_file_rss_growth_mb: run.growthMb },
		notes: [
			`Import of the file, which n8n keeps on disk, after one of ${warmUp.rows} rows: resident memory ${round(run.beforeMb)} MB before; CPU ${round(run.cpuMs / 1000)} s, wall ${round(run.wallMs / 1000)} s, ${run.books.requests} requests, ${round(run.books.uploadedBytes / MEBIBYTE)} MB uploaded`,
			`Event loop meanwhile: 99 % ${round(run.stalls.p99Ms)} ms, longest ${round(run.stalls.longestMs)} ms`,
		],
	};
}
