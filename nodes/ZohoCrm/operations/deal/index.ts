import type { Resource } from '../../../shared/n8n/step/operation';
import { GET_MANY, recordOperations } from '../common/records';
import { fixedTarget } from '../common/target';

/** Deal: records with the module fixed. Menu, form and dispatch follow from this list. */
export const dealResource: Resource = {
	name: 'Deal',
	value: 'deal',
	description: 'Sales opportunities, with stage and amount',
	subject: 'Deals',
	defaultOperation: GET_MANY,
	operations: recordOperations(fixedTarget('deal')),
};
