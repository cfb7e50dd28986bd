import type { IDataObject } from 'n8n-workflow';
import { hasEnded, openWriteJob } from '../../../shared/bulk/writeJobs';
import { operation } from '../../../shared/n8n/step/operation';
import { simplifyParameter } from '../../../shared/n8n/form/parameters';
import type { BulkWriteFile, BulkWriteJob } from '../../../shared/zoho/bulk/writeApi';
import { jobId, waitSeconds, waitUntilEnded } from '../common/parameters';
import { SCOPES } from '../../../shared/zoho/call/scopes';

/** Bulk Write > Get Job. Source: Bulk Write, v8, Get Bulk Write Job Details (read 2026-11-21). */
export const getJob = operation({
	option: {
		name: 'Get Job',
		value: 'getJob',
		action: 'Get a job',
		description: 'Retrieve the state of a job, now or once it has finished',
	},
	parameters: [jobId.form, waitUntilEnded.form, waitSeconds.form, simplifyParameter()],
	scopes: () => [SCOPES.bulk.read],
	async each({ zoho: client, read, execution }) {
		const id = jobId.read(read);
		const isPatient = waitUntilEnded.read(read);
		const deadline = execution.now() + (isPatient ? waitSeconds.read(read) : 0) * 1000;
		const zoho = isPatient ? client.until(deadline) : client;
		const first = await zoho.bulkWrite.get(id);
		const open = openWriteJob(zoho, id, execution);
		const waited = hasEnded(first) || !isPatient ? first : await open.wait({ deadline, mustStop: () => null });
		const job = 'state' in waited ? waited : execution.isCancelled() ? first : ((await open.look()) ?? first);
		return read.boolean('simplify') ? toItem(job) : toRawItem(job);
	},
});

const COUNTS = ['added', 'updated', 'skipped', 'total'] as const;

function toItem(job: BulkWriteJob): IDataObject {
	const { id: jobId, state, code, message, downloadUrl, files } = job;
	const counts = COUNTS.map((name) => [name, sum(files, name) ?? ''] as const);
	return {
		jobId,
		state,
		hasEnded: hasEnded(job),
		code: code ?? '',
		message: message ?? '',
		...Object.fromEntries(counts),
		downloadUrl: downloadUrl ?? '',
		files: files.length === 0 ? '' : files.map(toFile),
	};
}

/** A file of the job, with an empty text for what Zoho does not say yet. */
const toFile = (file: BulkWriteFile): IDataObject =>
	Object.fromEntries(Object.entries(file).map(([key, value]) => [key, value ?? '']));

/** The job as Zoho returns it: JSON leaves here as it came. */
const toRawItem = ({ raw }: BulkWriteJob): IDataObject => raw as IDataObject;

/** The sum over all files; null while Zoho gives no counts. */
function sum(files: readonly BulkWriteFile[], name: (typeof COUNTS)[number]): number | null {
	const counts = files.map((file) => file[name]).filter((count) => count !== null);
	return counts.length === 0 ? null : counts.reduce((total, count) => total + count, 0);
}
