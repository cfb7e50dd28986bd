import { lead } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { COQL, FIELDS, SEARCH } from '../scopes';

export const sample: OperationSample = {
	resource: 'lead',
	operation: 'search',
	uses: [
		{
			name: 'search leads by conditions',
			parameters: lead('search', {
				searchBy: 'conditions',
				conditions: { condition: [{ field: 'Email', operator: 'equals', value: 'row0@brightwell.test' }] },
				fieldNames: ['Email'],
			}),
			scopes: ['ZohoCRM.modules.leads.READ', SEARCH, FIELDS],
		},
		{
			name: 'search leads by an empty field',
			parameters: lead('search', {
				searchBy: 'conditions',
				conditions: { condition: [{ field: 'City', operator: 'is_empty', value: '' }] },
				fieldNames: ['Email'],
			}),
			scopes: ['ZohoCRM.modules.leads.READ', COQL, FIELDS],
		},
		{
			name: 'search leads by email',
			parameters: lead('search', { searchBy: 'email', email: 'row0@brightwell.test', fieldNames: ['Email'] }),
			scopes: ['ZohoCRM.modules.leads.READ', SEARCH],
		},
	],
};
