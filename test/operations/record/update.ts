import { ITS_LEAD, record } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { FIELDS } from '../scopes';
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
	],
	writing: [changeRecords('record', 'Contacts', 'update')],
};
