import type { INodePropertyMode } from 'n8n-workflow';
import type { OptionForm } from '../../../shared/n8n/form/options';

/** A noun with its article: `an account`. */
export const withArticle = (noun: string): string => `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;

/** A locator of one thing that has an ID in Zoho CRM. */
interface LocatorTexts {
	readonly displayName: string;
	readonly description: string;
	/** What is chosen, e.g. `user`. */
	readonly noun: string;
	/** Name of the method that lists the choices. */
	readonly searchListMethod: string;
	readonly exampleId: string;
}

/** Ways to choose a thing besides the list and the ID. */
interface OtherModes {
	readonly modes: readonly INodePropertyMode[];
	/** Whether they come after the ID; before it otherwise. */
	readonly comeLast?: boolean;
}

/** How a form shows the choice of one thing: from a list, by ID, or in other ways. */
export function idLocator(
	{ displayName, description, noun, searchListMethod, exampleId }: LocatorTexts,
	{ modes: others, comeLast = false }: OtherModes = { modes: [] },
): OptionForm {
	return {
		displayName,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select ${withArticle(noun)}...`,
				typeOptions: { searchListMethod, searchable: true },
			},
			...(comeLast ? [] : others),
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${exampleId}`,
				validation: [
					{
						type: 'regex',
						properties: { regex: String.raw`\s*(zcrm_)?[0-9]+\s*`, errorMessage: 'A Zoho CRM ID has digits only' },
					},
				],
			},
			...(comeLast ? others : []),
		],
	};
}

/** The choice of one user: from the list, by email, or by ID. */
export function userLocator(
	displayName: string,
	description: string,
	searchListMethod: 'searchActiveUsers' | 'searchUsers' = 'searchActiveUsers',
): OptionForm {
	return idLocator(
		{ displayName, description, noun: 'user', searchListMethod, exampleId: '4150868000000225013' },
		{ modes: [{ displayName: 'By Email', name: 'email', type: 'string', placeholder: 'name@email.com' }] },
	);
}
