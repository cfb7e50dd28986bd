import { waitFor } from '../../e2e/childProcess';
import { readResidentBytes } from '../../e2e/residentMemory';
import { raiseStage, type Stage } from '../../e2e/stage';
import type { Bench, Benchmark, Findings } from '../benchmark';
import { type Holdings, Inspector } from '../soak/inspector';
import { Rounds } from '../soak/rounds';
import { list, median, round } from '../statistics';

const MINUTE_MS = 60_000;
const MEBIBYTE = 1024 * 1024;
/** Counting stops n8n for seconds, so not every round is counted; of each third there must be some. */
const LOOKS = 15;
/** Jobs move so fast that rounds follow each other closely. */
const EMULATOR = ['--job-step-ms', '150', '--drop-bodies'];

/** What n8n took, and what it held, at the end of a round. */
interface Sample {
	readonly minute: number;
	readonly residentMb: number;
	/** null after rounds in which nothing was counted. */
	readonly held: Holdings | null;
}

/**
 * One n8n that works for a long time. Its first third is left out: n8n loads and caches until then. What is compared is the
 * median of the last third with that of the middle one.
 */
export function soak(minutes: number): Benchmark {
	const than = `median of the last ${round(minutes / 3)} minutes less median of the ${round(minutes / 3)} before`;
	return {
		keys: [
			{
				key: 'soak_rss_growth_mb',
				bar: { kind: 'at most', value: 20 },
				unit: 'MB',
				measures: `Resident memory of n8n: ${than}`,
			},
			{
				key: 'soak_heap_growth_mb',
				bar: { kind: 'at most', value: 5 },
				unit: 'MB',
				measures: `Heap of n8n, collected: ${than}`,
			},
			{
				key: 'soak_promises_growth',
				bar: { kind: 'at most', value: 50 },
				unit: '',
				measures: `Promises that n8n still refers to: ${than}`,
			},
			{
				key: 'soak_signals_growth',
				bar: { kind: 'at most', value: 5 },
				unit: '',
				measures: `Abort signals that n8n still refers to: ${than}`,
			},
			{
				key: 'soak_handles_growth',
				bar: { kind: 'at most', value: 2 },
				unit: '',
				measures: `Sockets, timers, files and pipes that are open: ${than}`,
			},
		],
		run: async (bench) => await work(bench, minutes),
	};
}

async function work({ say }: Bench, minutes: number): Promise<Findings> {
	const stage = await raiseStage(EMULATOR, { say });
	try {
		const rounds = await Rounds.prepare(stage);
		const inspector = await Inspector.attach(stage.n8n.processId, stage.n8n.logFile);
		const samples = await repeat(stage, rounds, inspector, minutes, say);
		inspector.close();
		return conclude(samples, minutes);
	} finally {
		await stage.stop();
	}
}

async function repeat(
	{ n8n }: Stage,
	rounds: Rounds,
	inspector: Inspector,
	minutes: number,
	say: Bench['say'],
): Promise<Sample[]> {
	const samples: Sample[] = [];
	const startedMs = Date.now();
	const minutesSince = (): number => (Date.now() - startedMs) / MINUTE_MS;
	for (let looks = 0; minutesSince() < minutes;) {
		await rounds.run(samples.length + 1);
		// Before the heap is collected for the count: that is what a person sees.
		const residentMb = (await readResidentBytes(n8n.processId)) / MEBIBYTE;
		const minute = minutesSince();
		const isLook = minute >= (looks * minutes) / LOOKS;
		const sample: Sample = { minute, residentMb, held: isLook ? await inspector.look() : null };
		if (isLook) {
			looks += 1;
			await waitFor('n8n is ready again', MINUTE_MS, async () =>
				(await fetch(`${n8n.url}/healthz/readiness`)).ok ? true : undefined,
			);
		}
		samples.push(sample);
		say(describe(samples.length, sample));
	}
	return samples;
}

const sumOf = (handles: Readonly<Record<string, number>>): number =>
	Object.values(handles).reduce((sum, count) => sum + count, 0);

function describe(number: number, { minute, residentMb, held }: Sample): string {
	const counted =
		held === null
			? ''
			: `, ${round(held.heapMb)} MB heap, ${held.promises} promises, ${held.abortSignals} signals, ${sumOf(held.handles)} handles`;
	return `round ${number} after ${minute.toFixed(1)} min: ${round(residentMb)} MB resident${counted}`;
}

function conclude(samples: readonly Sample[], minutes: number): Findings {
	const thirdOf = ({ minute }: Sample): number => Math.min(2, Math.floor((minute / minutes) * 3));
	const medianOf = (third: number, read: (sample: Sample) => number[]): number =>
		median(samples.filter((sample) => thirdOf(sample) === third).flatMap(read));
	const growth = (read: (sample: Sample) => number[]): number => medianOf(2, read) - medianOf(1, read);
	const inThirds = (what: string, read: (sample: Sample) => number[], unit: string): string =>
		`${what}, medians of the three thirds: ${list(
			[0, 1, 2].map((third) => medianOf(third, read)),
			unit,
		)}`.trim();
	const counted =
		(read: (held: Holdings) => number) =>
		({ held }: Sample): number[] =>
			held === null ? [] : [read(held)];
	const resident = ({ residentMb }: Sample): number[] => [residentMb];
	const heap = counted(({ heapMb }) => heapMb);
	const promises = counted((held) => held.promises);
	const signals = counted(({ abortSignals }) => abortSignals);
	const handles = counted((held) => sumOf(held.handles));
	const last = samples.findLast(({ held }) => held !== null)?.held?.handles ?? {};
	return {
		figures: {
			soak_rss_growth_mb: growth(resident),
			soak_heap_growth_mb: growth(heap),
			soak_promises_growth: growth(promises),
			soak_signals_growth: growth(signals),
			soak_handles_growth: growth(handles),
		},
		notes: [
			`${samples.length} rounds in ${round(samples.at(-1)?.minute ?? 0)} minutes: an import of 3,000 items and one of a file, 400 records created, read, updated and deleted with calls throttled, cut off, rejected and tokens that expire, an import that sleeps until it is called, one that is stopped, one that fails before it sends anything; each result was compared with the emulator's records`,
			`${inThirds('Resident memory', resident, 'MB')}; the most was ${round(Math.max(...samples.flatMap(resident)))} MB`,
			inThirds('Collected heap', heap, 'MB'),
			inThirds('Promises', promises, ''),
			inThirds('Abort signals', signals, ''),
			`${inThirds('Handles', handles, '')}; at the last count ${Object.entries(last)
				.map(([kind, count]) => `${count} ${kind}`)
				.join(', ')}`,
		],
	};
}
