import type { Resource } from '../../../shared/n8n/step/operation';
import { countRecords } from '../common/records/count.operation';
import { createRecords } from '../common/records/create.operation';
import { deleteRecords } from '../common/records/delete.operation';
import { getRecord } from '../common/records/get.operation';
import { getManyRecords } from '../common/records/getAll.operation';
import { moduleLocator, type RecordTarget } from '../common/target';
import { searchRecords } from '../common/records/search.operation';
import { updateRecords } from '../common/records/update.operation';
import { upsertRecords } from '../common/records/upsert.operation';

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
