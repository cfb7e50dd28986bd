import { bulk } from '../../stage/parameters';
import { filesAndJobs } from '../inputs';
import type { OperationSample } from '../sample';
import { uploading } from '../writing/jobs';

export const sample: OperationSample = {
	resource: 'bulkWrite',
	operation: 'uploadFile',
	uses: [
		{ name: 'upload a file', parameters: bulk('uploadFile'), scopes: ['ZohoCRM.org.READ', 'ZohoFiles.files.ALL'] },
	],
	prepare: filesAndJobs,
	writing: [uploading],
};
