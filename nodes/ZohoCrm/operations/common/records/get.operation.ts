import type { IDataObject } from 'n8n-workflow';
import { listedForm } from '../../../../shared/n8n/form/options';
import { simplifyParameter, type ParameterReader } from '../../../../shared/n8n/form/parameters';
import { operation } from '../../../../shared/n8n/step/operation';
import type { ZohoClient } from '../../../../shared/zoho/client';
import { UsageError } from '../../../../shared/zoho/call/errors';
import type { ZohoRecord } from '../../../../shared/zoho/records/api';
import { moduleScope, SCOPES } from '../../../../shared/zoho/call/scopes';
import { toRecordItem } from '../recordLists';
import { MODULE_DEPENDENCY, recordLocator, type RecordTarget } from '../target';

/** Record > Get, for one module. Source: Zoho CRM API v8, Get Records (read 2026-11-21). */
export const getOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Get',
			value: 'get',
			action: `Get ${target.singular}`,
			description: `Get one ${target.singular} with all of its fields, including subforms, by ID or by a unique field`,
		},
		parameters: [
			...target.parameters,
			{
				displayName: 'Get By',
				name: 'getBy',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Field Value',
						value: 'field',
						description: 'By a field whose values are unique, such as an external ID',
					},
					{ name: 'ID', value: 'id', description: 'From the list, by ID, or by the URL of its page' },
				],
				default: 'id',
				description: `How to find the ${target.singular}`,
			},
			{ ...recordLocator(target), displayOptions: { show: { getBy: ['id'] } } },
			{
				...listedForm('Field Name or ID', 'The field to find the value in', {
					method: 'getMatchFields',
					dependsOn: MODULE_DEPENDENCY,
				}),
				name: 'getByField',
				required: true,
				displayOptions: { show: { getBy: ['field'] } },
			},
			{
				displayName: 'Value',
				name: 'getByValue',
				type: 'string',
				required: true,
				displayOptions: { show: { getBy: ['field'] } },
				default: '',
				description:
					'The complete value. Unless the field is an external field, changes from the last minute may not be found yet.',
			},
			simplifyParameter(),
		],
		scopes: (read) => [
			moduleScope(target.moduleOf(read), 'READ'),
			...(read.string('getBy') === 'field' ? [SCOPES.fields.read, SCOPES.search.read] : []),
		],
		async each({ zoho, read }): Promise<IDataObject> {
			const module = target.moduleOf(read);
			const record =
				read.string('getBy') === 'field'
					? await getByField(zoho, module, target, read)
					: await getById(zoho, module, target, read);
			return toRecordItem(record, read.boolean('simplify'));
		},
	});

const CHECK = 'It may have been deleted or merged, or the user of the credential cannot see it. Check the';

async function getById(
	zoho: ZohoClient,
	module: string,
	{ idParameter, singular }: RecordTarget,
	read: ParameterReader,
): Promise<ZohoRecord> {
	const id = read.locator(idParameter);
	const record = await zoho.records.get(module, id);
	if (record !== null) return record;
	throw new UsageError(`No ${singular} has the ID ${id}`, `${CHECK} ID`, 'NOT_FOUND');
}

async function getByField(
	zoho: ZohoClient,
	module: string,
	{ singular }: RecordTarget,
	read: ParameterReader,
): Promise<ZohoRecord> {
	const [name, value] = [read.string('getByField').trim(), read.string('getByValue').trim()];
	const field = (await zoho.metadata.fields(module)).find(({ apiName }) => apiName === name);
	if (field === undefined)
		throw new UsageError(
			name === '' ? 'Field Name or ID is empty' : `The module ${module} has no field ${name}`,
			'Choose a field from the list',
		);
	const record = await zoho.records.getBy(module, field, value);
	if (record !== null) return record;
	throw new UsageError(`No ${singular} has the ${field.label} ${value}`, `${CHECK} value`, 'NOT_FOUND');
}
