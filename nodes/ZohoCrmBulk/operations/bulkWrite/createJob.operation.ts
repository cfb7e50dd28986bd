import { operation, type AnsweringItem, type TogetherContext } from '../../../shared/n8n/step/operation';
import { describeCredits, describeFailures } from '../../../shared/n8n/step/hints';
import type { ResultParts } from '../../../shared/n8n/step/resultRow';
import { forLog } from '../../../shared/zoho/call/logText';
import type { BulkWriteRequest } from '../../../shared/zoho/bulk/writeApi';
import { mayHaveBeenApplied, reachesOthers, UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import { CREDITS_PER_BULK_WRITE } from '../../../shared/zoho/call/limits';
import { moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';
import { jobForm } from './jobOptions';
import { describeOrder, nameFiles, readJobOrder, readModules } from './jobOrder';
import { importOperation } from './writeParameters';

/** Bulk Write > Create Job. Source: Bulk Write, v8, Create Bulk Write Job (read 2026-11-21). */
export const createJob = operation({
	option: {
		name: 'Create Job',
		value: 'createJob',
		action: 'Create a job for an uploaded file',
		description: 'Start a job for an uploaded file, one per item. Each job costs 500 API credits.',
	},
	parameters: jobForm,
	scopes: (from) => [
		SCOPES.bulk.create,
		...readModules(from).map((module) =>
			moduleScope(module, importOperation.read(from) === 'update' ? 'UPDATE' : 'CREATE'),
		),
	],
	result: { place: 'item', keys: ['jobId', 'state', 'operation', 'files'] },
	async together(context) {
		const orders = await readOrders(context);
		return await createJobs(context, orders);
	},
});

/** What an item asks for, or why that cannot be read. */
type Order = { readonly request: BulkWriteRequest } | { readonly refused: unknown };

/** @throws the first one that cannot be read, before anything is sent, unless the node continues on errors */
async function readOrders(context: TogetherContext): Promise<Order[]> {
	const orders = context.items.map((_, index) => readOrder(context, index));
	const first = orders.findIndex((order) => 'refused' in order);
	const order = orders[first];
	if (order === undefined || 'request' in order || context.continuesOnFail) return orders;
	return fail(context.toNodeError(order.refused, first));
}

function readOrder(context: TogetherContext, index: number): Order {
	try {
		return { request: readJobOrder(context.readAt(index)) };
	} catch (reason) {
		return { refused: reason };
	}
}

/**
 * Creates one job after the other. Once one may exist nothing is thrown, because n8n could create all of them again.
 * @throws the error of the first job, as long as none was created
 */
async function createJobs(context: TogetherContext, orders: readonly Order[]): Promise<AnsweringItem[]> {
	const answers: AnsweringItem[] = [];
	let created = 0;
	let stopped: unknown = null;
	for (const [index, order] of orders.entries()) {
		if (context.execution.isCancelled())
			stopped ??= new UsageError(
				'The execution was stopped before this job was created',
				'Run the node again for this item',
			);
		const outcome =
			'refused' in order ? order : stopped !== null ? { refused: stopped } : await create(context, order.request);
		if (!('refused' in outcome)) created += 1;
		else if (created === 0 && !context.continuesOnFail) return fail(context.toNodeError(outcome.refused, index));
		else if (reachesOthers(outcome.refused)) stopped ??= outcome.refused;
		answers.push(toAnswer(outcome, index));
	}
	const open = orders.length - created;
	if (open > 0) context.hint(describeFailures(open, orders.length), 'warning');
	const credits = created * CREDITS_PER_BULK_WRITE;
	if (credits > 0) context.hint(describeCredits({ credits, creditsRemaining: null }));
	return answers;
}

type Outcome =
	{ readonly job: ResultParts } | { readonly lost: unknown; readonly files: string } | { readonly refused: unknown };

async function create({ zoho, execution }: TogetherContext, request: BulkWriteRequest): Promise<Outcome> {
	const files = nameFiles(request);
	execution.log(`creating a job for the file ${forLog(files)}`);
	return await zoho.bulkWrite.create(request).then(
		({ id }) => {
			execution.log(`job ${id} for the file ${forLog(files)}`);
			return { job: { status: 'ADDED', id, own: { jobId: id, state: 'ADDED', ...describeOrder(request) } } };
		},
		(reason: unknown) => (mayHaveBeenApplied(reason) ? { lost: reason, files } : { refused: reason }),
	);
}

function toAnswer(outcome: Outcome, index: number): AnsweringItem {
	if ('job' in outcome) return { done: outcome.job, answers: index };
	if ('refused' in outcome)
		return {
			refused: { status: 'UNPROCESSED', reason: outcome.refused, own: { state: 'UNPROCESSED' } },
			answers: index,
		};
	const next = `The reply was lost, so the job may exist. Look for the file ${outcome.files} in Zoho CRM under Setup > Data Administration > Import > Import History before creating the job again`;
	return { refused: { status: 'UNKNOWN', reason: outcome.lost, next, own: { state: 'UNKNOWN' } }, answers: index };
}
