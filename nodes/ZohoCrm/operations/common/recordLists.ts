import type { INodeProperties } from 'n8n-workflow';
import { choice, listedNamesForm, optional } from '../../../shared/n8n/form/options';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { fieldFinder } from '../../../shared/values/fieldNames';
import type { EachContext } from '../../../shared/n8n/step/operation';
import { findMissingScopes, moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import type { Converted, CountTerm } from '../../../shared/zoho/records/api';
import { MODULE_DEPENDENCY } from './target';

/** Field types that Zoho returns with a single record only. Source: Get Records, v8 (read 2026-11-21). */
const NOT_LISTED: ReadonlySet<string> = new Set(['subform', 'multiselectlookup', 'multiuserlookup']);

/** Whether a list can have the field. */
export const isListed = (field: FieldMetadata): boolean => !NOT_LISTED.has(field.dataType);

/** Which fields lists and searches return. */
export function fieldNamesParameter(
	description = 'Which fields to return. Select none to return every field that a list can have. Zoho CRM needs one request for every 50 fields.',
): INodeProperties {
	return {
		...listedNamesForm('Field Names or IDs', description, { method: 'getListedFields', dependsOn: MODULE_DEPENDENCY }),
		name: 'fieldNames',
	};
}

/** The scope for reading the fields of the module, if none are chosen. */
export const fieldScopes = (read: ParameterReader): string[] =>
	read.names('fieldNames').length > 0 ? [] : [SCOPES.fields.read];

/** The chosen fields, or all fields of the module that a list can have. */
export async function readFieldNames(context: EachContext, module: string): Promise<readonly string[]> {
	const chosen = await readChosenFields(context, module, context.read);
	return chosen.length > 0
		? chosen
		: (await context.zoho.metadata.fields(module)).filter(isListed).map((field) => field.apiName);
}

/** The chosen fields, by API name; none if none are chosen. An expression may give labels. */
export async function readChosenFields(
	context: Pick<EachContext, 'zoho' | 'connection'>,
	module: string,
	read: ParameterReader,
): Promise<readonly string[]> {
	const names = read.names('fieldNames');
	return read.isExpression('fieldNames') ? await toApiNames(context, module, names) : names;
}

/**
 * API names of fields that an expression gives by API name or label. What nobody knows stays as it is; so does everything where the
 * credential may not read the fields.
 */
export async function toApiNames(
	{ zoho, connection }: Pick<EachContext, 'zoho' | 'connection'>,
	module: string,
	names: readonly string[],
): Promise<readonly string[]> {
	const { grantedScopes } = await connection();
	if (names.length === 0 || findMissingScopes(grantedScopes, [SCOPES.fields.read]).length > 0) return names;
	const find = fieldFinder(await zoho.metadata.fields(module));
	return names.map((name) => find(name)?.apiName ?? name);
}

/** Whether converted leads are meant. */
export const CONVERTED = optional(
	choice(
		'Converted Leads',
		{ false: 'Exclude', both: 'Include', true: 'Only' },
		'false',
		'Whether to include leads that were converted. Has no effect on other modules.',
	),
);

/** The order of the results. */
export const SORT_ORDER = optional(
	choice('Sort Order', { asc: 'Ascending', desc: 'Descending' }, 'desc', 'The order of the results'),
);

/** How to count all records of a list or search. */
export interface Counted {
	readonly term: CountTerm;
	readonly converted: Converted | undefined;
}

/** Notices if Zoho ends a list or search before it is complete. */
export interface ListLimit {
	onReachEnd(taken: number): void;
	/** Adds a hint on what is missing, if anything is. @param counted null if Zoho cannot count it */
	tell(module: string, counted: Counted | null): Promise<void>;
}

/** @param plural what the records are called; @param advice how to get the rest */
export function watchListLimit(
	context: EachContext,
	plural: string,
	advice = 'Narrow the list with Modified Since or a custom view, or get the rest with Search',
): ListLimit {
	let taken: number | null = null;
	return {
		onReachEnd(count) {
			taken = count;
		},
		async tell(module, counted) {
			if (taken === null) return;
			const all = counted === null ? null : await countIfAllowed(context, module, counted);
			const rest = all === null || all <= taken ? 'There are more' : `${all - taken} of ${all} are missing`;
			context.hint(`Zoho CRM returned only the first ${taken} ${plural}. ${rest}. ${advice}`);
		},
	};
}

/** Counting needs the scope of searches, which a list does not: without it there is no count. */
async function countIfAllowed(
	{ zoho, connection }: EachContext,
	module: string,
	{ term, converted }: Counted,
): Promise<number | null> {
	const { grantedScopes } = await connection();
	if (findMissingScopes(grantedScopes, [SCOPES.search.read, moduleScope(module, 'READ')]).length > 0) return null;
	return await zoho.records.count(module, term, converted).catch(() => null);
}
