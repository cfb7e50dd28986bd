import { record } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { SEARCH } from '../scopes';

export const sample: OperationSample = {
	resource: 'record',
	operation: 'count',
	uses: [
		{
			name: 'count records of a custom module',
			parameters: record('Venues', 'count', { countBy: 'all' }),
			scopes: ['ZohoCRM.modules.custom.READ', SEARCH],
		},
	],
};
