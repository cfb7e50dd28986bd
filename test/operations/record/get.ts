import { ITS_LEAD, record } from '../../stage/parameters';
import type { OperationSample } from '../sample';

export const sample: OperationSample = {
	resource: 'record',
	operation: 'get',
	uses: [
		{
			name: 'get a record of any module',
			parameters: record('Leads', 'get', { recordId: ITS_LEAD }),
			scopes: ['ZohoCRM.modules.leads.READ'],
		},
	],
};
