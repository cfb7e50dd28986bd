import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { operation } from '../../../shared/n8n/step/operation';
import type { ResultParts, ResultShape } from '../../../shared/n8n/step/resultRow';
import type { ZohoClient } from '../../../shared/zoho/client';
import { isAboutId } from '../../../shared/zoho/advice/advice';
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
	result: (read) => (read.value('convertMode') === 'lookUp' ? MATCHES_ROW : CONVERTED_ROW),
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
					rows.map(
						async ({ id, order }) => await answerLead(id, looksUp ? lookUp(zoho, id) : convert(zoho, id, order)),
					),
				),
			// What one lead becomes may be what the next one matches.
			mustGoOneByOne: [...items.rows.values()].some(({ order }) => order.addToExistingRecord === true),
			describe: ({ done }: AnsweredLead) => done,
			idOf: ({ id }) => id,
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
	readonly done: ResultParts;
}

/** What happened to one lead. If it was rejected for reasons of its own, others are still converted. */
async function answerLead(
	id: string,
	call: Promise<ResultParts>,
): Promise<AnsweredLead | { readonly status: 'refused'; readonly refusal: ZohoApiError }> {
	return await call.then(
		(done) => ({ status: 'success', done }),
		(reason: unknown) => {
			const isAboutLead = reason instanceof ZohoApiError && reason.reach !== 'everything' && !reason.passes;
			if (!isAboutLead) return fail(reason);
			if (isAboutId(reason)) reason.shown = { label: 'Lead', value: id };
			return { status: 'refused', refusal: reason };
		},
	);
}

/** What a lead became. */
const CONVERTED_ROW: ResultShape = {
	place: 'item',
	keys: ['contactId', 'contactName', 'accountId', 'accountName', 'dealId', 'dealName', 'existingId'],
};

async function convert(zoho: ZohoClient, id: string, order: ConvertOptions): Promise<ResultParts> {
	const { contact, account, deal } = await zoho.leads.convert(id, order);
	return {
		id,
		status: 'CONVERTED',
		own: {
			contactId: contact?.id,
			contactName: contact?.name,
			accountId: account?.id,
			accountName: account?.name,
			dealId: deal?.id,
			dealName: deal?.name,
		},
	};
}

/** What a lead matches. */
const MATCHES_ROW: ResultShape = {
	place: 'item',
	keys: ['contacts', 'accounts', 'deals', 'preferredModule', 'matchedFields', 'modulesWithSeveralLayouts'],
};

async function lookUp(zoho: ZohoClient, id: string): Promise<ResultParts> {
	const found = await zoho.leads.conversionOptions(id);
	if (found === null) return { id, status: 'NO_MATCH' };
	const { contacts, accounts, deals, preferredModule, matchedFields, modulesWithSeveralLayouts } = found;
	const isMatched = contacts.length + accounts.length + deals.length > 0;
	return {
		id,
		status: isMatched ? 'MATCHED' : 'NO_MATCH',
		own: {
			contacts: contacts.map(toMatch),
			accounts: accounts.map(toMatch),
			deals: deals.map(toMatch),
			preferredModule,
			matchedFields: matchedFields.map((field) => ({ ...field })),
			modulesWithSeveralLayouts: [...modulesWithSeveralLayouts],
		},
	};
}

/** A record that a lead matches, as results give it. */
const toMatch = ({ id, name, email }: ConversionMatch) => ({ id, name, ...(email === null ? {} : { email }) });
