import type { IDataObject } from 'n8n-workflow';
import { operation, type AnsweringItem, type TogetherContext } from '../../../shared/n8n/step/operation';
import type { BulkWriteRequest } from '../../../shared/zoho/bulk/writeApi';
import { mayHaveBeenApplied, reachesOthers, UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import { CREDITS_PER_BULK_WRITE } from '../../../shared/zoho/call/limits';
import { moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';
import { describeOrder, mappingsParameter, nameFiles, readJobOrder, readModules } from './jobOrder';
import { emptyValuesParameter, findByParameter, importOperationParameter, moduleParameter } from './jobParameters';

const inFields = { displayOptions: { show: { specifyResources: ['fields'] } } };

/** Bulk Write > Create Job. Source: Bulk Write, v8, Create Bulk Write Job (read 2026-11-21). */
export const createJob = operation({
	option: {
		name: 'Create Job',
		value: 'createJob',
		action: 'Create job',
		description: 'Start a job for an uploaded file, one for every item. Each costs 500 API credits.',
	},
	parameters: [
		importOperationParameter(),
		{
			displayName: 'Specify Resources',
			name: 'specifyResources',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Using Fields Below', value: 'fields', description: 'One CSV file' },
				{
					name: 'Using JSON',
					value: 'json',
					description: 'One or several CSV files, such as a parent and its children',
				},
			],
			default: 'fields',
			description: 'How the files of the job are given',
		},
		{ ...moduleParameter(), ...inFields },
		{
			displayName: 'File ID',
			name: 'fileId',
			type: 'string',
			required: true,
			...inFields,
			default: '',
			description: 'The ID of the ZIP, as Upload File returned it',
		},
		{
			displayName: 'CSV File Name',
			name: 'csvFileName',
			type: 'string',
			...inFields,
			default: '',
			placeholder: 'e.g. leads.csv',
			description: 'The name of the CSV file inside the ZIP; may be empty where it is the only file',
		},
		{ ...findByParameter(), ...inFields },
		{ ...mappingsParameter(), ...inFields },
		{
			displayName: 'Resources (JSON)',
			name: 'resources',
			type: 'json',
			required: true,
			displayOptions: { show: { specifyResources: ['json'] } },
			default:
				'[\n  {\n    "module": { "api_name": "Leads" },\n    "file_id": "",\n    "file_names": ["leads.csv"],\n    "field_mappings": [{ "api_name": "Last_Name", "index": 0 }]\n  }\n]',
			description: 'The key "resource" of the request as Zoho documents it; the parent first',
		},
		emptyValuesParameter(),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Callback URL',
					name: 'callbackUrl',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://n8n.example.com/webhook/zoho',
					description: 'A public https address that Zoho CRM calls when the job has ended',
				},
				{
					displayName: 'Character Encoding',
					name: 'characterEncoding',
					type: 'string',
					default: 'UTF-8',
					description: 'The encoding of the CSV file',
				},
			],
		},
	],
	scopes: (read) => [
		SCOPES.bulk.create,
		...readModules(read).map((module) =>
			moduleScope(module, read.string('importOperation') === 'update' ? 'UPDATE' : 'CREATE'),
		),
	],
	async together(context) {
		const orders = await readOrders(context);
		return await createJobs(context, orders);
	},
});

/** What an item asks for, or why that cannot be read. */
type Order = { readonly request: BulkWriteRequest } | { readonly refused: unknown };

/** @throws the first refusal, before anything is sent, unless the step goes on after one */
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
 * @throws the refusal of the first job, while there is none
 */
async function createJobs(context: TogetherContext, orders: readonly Order[]): Promise<AnsweringItem[]> {
	const answers: AnsweringItem[] = [];
	let created = 0;
	let stopped: unknown = null;
	for (const [index, order] of orders.entries()) {
		if (context.surroundings.isCancelled())
			stopped ??= new UsageError(
				'The execution was stopped before this job was created',
				'Run the step again for this item',
			);
		const outcome =
			'refused' in order ? order : stopped !== null ? { refused: stopped } : await create(context, order.request);
		if (!('refused' in outcome)) created += 1;
		else if (created === 0 && !context.continuesOnFail) return fail(context.toNodeError(outcome.refused, index));
		else if (reachesOthers(outcome.refused)) stopped ??= outcome.refused;
		answers.push(toAnswer(outcome, index));
	}
	context.hint(
		`${created} of ${orders.length} jobs: about ${created * CREDITS_PER_BULK_WRITE} API credits (our estimate)`,
	);
	return answers;
}

type Outcome =
	{ readonly job: IDataObject } | { readonly lost: unknown; readonly files: string } | { readonly refused: unknown };

async function create({ zoho, surroundings }: TogetherContext, request: BulkWriteRequest): Promise<Outcome> {
	const files = nameFiles(request);
	surroundings.log(`creating a job for the file ${files}`);
	return await zoho.bulkWrite.create(request).then(
		({ id }) => {
			surroundings.log(`job ${id} for the file ${files}`);
			return { job: { jobId: id, state: 'ADDED', ...describeOrder(request) } };
		},
		(reason: unknown) => (mayHaveBeenApplied(reason) ? { lost: reason, files } : { refused: reason }),
	);
}

function toAnswer(outcome: Outcome, index: number): AnsweringItem {
	if ('job' in outcome) return { json: outcome.job, answers: index };
	if ('refused' in outcome)
		return { refused: { reason: outcome.refused, more: { state: 'UNPROCESSED', jobId: null } }, answers: index };
	const next = `The reply to the creation of the job was lost. Look for the file ${outcome.files} in Zoho CRM under Setup > Data Administration > Import > Import History before creating the job again`;
	return { refused: { reason: outcome.lost, next, more: { state: 'UNKNOWN', jobId: null } }, answers: index };
}
