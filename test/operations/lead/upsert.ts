import { lead } from '../../stage/parameters';
import { plainRows } from '../inputs';
import type { OperationSample } from '../sample';
import { FIELDS } from '../scopes';
import { upsertRecords } from '../writing/records';

export const sample: OperationSample = {
	resource: 'lead',
	operation: 'upsert',
	uses: [
		{ name: 'create or update a lead', parameters: lead('upsert'), scopes: ['ZohoCRM.modules.leads.CREATE', FIELDS] },
	],
	prepare: plainRows,
	writing: [upsertRecords('lead', 'Leads')],
};
