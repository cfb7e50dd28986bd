import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { alphabetical } from '../../../shared/n8n/form/options';
import type { EachContext } from '../../../shared/n8n/step/operation';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { SearchTerm } from '../../../shared/zoho/records/api';
import { checkScopes, SCOPES } from '../../../shared/zoho/call/scopes';
import { conditionParameters } from './conditions';
import { identifyUsers, needsQuery, readConditions, toAsked } from './readConditions';

const CHOICES: readonly INodePropertyOptions[] = [
	{ name: 'Conditions', value: 'conditions', description: 'By fields, operators and values' },
	{ name: 'Criteria Text', value: 'criteria', description: "In Zoho's own syntax, which allows nested conditions" },
	{ name: 'Email', value: 'email', description: 'By a complete email, in any email field' },
	{ name: 'Phone', value: 'phone', description: 'By a complete phone number, in any phone field' },
	{ name: 'Word', value: 'word', description: 'By a word of at least 2 characters, in any field' },
];

const TEXTS: readonly INodeProperties[] = [
	{
		displayName: 'Criteria Text',
		name: 'criteria',
		type: 'string',
		default: '',
		placeholder: 'e.g. ((Last_Name:equals:Okafor)and(City:starts_with:La))',
		description: 'Put a backslash before brackets, commas and backslashes in values',
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'name@email.com',
		description: 'The complete email',
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		placeholder: 'e.g. 5550100',
		description: 'The complete number, written as in the record',
	},
	{
		displayName: 'Word',
		name: 'word',
		type: 'string',
		default: '',
		placeholder: 'e.g. okafor',
		description: 'At least 2 characters',
	},
];

/**
 * What to search for.
 * @param how the menu that chooses how
 * @param others its choices that are not searches; the first of them is the default
 */
export function searchParameters(
	how: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	others: readonly INodePropertyOptions[] = [],
): INodeProperties[] {
	const options = alphabetical([...CHOICES, ...others], ({ name }) => name);
	const shown = (text: INodeProperties): INodeProperties => ({
		...text,
		required: true,
		displayOptions: { show: { [how.name]: [text.name] } },
	});
	return [
		{ ...how, type: 'options', noDataExpression: true, options, default: others[0]?.value ?? 'conditions' },
		...conditionParameters(how.name),
		...TEXTS.map(shown),
	];
}

/** Scopes beyond that of the module: conditions are checked against its fields, and some of them need a query. */
export function searchScopes(read: ParameterReader, by: string): string[] {
	if (by !== 'conditions') return [SCOPES.search.read];
	return [needsQuery(read.collection('conditions')) ? SCOPES.coql.read : SCOPES.search.read, SCOPES.fields.read];
}

/**
 * What the item searches for: a search, or the condition of a query.
 * @param by the choice of the menu
 * @throws UsageError for what cannot be searched
 */
export async function readSearchTerm(
	{ zoho, read, execution, connection }: Pick<EachContext, 'zoho' | 'read' | 'execution' | 'connection'>,
	module: string,
	by: string,
): Promise<SearchTerm | { readonly condition: string }> {
	if (by !== 'conditions') return readText(read, by);
	const conditions = readConditions(read.collection('conditions'), await zoho.metadata.fields(module));
	const identified = await identifyUsers(conditions, async (email) => {
		checkScopes((await connection()).grantedScopes, [SCOPES.users.read]);
		// Records of people who left can be searched for as well.
		return (await zoho.users.findByEmail(email))?.id ?? null;
	});
	const asked = toAsked(identified, read.choice('combine', ['all', 'any']), execution.timeZone);
	// Another item may need what the first one did not.
	if ('condition' in asked) checkScopes((await connection()).grantedScopes, [SCOPES.coql.read]);
	return asked;
}

function readText(read: ParameterReader, by: string): SearchTerm {
	const text = read.string(by).trim();
	if (by === 'email') return { email: text };
	if (by === 'phone') return { phone: text };
	return by === 'word' ? { word: text } : { criteria: text };
}
