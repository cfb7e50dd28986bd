import { BY_EMAIL, ITS_LEAD, lead } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS, SEARCH } from '../scopes';
import { convertLeads } from '../writing/records';

const DEAL = {
	mappingMode: 'defineBelow',
	value: { Deal_Name: 'Robots', Stage: 'Qualification', Closing_Date: '2026-12-31' },
};

export const sample: OperationSample = {
	resource: 'lead',
	operation: 'convert',
	uses: [
		{
			name: 'convert a lead',
			parameters: lead('convert', { leadId: ITS_LEAD }),
			scopes: ['ZohoCRM.modules.leads.CREATE'],
		},
		{
			name: 'convert a lead into a deal',
			parameters: lead('convert', { leadId: ITS_LEAD, createDeal: true, dealFields: DEAL }),
			scopes: ['ZohoCRM.modules.leads.CREATE', FIELDS],
		},
		{
			name: 'look up what a lead matches',
			parameters: lead('convert', { leadId: ITS_LEAD, convertMode: 'lookUp' }),
			scopes: ['ZohoCRM.modules.leads.READ'],
		},
		{
			name: 'convert a lead found by its email',
			parameters: lead('convert', BY_EMAIL),
			scopes: ['ZohoCRM.modules.leads.CREATE', 'ZohoCRM.modules.leads.READ', FIELDS, SEARCH],
		},
	],
	writing: [convertLeads('id'), convertLeads('field')],
};
