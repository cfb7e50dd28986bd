import type { Resource } from '../../../shared/n8n/step/operation';
import { createJob } from './createJob.operation';
import { getJob } from './getJob.operation';
import { getResult } from './getResult.operation';
import { importRecords } from './import.operation';
import { resumeImport } from './resumeImport.operation';
import { uploadFile } from './uploadFile.operation';

/** Bulk Write: every operation once; menu, form and dispatch follow from this list. */
export const bulkWriteResource: Resource = {
	name: 'Bulk Write',
	value: 'bulkWrite',
	description: 'Import rows from items or a file, or control the jobs of an import yourself',
	defaultOperation: importRecords.option.value,
	operations: [createJob, getJob, getResult, importRecords, resumeImport, uploadFile],
};
