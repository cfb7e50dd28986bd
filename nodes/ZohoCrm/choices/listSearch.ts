import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { askForChoices, byName } from '../../shared/n8n/form/choices';
import type { ZohoClient } from '../../shared/zoho/client';
import { systemDuplicateField } from '../../shared/zoho/records/duplicateFields';
import { MIN_WORD_LENGTH } from '../../shared/zoho/call/limits';
import type { FieldMetadata } from '../../shared/zoho/metadata/fields';
import type { ZohoRecord } from '../../shared/zoho/records/api';
import { isObject } from '../../shared/zoho/call/shape';
import { readFormModule } from './moduleChoices';

/** Modules of subforms and of multi-select lookups are reached through their records. */
const MODULE_TYPES: ReadonlySet<string> = new Set(['custom', 'default']);

/** How many records a list shows. Others are found by a word. */
const LISTED_RECORDS = 50;

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.trim().toLowerCase());

/** Modules whose records the API reaches, standard and custom, by label or API name. */
export async function searchModules(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const modules = await askForChoices(this, async (zoho) => await zoho.metadata.modules());
	const results = modules
		.filter((module) => module.isApiSupported && module.isViewable && MODULE_TYPES.has(module.generatedType))
		.filter(({ pluralLabel, apiName }) => contains(pluralLabel, filter) || contains(apiName, filter))
		.map(({ pluralLabel, apiName }) => ({ name: pluralLabel, value: apiName }));
	return { results: results.sort(byName) };
}

/** Records of the module of the form: those that match a word, or the ones that were changed last. */
export async function searchRecords(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const module = readFormModule(this);
	if (module === null) return { results: [] };
	return { results: await askForChoices(this, async (zoho) => await findChoices(zoho, module, filter)) };
}

/** Records of a module by name: those that match a word, or the ones that were changed last. */
export async function findChoices(zoho: ZohoClient, module: string, filter: string): Promise<INodeListSearchItems[]> {
	const names = nameFields(module, await zoho.metadata.fields(module));
	return (await findRecords(zoho, module, names, filter.trim())).map((record) => ({
		name: nameOf(record, names),
		value: record.id,
	}));
}

/** The fields that a person knows a record by. */
function nameFields(module: string, fields: readonly FieldMetadata[]): string[] {
	const known = new Set(fields.map(({ apiName }) => apiName));
	const shown = fields.filter(({ displayField }) => displayField).map(({ apiName }) => apiName);
	const names = known.has('Full_Name') ? ['Full_Name'] : shown;
	const system = systemDuplicateField(module, fields);
	return [...new Set([...names, ...(system === null ? [] : [system])])];
}

async function findRecords(
	zoho: ZohoClient,
	module: string,
	names: readonly string[],
	word: string,
): Promise<ZohoRecord[]> {
	const fields = names.length > 0 ? names : ['id'];
	const found =
		[...word].length < MIN_WORD_LENGTH
			? zoho.records.list(module, { fields, limit: LISTED_RECORDS, sortBy: 'Modified_Time', sortOrder: 'desc' })
			: zoho.records.search(module, { word }, { fields, limit: LISTED_RECORDS });
	const records: ZohoRecord[] = [];
	for await (const record of found) records.push(record);
	return records;
}

/** E.g. `N1 Okafor (n1@brightwell.test)`; the ID if a record has no name. */
function nameOf(record: ZohoRecord, names: readonly string[]): string {
	const [first, ...others] = names.map((name) => toText(record[name])).filter((text) => text !== '');
	if (first === undefined) return record.id;
	return others.length === 0 ? first : `${first} (${others.join(', ')})`;
}

function toText(value: unknown): string {
	if (isObject(value)) return toText(value.name);
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
