import type { OperationSample } from '../sample';

export const sample: OperationSample = {
	resource: 'organization',
	operation: 'get',
	uses: [
		{
			name: 'get the organization',
			parameters: { resource: 'organization', operation: 'get' },
			scopes: ['ZohoCRM.org.READ'],
		},
	],
};
