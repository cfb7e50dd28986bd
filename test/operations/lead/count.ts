import { lead } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { SEARCH } from '../scopes';

export const sample: OperationSample = {
	resource: 'lead',
	operation: 'count',
	uses: [
		{
			name: 'count leads',
			parameters: lead('count', { countBy: 'all' }),
			scopes: ['ZohoCRM.modules.leads.READ', SEARCH],
		},
	],
};
