import type { IDataObject } from 'n8n-workflow';
import { toRecord } from '../../../shared/values/fieldValues';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { readChoice, readFlag, readNames, readText } from '../../../shared/n8n/form/optionValues';
import { PLAIN_FIELD, type FieldMetadata } from '../../../shared/zoho/metadata/fields';
import type { ConvertedModule, ConvertOptions } from '../../../shared/zoho/leads/api';
import type { RecordValues } from '../../../shared/zoho/records/api';
import { Owners } from '../common/owners';
import { filledText } from '../common/writeOptions';

const DEALS = 'Deals';

const CONVERTED_MODULES: readonly ConvertedModule[] = ['Accounts', 'Contacts', 'Deals'];

/** Whether any item asks for a deal, and Deals therefore for its fields. */
function asksForDeal(context: TogetherContext): boolean {
	if (!context.variesByItem('createDeal')) return context.readAt(0).boolean('createDeal');
	return [...context.items.keys()].some((index) => {
		try {
			return context.readAt(index).boolean('createDeal');
		} catch {
			// The item is refused when it is read.
			return false;
		}
	});
}

/** A reader of what each item says of its conversion; fields of deals are read only where a deal is made. */
export async function convertOptionsReader(
	context: TogetherContext,
): Promise<(index: number) => Promise<ConvertOptions>> {
	const fields = asksForDeal(context) ? await context.zoho.metadata.fields(DEALS) : [];
	const known = new Map(fields.map((field) => [field.apiName, field]));
	const owner: FieldMetadata = { ...PLAIN_FIELD, apiName: 'Owner', dataType: 'ownerlookup' };
	const owners = new Owners(context, new Map([...known, [owner.apiName, owner]]), false);
	const dealAt = fields.length === 0 ? null : context.rowReader('dealFields');
	const readDeal = async (index: number): Promise<RecordValues | undefined> => {
		const isWanted = context.readAt(index).boolean('createDeal');
		if (dealAt === null || !isWanted) return undefined;
		const rules = {
			module: DEALS,
			operation: 'insert',
			emptyValues: 'keep',
			ignoreUnknownFields: false,
			timeZone: context.surroundings.timeZone,
		} as const;
		return toRecord(await owners.identify(dealAt(index), ''), known, rules);
	};
	return async (index) => {
		const options = context.readAt(index).collection('options');
		const { Owner } = await owners.identify({ Owner: readText(options, 'owner', 'Owner') }, '');
		const carryOverTags = readTags(options);
		const moveAttachmentsTo = readChoice(options, 'moveAttachmentsTo', 'Move Attachments To', CONVERTED_MODULES);
		return {
			...filledText('accountId', readText(options, 'account', 'Existing Account')),
			...filledText('contactId', readText(options, 'contact', 'Existing Contact')),
			...filledText('ownerId', String(Owner)),
			...flagIn(options, 'overwrite', 'Overwrite'),
			...flagIn(options, 'addToExistingRecord', 'Merge Into Matches'),
			...flagIn(options, 'notifyLeadOwner', 'Notify Lead Owner'),
			...flagIn(options, 'notifyNewOwner', 'Notify New Owner'),
			...(moveAttachmentsTo === null ? {} : { moveAttachmentsTo }),
			...(Object.keys(carryOverTags).length > 0 ? { carryOverTags } : {}),
			deal: await readDeal(index),
		};
	};
}

function flagIn<Key extends string>(
	options: Readonly<IDataObject>,
	key: Key,
	label: string,
): Partial<Record<Key, boolean>> {
	const flag = readFlag(options, key, label);
	const found: Partial<Record<Key, boolean>> = {};
	if (flag !== null) found[key] = flag;
	return found;
}

function readTags(options: Readonly<IDataObject>): Partial<Record<ConvertedModule, readonly string[]>> {
	const given: Record<ConvertedModule, string[]> = {
		Accounts: readNames(options, 'accountTags', 'Account Tag Names'),
		Contacts: readNames(options, 'contactTags', 'Contact Tag Names'),
		Deals: readNames(options, 'dealTags', 'Deal Tag Names'),
	};
	return Object.fromEntries(Object.entries(given).filter(([, names]) => names.length > 0));
}
