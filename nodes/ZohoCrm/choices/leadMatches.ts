import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';
import { askForChoices } from '../../shared/n8n/form/choices';
import { toMapperField } from '../../shared/n8n/form/mapperFields';
import { answerMapper } from '../../shared/n8n/form/mapperForm';
import { isRequiredOfDeal, type ConversionMatch, type ConversionOptions } from '../../shared/zoho/leads/api';
import { isObject } from '../../shared/zoho/call/shape';
import { findChoices } from './listSearch';
import { REFERENCE_WORDS } from './moduleChoices';

/** Fields of the deal that is made from a lead. */
export async function getDealFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await answerMapper(this, 'dealFields', 'Deals have no writable fields.', async () => {
		const fields = await askForChoices(this, async (zoho) => await zoho.metadata.fields('Deals'));
		return fields
			.filter((field) => field.creatable)
			.map((field) => toMapperField(field, isRequiredOfDeal(field), REFERENCE_WORDS));
	});
}

/** The ID of the lead of the form; null if it is an expression or not chosen yet. */
function readLeadId(context: ILoadOptionsFunctions): string | null {
	const locator: unknown = context.getCurrentNodeParameter('leadId');
	const id = isObject(locator) ? String(locator.value).trim() : '';
	return /^\d+$/.test(id) ? id : null;
}

async function listMatches(
	context: ILoadOptionsFunctions,
	module: 'Accounts' | 'Contacts',
	filter: string,
	matchesIn: (options: ConversionOptions) => readonly ConversionMatch[],
): Promise<INodeListSearchResult> {
	const leadId = readLeadId(context);
	return await askForChoices(context, async (zoho) => {
		const proposed = leadId === null ? null : await zoho.leads.conversionOptions(leadId);
		const matches = (proposed === null ? [] : matchesIn(proposed)).map(({ id, name }): INodeListSearchItems => ({
			name: `${name ?? id} (matches the lead)`,
			value: id,
		}));
		const ofModule = await findChoices(zoho, module, filter);
		const wanted = matches.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()));
		return { results: [...wanted, ...ofModule.filter(({ value }) => !wanted.some((match) => match.value === value))] };
	});
}

/** Accounts that a lead can be merged into: those that match it, then others. */
export async function searchAccountsToMerge(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	return await listMatches(this, 'Accounts', filter, ({ accounts }) => accounts);
}

/** Contacts that a lead can be merged into: those that match it, then others. */
export async function searchContactsToMerge(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	return await listMatches(this, 'Contacts', filter, ({ contacts }) => contacts);
}
