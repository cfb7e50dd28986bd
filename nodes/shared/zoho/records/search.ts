import { crmUrl } from '../call/address';
import { readCall, type ZohoCaller } from '../call/caller';
import { formatCriteria } from './criteria';
import { UsageError } from '../call/errors';
import type { FieldMetadata } from '../metadata/fields';
import {
	groupsOf,
	MAX_FIELDS_PER_LIST,
	MAX_RECORDS_PER_PAGE,
	MAX_RECORDS_PER_SEARCH,
	MIN_WORD_LENGTH,
} from '../call/limits';
import { addFields, parseRecord, type ZohoRecord } from './reads';

/** What is looked for: exactly one of these. */
export type SearchTerm =
	/** As `formatCriteria` writes it. */
	| { readonly criteria: string }
	/** A whole e-mail address, in any field of that type. */
	| { readonly email: string }
	/** A whole phone number, in any field of that type. */
	| { readonly phone: string }
	/** At least 2 characters, in any field. */
	| { readonly word: string };

/** Whether leads that were converted are meant. */
export type Converted = 'true' | 'false' | 'both';

/** How a search is answered. */
export interface SearchQuery {
	/** API names; empty = all that a list can have. */
	readonly fields?: readonly string[];
	/** How many records at most; as many as Zoho finds if left out, 2,000 at most. */
	readonly limit?: number;
	readonly sortBy?: string;
	readonly sortOrder?: 'asc' | 'desc';
	/** Leads only. */
	readonly converted?: Converted;
	/** Called with the number of records given if Zoho found more but does not reach them. */
	onReachEnd?(taken: number): void;
}

/**
 * Gives the records that a search finds, page by page. Records that were written in the last minute may not be found yet.
 * @throws UsageError for a term that cannot work, before anything is sent
 * Source: Search Records, v8 (read 2026-11-21).
 */
export async function* searchRecords(
	caller: ZohoCaller,
	module: string,
	term: SearchTerm,
	query: SearchQuery,
): AsyncGenerator<ZohoRecord> {
	const searched = encodeTerm(term);
	const limit = query.limit ?? Infinity;
	const groups = groupsOf(query.fields ?? [], MAX_FIELDS_PER_LIST);
	const pageSize = Math.min(MAX_RECORDS_PER_PAGE, limit);
	// Pages shift while records are written; no record is given twice.
	const given = new Set<string>();
	for (let page = 1; given.size < limit; page += 1) {
		if (page * pageSize > MAX_RECORDS_PER_SEARCH) return query.onReachEnd?.(given.size);
		const parameters = {
			...searched,
			...(groups.length > 0 && { fields: groups[0].join(',') }),
			...encodeConverted(query.converted),
			...(query.sortBy !== undefined && { sort_by: query.sortBy }),
			...(query.sortOrder !== undefined && { sort_order: query.sortOrder }),
			page: String(page),
			per_page: String(pageSize),
		};
		const answer = await caller.ask(readCall(crmUrl(caller.deps.hosts, module, 'search'), parameters));
		if (answer === null) return;
		const fresh = answer
			.get('data')
			.items()
			.map(parseRecord)
			.filter(({ id }) => !given.has(id));
		const wanted = fresh.slice(0, limit - given.size);
		for (const { id } of wanted) given.add(id);
		yield* await addFields(caller, module, encodeConverted(query.converted), wanted, groups.slice(1));
		if (!answer.get('info').get('more_records').flag()) return;
	}
}

/** What is counted: all records, those of a custom view, or those that a search finds. */
export type CountTerm = { readonly all: true } | { readonly customViewId: string } | SearchTerm;

/**
 * Counts records of a module.
 * Source: Get Record Count, v8 (read 2026-11-21).
 */
export async function countRecords(
	caller: ZohoCaller,
	module: string,
	term: CountTerm,
	converted?: Converted,
): Promise<number> {
	const query = { ...encodeCounted(term), ...encodeConverted(converted) };
	return (await caller.demand(readCall(crmUrl(caller.deps.hosts, module, 'actions', 'count'), query)))
		.get('count')
		.count();
}

function encodeCounted(term: CountTerm): Readonly<Record<string, string>> {
	if ('all' in term) return {};
	return 'customViewId' in term ? { cvid: term.customViewId } : encodeTerm(term);
}

const encodeConverted = (converted: Converted | undefined): Readonly<Record<string, string>> =>
	converted === undefined ? {} : { converted };

function encodeTerm(term: SearchTerm): Readonly<Record<string, string>> {
	for (const [name, text] of Object.entries(term)) {
		if (text.trim() === '') throw new UsageError(`The search has no ${name}`, 'Enter what to search for');
	}
	if ('word' in term && [...term.word.trim()].length < MIN_WORD_LENGTH) {
		throw new UsageError(
			`"${term.word}" is too short for a search`,
			`Enter a word of at least ${MIN_WORD_LENGTH} characters`,
		);
	}
	return { ...term };
}

/**
 * Finds the ids of the records in which a field has exactly a value, surrounding space aside. Zoho's own `equals` also finds
 * texts that only contain it.
 * @throws UsageError if more records contain the value than a search reaches and none of those has exactly it
 * Source: Search Records, v8 (read 2026-11-21).
 */
export async function findIds(
	caller: ZohoCaller,
	module: string,
	field: FieldMetadata,
	value: string,
): Promise<string[]> {
	const isCaseSensitive = field.unique?.caseSensitive ?? false;
	const normalise = (text: unknown): string => (isCaseSensitive ? String(text) : String(text).toLowerCase()).trim();
	const found: string[] = [];
	let isComplete = true;
	const query: SearchQuery = {
		fields: [field.apiName],
		onReachEnd() {
			isComplete = false;
		},
	};
	const criteria = formatCriteria({ field: field.apiName, operator: 'equals', value });
	for await (const record of searchRecords(caller, module, { criteria }, query)) {
		if (normalise(record[field.apiName]) === normalise(value)) found.push(record.id);
	}
	if (isComplete || found.length > 0) return found;
	throw new UsageError(
		`Over ${MAX_RECORDS_PER_SEARCH} records contain this value in ${field.label}, more than Zoho CRM returns`,
		"Use the record ID, or a field whose values don't contain each other",
	);
}
