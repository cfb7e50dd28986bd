import { operation } from '../../../shared/n8n/step/operation';
import { importForm, inputSource } from './importOptions';
import { IMPORT_ROW } from './importRow';
import { countOutputs, importScopes } from './importWishes';

/** Bulk Write > Import: all the way from rows to a result for each of them. Source: Bulk Write APIs, v8 (read 2026-11-21). */
export const importRecords = operation({
	option: {
		name: 'Import',
		value: 'import',
		action: 'Import records from a file or items',
		description:
			'Import items or a CSV file of any size in bulk jobs of up to 25,000 rows, wait for the jobs and return the result of every row',
	},
	parameters: importForm,
	scopes: importScopes,
	outputs: countOutputs,
	result: IMPORT_ROW,
	hasRowPerItem: (read) => read.value(inputSource.form.name) !== 'file',
	// n8n loads every node when it starts: the import itself is loaded when one runs.
	together: async (context) => await (await import('./runImport')).runImport(context, importForm, null),
	wake: async (context) => await (await import('./runImport')).wakeImport(context),
});
