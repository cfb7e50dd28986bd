import type { IBinaryKeyData } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import { packZip } from '../emulator/clients/bulk';
import type { JsonValue } from '../emulator/json';

/** An archive as an n8n file. */
export function asFile(zip: Buffer, fileName = 'leads.zip'): IBinaryKeyData {
	return { data: { data: zip.toString('base64'), mimeType: 'application/zip', fileName } };
}

/** Puts files for a job into the emulator, past the API. @returns the id of their archive */
export async function seedUpload(emulator: Emulator, files: Readonly<Record<string, string>>): Promise<string> {
	const fileId = await emulator.jobs.upload(await packZip(files));
	if (fileId === null) throw new Error('Not an archive');
	return fileId;
}

export const LEADS =
	'Last_Name,Company,Email\nOkafor,Brightwell,okafor@brightwell.test\n,Brightwell,none@brightwell.test\nIto,Brightwell,bad\n';

/** Starts a job in the emulator, past the API. @returns its id */
export async function seedJob(
	emulator: Emulator,
	files: Readonly<Record<string, string>> = { 'leads.csv': LEADS },
	resources?: (fileId: string) => readonly JsonValue[],
): Promise<string> {
	const fileId = await seedUpload(emulator, files);
	const usual = (): JsonValue[] => [
		{ type: 'data', module: { api_name: 'Leads' }, file_id: fileId, file_names: ['leads.csv'] },
	];
	const job = await emulator.jobs.create(emulator.state.users.all()[0].id, {
		operation: 'insert',
		resource: [...(resources?.(fileId) ?? usual())],
	});
	if ('kind' in job) throw new Error(`Not a job: ${job.message}`);
	return job.id;
}
