import { choice, parameter, type Parameter } from '../../../shared/n8n/form/options';
import { fieldParameter } from '../common/parameters';

/** What the rows do to the module. */
export const importOperation = parameter(
	'importOperation',
	choice(
		'Import Operation',
		{
			insert: ['Create', 'Create a record for each row'],
			update: ['Update', 'Update existing records. Rows without one are skipped.'],
			upsert: ['Create or Update', 'Create a new record, or update the current one if it already exists (upsert)'],
		},
		'insert',
		'What to do with the rows',
		{ noDataExpression: true },
	),
);

/** By which field the rows find their records. @param more a further sentence of its description */
export function findByParameter(more = ''): Parameter<string> {
	const description =
		'The field that identifies the record of a row. Required for Update and Create or Update. With Create, rows whose record already exists are skipped';
	return fieldParameter('findBy', 'Find By Name or ID', `${description}${more}`, 'getFindByFields');
}

/** What empty values do. */
export const emptyValues = parameter(
	'emptyValues',
	choice(
		'Empty Values',
		{ clear: 'Clear Field', keep: 'Leave Unchanged' },
		'keep',
		'What missing, null and empty values do to the fields of existing records',
		{ noDataExpression: true },
	),
);
