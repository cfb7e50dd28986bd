import type { Resource } from '../../../shared/n8n/operation';
import { getUser } from './get.operation';
import { getManyUsers } from './getAll.operation';

/** User: every operation once; menu, form and dispatch follow from this list. */
export const userResource: Resource = {
	name: 'User',
	value: 'user',
	operations: [getUser, getManyUsers],
};
