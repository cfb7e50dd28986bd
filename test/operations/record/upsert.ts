import { record } from '../../stage/parameters';
import { plainRows } from '../inputs';
import type { OperationSample } from '../sample';
import { FIELDS } from '../scopes';
import { upsertRecords } from '../writing/records';

export const sample: OperationSample = {
	resource: 'record',
	operation: 'upsert',
	uses: [
		{
			name: 'create or update records of any module',
			parameters: record('Leads', 'upsert'),
			scopes: ['ZohoCRM.modules.leads.CREATE', FIELDS],
		},
	],
	prepare: plainRows,
	writing: [upsertRecords('record', 'Contacts')],
};
