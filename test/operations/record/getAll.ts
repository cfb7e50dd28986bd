import { record } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS } from '../scopes';

export const sample: OperationSample = {
	resource: 'record',
	operation: 'getAll',
	uses: [
		{
			name: 'get many records of any module',
			parameters: record('Leads', 'getAll', { returnAll: true }),
			scopes: ['ZohoCRM.modules.leads.READ', FIELDS],
		},
	],
};
