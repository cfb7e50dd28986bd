import { record } from '../../stage/parameters';
import { plainRows } from '../inputs';
import type { OperationSample } from '../sample';
import { FIELDS } from '../scopes';
import { createRecords } from '../writing/records';

export const sample: OperationSample = {
	resource: 'record',
	operation: 'create',
	uses: [
		{
			name: 'create records of any module',
			parameters: record('Leads', 'create'),
			scopes: ['ZohoCRM.modules.leads.CREATE', FIELDS],
		},
		{
			name: 'create records of a custom module',
			parameters: record('Venues', 'create', { fields: { mappingMode: 'defineBelow', value: { Name: 'Hall' } } }),
			scopes: ['ZohoCRM.modules.custom.CREATE', FIELDS],
		},
	],
	prepare: plainRows,
	writing: [createRecords('record', 'Contacts'), createRecords('record', 'Contacts', 'Account_Name')],
};
