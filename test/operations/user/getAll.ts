import { user } from '../../stage/parameters';
import type { OperationSample } from '../sample';

export const sample: OperationSample = {
	resource: 'user',
	operation: 'getAll',
	uses: [
		{ name: 'get many users', parameters: user('getAll', { userType: 'AllUsers' }), scopes: ['ZohoCRM.users.READ'] },
	],
};
