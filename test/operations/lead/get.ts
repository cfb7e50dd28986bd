import { ITS_LEAD, lead } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS, SEARCH } from '../scopes';

export const sample: OperationSample = {
	resource: 'lead',
	operation: 'get',
	uses: [
		{ name: 'get a lead', parameters: lead('get', { leadId: ITS_LEAD }), scopes: ['ZohoCRM.modules.leads.READ'] },
		{
			name: 'get a lead by a field',
			parameters: lead('get', { getBy: 'field', getByField: 'Email', getByValue: 'row0@brightwell.test' }),
			scopes: ['ZohoCRM.modules.leads.READ', FIELDS, SEARCH],
		},
	],
};
