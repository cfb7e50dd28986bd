import { bulk } from '../../stage/parameters';
import { filesAndJobs } from '../inputs';
import type { OperationSample } from '../sample';
import { creatingJobs } from '../writing/jobs';

export const sample: OperationSample = {
	resource: 'bulkWrite',
	operation: 'createJob',
	uses: [
		{
			name: 'create a job that inserts',
			parameters: bulk('createJob', { importOperation: 'insert', fileId: '={{ $json.file }}' }),
			scopes: ['ZohoCRM.bulk.CREATE', 'ZohoCRM.modules.leads.CREATE'],
		},
		{
			name: 'create a job that updates',
			parameters: bulk('createJob', { importOperation: 'update', findBy: 'Email', fileId: '={{ $json.file }}' }),
			scopes: ['ZohoCRM.bulk.CREATE', 'ZohoCRM.modules.leads.UPDATE'],
		},
	],
	prepare: filesAndJobs,
	writing: [creatingJobs],
};
