import type { IDataObject } from 'n8n-workflow';
import { simplifyParameter, type ParameterReader } from '../../../../shared/n8n/form/parameters';
import { operation, type TogetherContext } from '../../../../shared/n8n/step/operation';
import { fieldFinder } from '../../../../shared/values/fieldNames';
import { plainId } from '../../../../shared/zoho/call/address';
import { UsageError } from '../../../../shared/zoho/call/errors';
import { fail, recover } from '../../../../shared/zoho/call/recover';
import { moduleScope } from '../../../../shared/zoho/call/scopes';
import type { ZohoClient } from '../../../../shared/zoho/client';
import type { FieldMetadata } from '../../../../shared/zoho/metadata/fields';
import { NOT_FOUND, type ZohoRecord } from '../../../../shared/zoho/records/api';
import { CHECK, findByParameters, findByScopes, findsByField, noRecordHas, recordFinder } from '../findBy';
import { readRecords, type FoundRecord, type Wanted } from '../readRecords';
import { fieldNamesParameter, readChosenFields } from '../recordLists';
import { toRecordItem } from '../simpleRecord';
import type { RecordTarget } from '../target';

/** Record > Get, for one module. Source: Zoho CRM API v8, Get Records (read 2026-11-21). */
export const getOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Get',
			value: 'get',
			action: `Get ${target.oneOf}`,
			description: `Get one ${target.singular} with all of its fields, including subforms, by ID or by a unique field`,
		},
		parameters: [
			...target.parameters,
			...findByParameters(target),
			simplifyParameter(),
			fieldNamesParameter(
				'Which fields to return. Select none to return every field, including subforms. With chosen fields, up to 100 items need only one request.',
			),
		],
		scopes: (read) => {
			const module = target.moduleOf(read);
			return [...new Set([moduleScope(module, 'READ'), ...findByScopes(read, module)])];
		},
		open(context) {
			let answers: Promise<ReadonlyMap<number, ReadRecord>> | undefined;
			return async ({ zoho, read, itemIndex }): Promise<IDataObject> => {
				const isSimple = read.boolean('simplify');
				const external = findsByField(read) ? await externalField(zoho, read, target) : null;
				if (external !== null) return toRecordItem(await getByExternal(zoho, read, target, external), isSimple);
				answers ??= readAll(context, target);
				const answer = (await answers).get(itemIndex) ?? fail(new RangeError(String(itemIndex)));
				return toRecordItem('record' in answer ? answer.record : fail(answer.reason), isSimple);
			};
		},
	});

/** The external field that the item names; null for another one. Zoho looks values of such fields up without a search. */
async function externalField(
	zoho: ZohoClient,
	read: ParameterReader,
	target: RecordTarget,
): Promise<FieldMetadata | null> {
	const name = read.string('getByField').trim();
	const fields = await zoho.metadata.fields(target.moduleOf(read));
	const field = fieldFinder(fields)(name);
	return field?.external === true ? field : null;
}

async function getByExternal(
	zoho: ZohoClient,
	read: ParameterReader,
	{ moduleOf, singular }: RecordTarget,
	field: FieldMetadata,
): Promise<ZohoRecord> {
	const value = read.string('getByValue').trim();
	const record = await zoho.records.getBy(moduleOf(read), field, value);
	if (record !== null) return record;
	throw noRecordHas(singular, field.label, value);
}

/** The record of an item, or why there is none. */
type ReadRecord = { readonly record: ZohoRecord } | { readonly reason: unknown };

/** Items whose records are read alike. */
interface ReadGroup {
	readonly module: string;
	readonly wanted: Wanted;
	/** By index of the item. */
	readonly ids: Map<number, string>;
}

/** Reads the records of all items. */
async function readAll(context: TogetherContext, target: RecordTarget): Promise<ReadonlyMap<number, ReadRecord>> {
	const { items, readAt, zoho } = context;
	const moduleAt = (index: number): string => target.moduleOf(readAt(index));
	const idAt = findsByField(readAt(0))
		? recordFinder(context, target, moduleAt)
		: (index: number): string => plainId(readAt(index).locator(target.idParameter));
	const answers = new Map<number, ReadRecord>();
	const groups = new Map<string, ReadGroup>();
	for (const index of items.keys()) {
		try {
			const [module, isSimple] = [moduleAt(index), readAt(index).boolean('simplify')];
			const id = await idAt(index);
			const fields = await readChosenFields(context, module, readAt(index));
			const key = `${module} ${isSimple} ${fields.join()}`;
			const wanted = { fields, withOwnKeys: !isSimple };
			const group = groups.get(key) ?? { module, wanted, ids: new Map<number, string>() };
			groups.set(key, group);
			group.ids.set(index, id);
		} catch (reason) {
			answers.set(index, { reason });
		}
	}
	const { grantedScopes } = await context.connection();
	for (const { module, wanted, ids } of groups.values()) {
		const found = await recover(
			readRecords(zoho, module, [...ids.values()], wanted, grantedScopes),
			() => true,
			(reason) => ({ reason }),
		);
		for (const [index, id] of ids) answers.set(index, 'reason' in found ? found : answerOf(found, id, target));
	}
	return answers;
}

function answerOf(found: ReadonlyMap<string, FoundRecord>, id: string, { singular }: RecordTarget): ReadRecord {
	const answer = found.get(id) ?? { record: null };
	if ('reason' in answer) return answer;
	return answer.record === null
		? { reason: new UsageError(`No ${singular} has the ID ${id}`, `${CHECK} ID`, NOT_FOUND) }
		: { record: answer.record };
}
