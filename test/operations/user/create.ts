import { named, user } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { createUsers } from '../writing/users';

const MANAGER = named('4150868000000026008');
const STANDARD = named('4150868000000026014');

export const sample: OperationSample = {
	resource: 'user',
	operation: 'create',
	uses: [
		{
			name: 'create a user',
			parameters: user('create', {
				email: '={{ $json.Email }}',
				lastName: '={{ $json.Last_Name }}',
				role: MANAGER,
				profile: STANDARD,
			}),
			scopes: ['ZohoCRM.users.CREATE', 'ZohoCRM.users.READ'],
		},
	],
	writing: [createUsers],
};
