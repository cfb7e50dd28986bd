import { lead, named } from '../../stage/parameters';
import { plainRows } from '../inputs';
import type { OperationSample } from '../sample';
import { FIELDS } from '../scopes';
import { createRecords } from '../writing/records';

const BRUNO = named('4150868000000225021');

export const sample: OperationSample = {
	resource: 'lead',
	operation: 'create',
	uses: [
		{ name: 'create a lead', parameters: lead('create'), scopes: ['ZohoCRM.modules.leads.CREATE', FIELDS] },
		{
			name: 'create a lead with a fallback owner',
			parameters: lead('create', { options: { fallbackOwner: BRUNO } }),
			scopes: ['ZohoCRM.modules.leads.CREATE', FIELDS, 'ZohoCRM.users.READ'],
		},
	],
	prepare: plainRows,
	writing: [createRecords('lead', 'Leads')],
};
