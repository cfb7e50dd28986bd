import type { ZohoCaller } from '../call/caller';
import { UsageError, ZohoApiError } from '../call/errors';
import { groupsOf, MAX_QUERY_ROWS, MAX_RECORDS_PER_SEARCH, MAX_VALUES_OF_IN } from '../call/limits';
import { recover } from '../call/recover';
import type { FieldMetadata } from '../metadata/fields';
import { foldName } from '../metadata/foldName';
import { formatCriteria, operatorsOf, type Criteria } from './criteria';
import { queryRows } from './query';
import { formatQueryCondition } from './queryCondition';
import type { ZohoRecord } from './reads';
import { searchRecords } from './search';

/** Our choice: how long the values of one search may be together, encoded, since they travel in its URL. */
const MAX_SEARCHED_LENGTH = 4_000;
/** Conditions of one search that all versions of the documentation allow. Source: Search Records, v7 (read 2026-11-21). */
const SAFE_CRITERIA = 10;

/** Code of a value that no record has, or several. */
export const NOT_FOUND = 'NOT_FOUND';
export const AMBIGUOUS = 'AMBIGUOUS';

/** The IDs of the records with a value, or why they cannot be told. */
export type FoundIds = readonly string[] | UsageError;

/** How a field is searched, and what a found record is called in it. */
interface Way {
	/** What the records must have. */
	criteriaOf(values: readonly string[]): Criteria;
	readonly maxValues: number;
	/** API names of what is read of each record. */
	readonly read: readonly string[];
	textsOf(record: ZohoRecord): readonly string[];
}

/**
 * Finds the records that have one of many values in a field, surrounding space aside; case counts only where Zoho says so, or
 * where it tells two records apart. A search does not find what was written in the last minute: a query does.
 * @param values may repeat; one that is too long for the field is in no record
 * @param canQuery whether the token may ask for the values that the search does not find in a query
 * @returns an entry for every value
 * @throws UsageError for a field that cannot be searched
 * Source: Search Records, v8 (read 2026-11-21).
 */
export async function findMany(
	caller: ZohoCaller,
	module: string,
	field: FieldMetadata,
	values: readonly string[],
	canQuery: boolean,
): Promise<ReadonlyMap<string, FoundIds>> {
	const way = wayOf(field);
	const found = new Map<string, FoundIds>();
	const distinct = [...new Set(values)];
	for (const value of distinct) if (!canHold(field, value)) found.set(value, []);
	const searched = distinct.filter((value) => !found.has(value));
	for (const group of cutGroups(searched, way.maxValues)) await findGroup(caller, module, field, way, group, found);
	if (canQuery && way.maxValues > SAFE_CRITERIA) await queryAbsent(caller, module, field, way, searched, found);
	return found;
}

/** Whether a field can have a value at all. */
const canHold = ({ length }: FieldMetadata, value: string): boolean =>
	value.isWellFormed() && value.trim().length <= (length !== null && length > 0 ? length : MAX_SEARCHED_LENGTH);

/** Asks the database for values that the index of searches does not know, or not yet. Where Zoho refuses that, they stay absent. */
async function queryAbsent(
	caller: ZohoCaller,
	module: string,
	field: FieldMetadata,
	way: Way,
	values: readonly string[],
	found: Map<string, FoundIds>,
): Promise<void> {
	// One row for each value, or any number of them.
	const rows = field.unique === null ? MAX_QUERY_ROWS : MAX_VALUES_OF_IN;
	const absent = values.filter((value) => isAbsent(found.get(value)));
	for (const group of groupsOf(absent, MAX_VALUES_OF_IN)) {
		const criterion = { field: field.apiName, dataType: field.dataType, operator: 'in', values: group } as const;
		const condition = formatQueryCondition('all', [criterion]);
		const records = await recover(
			queryRows(caller, module, [field.apiName], condition, rows),
			(reason) => reason instanceof ZohoApiError && reason.reach !== 'everything',
			() => [],
		);
		const texts = new FoundTexts(records, way, field.unique?.caseSensitive ?? false);
		for (const value of group) found.set(value, texts.idsOf(value));
	}
}

const isAbsent = (ids: FoundIds | undefined): boolean => Array.isArray(ids) && ids.length === 0;

/** Names of people stand in a field that also has the salutation, so that only a part of it is what they are called. */
function wayOf({ apiName, label, dataType }: FieldMetadata): Way {
	if (!operatorsOf(dataType).includes('in'))
		throw new UsageError(`Zoho CRM cannot search the field ${label}`, 'Choose another field');
	if (apiName !== 'Full_Name')
		return {
			criteriaOf: (values) => ({ field: apiName, operator: 'in', value: values }),
			maxValues: MAX_VALUES_OF_IN,
			read: [apiName],
			textsOf: (record) => [textOf(record[apiName])],
		};
	return {
		criteriaOf: (values) => ({ any: values.map((value) => ({ field: apiName, operator: 'equals', value })) }),
		maxValues: SAFE_CRITERIA,
		read: [apiName, 'First_Name', 'Last_Name'],
		textsOf: (record) => [textOf(record.Full_Name), `${textOf(record.First_Name)} ${textOf(record.Last_Name)}`.trim()],
	};
}

const textOf = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

function cutGroups(values: readonly string[], maxValues: number): string[][] {
	const groups: string[][] = [];
	let length = Infinity;
	for (const value of values) {
		const more = encodeURIComponent(value).length;
		const last = groups.at(-1);
		if (last === undefined || last.length === maxValues || length + more > MAX_SEARCHED_LENGTH) {
			groups.push([value]);
			length = more;
		} else {
			last.push(value);
			length += more;
		}
	}
	return groups;
}

async function findGroup(
	caller: ZohoCaller,
	module: string,
	field: FieldMetadata,
	way: Way,
	values: readonly string[],
	found: Map<string, FoundIds>,
): Promise<void> {
	const records: ZohoRecord[] = [];
	let isComplete = true;
	const onReachEnd = (): void => {
		isComplete = false;
	};
	const criteria = formatCriteria(way.criteriaOf(values));
	for await (const record of searchRecords(caller, module, { criteria }, { fields: way.read, onReachEnd }))
		records.push(record);
	// A search that finds more than Zoho returns is asked again in halves.
	if (!isComplete && values.length > 1) {
		for (const half of groupsOf(values, Math.ceil(values.length / 2)))
			await findGroup(caller, module, field, way, half, found);
		return;
	}
	const texts = new FoundTexts(records, way, field.unique?.caseSensitive ?? false);
	for (const value of values) {
		const ids = texts.idsOf(value);
		found.set(value, isComplete || ids.length > 0 ? ids : outOfReach(field));
	}
}

/** The IDs of found records by what they are called, read once for all values. */
class FoundTexts {
	private readonly exact = new Map<string, Set<string>>();
	private readonly folded = new Map<string, Set<string>>();

	constructor(
		records: readonly ZohoRecord[],
		way: Way,
		private readonly isCaseSensitive: boolean,
	) {
		for (const record of records) {
			for (const text of way.textsOf(record)) {
				note(this.exact, text, record.id);
				note(this.folded, foldName(text), record.id);
			}
		}
	}

	/** The records with a value; case counts only where it tells two apart. */
	idsOf(value: string): string[] {
		const wanted = value.trim();
		const equal = this.exact.get(wanted);
		if (equal !== undefined || this.isCaseSensitive) return [...(equal ?? [])];
		return [...(this.folded.get(foldName(wanted)) ?? [])];
	}
}

function note(idsBy: Map<string, Set<string>>, text: string, id: string): void {
	idsBy.set(text, (idsBy.get(text) ?? new Set<string>()).add(id));
}

const outOfReach = ({ label }: FieldMetadata): UsageError =>
	new UsageError(
		`Over ${MAX_RECORDS_PER_SEARCH} records contain this value in ${label}, more than Zoho CRM returns`,
		"Use the record ID, or a field whose values don't contain each other",
		AMBIGUOUS,
	);
