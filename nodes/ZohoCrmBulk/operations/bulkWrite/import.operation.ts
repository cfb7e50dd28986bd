import { operation } from '../../../shared/n8n/step/operation';
import { importForm } from './importOptions';
import { countOutputs, importScopes } from './importWishes';
import { runImport, wakeImport } from './runImport';

/** Bulk Write > Import: all the way from rows to a result for each of them. Source: Bulk Write APIs, v8 (read 2026-11-21). */
export const importRecords = operation({
	option: {
		name: 'Import',
		value: 'import',
		action: 'Import records',
		description:
			'Import items or a CSV file of any size in bulk jobs of up to 25,000 rows, wait for the jobs and return the result of every row',
	},
	parameters: importForm,
	scopes: importScopes,
	outputs: countOutputs,
	together: async (context) => await runImport(context, importForm, null),
	wake: wakeImport,
});
