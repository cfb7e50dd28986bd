import { lead } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS } from '../scopes';

export const sample: OperationSample = {
	resource: 'lead',
	operation: 'getAll',
	uses: [
		{
			name: 'get many leads',
			parameters: lead('getAll', { returnAll: true }),
			scopes: ['ZohoCRM.modules.leads.READ', FIELDS],
		},
		{
			name: 'get many leads with chosen fields',
			parameters: lead('getAll', { returnAll: true, fieldNames: ['Last_Name'] }),
			scopes: ['ZohoCRM.modules.leads.READ'],
		},
	],
};
