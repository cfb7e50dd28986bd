import type { IDataObject } from 'n8n-workflow';
import { operation } from '../../../shared/n8n/step/operation';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { ZohoClient } from '../../../shared/zoho/client';
import { ZohoApiError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import type { ConversionMatch, ConvertOptions } from '../../../shared/zoho/leads/api';
import { moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';
import { recordLocator } from '../common/target';
import { readItems, readRecordId, writeAndAnswer } from '../common/groupedWrite';
import { optionsReader, withoutOptions } from '../common/writeOptions';
import { convertParameters } from './convertForm';
import { convertOptionsReader } from './convertOptions';

const lead = { singular: 'lead', idParameter: 'leadId' };

const LOST_REPLY =
	'The reply was lost, so the lead may have been converted: look at the lead in Zoho CRM before running the step again for this item';

/** Lead > Convert: one lead in a request, 5 credits each. Source: Zoho CRM API v8, Convert Lead, Lead Conversion Options (read 2026-11-21). */
export const convertLeads = operation({
	option: {
		name: 'Convert',
		value: 'convert',
		action: 'Convert leads',
		description:
			'Turn a lead into a contact, an account and, if wanted, a deal; cannot be undone. It can also look up the contacts and accounts that match a lead, and change nothing.',
	},
	parameters: [recordLocator(lead), ...convertParameters()],
	scopes: (read) => {
		if (isLookUp(read)) return [moduleScope('Leads', 'READ')];
		return [moduleScope('Leads', 'CREATE'), ...(read.boolean('createDeal') ? [SCOPES.fields.read] : [])];
	},
	async together(context) {
		const { zoho } = context;
		const looksUp = isLookUp(context.readAt(0));
		const optionsAt = looksUp ? withoutOptions : optionsReader(context);
		const orderAt = looksUp ? async (): Promise<ConvertOptions> => ({}) : await convertOptionsReader(context);
		const items = await readItems(context, async (index) => ({
			id: readRecordId(context, lead, index),
			order: await orderAt(index),
			// One lead in a request.
			options: { ...optionsAt(index), key: String(index) },
		}));
		return await writeAndAnswer(context, items, {
			keysOf: ({ id, order }) => (looksUp ? [] : [id, ...overwrittenBy(order)]),
			send: async (rows) =>
				await Promise.all(
					rows.map(async ({ id, order }) => await answerLead(looksUp ? lookUp(zoho, id) : convert(zoho, id, order))),
				),
			// What one lead becomes may be what the next one matches.
			mustGoOneByOne: [...items.rows.values()].some(({ order }) => order.addToExistingRecord === true),
			describe: ({ json }: AnsweredLead) => json,
			lostReply: LOST_REPLY,
		});
	},
});

const isLookUp = (read: ParameterReader): boolean => read.choice('convertMode', ['convert', 'lookUp']) === 'lookUp';

/** The existing records whose values the lead replaces: leads that name the same one are converted in the order of the items. */
function overwrittenBy({ overwrite, contactId, accountId }: ConvertOptions): string[] {
	return overwrite === true ? [contactId, accountId].filter((id) => id !== undefined) : [];
}

/** A lead that was converted, or what it matches. */
interface AnsweredLead {
	readonly status: 'success';
	readonly json: IDataObject;
}

/** What became of one lead: a refusal that is about it does not keep others from being converted. */
async function answerLead(
	call: Promise<IDataObject>,
): Promise<AnsweredLead | { readonly status: 'refused'; readonly refusal: ZohoApiError }> {
	return await call.then(
		(json) => ({ status: 'success', json }),
		(reason: unknown) => {
			const isAboutLead = reason instanceof ZohoApiError && reason.reach !== 'everything' && !reason.passes;
			return isAboutLead ? { status: 'refused', refusal: reason } : fail(reason);
		},
	);
}

async function convert(zoho: ZohoClient, id: string, order: ConvertOptions): Promise<IDataObject> {
	const { contact, account, deal } = await zoho.leads.convert(id, order);
	return {
		id,
		status: 'CONVERTED',
		contact: contact && { ...contact },
		account: account && { ...account },
		deal: deal && { ...deal },
	};
}

async function lookUp(zoho: ZohoClient, id: string): Promise<IDataObject> {
	const found = await zoho.leads.conversionOptions(id);
	return {
		id,
		contacts: found?.contacts.map(toMatch) ?? [],
		accounts: found?.accounts.map(toMatch) ?? [],
		deals: found?.deals.map(toMatch) ?? [],
		preferredModule: found?.preferredModule ?? null,
		matchedFields: found?.matchedFields.map((field) => ({ ...field })) ?? [],
		modulesWithSeveralLayouts: [...(found?.modulesWithSeveralLayouts ?? [])],
	};
}

function toMatch({ id, name, email }: ConversionMatch): IDataObject {
	return { id, name, ...(email === null ? {} : { email }) };
}
