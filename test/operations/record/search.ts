import { record } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS, SEARCH } from '../scopes';

export const sample: OperationSample = {
	resource: 'record',
	operation: 'search',
	uses: [
		{
			name: 'search records of any module',
			parameters: record('Leads', 'search', { searchBy: 'email', email: 'row0@brightwell.test' }),
			scopes: ['ZohoCRM.modules.leads.READ', SEARCH, FIELDS],
		},
	],
};
