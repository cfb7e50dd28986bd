import { seedJob } from '../../import/uploads';
import { resumedImport } from '../../stage/parameters';
import { rowsWithLeads } from '../inputs';
import type { OperationSample } from '../sample';
import { bulkScopes } from '../scopes';
import { resuming } from '../writing/imports';

export const sample: OperationSample = {
	resource: 'bulkWrite',
	operation: 'resumeImport',
	uses: [
		{
			name: 'resume an import',
			parameters: resumedImport('={{ $json.job }}', { options: { ignoreUnknownColumns: true } }),
			scopes: bulkScopes('CREATE'),
		},
	],
	async prepare(emulator, count) {
		const { items } = rowsWithLeads(emulator, count);
		// A job that an import of the same items would have made.
		const file = 'n8n1x1_1-1.csv';
		const job = await seedJob(emulator, { [file]: 'Last_Name,Company\r\nRow 0,Brightwell\r\n' }, (fileId) => [
			{ type: 'data', module: { api_name: 'Leads' }, file_id: fileId, file_names: [file] },
		]);
		return { items: items.map((item, index) => (index === 0 ? { ...item, job } : item)) };
	},
	writing: [resuming('poll'), resuming('callback')],
};
