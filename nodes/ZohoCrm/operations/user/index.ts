import type { Resource } from '../../../shared/n8n/step/operation';
import { createUser } from './create.operation';
import { deleteUser } from './delete.operation';
import { getUser } from './get.operation';
import { getManyUsers } from './getAll.operation';
import { updateUser } from './update.operation';

/** User: every operation once; menu, form and dispatch follow from this list. */
export const userResource: Resource = {
	name: 'User',
	value: 'user',
	description: 'The users of your organization',
	subject: 'Users',
	defaultOperation: getManyUsers.option.value,
	operations: [createUser, deleteUser, getUser, getManyUsers, updateUser],
};
