import type { Resource } from '../../../shared/n8n/step/operation';
import { GET_MANY, recordOperations } from '../common/records';
import { anyTarget } from '../common/target';

/** Record: any module. Menu, form and dispatch follow from this list. */
export const recordResource: Resource = {
	name: 'Record',
	value: 'record',
	description: 'Records of any module: products, quotes, tasks, custom modules and all others',
	defaultOperation: GET_MANY,
	operations: recordOperations(anyTarget),
};
