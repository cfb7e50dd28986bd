import type { INode, INodeExecutionData } from 'n8n-workflow';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import type { Emulator } from '../emulator';
import { connectedCredential } from '../harness/credentials';
import { runNode } from '../harness/runNode';
import { callBack, endJobs } from '../nodes/importRuns';
import { runSteps } from '../nodes/workflowRun';
import { claimOf, compare, pairUp, repetitionsOf } from './claims';
import type { Task, WritingOperation } from './operations';

/** How n8n runs the step. */
export type Mode = 'goes on' | 'retries';

/** Every time virtual time is over, whatever a fault left open has ended. */
const LONG_MS = 3_600_000;

const SETTINGS: Readonly<Record<Mode, Partial<INode>>> = {
	'goes on': { onError: 'continueRegularOutput' },
	retries: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
};

/** Runs the step as n8n does. @returns its items; null where it stopped */
export async function runTask(emulator: Emulator, operation: WritingOperation, task: Task, mode: Mode): Promise<readonly INodeExecutionData[] | null> {
	const node = operation.node === 'bulk' ? new ZohoCrmBulk() : new ZohoCrm();
	return await runSteps(emulator, task.parameters, task.items, SETTINGS[mode], node, task.files).then(
		([first]) => first,
		() => null,
	);
}

/**
 * Runs an import that sleeps, and wakes it.
 * @param callbacks how often Zoho calls once all jobs have ended; 0 = never, and n8n lets out what the import left for that
 */
export async function runAsleep(emulator: Emulator, task: Task, callbacks: number): Promise<readonly INodeExecutionData[] | null> {
	const run = { node: new ZohoCrmBulk(), parameters: task.parameters, items: task.items, credential: connectedCredential(emulator) };
	const result = await runNode(run).catch(() => null);
	if (result === null || result.sleep === null) return result === null ? null : result.items;
	endJobs(emulator);
	let woken: readonly INodeExecutionData[] | null = null;
	for (let count = 0; count < callbacks; count += 1) {
		const items = emulator.requests.all({ method: 'POST', path: '/crm/bulk/v8/write' }).some(({ status }) => status === 201) ? await callBack({ run, result }, emulator) : null;
		if (woken !== null && items !== null && JSON.stringify(items) !== JSON.stringify(woken)) throw new Error('A second call wakes the import with other answers');
		woken ??= items;
	}
	return woken ?? result.sleep.timedOut;
}

/** Lets calls end that the step gave up: they may act until then, and must not do so in the next organization. */
async function settle(emulator: Emulator): Promise<void> {
	while (emulator.concurrency.current().calls > 0) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Compares all answers with the emulator's books. @returns a line for everything that does not hold */
export async function judge(emulator: Emulator, operation: WritingOperation, task: Task, items: readonly INodeExecutionData[] | null): Promise<string[]> {
	await settle(emulator);
	emulator.faults.clear();
	emulator.switches.creditLimit = null;
	emulator.advance(LONG_MS);
	const outcome = pairUp(items, task.items.length);
	const lines = outcome.pairs === null ? [] : [outcome.pairs];
	const calls = emulator.requests.all({ method: 'POST' }).filter(({ path }) => operation.targets.some((target) => target.method === 'POST' && new RegExp(`^${target.path.replace('*', '[^/]+')}$`).test(path)));
	for (const row of task.items.keys()) {
		const answer = outcome.answers[row] ?? {};
		const isAnswered = answer.status !== undefined;
		const claim = task.earlier === undefined || isAnswered ? claimOf(answer) : task.earlier(row);
		const wrong = compare(claim, await task.inspect(row, answer));
		if (wrong !== null) lines.push(`row ${row + 1} ${wrong} (${outcome.hasStopped ? 'the step stopped' : JSON.stringify(answer)})`);
		const key = task.keyOf(row);
		const repeated = key === null ? 0 : repetitionsOf(calls, key);
		if (repeated > 0) lines.push(`row ${row + 1} was sent ${repeated} times more although Zoho may have acted`);
	}
	const strangers = task.countStrangers();
	if (strangers !== 0) lines.push(`${strangers} records belong to no row`);
	return lines;
}
