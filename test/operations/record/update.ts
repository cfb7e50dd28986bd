import { BY_EMAIL, ITS_LEAD, record } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS, SEARCH } from '../scopes';
import { changeRecords } from '../writing/records';

export const sample: OperationSample = {
	resource: 'record',
	operation: 'update',
	uses: [
		{
			name: 'update records of any module',
			parameters: record('Leads', 'update', { recordId: ITS_LEAD, options: { ignoreUnknownFields: true } }),
			scopes: ['ZohoCRM.modules.leads.UPDATE', FIELDS],
		},
		{
			name: 'update a record found by its email',
			parameters: record('Leads', 'update', { ...BY_EMAIL, options: { ignoreUnknownFields: true } }),
			scopes: ['ZohoCRM.modules.leads.UPDATE', 'ZohoCRM.modules.leads.READ', FIELDS, SEARCH],
		},
	],
	writing: [changeRecords('record', 'Contacts', 'update'), changeRecords('record', 'Contacts', 'update', 'field')],
};
