import type { IDataObject } from 'n8n-workflow';
import { toRecord } from '../../../shared/import/rows/fieldValues';
import type { TogetherContext } from '../../../shared/n8n/operation';
import { PLAIN_FIELD, type FieldMetadata } from '../../../shared/zoho/fieldMetadata';
import type { ConvertedModule, ConvertOptions } from '../../../shared/zoho/leads';
import type { RecordValues } from '../../../shared/zoho/records';
import { Owners } from '../record/owners';
import { readInnerLocator } from '../user/userLocators';

const DEALS = 'Deals';

/** Whether any item asks for a deal, and Deals therefore for its fields. */
function asksForDeal(context: TogetherContext): boolean {
	if (!context.variesByItem('createDeal')) return context.readAt(0).boolean('createDeal');
	return [...context.items.keys()].some((index) => context.readAt(index).boolean('createDeal'));
}

/** A reader of what each item says of its conversion; fields of deals are read only where a deal is made. */
export async function convertOptionsReader(context: TogetherContext): Promise<(index: number) => Promise<ConvertOptions>> {
	const fields = asksForDeal(context) ? await context.zoho.metadata.fields(DEALS) : [];
	const known = new Map(fields.map((field) => [field.apiName, field]));
	const owner: FieldMetadata = { ...PLAIN_FIELD, apiName: 'Owner', dataType: 'ownerlookup' };
	const owners = new Owners(context, new Map([...known, [owner.apiName, owner]]));
	const dealAt = fields.length === 0 ? null : context.rowReader('dealFields');
	const readDeal = async (index: number): Promise<RecordValues | undefined> => {
		if (dealAt === null || !context.readAt(index).boolean('createDeal')) return undefined;
		const rules = { module: DEALS, operation: 'insert', emptyValues: 'keep', ignoreUnknownFields: false, timeZone: context.surroundings.timeZone } as const;
		return toRecord(await owners.identify(dealAt(index), ''), known, rules);
	};
	return async (index) => {
		const options = context.readAt(index).collection('options');
		const wantedOwner = readInnerLocator(options, 'owner');
		const { Owner } = await owners.identify({ Owner: wantedOwner }, '');
		const carryOverTags = readTags(options);
		return {
			...filled('accountId', readInnerLocator(options, 'account')),
			...filled('contactId', readInnerLocator(options, 'contact')),
			...filled('ownerId', String(Owner)),
			...flagIn(options, 'overwrite'),
			...flagIn(options, 'addToExistingRecord'),
			...flagIn(options, 'notifyLeadOwner'),
			...flagIn(options, 'notifyNewOwner'),
			...(isConvertedModule(options.moveAttachmentsTo) ? { moveAttachmentsTo: options.moveAttachmentsTo } : {}),
			...(Object.keys(carryOverTags).length > 0 ? { carryOverTags } : {}),
			deal: await readDeal(index),
		};
	};
}

function filled<Key extends string>(key: Key, text: string): Partial<Record<Key, string>> {
	const found: Partial<Record<Key, string>> = {};
	if (text !== '') found[key] = text;
	return found;
}

function flagIn<Key extends string>(options: Readonly<IDataObject>, key: Key): Partial<Record<Key, boolean>> {
	const value = options[key];
	const found: Partial<Record<Key, boolean>> = {};
	if (typeof value === 'boolean') found[key] = value;
	return found;
}

function isConvertedModule(value: unknown): value is ConvertedModule {
	return value === 'Accounts' || value === 'Contacts' || value === 'Deals';
}

function readTags({ accountTags, contactTags, dealTags }: Readonly<IDataObject>): Partial<Record<ConvertedModule, readonly string[]>> {
	const given = Object.entries({ Accounts: accountTags, Contacts: contactTags, Deals: dealTags });
	return Object.fromEntries(given.flatMap(([module, names]) => (Array.isArray(names) && names.length > 0 ? [[module, names.map(String)]] : [])));
}
