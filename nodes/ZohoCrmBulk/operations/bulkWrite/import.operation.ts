import { operation } from '../../../shared/n8n/step/operation';
import { importParameters } from './importForm';
import { countOutputs, importScopes } from './importRequest';
import { runImport, wakeImport } from './runImport';

const parameters = importParameters();

/** Bulk Write > Import: the whole way from rows to an answer for each. Source: Bulk Write APIs, v8 (read 2026-11-21). */
export const importRecords = operation({
	option: {
		name: 'Import',
		value: 'import',
		action: 'Import records',
		description:
			'Send input items or a CSV file of any size as bulk jobs of up to 25,000 rows, wait for them and answer every row',
	},
	parameters,
	scopes: importScopes,
	outputs: countOutputs,
	together: async (context) => await runImport(context, parameters, null),
	wake: wakeImport,
});
