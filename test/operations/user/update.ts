import { named, user } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { updateUsers } from '../writing/users';

const BRUNO = named('4150868000000225021');

export const sample: OperationSample = {
	resource: 'user',
	operation: 'update',
	uses: [
		{
			name: 'update a user',
			parameters: user('update', { userId: BRUNO, updateFields: { phone: '5550100' } }),
			scopes: ['ZohoCRM.users.UPDATE', 'ZohoCRM.users.READ'],
		},
	],
	writing: [updateUsers],
};
