import { ITS_LEAD, lead } from '../../stage/parameters';
import type { OperationSample } from '../sample';
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
	],
	writing: [changeRecords('lead', 'Leads', 'delete')],
};
