import { toRecord } from '../../e2e/json';
import { runApart } from '../apart';
import type { Bench, Benchmark, Findings } from '../benchmark';
import { connect, type Connection, startAfresh, withEmulator } from '../emulated';
import { type LeadRow, makeLeadRows } from '../leadRows';
import { listParameters } from '../leadStep';
import type { NodeChoice } from '../nodeClasses';
import type { StepOutput } from '../parts/runStep';
import { list, median } from '../statistics';

const LEADS = 20_000;
const SEED = 3;
const LIMIT = 50;
const REPETITIONS = 3;
const LATENCY_MS = 120;
const LEADS_PER_REQUEST = 100;
const NODES = ['crm', 'builtIn'] as const;

type Emulator = Parameters<Parameters<typeof withEmulator>[0]>[0];

/** Lists of a module with 20,000 leads, by our node and by the built-in one. */
export const leadLists: Benchmark = {
	keys: [
		{
			key: 'limit_requests_ratio',
			bar: { kind: 'at least', value: 95 },
			unit: '',
			measures: 'Requests of the built-in node / of ours for Get Many of 50 out of 20,000 leads, fields chosen',
		},
		{
			key: 'get_all_wall_ratio',
			bar: { kind: 'at least', value: 0.95 },
			unit: '',
			measures:
				'Wall time of the built-in node / of ours for Get Many of all 20,000 leads, fields chosen, a call taking 120 ms',
		},
	],
	run: async (bench) => await withEmulator(async (emulator) => await compare(bench, emulator)),
};

async function compare(bench: Bench, emulator: Emulator): Promise<Findings> {
	bench.say(`creating ${LEADS} leads`);
	await createLeads(await startAfresh(emulator), LEADS);
	const figures: Record<string, number> = {};
	const notes: string[] = [];
	if (bench.wants('limit_requests_ratio')) {
		const [ours, builtIn] = [
			await listLeads(bench, emulator, 'crm', LIMIT),
			await listLeads(bench, emulator, 'builtIn', LIMIT),
		];
		figures.limit_requests_ratio = builtIn.books.requests / ours.books.requests;
		notes.push(`${LIMIT} of ${LEADS}: ours ${ours.books.requests} requests, built-in ${builtIn.books.requests}`);
	}
	if (bench.wants('get_all_wall_ratio')) {
		await emulator.admin('PUT', '/switches', { latencyBaseMs: LATENCY_MS });
		const runs: Record<(typeof NODES)[number], StepOutput[]> = { crm: [], builtIn: [] };
		for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
			bench.say(`all leads by either node, run ${repetition} of ${REPETITIONS}`);
			for (const node of NODES) runs[node].push(await listLeads(bench, emulator, node, null));
		}
		const wallOf = (node: (typeof NODES)[number]): number[] => runs[node].map(({ wallMs }) => wallMs);
		figures.get_all_wall_ratio = median(wallOf('builtIn')) / median(wallOf('crm'));
		notes.push(
			`All ${LEADS}, ${LATENCY_MS} ms a call: ours ${list(wallOf('crm'), 'ms')} with ${runs.crm[0].books.requests} requests; built-in ${list(wallOf('builtIn'), 'ms')} with ${runs.builtIn[0].books.requests}`,
		);
	}
	return { figures, notes };
}

async function listLeads(
	{ packageFolder }: Bench,
	emulator: Emulator,
	node: NodeChoice,
	limit: number | null,
): Promise<StepOutput> {
	const connection = await connect(emulator);
	const parameters = listParameters(node, limit);
	const items = { count: 1, seed: SEED, columns: [] };
	const step = await runApart<typeof import('../parts/runStep')>('runStep', {
		node,
		packageFolder,
		parameters,
		items,
		warmUp: { parameters: listParameters(node, 1), items },
		connection,
	});
	const wanted = limit ?? LEADS;
	if (step.withId !== wanted || step.outputItems !== wanted)
		throw new Error(`The ${node} node gave ${step.withId} of ${wanted} leads`);
	return step;
}

/** Creates leads by Zoho's API, in requests of 100. */
async function createLeads({ apiDomain, accessToken }: Connection, count: number): Promise<void> {
	for (let first = 0; first < count; first += LEADS_PER_REQUEST) {
		const data: LeadRow[] = [...makeLeadRows(LEADS_PER_REQUEST, SEED, first)];
		const answer = await fetch(`${apiDomain}/crm/v8/Leads`, {
			method: 'POST',
			headers: { authorization: `Zoho-oauthtoken ${accessToken}`, 'content-type': 'application/json' },
			body: JSON.stringify({ data }),
		});
		if (answer.status !== 201)
			throw new Error(
				`The emulator did not create leads: ${JSON.stringify(toRecord(await answer.json())).slice(0, 400)}`,
			);
	}
}
