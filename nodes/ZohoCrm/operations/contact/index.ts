import type { Resource } from '../../../shared/n8n/step/operation';
import { GET_MANY, recordOperations } from '../common/records';
import { fixedTarget } from '../common/target';

/** Contact: records with the module fixed. Menu, form and dispatch follow from this list. */
export const contactResource: Resource = {
	name: 'Contact',
	value: 'contact',
	description: 'People, usually at an account',
	subject: 'Contacts',
	defaultOperation: GET_MANY,
	operations: recordOperations(fixedTarget('contact')),
};
