import type { INodeProperties } from 'n8n-workflow';
import { listedForm } from '../../../shared/n8n/form/options';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { NUMBER_TYPES } from '../../../shared/values/encoders';
import { fieldFinder } from '../../../shared/values/fieldNames';
import { INVALID_VALUE } from '../../../shared/values/fieldValues';
import { cutName } from '../../../shared/values/nameList';
import { checkId, plainId } from '../../../shared/zoho/call/address';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail, recover } from '../../../shared/zoho/call/recover';
import { canQuery, moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { AMBIGUOUS, NOT_FOUND, type FoundIds } from '../../../shared/zoho/records/api';
import { MODULE_DEPENDENCY, recordLocator, type RecordTarget } from './target';

/** How an operation finds the record of an item: by its ID or page, or by a field whose values are unique. */
export function findByParameters(target: Pick<RecordTarget, 'singular' | 'idParameter'>): INodeProperties[] {
	const byField = { displayOptions: { show: { getBy: ['field'] } } };
	return [
		{
			displayName: 'Find By',
			name: 'getBy',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Field',
					value: 'field',
					description: 'By a field that only one record has the value of, such as Email or an external ID',
				},
				{ name: 'ID', value: 'id', description: 'From the list, by ID, or by the URL of its page' },
			],
			default: 'id',
			description: `How to find the ${target.singular}`,
		},
		{ ...recordLocator(target), displayOptions: { show: { getBy: ['id'] } } },
		{
			...listedForm('Field Name or ID', 'The field to find the value in', {
				method: 'getFieldsToFindBy',
				dependsOn: MODULE_DEPENDENCY,
			}),
			name: 'getByField',
			required: true,
			...byField,
		},
		{
			displayName: 'Value',
			name: 'getByValue',
			type: 'string',
			required: true,
			...byField,
			default: '',
			description:
				'The complete value. Values of up to 100 items are looked up in one request. Without the scope ZohoCRM.coql.READ, changes from the last minute may not be found yet.',
		},
	];
}

/** Whether a field names the record, instead of its ID. */
export const findsByField = (read: ParameterReader): boolean => read.choice('getBy', ['field', 'id']) === 'field';

/** The scopes for finding records by a field. */
export const findByScopes = (read: ParameterReader, module: string): string[] =>
	findsByField(read) ? [moduleScope(module, 'READ'), SCOPES.fields.read, SCOPES.search.read] : [];

/** What to do about a record that cannot be found. */
export const CHECK = 'It may have been deleted or merged, or the user of the credential cannot see it. Check the';

/**
 * A reader of the IDs of the records that the items name. Values of a field are looked up for all items together.
 * @param moduleAt module of an item
 * @returns a function that throws a UsageError for an item whose record cannot be told
 */
export function recordFinder(
	context: TogetherContext,
	target: RecordTarget,
	moduleAt: (index: number) => string,
): (index: number) => Promise<string> {
	if (!findsByField(context.readAt(0)))
		return async (index) => checkId(plainId(context.readAt(index).locator(target.idParameter)), target.singular);
	let found: Promise<ReadonlyMap<number, Answer>> | undefined;
	return async (index) => {
		found ??= findAll(context, target, moduleAt);
		const answer = (await found).get(index) ?? fail(new RangeError(String(index)));
		return 'id' in answer ? answer.id : fail(answer.reason);
	};
}

/** The ID of the record of an item, or why it cannot be told. */
type Answer = { readonly id: string } | { readonly reason: unknown };

/** The field and the value that name the record of an item. */
interface Named {
	readonly field: string;
	readonly value: string;
}

function readNamed(context: TogetherContext, index: number): Named {
	const read = context.readAt(index);
	return { field: read.string('getByField').trim(), value: read.string('getByValue').trim() };
}

/** Items that name their records by the same field of one module. */
interface Searched {
	readonly module: string;
	readonly field: string;
	/** By index of the item. */
	readonly values: Map<number, string>;
}

/** Finds the records of all items, by each field that they name. */
async function findAll(
	context: TogetherContext,
	target: RecordTarget,
	moduleAt: (index: number) => string,
): Promise<ReadonlyMap<number, Answer>> {
	const answers = new Map<number, Answer>();
	const groups = new Map<string, Searched>();
	for (const index of context.items.keys()) {
		try {
			const { field, value } = readNamed(context, index);
			const module = moduleAt(index);
			const key = `${module} ${field}`;
			const group = groups.get(key) ?? { module, field, values: new Map<number, string>() };
			groups.set(key, group);
			group.values.set(index, value);
		} catch (reason) {
			answers.set(index, { reason });
		}
	}
	for (const group of groups.values()) {
		const found = await recover(
			findBy(context, target, group),
			() => true,
			(reason) => ({ reason }),
		);
		for (const index of group.values.keys())
			answers.set(index, 'reason' in found ? found : (found.get(index) ?? fail(new RangeError(group.field))));
	}
	return answers;
}

async function findBy(
	{ zoho, connection }: TogetherContext,
	{ singular }: RecordTarget,
	{ module, field: name, values }: Searched,
): Promise<ReadonlyMap<number, Answer>> {
	const field = fieldNamed(await zoho.metadata.fields(module), module, name);
	const usable = [...values.values()].filter((value) => problemOf(field, value) === null);
	const { grantedScopes } = await connection();
	const ids = await zoho.records.findMany(module, field, usable, { canQuery: canQuery(grantedScopes) });
	return new Map(
		[...values].map(([index, value]): [number, Answer] => {
			const problem = problemOf(field, value);
			return [index, problem === null ? theOne(ids.get(value) ?? [], singular, field, value) : { reason: problem }];
		}),
	);
}

function fieldNamed(fields: readonly FieldMetadata[], module: string, name: string): FieldMetadata {
	const field = fieldFinder(fields)(name);
	if (field !== undefined) return field;
	throw new UsageError(
		name === '' ? 'Field Name or ID is empty' : `${module} has no field "${cutName(name)}"`,
		'Choose a field from the list',
	);
}

function problemOf({ label, dataType }: FieldMetadata, value: string): UsageError | null {
	if (value === '')
		return new UsageError(`${label} has no value`, 'Enter the value of the record to find', INVALID_VALUE);
	if (!NUMBER_TYPES.has(dataType) || /^-?\d+(\.\d+)?$/.test(value)) return null;
	return new UsageError(
		`The value "${cutName(value)}" of ${label} is not a number`,
		'Correct the value, starting with the node that first reads it',
		INVALID_VALUE,
	);
}

/** What to say where no record has a value. */
export const noRecordHas = (singular: string, label: string, value: string): UsageError =>
	new UsageError(`No ${singular} has the ${label} ${cutName(value)}`, `${CHECK} value`, NOT_FOUND);

/** The ID of the one record that was found, or what to say where there is none, or several. */
function theOne(found: FoundIds, singular: string, { label }: FieldMetadata, value: string): Answer {
	if (found instanceof UsageError) return { reason: found };
	if (found.length === 1) return { id: found[0] };
	const reason =
		found.length === 0
			? noRecordHas(singular, label, value)
			: new UsageError(
					`${found.length} records have this value in ${label}`,
					'Use a field whose values are unique, or Search',
					AMBIGUOUS,
				);
	return { reason };
}
