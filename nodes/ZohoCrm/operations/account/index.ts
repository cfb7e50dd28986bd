import type { Resource } from '../../../shared/n8n/step/operation';
import { GET_MANY, recordOperations } from '../common/records';
import { fixedTarget } from '../common/target';

/** Account: records with the module fixed. Menu, form and dispatch follow from this list. */
export const accountResource: Resource = {
	name: 'Account',
	value: 'account',
	description: 'Companies that you do business with',
	subject: 'Accounts',
	defaultOperation: GET_MANY,
	operations: recordOperations(fixedTarget('account')),
};
