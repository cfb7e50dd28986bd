import { BY_EMAIL, ITS_LEAD, lead } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS, SEARCH } from '../scopes';
import { changeRecords } from '../writing/records';

export const sample: OperationSample = {
	resource: 'lead',
	operation: 'update',
	uses: [
		{
			name: 'update a lead',
			parameters: lead('update', { leadId: ITS_LEAD, options: { ignoreUnknownFields: true } }),
			scopes: ['ZohoCRM.modules.leads.UPDATE', FIELDS],
		},
		{
			name: 'update a lead found by its email',
			parameters: lead('update', { ...BY_EMAIL, options: { ignoreUnknownFields: true } }),
			scopes: ['ZohoCRM.modules.leads.UPDATE', 'ZohoCRM.modules.leads.READ', FIELDS, SEARCH],
		},
	],
	writing: [changeRecords('lead', 'Leads', 'update'), changeRecords('lead', 'Leads', 'update', 'field')],
};
