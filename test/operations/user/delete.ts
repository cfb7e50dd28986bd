import { named, user } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { deleteUsers } from '../writing/users';

const BRUNO = named('4150868000000225021');
const HANA = named('4150868000000225069');

export const sample: OperationSample = {
	resource: 'user',
	operation: 'delete',
	uses: [
		{
			name: 'delete a user',
			parameters: user('delete', { userId: HANA, records: 'leave' }),
			scopes: ['ZohoCRM.users.READ', 'ZohoCRM.users.DELETE'],
		},
		{
			name: 'hand over and delete a user',
			parameters: user('delete', { userId: HANA, heir: BRUNO }),
			scopes: ['ZohoCRM.users.READ', 'ZohoCRM.users.CREATE'],
		},
	],
	writing: [deleteUsers('leave'), deleteUsers('transfer')],
};
