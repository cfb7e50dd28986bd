import { user } from '../../stage/parameters';
import type { OperationSample } from '../sample';

export const sample: OperationSample = {
	resource: 'user',
	operation: 'get',
	uses: [{ name: 'get a user', parameters: user('get'), scopes: ['ZohoCRM.users.READ'] }],
};
