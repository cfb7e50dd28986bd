import { explain } from '../../../shared/zoho/advice/advice';
import { hasEnded } from '../../../shared/bulk/writeJobs';
import { operation, OutputItem } from '../../../shared/n8n/step/operation';
import type { BulkWriteJob } from '../../../shared/zoho/bulk/writeApi';
import type { ZohoClient } from '../../../shared/zoho/client';
import { UsageError, ZohoApiError } from '../../../shared/zoho/call/errors';
import { fail, recover } from '../../../shared/zoho/call/recover';
import { jobIdParameter, outputFileParameter } from './jobParameters';
import { readResultLines } from './resultLines';
import { SCOPES } from '../../../shared/zoho/call/scopes';

/** Bulk Write > Get Result. Source: Bulk Write, v8, Download Bulk Write Result (read 2026-11-21). */
export const getResult = operation({
	option: {
		name: 'Get Result',
		value: 'getResult',
		action: 'Get result',
		description: 'Retrieve what became of the rows of a job, for 7 days after it has ended',
	},
	parameters: [
		jobIdParameter(),
		{
			displayName: 'Output',
			name: 'resultAs',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Binary File', value: 'file', description: 'The ZIP with the result files' },
				{
					name: 'Items',
					value: 'items',
					description: 'An item for every row: its first three columns, status, record ID and reasons',
				},
			],
			default: 'items',
			description: 'What the result becomes',
		},
		{ ...outputFileParameter(), displayOptions: { show: { resultAs: ['file'] } } },
	],
	scopes: () => [SCOPES.bulk.read],
	async each({ zoho, read, writeBinary }) {
		const job = await zoho.bulkWrite.get(read.string('jobId').trim());
		const zip = await download(zoho, job);
		if (read.string('resultAs') === 'items') return await readLines(zip, job);
		const fileName = `${job.id}.zip`;
		const file = await writeBinary(inOnePiece(zip), fileName, 'application/zip');
		return new OutputItem(
			{ jobId: job.id, fileName, sizeBytes: zip.length },
			{ binary: { [read.string('binaryField')]: file } },
		);
	},
});

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}

/** @throws UsageError saying why there is no result: not yet, not any more, or never */
async function download(zoho: ZohoClient, job: BulkWriteJob): Promise<Uint8Array> {
	const { id, state, code, downloadUrl } = job;
	if (!hasEnded(job))
		throw new UsageError(
			`Job ${id} has no result yet: it is ${state}`,
			'Put a Get Job step with Wait Until Ended before this one',
		);
	if (downloadUrl === null)
		throw new UsageError(
			`Job ${id} ended ${state} and left no result${code === null ? '' : ` (${code})`}`,
			'See with Get Job what it says, correct the file and create a new job',
		);
	return await recover(
		zoho.files.download(downloadUrl),
		(reason) => reason instanceof ZohoApiError && reason.status === 404,
		() =>
			fail(
				new UsageError(
					`Zoho CRM does not have the result of job ${id}: results are kept for 7 days`,
					'Look the records up in Zoho CRM',
					'RESOURCE_NOT_FOUND',
				),
			),
	);
}

async function readLines(zip: Uint8Array, job: BulkWriteJob): Promise<Awaited<ReturnType<typeof readResultLines>>> {
	return await readResultLines(zip, job).catch((reason: unknown) => {
		const advice = 'Choose the output Binary File to see what Zoho CRM sent';
		return fail(new UsageError(`The result of job ${job.id} cannot be read: ${explain(reason).message}`, advice));
	});
}
