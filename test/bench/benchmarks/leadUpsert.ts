import { runApart } from '../apart';
import type { Bench, Benchmark, Findings } from '../benchmark';
import { type Latency, startAfresh, withEmulator } from '../emulated';
import { checksumOf, makeLeadRows } from '../leadRows';
import { FORM_COLUMNS, upsertParameters } from '../leadStep';
import type { NodeChoice } from '../nodeClasses';
import type { StepOutput } from '../parts/runStep';
import { list, median, round } from '../statistics';

const LEADS = 2_000;
/** The built-in node takes minutes for all of them, and every lead costs it the same: one request. */
const LEADS_OF_SLOW_SIDE = 200;
const SEED = 2;
const WARM_UP_LEADS = 20;
const REPETITIONS = 3;
const LATENCIES: readonly Latency[] = [
	{ baseMs: 120, perRecordMs: 6 },
	{ baseMs: 60, perRecordMs: 1 },
];
const NO_LATENCY: Latency = { baseMs: 0, perRecordMs: 0 };
const NODES = ['crm', 'builtIn'] as const;

type Runs = Record<(typeof NODES)[number], StepOutput[]>;
type Emulator = Parameters<Parameters<typeof withEmulator>[0]>[0];

/** 2,000 leads created or updated, by our node and by the built-in one. */
export const leadUpsert: Benchmark = {
	keys: [
		{
			key: 'upsert_requests_ratio',
			bar: { kind: 'at least', value: 90 },
			unit: '',
			measures: 'Requests of the built-in node / of ours for Create or Update of 2,000 leads; metadata calls counted',
		},
		{
			key: 'upsert_wall_ratio',
			bar: { kind: 'at least', value: 50 },
			unit: '',
			measures: 'Wall time of the built-in node / of ours for them, a call taking 120 ms and 6 ms per record',
		},
		{
			key: 'upsert_credits_ratio',
			bar: { kind: 'at least', value: 9.5 },
			unit: '',
			measures: 'API credits of the built-in node / of ours for them',
		},
		{
			key: 'upsert_cpu_ratio',
			bar: { kind: 'at least', value: 5 },
			unit: '',
			measures: 'CPU time of the process that runs the node, built-in / ours, for them',
		},
	],
	run: async (bench) => await withEmulator(async (emulator) => await compare(bench, emulator)),
};

async function compare(bench: Bench, emulator: Emulator): Promise<Findings> {
	const notes = [
		`${LEADS} leads of ${FORM_COLUMNS.length} fields, sha256 ${checksumOf(makeLeadRows(LEADS, SEED))}; our node maps by name, the built-in one by an expression a field, its only way`,
	];
	const figures: Record<string, number> = {};
	if (['upsert_requests_ratio', 'upsert_credits_ratio', 'upsert_cpu_ratio'].some(bench.wants)) {
		const { crm, builtIn } = await runInTurns(bench, emulator, NO_LATENCY, LEADS);
		const ratioOf = (pick: (run: StepOutput) => number): number => median(builtIn.map(pick)) / median(crm.map(pick));
		figures.upsert_requests_ratio = ratioOf(({ books }) => books.requests);
		figures.upsert_credits_ratio = ratioOf(({ books }) => books.credits);
		figures.upsert_cpu_ratio = ratioOf(({ cpuMs }) => cpuMs);
		notes.push(
			`Without latency: ours ${crm[0].books.requests} requests, ${crm[0].books.credits} credits, CPU ${list(
				crm.map(({ cpuMs }) => cpuMs),
				'ms',
			)}; built-in ${builtIn[0].books.requests} requests, ${builtIn[0].books.credits} credits, CPU ${list(
				builtIn.map(({ cpuMs }) => cpuMs),
				'ms',
			)}`,
		);
	}
	if (bench.wants('upsert_wall_ratio')) {
		for (const latency of LATENCIES) {
			const { crm, builtIn } = await runInTurns(bench, emulator, latency, LEADS_OF_SLOW_SIDE);
			const ours = median(crm.map(({ wallMs }) => wallMs));
			const perLead = median(builtIn.map(({ wallMs }) => wallMs)) / LEADS_OF_SLOW_SIDE;
			const ratio = (perLead * LEADS) / ours;
			figures.upsert_wall_ratio ??= ratio;
			notes.push(
				`${latency.baseMs} ms a call + ${latency.perRecordMs} ms a record: ratio ${round(ratio)}; ours ${list(
					crm.map(({ wallMs }) => wallMs / 1000),
					's',
				)} for ${LEADS}; built-in ${round(perLead)} ms a lead, measured on ${LEADS_OF_SLOW_SIDE} because each is one request, ${round((perLead * LEADS) / 1000)} s for ${LEADS}`,
			);
		}
	}
	return { figures, notes };
}

/** Ours and the built-in node in turns, each time with a fresh process and a fresh organization. */
async function runInTurns(bench: Bench, emulator: Emulator, latency: Latency, builtInLeads: number): Promise<Runs> {
	const runs: Runs = { crm: [], builtIn: [] };
	for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
		for (const node of NODES) {
			bench.say(
				`${node === 'crm' ? 'our' : 'built-in'} node, ${latency.baseMs} + ${latency.perRecordMs} ms, run ${repetition} of ${REPETITIONS}`,
			);
			runs[node].push(await upsertLeads(bench, emulator, node, latency, node === 'crm' ? LEADS : builtInLeads));
		}
	}
	return runs;
}

async function upsertLeads(
	{ packageFolder }: Bench,
	emulator: Emulator,
	node: NodeChoice,
	latency: Latency,
	count: number,
): Promise<StepOutput> {
	const connection = await startAfresh(emulator, latency);
	const parameters = upsertParameters(node);
	const items = { count, seed: SEED, columns: FORM_COLUMNS };
	const warmUp = { parameters, items: { count: WARM_UP_LEADS, seed: SEED + 1, columns: FORM_COLUMNS } };
	const step = await runApart<typeof import('../parts/runStep')>('runStep', {
		node,
		packageFolder,
		parameters,
		items,
		warmUp,
		connection,
	});
	if (step.withId !== count || step.outputItems !== count)
		throw new Error(`The ${node} node answered ${step.withId} of ${count} leads with an id`);
	return step;
}
