import type { INodeParameters } from 'n8n-workflow';
import type { NodeChoice } from './nodeClasses';

/** The columns that the form of the built-in node has fields for. */
export const FORM_COLUMNS = [
	'Last_Name',
	'Company',
	'Email',
	'First_Name',
	'Designation',
	'Phone',
	'Website',
	'Lead_Source',
	'Lead_Status',
	'Industry',
	'Annual_Revenue',
	'No_of_Employees',
	'Description',
] as const;

const valueOf = (column: string): string => `={{ $json.${column} }}`;

/** Create or Update with the same values through either node: ours by the keys of the items, the built-in one by an expression a field, its only way. */
export function upsertParameters(node: NodeChoice): INodeParameters {
	if (node !== 'builtIn')
		return { resource: 'lead', operation: 'upsert', fields: { mappingMode: 'autoMapInputData', value: null } };
	const additional = FORM_COLUMNS.filter((column) => column !== 'Last_Name' && column !== 'Company');
	return {
		resource: 'lead',
		operation: 'upsert',
		Company: valueOf('Company'),
		lastName: valueOf('Last_Name'),
		additionalFields: Object.fromEntries(additional.map((column) => [column, valueOf(column)])),
	};
}

/** Get Many with fields chosen. @param limit null = all */
export function listParameters(node: NodeChoice, limit: number | null): INodeParameters {
	const paging = limit === null ? { returnAll: true } : { returnAll: false, limit };
	const chosen = node === 'builtIn' ? { options: { fields: [...FORM_COLUMNS] } } : { fieldNames: [...FORM_COLUMNS] };
	return { resource: 'lead', operation: 'getAll', ...paging, ...chosen };
}
