import type { ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';
import { askForChoices, byName } from '../../shared/n8n/form/choices';
import { toMapperField } from '../../shared/n8n/form/mapperFields';
import { isObject, type NamedReference } from '../../shared/zoho/call/shape';
import type { ZohoClient } from '../../shared/zoho/client';
import type { FieldMetadata } from '../../shared/zoho/metadata/fields';
import { operatorsOf } from '../../shared/zoho/records/criteria';
import { matchFieldsOf } from '../../shared/zoho/records/duplicateFields';
import { isListed } from '../operations/common/recordLists';
import { moduleOfResource } from '../operations/common/target';

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

/** Fields that a new record can have. The mandatory ones are required. */
export async function getFieldsToCreate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = (await readFields(this)).filter((field) => field.creatable);
	return { fields: fields.map((field) => toMapperField(field, field.systemMandatory)) };
}

/** Fields of a record that can be changed. None is required. */
export async function getFieldsToUpdate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = (await readFields(this)).filter((field) => field.updatable);
	return { fields: fields.map((field) => toMapperField(field, false)) };
}

function byApiName(fields: readonly FieldMetadata[]): INodePropertyOptions[] {
	return fields.map(({ label, apiName }) => ({ name: label, value: apiName })).sort(byName);
}

/** Fields that a list of records can have. */
export async function getListedFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return byApiName((await readFields(this)).filter(isListed));
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
	return (await readFields(this))
		.filter(({ searchable, dataType }) => searchable && operatorsOf(dataType).length > 0)
		.map(({ label, apiName, dataType }) => ({ name: label, value: apiName, description: dataType }))
		.sort(byName);
}

function byId(entries: readonly NamedReference[]): INodePropertyOptions[] {
	return entries.map(({ id, name }) => ({ name, value: id })).sort(byName);
}

/** Custom views of the module. */
export async function getCustomViews(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return byId(await askAboutModule(this, async (zoho, module) => await zoho.metadata.customViews(module)));
}

/** Territories of the organization. */
export async function getTerritories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return byId(await askForChoices(this, async (zoho) => await zoho.metadata.territories()));
}

/** Layouts of the module that are in use. */
export async function getLayouts(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const layouts = await askAboutModule(this, async (zoho, module) => await zoho.metadata.layouts(module));
	return byId(layouts.filter(({ isActive }) => isActive));
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
	return byId(
		await askAboutModule(this, async (zoho, module) =>
			WITH_ASSIGNMENT_RULES.has(module) ? await zoho.metadata.assignmentRules(module) : [],
		),
	);
}
