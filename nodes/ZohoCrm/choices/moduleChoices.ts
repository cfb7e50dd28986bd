import type { ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';
import { askForChoices, byName } from '../../shared/n8n/form/choices';
import { toMapperField, type ReferenceWords } from '../../shared/n8n/form/mapperFields';
import { answerMapper } from '../../shared/n8n/form/mapperForm';
import { isObject, type NamedReference } from '../../shared/zoho/call/shape';
import type { ZohoClient } from '../../shared/zoho/client';
import { isRequired, type FieldMetadata } from '../../shared/zoho/metadata/fields';
import { operatorsOf } from '../../shared/zoho/records/criteria';
import { matchFieldsOf } from '../../shared/zoho/records/duplicateFields';
import { isListed } from '../operations/common/recordLists';
import { moduleOfResource } from '../operations/common/target';
import { wordForType } from './fieldWords';

/** API name of the module that a form is about; null if none is chosen. */
export function readFormModule(context: ILoadOptionsFunctions): string | null {
	const fixed = moduleOfResource(String(context.getCurrentNodeParameter('resource')));
	if (fixed !== undefined) return fixed;
	const locator: unknown = context.getCurrentNodeParameter('module');
	const module: unknown = isObject(locator) ? locator.value : locator;
	return typeof module === 'string' && module.trim() !== '' ? module.trim() : null;
}

/** What Zoho knows about the module of the form; nothing if no module is chosen. */
async function askAboutModule<Entry>(
	context: ILoadOptionsFunctions,
	question: (zoho: ZohoClient, module: string) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
	const module = readFormModule(context);
	return module === null ? [] : await askForChoices(context, async (zoho) => await question(zoho, module));
}

const readFields = async (context: ILoadOptionsFunctions): Promise<readonly FieldMetadata[]> =>
	await askAboutModule(context, async (zoho, module) => await zoho.metadata.fields(module));

/** What lookups and lists take in this node. */
export const REFERENCE_WORDS: ReferenceWords = {
	lookup: 'Name or ID',
	user: 'Email or ID',
	lookups: 'Names or IDs, With Commas',
	users: 'Emails or IDs, With Commas',
};

/** The field that an option is better for, because it lists the layouts. Keys of items can name it all the same. */
const LAYOUT = 'Layout';

/**
 * Fields that a record can be written with: the same ones for all operations, so that n8n finds nothing to warn about when a person
 * switches. Those that a new record must have are required, which n8n checks where records are created.
 */
export async function getRecordFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const isUpdate = this.getCurrentNodeParameter('operation') === 'update';
	const noFields =
		readFormModule(this) === null ? 'Choose a module to see its fields.' : 'This module has no writable fields.';
	return await answerMapper(this, 'fields', noFields, async () =>
		(await readFields(this))
			.filter(({ readOnly, apiName }) => !readOnly && apiName !== LAYOUT)
			.map((field) =>
				toMapperField(field, isRequired(field), REFERENCE_WORDS, isUpdate ? !field.updatable : !field.creatable),
			),
	);
}

/** Fields as choices: their labels, and what kind of fields they are. */
function byApiName(fields: readonly FieldMetadata[]): INodePropertyOptions[] {
	return fields
		.map(({ label, apiName, dataType }) => ({ name: label, value: apiName, description: wordForType(dataType) }))
		.sort(byName);
}

/** The choice that stands in a list as long as nothing is chosen: n8n marks a value that is no choice in red. */
const nothing = (name: string): INodePropertyOptions => ({ name, value: '' });
const CHOOSE_FIELD = nothing('Choose a Field');

/** Fields that a list of records can have. */
export async function getListedFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return byApiName((await readFields(this)).filter(isListed));
}

/** Fields that a search can be sorted by. */
export async function getSortFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [nothing('Default Order'), ...byApiName((await readFields(this)).filter(isListed))];
}

/** A field by which an operation finds its record. */
export async function getFieldsToFindBy(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [CHOOSE_FIELD, ...byApiName(matchFieldsOf(readFormModule(this) ?? '', await readFields(this)))];
}

/** Fields by which upsert can find a record: the system's own, unique and external ones. */
export async function getMatchFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return byApiName(matchFieldsOf(readFormModule(this) ?? '', await readFields(this)));
}

/** Fields that hold several values of a picklist. */
export async function getMultiSelectFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return byApiName(
		(await readFields(this)).filter(({ dataType, updatable }) => dataType === 'multiselectpicklist' && updatable),
	);
}

/** Fields of the module that can be searched. */
export async function getSearchableFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const fields = (await readFields(this)).filter(
		({ searchable, dataType }) => searchable && operatorsOf(dataType).length > 0,
	);
	return [CHOOSE_FIELD, ...byApiName(fields)];
}

function byId(entries: readonly NamedReference[]): INodePropertyOptions[] {
	return entries.map(({ id, name }) => ({ name, value: id })).sort(byName);
}

/** Custom views of the module. */
export async function getCustomViews(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const views = byId(await askAboutModule(this, async (zoho, module) => await zoho.metadata.customViews(module)));
	const isNeeded = this.getCurrentNodeParameter('operation') === 'count';
	return [nothing(isNeeded ? 'Choose a Custom View' : 'None (All Records)'), ...views];
}

/** Territories of the organization. */
export async function getTerritories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const territories = byId(await askForChoices(this, async (zoho) => await zoho.metadata.territories()));
	return [nothing('None (All Territories)'), ...territories];
}

/** Layouts of the module that are in use. */
export async function getLayouts(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const layouts = await askAboutModule(this, async (zoho, module) => await zoho.metadata.layouts(module));
	return [nothing('Default Layout'), ...byId(layouts.filter(({ isActive }) => isActive))];
}

/** Tags of the module, by name: records are tagged by name. */
export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const tags = await askAboutModule(this, async (zoho, module) => await zoho.metadata.tags(module));
	return tags.map(({ name }) => ({ name, value: name })).sort(byName);
}

/** Modules that can have assignment rules. Source: Assignment Rules, v8 (read 2026-11-21). */
const WITH_ASSIGNMENT_RULES: ReadonlySet<string> = new Set(['Cases', 'Leads']);

/** Assignment rules of the module. */
export async function getAssignmentRules(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const rules = await askAboutModule(this, async (zoho, module) =>
		WITH_ASSIGNMENT_RULES.has(module) ? await zoho.metadata.assignmentRules(module) : [],
	);
	return [nothing('None'), ...byId(rules)];
}
