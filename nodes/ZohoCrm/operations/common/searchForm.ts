import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { alphabetical } from '../../../shared/n8n/form/alphabetical';
import type { EachContext } from '../../../shared/n8n/step/operation';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { SearchTerm } from '../../../shared/zoho/records/api';
import { SCOPES } from '../../../shared/zoho/call/scopes';
import { conditionParameters, toCriteria } from './conditions';

const CHOICES: readonly INodePropertyOptions[] = [
	{ name: 'Conditions', value: 'conditions', description: 'Fields, operators and values' },
	{ name: 'Criteria Text', value: 'criteria', description: 'In the form of Zoho, for conditions in brackets' },
	{ name: 'Email', value: 'email', description: 'A whole email address, in any field of that type' },
	{ name: 'Phone', value: 'phone', description: 'A whole phone number, in any field of that type' },
	{ name: 'Word', value: 'word', description: 'A word of at least 2 characters, in any field' },
];

const TEXTS: readonly INodeProperties[] = [
	{
		displayName: 'Criteria Text',
		name: 'criteria',
		type: 'string',
		default: '',
		placeholder: 'e.g. ((Last_Name:equals:Okafor)and(City:starts_with:La))',
		description: 'Brackets, commas and backslashes inside values need a backslash before them',
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'name@email.com',
		description: 'The whole address',
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		placeholder: 'e.g. 5550100',
		description: 'The whole number, as it stands in the record',
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
 * What is looked for.
 * @param how the menu that chooses
 * @param others its choices beside searches; the first of them is the default
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

/** Conditions are checked against the fields of the module. */
export const searchScopes = (by: string): string[] => (by === 'conditions' ? [SCOPES.fields.read] : []);

/**
 * What the item looks for.
 * @param by the choice of the menu
 * @throws UsageError for what cannot be searched
 */
export async function readSearchTerm(
	{ zoho, read, surroundings }: Pick<EachContext, 'zoho' | 'read' | 'surroundings'>,
	module: string,
	by: string,
): Promise<SearchTerm> {
	if (by !== 'conditions') return readText(read, by);
	const fields = new Map((await zoho.metadata.fields(module)).map((field) => [field.apiName, field]));
	return { criteria: toCriteria(read.collection('conditions'), read.string('combine'), fields, surroundings.timeZone) };
}

function readText(read: ParameterReader, by: string): SearchTerm {
	const text = read.string(by).trim();
	if (by === 'email') return { email: text };
	if (by === 'phone') return { phone: text };
	return by === 'word' ? { word: text } : { criteria: text };
}
