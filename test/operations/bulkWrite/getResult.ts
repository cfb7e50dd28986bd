import { bulk } from '../../stage/parameters';
import { filesAndJobs } from '../inputs';
import type { OperationSample } from '../sample';

export const sample: OperationSample = {
	resource: 'bulkWrite',
	operation: 'getResult',
	uses: [
		{
			name: 'get the result of a job',
			parameters: bulk('getResult', { jobId: '={{ $json.job }}' }),
			scopes: ['ZohoCRM.bulk.READ'],
		},
	],
	async prepare(emulator, count) {
		const input = await filesAndJobs(emulator, count);
		emulator.advance(60_000);
		return input;
	},
};
