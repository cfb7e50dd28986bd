import { BY_EMAIL, ITS_LEAD, record } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS, SEARCH } from '../scopes';
import { changeRecords } from '../writing/records';

export const sample: OperationSample = {
	resource: 'record',
	operation: 'delete',
	uses: [
		{
			name: 'delete records of any module',
			parameters: record('Leads', 'delete', { recordId: ITS_LEAD }),
			scopes: ['ZohoCRM.modules.leads.DELETE'],
		},
		{
			name: 'delete a record found by its email',
			parameters: record('Leads', 'delete', BY_EMAIL),
			scopes: ['ZohoCRM.modules.leads.DELETE', 'ZohoCRM.modules.leads.READ', FIELDS, SEARCH],
		},
	],
	writing: [changeRecords('record', 'Contacts', 'delete'), changeRecords('record', 'Contacts', 'delete', 'field')],
};
