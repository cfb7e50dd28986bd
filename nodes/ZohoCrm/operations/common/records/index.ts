import type { Operation } from '../../../../shared/n8n/step/operation';
import type { RecordTarget } from '../target';
import { countOperation } from './count.operation';
import { createOperation } from './create.operation';
import { deleteOperation } from './delete.operation';
import { getOperation } from './get.operation';
import { getManyOperation } from './getAll.operation';
import { searchOperation } from './search.operation';
import { updateOperation } from './update.operation';
import { upsertOperation } from './upsert.operation';

/** The operation that a record node starts with: it changes nothing. */
export const GET_MANY = 'getAll';

/** The operations of every kind of records, in the order of the menu. */
export const recordOperations = (target: RecordTarget): readonly Operation[] => [
	countOperation(target),
	createOperation(target),
	upsertOperation(target),
	deleteOperation(target),
	getOperation(target),
	getManyOperation(target),
	searchOperation(target),
	updateOperation(target),
];
