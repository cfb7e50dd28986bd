import { ITS_LEAD, lead } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS } from '../scopes';
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
	],
	writing: [changeRecords('lead', 'Leads', 'update')],
};
