import { jobImport } from '../../stage/parameters';
import type { OperationSample } from '../sample';
import { bulkScopes } from '../scopes';
import { importing } from '../writing/imports';

/** The items have the id of a lead besides. */
const LOOSE = { options: { ignoreUnknownColumns: true } };

export const sample: OperationSample = {
	resource: 'bulkWrite',
	operation: 'import',
	uses: [
		{ name: 'import by insert', parameters: jobImport(LOOSE), scopes: bulkScopes('CREATE') },
		{
			name: 'import by upsert',
			parameters: jobImport({ importOperation: 'upsert', findBy: 'Email', ...LOOSE }),
			scopes: bulkScopes('CREATE'),
		},
		{
			name: 'import by update',
			parameters: jobImport({ importOperation: 'update', findBy: 'Email', ...LOOSE }),
			scopes: bulkScopes('UPDATE'),
		},
	],
	writing: [
		importing({ route: 'records' }, 'Import, route records'),
		importing({ route: 'records', operation: 'update' }, 'Import, route records, update'),
		importing({ route: 'records', operation: 'upsert' }, 'Import, route records, upsert'),
		importing({ route: 'bulk' }, 'Import, route bulk, wait poll'),
		importing({ route: 'bulk', wait: 'callback' }, 'Import, route bulk, wait callback'),
		importing({ route: 'bulk', wait: 'none' }, 'Import, route bulk, wait none'),
		importing({ route: 'bulk', operation: 'update' }, 'Import, route bulk, update'),
		importing({ route: 'bulk', operation: 'upsert' }, 'Import, route bulk, upsert'),
		importing({ route: 'bulk', hasChildren: true }, 'Import, route bulk, with subform rows'),
		importing({ route: 'bulk', isFile: true }, 'Import, route bulk, from a file'),
		importing({ route: 'auto' }, 'Import, route auto, wait poll'),
		importing({ route: 'auto', wait: 'callback' }, 'Import, route auto, wait callback'),
		importing({ route: 'auto', wait: 'none' }, 'Import, route auto, wait none'),
	],
};
