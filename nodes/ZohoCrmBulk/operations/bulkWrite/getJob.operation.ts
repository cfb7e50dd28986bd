import type { IDataObject } from 'n8n-workflow';
import { hasEnded, openWriteJob } from '../../../shared/bulk/writeJobs';
import { operation } from '../../../shared/n8n/step/operation';
import { readCount } from '../../../shared/n8n/form/optionValues';
import type { BulkWriteFile, BulkWriteJob } from '../../../shared/zoho/bulk/writeApi';
import { jobIdParameter } from './jobParameters';
import { SCOPES } from '../../../shared/zoho/call/scopes';

const DEFAULT_WAIT_SECONDS = 600;

/** Bulk Write > Get Job. Source: Bulk Write, v8, Get Bulk Write Job Details (read 2026-11-21). */
export const getJob = operation({
	option: {
		name: 'Get Job',
		value: 'getJob',
		action: 'Get job',
		description: 'Retrieve where a job stands, at once or when it has ended',
	},
	parameters: [
		jobIdParameter(),
		{
			displayName: 'Wait Until Ended',
			name: 'waitUntilEnded',
			type: 'boolean',
			default: false,
			description:
				'Whether to ask again, with growing pauses, until the job has ended. Each question costs an API credit.',
		},
		{
			displayName: 'Wait at Most (Seconds)',
			name: 'waitSeconds',
			type: 'number',
			typeOptions: { minValue: 1 },
			displayOptions: { show: { waitUntilEnded: [true] } },
			default: DEFAULT_WAIT_SECONDS,
			description: 'How long to wait. A job that has not ended by then is returned as it stands.',
		},
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
	],
	scopes: () => [SCOPES.bulk.read],
	async each({ zoho, read, surroundings }) {
		const jobId = read.string('jobId').trim();
		const isPatient = read.boolean('waitUntilEnded');
		const waitSeconds = isPatient
			? readCount({ waitSeconds: read.number('waitSeconds') }, 'waitSeconds', 'Wait at Most', DEFAULT_WAIT_SECONDS)
			: 0;
		const deadline = surroundings.now() + waitSeconds * 1000;
		const first = await zoho.bulkWrite.get(jobId);
		const waited =
			hasEnded(first) || !isPatient
				? first
				: await openWriteJob(zoho, jobId, surroundings).wait({ deadline, mustStop: () => null });
		const job = 'state' in waited ? waited : surroundings.isCancelled() ? first : await zoho.bulkWrite.get(jobId);
		return read.boolean('simplify') ? toItem(job) : toRawItem(job);
	},
});

const COUNTS = ['added', 'updated', 'skipped', 'total'] as const;

function toItem(job: BulkWriteJob): IDataObject {
	const { id: jobId, state, code, message, downloadUrl, files } = job;
	const counts = COUNTS.map((name) => [name, sum(files, name)] as const);
	return {
		jobId,
		state,
		hasEnded: hasEnded(job),
		code,
		message,
		...Object.fromEntries(counts),
		downloadUrl,
		files: files.map((file) => ({ ...file })),
	};
}

/** The job as Zoho gives it: an edge where JSON leaves as it came. */
const toRawItem = ({ raw }: BulkWriteJob): IDataObject => raw as IDataObject;

/** Over all files; null while Zoho counts nothing. */
function sum(files: readonly BulkWriteFile[], name: (typeof COUNTS)[number]): number | null {
	const counts = files.map((file) => file[name]).filter((count) => count !== null);
	return counts.length === 0 ? null : counts.reduce((total, count) => total + count, 0);
}
