import { ITS_LEAD, record } from '../../stage/parameters';
import type { OperationSample } from '../sample';
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
	],
	writing: [changeRecords('record', 'Contacts', 'delete')],
};
