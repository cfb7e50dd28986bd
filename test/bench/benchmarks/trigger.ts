import { waitFor } from '../../e2e/childProcess';
import { toList, toRecord, toText } from '../../e2e/json';
import { WITHOUT_EDITOR } from '../../e2e/n8nServer';
import { raiseStage, type Stage } from '../../e2e/stage';
import { startedBy, zohoNode } from '../../e2e/workflows';
import { runApart } from '../apart';
import type { Bench, Benchmark, Findings } from '../benchmark';
import { list, median, round } from '../statistics';

const NODE = 'Zoho CRM';
const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };
const SINGLE_LEADS = 40;
const BURST_LEADS = 2_000;
const DAYS = 4;
const MINUTE_MS = 60_000;

/** The trigger: how soon it starts, what it costs while nothing happens, and how fast it takes a burst. */
export const trigger: Benchmark = {
	keys: [
		{
			key: 'trigger_latency_ms',
			bar: { kind: 'at most', value: 1_000 },
			unit: 'ms',
			measures: `From a new record in the emulator to the start of the execution in the real n8n, median of ${SINGLE_LEADS}`,
		},
		{
			key: 'trigger_burst_records_per_second',
			bar: { kind: 'at least', value: 50 },
			unit: 'rows/s',
			measures: `${BURST_LEADS} new leads in requests of 100, until the last one has left the trigger in the real n8n`,
		},
		{
			key: 'trigger_idle_credits_per_day',
			bar: { kind: 'at most', value: 48 },
			unit: '',
			measures:
				'API credits of a day without changes: one module, all events, polled every minute, the most of four days',
		},
	],
	async run(bench) {
		const idle = bench.wants('trigger_idle_credits_per_day') ? await measureIdle(bench) : { figures: {}, notes: [] };
		const isLive = bench.wants('trigger_latency_ms') || bench.wants('trigger_burst_records_per_second');
		const live = isLive ? await measureLive(bench) : { figures: {}, notes: [] };
		return { figures: { ...live.figures, ...idle.figures }, notes: [...live.notes, ...idle.notes] };
	},
};

async function measureIdle({ say }: Bench): Promise<Findings> {
	say(`${DAYS} days without changes`);
	const day = await runApart<typeof import('../parts/triggerDay')>('triggerDay', { days: DAYS });
	return {
		figures: { trigger_idle_credits_per_day: Math.max(...day.credits) },
		notes: [
			`Credits of the days: ${day.credits.join(', ')}; executions: ${day.executions}; heap at their ends ${list(day.heapMb, 'MB')}`,
		],
	};
}

async function measureLive({ say }: Bench): Promise<Findings> {
	const stage = await raiseStage([], { settings: WITHOUT_EDITOR });
	try {
		await stage.emulator.admin('PUT', '/switches', { allowHttpNotifyUrl: true });
		const parameters = { modules: ['Leads'], events: ['created'], options: {} };
		const workflow = startedBy('Zoho CRM starts it', zohoNode('zohoCrmTrigger', stage.credential, parameters));
		const workflowId = await stage.rest.createWorkflow(workflow);
		await stage.rest.activateWorkflow(workflowId);
		await waitFor('the channel', MINUTE_MS, async () =>
			toList(await stage.emulator.admin('GET', '/channels')).length === 1 ? true : undefined,
		);
		say(`${SINGLE_LEADS} new leads, one by one`);
		const latencies = await measureLatency(stage, workflowId);
		say(`${BURST_LEADS} new leads at once`);
		const seconds = await measureBurst(stage, workflowId);
		const sorted = [...latencies].sort((one, other) => one - other);
		return {
			figures: {
				trigger_latency_ms: median(latencies),
				trigger_burst_records_per_second: BURST_LEADS / seconds,
			},
			notes: [
				`Latency: median ${median(latencies)} ms, 99 % ${sorted[Math.ceil(sorted.length * 0.99) - 1]} ms, longest ${sorted.at(-1)} ms`,
				`Burst: ${BURST_LEADS} records in ${round(seconds)} s`,
			],
		};
	} finally {
		await stage.stop();
	}
}

/** Milliseconds from each new lead to the start of the execution that has it. */
async function measureLatency(stage: Stage, workflowId: string): Promise<number[]> {
	const madeMs = new Map<string, number>();
	for (let lead = 0; lead < SINGLE_LEADS; lead += 1) {
		const beforeMs = Date.now();
		const answer = toRecord(await stage.emulator.admin('POST', '/records', { module: 'Leads', records: [LEAD] }));
		madeMs.set(toText(toList(answer.ids)[0]), beforeMs);
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
	const latencies = await waitFor('all executions', 2 * MINUTE_MS, async () => {
		const found: number[] = [];
		for (const executionId of await stage.rest.listExecutions(workflowId, 100)) {
			const execution = await stage.rest.readExecution(executionId);
			const { startedAt } = toRecord(await stage.rest.call('GET', `/executions/${executionId}`));
			for (const { json } of execution.outputOf(NODE)) {
				const made = madeMs.get(String(json.id));
				if (made !== undefined) found.push(Date.parse(toText(startedAt)) - made);
			}
		}
		return found.length >= SINGLE_LEADS ? found : undefined;
	});
	return latencies;
}

/** Seconds from the first lead of a burst to the end of the execution that gives the last one out. */
async function measureBurst(stage: Stage, workflowId: string): Promise<number> {
	const known = new Set(await stage.rest.listExecutions(workflowId, 100));
	const startMs = Date.now();
	await stage.emulator.createRecords(
		'Leads',
		Array.from({ length: BURST_LEADS }, () => LEAD),
	);
	const read = new Map<string, number>();
	let endMs = startMs;
	await waitFor('the whole burst', 10 * MINUTE_MS, async () => {
		for (const executionId of await stage.rest.listExecutions(workflowId, 100)) {
			if (known.has(executionId) || read.has(executionId)) continue;
			const { stoppedAt, status } = toRecord(await stage.rest.call('GET', `/executions/${executionId}`));
			if (status !== 'success') continue;
			read.set(executionId, (await stage.rest.readExecution(executionId)).outputOf(NODE).length);
			endMs = Math.max(endMs, Date.parse(toText(stoppedAt)));
		}
		const given = [...read.values()].reduce((sum, count) => sum + count, 0);
		return given >= BURST_LEADS ? true : undefined;
	});
	return (endMs - startMs) / 1000;
}
