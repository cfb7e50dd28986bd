import type { Resource } from '../../../shared/n8n/operation';
import { countRecords } from './count.operation';
import { createRecords } from './create.operation';
import { deleteRecords } from './delete.operation';
import { getRecord } from './get.operation';
import { getManyRecords } from './getAll.operation';
import { moduleLocator, type RecordTarget } from './target';
import { searchRecords } from './search.operation';
import { updateRecords } from './update.operation';
import { upsertRecords } from './upsert.operation';

/** Records of the module that the user chooses. */
const records: RecordTarget = {
	parameters: [moduleLocator()],
	moduleOf: (read) => read.locator('module'),
	isModuleFixed: false,
	singular: 'record',
	plural: 'records',
	idParameter: 'recordId',
	matchFields: [],
};

/** Record: every operation once; menu, form and dispatch follow from this list. */
export const recordResource: Resource = {
	name: 'Record',
	value: 'record',
	operations: [
		countRecords(records),
		createRecords(records),
		upsertRecords(records),
		deleteRecords(records),
		getRecord(records),
		getManyRecords(records),
		searchRecords(records),
		updateRecords(records),
	],
};
