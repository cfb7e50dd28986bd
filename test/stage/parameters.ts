import type { INodeParameters } from 'n8n-workflow';

/** Fields from the keys of the items. */
export const BY_NAME = { mappingMode: 'autoMapInputData', value: null };

/** A locator as the form fills it in. */
export const named = (value: string, mode: 'email' | 'id' | 'list' | 'name' | 'url' = 'id'): INodeParameters => ({
	__rl: true,
	mode,
	value,
});

/** The lead that every item names with its key `lead`. */
export const ITS_LEAD = named('={{ $json.lead }}');
/** The record that every item names with its key `record`. */
export const ITS_RECORD = named('={{ $json.record }}');

/** Parameters of an operation on leads; fields by the keys of the items. */
export function lead(operation: string, more: INodeParameters = {}): INodeParameters {
	return { resource: 'lead', operation, fields: BY_NAME, ...more };
}

/** Parameters of an operation on the records of a module; fields by the keys of the items. */
export function record(module: string, operation: string, more: INodeParameters = {}): INodeParameters {
	return { resource: 'record', operation, module: named(module, 'name'), fields: BY_NAME, ...more };
}

/** Parameters of an operation on users. */
export const user = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'user',
	operation,
	...more,
});

/** Parameters of an operation of Bulk Write. */
export const bulk = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'bulkWrite',
	operation,
	...more,
});

/** Import into Leads, as an insert, by the route that the step chooses. */
export const leadImport = (more: INodeParameters = {}): INodeParameters =>
	bulk('import', { module: 'Leads', importOperation: 'insert', ...more });

/** Import into Leads, as an insert, by jobs of Bulk Write. */
export const jobImport = (more: INodeParameters = {}): INodeParameters => leadImport({ route: 'bulk', ...more });

/** Import of the CSV file in the field `data` into Leads, as an insert, by jobs. */
export const fileImport = (more: INodeParameters = {}): INodeParameters =>
	jobImport({ inputSource: 'file', binaryField: 'data', ...more });

/** Resume Import: what is known of the import; its rows come again. */
export const resumedImport = (known: string, more: INodeParameters = {}): INodeParameters =>
	jobImport({ operation: 'resumeImport', jobs: known, ...more });

/** How an operation finds the lead of an item by its email. */
export const BY_EMAIL: INodeParameters = { getBy: 'field', getByField: 'Email', getByValue: '={{ $json.Email }}' };
