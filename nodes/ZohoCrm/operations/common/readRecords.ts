import { sideBySide } from '../../../shared/writes/sideBySide';
import { consequencesOf, ZohoApiError } from '../../../shared/zoho/call/errors';
import { groupsOf, MAX_FIELDS_PER_LIST, MAX_IDS_PER_LIST } from '../../../shared/zoho/call/limits';
import { fail, recover } from '../../../shared/zoho/call/recover';
import { findMissingScopes, SCOPES } from '../../../shared/zoho/call/scopes';
import type { ZohoClient } from '../../../shared/zoho/client';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import type { ZohoRecord } from '../../../shared/zoho/records/api';
import { isListed } from './recordLists';
import { DEFAULT_SENDING } from './writeOptions';

/** What is read of records. */
export interface Wanted {
	/** API names; empty = every field. */
	readonly fields: readonly string[];
	/** Whether Zoho's own keys (`$...`) are wanted, which no list has. */
	readonly withOwnKeys: boolean;
}

/** A record, null where there is none with the ID, or why it cannot be read. */
export type FoundRecord = { readonly record: ZohoRecord | null } | { readonly reason: unknown };

/**
 * Reads records by their IDs: in lists of up to 100, if these have all that is wanted and cost fewer requests, else one by one,
 * several at once.
 * @param ids may repeat
 * @param grantedScopes those of the credential: without that of fields nobody knows what a list leaves out
 * @returns an entry for each ID
 */
export async function readRecords(
	zoho: ZohoClient,
	module: string,
	ids: readonly string[],
	wanted: Wanted,
	grantedScopes: readonly string[] | null,
): Promise<ReadonlyMap<string, FoundRecord>> {
	const found = new Map<string, FoundRecord>();
	const distinct = [...new Set(ids)];
	const listable = distinct.filter((id) => /^\d+$/.test(id));
	const names =
		listable.length > 1 && findMissingScopes(grantedScopes, [SCOPES.fields.read]).length === 0
			? namesToList(await knownFields(zoho, module), wanted)
			: [];
	const requests = Math.ceil(names.length / MAX_FIELDS_PER_LIST) * Math.ceil(listable.length / MAX_IDS_PER_LIST);
	if (names.length > 0 && requests < listable.length) await listThem(zoho, module, listable, names, found);
	// A list can hide a record, so that only the record itself tells that it is gone.
	const single = distinct.filter((id) => !found.has(id));
	await sideBySide(single, DEFAULT_SENDING.requestsAtOnce, async (id) => {
		try {
			found.set(id, { record: await zoho.records.get(module, id, { fields: wanted.fields }) });
		} catch (reason) {
			found.set(id, { reason });
			if (consequencesOf(reason).reach === 'everything') fail(reason);
		}
	}).catch((reason: unknown) => {
		// What comes after an error that reaches everything would only meet it again.
		for (const id of single) if (!found.has(id)) found.set(id, { reason });
	});
	return found;
}

/** The fields of the module; none where Zoho does not tell this user. */
const knownFields = async (zoho: ZohoClient, module: string): Promise<readonly FieldMetadata[]> =>
	await recover(
		zoho.metadata.fields(module),
		(reason) => reason instanceof ZohoApiError,
		() => [],
	);

/** The fields to list; empty where a list leaves out or cuts something that is wanted. */
function namesToList(fields: readonly FieldMetadata[], { fields: chosen, withOwnKeys }: Wanted): string[] {
	const wanted = chosen.length === 0 ? fields : fields.filter(({ apiName }) => chosen.includes(apiName));
	const isWhole = wanted.every((field) => isListed(field) && field.dataType !== 'richtext');
	return isWhole && (chosen.length > 0 || !withOwnKeys) ? wanted.map(({ apiName }) => apiName) : [];
}

async function listThem(
	zoho: ZohoClient,
	module: string,
	ids: readonly string[],
	fields: readonly string[],
	found: Map<string, FoundRecord>,
): Promise<void> {
	const converted = module === 'Leads' ? 'both' : undefined;
	for (const group of groupsOf(ids, MAX_IDS_PER_LIST)) {
		const listed = zoho.records.list(module, { fields, ids: group, limit: group.length, converted });
		for await (const record of listed) found.set(record.id, { record });
	}
}
