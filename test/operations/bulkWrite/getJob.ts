import { bulk } from '../../stage/parameters';
import { filesAndJobs } from '../inputs';
import type { OperationSample } from '../sample';

export const sample: OperationSample = {
	resource: 'bulkWrite',
	operation: 'getJob',
	uses: [
		{ name: 'get a job', parameters: bulk('getJob', { jobId: '={{ $json.job }}' }), scopes: ['ZohoCRM.bulk.READ'] },
	],
	prepare: filesAndJobs,
};
