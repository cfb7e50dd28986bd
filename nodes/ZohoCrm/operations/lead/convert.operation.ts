import type { IDataObject } from 'n8n-workflow';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { operation } from '../../../shared/n8n/step/operation';
import type { ZohoClient } from '../../../shared/zoho/client';
import { ZohoApiError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import type { ConversionMatch, ConvertOptions } from '../../../shared/zoho/leads/api';
import { moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';
import { findByParameters, findByScopes, recordFinder } from '../common/findBy';
import { fixedTarget } from '../common/target';
import { readItems, writeAndAnswer } from '../common/groupedWrite';
import { DEFAULT_SENDING } from '../common/writeOptions';
import { conversionReader, convertParameters, type Conversion } from './convertOptions';

const lead = fixedTarget('lead');

const LOST_REPLY =
	'The reply was lost, so the lead may have been converted. Look at the lead in Zoho CRM before you retry this item';

/** Lead > Convert: one lead in a request, 5 credits each. Source: Zoho CRM API v8, Convert Lead, Lead Conversion Options (read 2026-11-21). */
export const convertLead = operation({
	option: {
		name: 'Convert',
		value: 'convert',
		action: 'Convert a lead',
		description:
			'Convert leads into contacts, accounts and, if wanted, deals. Cannot be undone. Can also look up contacts and accounts that match a lead, without changing anything.',
	},
	parameters: [...findByParameters(lead), ...convertParameters()],
	scopes: (read) => {
		const ofFinding = findByScopes(read, 'Leads');
		if (isLookUp(read)) return [...new Set([moduleScope('Leads', 'READ'), ...ofFinding])];
		const ofDeal = read.boolean('createDeal') ? [SCOPES.fields.read] : [];
		return [...new Set([moduleScope('Leads', 'CREATE'), ...ofDeal, ...ofFinding])];
	},
	async together(context) {
		const { zoho } = context;
		const looksUp = isLookUp(context.readAt(0));
		const conversionAt = looksUp ? lookUpAt : await conversionReader(context);
		const idAt = recordFinder(context, lead, () => 'Leads');
		const items = await readItems(context, async (index) => ({
			id: await idAt(index),
			...(await conversionAt(index)),
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

/** Looking up takes no options. */
const lookUpAt = async (index: number): Promise<Conversion> => ({
	options: { ...DEFAULT_SENDING, sameRequestKey: String(index) },
	order: {},
});

/** The existing records whose values the lead replaces. Leads that share one are converted in the order of the items. */
function overwrittenBy({ overwrite, contactId, accountId }: ConvertOptions): string[] {
	return overwrite === true ? [contactId, accountId].filter((id) => id !== undefined) : [];
}

/** A lead that was converted, or what it matches. */
interface AnsweredLead {
	readonly status: 'success';
	readonly json: IDataObject;
}

/** What happened to one lead. If it was rejected for reasons of its own, others are still converted. */
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
