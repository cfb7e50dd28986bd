import { BY_EMAIL, ITS_LEAD, lead } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS, SEARCH } from '../scopes';
import { changeRecords } from '../writing/records';

export const sample: OperationSample = {
	resource: 'lead',
	operation: 'delete',
	uses: [
		{
			name: 'delete a lead',
			parameters: lead('delete', { leadId: ITS_LEAD }),
			scopes: ['ZohoCRM.modules.leads.DELETE'],
		},
		{
			name: 'delete a lead found by its email',
			parameters: lead('delete', BY_EMAIL),
			scopes: ['ZohoCRM.modules.leads.DELETE', 'ZohoCRM.modules.leads.READ', FIELDS, SEARCH],
		},
	],
	writing: [changeRecords('lead', 'Leads', 'delete'), changeRecords('lead', 'Leads', 'delete', 'field')],
};
