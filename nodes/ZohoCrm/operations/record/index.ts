import type { Resource } from '../../../shared/n8n/step/operation';
import { recordOperations } from '../common/records';
import { anyTarget } from '../common/target';

/** Record: any module. Menu, form and dispatch follow from this list. */
export const recordResource: Resource = {
	name: 'Record',
	value: 'record',
	operations: recordOperations(anyTarget),
};
