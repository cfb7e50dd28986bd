import type { IDataObject } from 'n8n-workflow';
import { ZohoCrm } from '../../../nodes/ZohoCrm/ZohoCrm.node';
import { ZohoCrmBulk } from '../../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { toRecord, toText } from '../../e2e/json';
import { runNode } from '../../stage/runNode';
import { connectedCredential, type Connection } from '../emulated';
import { watchTurns, type Stretches } from '../stalls/watch';
import { NODE_INPUTS, type NodeWork } from '../stalls/wholeNodes';
import type { OddInputCost } from './oddInputs';

/** How large the inputs are, and where Zoho CRM is: an emulator in another process. */
export interface WholeNodesRequest {
	/** Against their full sizes. */
	readonly scale: number;
	/** How many times as large the second of both sizes is. */
	readonly growth: number;
	readonly connection: Connection;
}

/** Runs both nodes from end to end in two sizes, and says how long they kept the event loop from turning. */
export async function measure({ scale, growth, connection }: WholeNodesRequest): Promise<readonly OddInputCost[]> {
	shortenPauses();
	const costs: OddInputCost[] = [];
	for (const { name, size, unit, prepare } of NODE_INPUTS) {
		const small = Math.round(size * scale);
		const cost = async (wanted: number): Promise<Stretches> => {
			const fresh = await startAfresh(connection);
			const run = async (work: NodeWork): Promise<readonly IDataObject[]> => await runOnce(work, fresh);
			const work = await prepare(wanted, run);
			const turns = async (): Promise<Stretches> => {
				let results: readonly IDataObject[] = [];
				const stretches = await watchTurns(async () => (results = await run(work)));
				if (results.length < wanted || String(results[0].status ?? '') !== (work.status ?? ''))
					throw new Error(`${name}: ${results.length} results, the first is ${JSON.stringify(results[0])}`);
				return stretches;
			};
			// The first run compiles.
			const runs = [await turns(), await turns()];
			return {
				longestMs: Math.min(...runs.map(({ longestMs }) => longestMs)),
				busyMs: Math.min(...runs.map(({ busyMs }) => busyMs)),
			};
		};
		costs.push({ name, size: `${small} ${unit}`, once: await cost(small), grown: await cost(small * growth) });
	}
	return costs;
}

async function runOnce(
	{ parameters, items, files }: NodeWork,
	connection: Connection,
): Promise<readonly IDataObject[]> {
	const { json } = await runNode({
		node: parameters.resource === 'bulkWrite' ? new ZohoCrmBulk() : new ZohoCrm(),
		parameters,
		items,
		files,
		credential: connectedCredential(connection),
		onError: 'continueRegularOutput',
	});
	return json;
}

/** A fresh organization with a fresh token. */
async function startAfresh(connection: Connection): Promise<Connection> {
	const ask = async (path: string): Promise<Response> =>
		await fetch(`${connection.adminUrl}${path}`, { method: 'POST', headers: { connection: 'close' }, body: '{}' });
	await ask('/reset');
	const token = toRecord(await (await ask('/tokens')).json());
	return { ...connection, accessToken: toText(token.accessToken), refreshToken: toText(token.refreshToken) };
}

const LONGEST_PAUSE_MS = 300;
/** Pauses of nodes are no longer than a minute, timeouts of requests are. */
const MINUTE_MS = 60_000;

/** Waiting for jobs is no part of what is measured. */
function shortenPauses(): void {
	const { setTimeout: start } = globalThis;
	const shortened = (run: () => void, ms = 0): NodeJS.Timeout =>
		start(run, ms > MINUTE_MS ? ms : Math.min(ms, LONGEST_PAUSE_MS));
	Object.assign(globalThis, { setTimeout: Object.assign(shortened, start) });
}
