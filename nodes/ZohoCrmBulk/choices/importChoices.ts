import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { isImportable } from '../../shared/import/plan/columns';
import { askForChoices, byName } from '../../shared/n8n/form/choices';
import { USER_TYPES } from '../../shared/zoho/metadata/fields';
import { matchFieldsOf } from '../../shared/zoho/records/duplicateFields';

/** Modules that bulk write does not support. Source: Bulk Write, limitations (read 2026-11-21). */
const NOT_IMPORTABLE: ReadonlySet<string> = new Set(['Attachments', 'Calls', 'Events', 'Notes']);

/** Rows of subforms and of multi-select lookups are records in modules of their own. */
const CHILD_TYPES: ReadonlySet<string> = new Set(['linking', 'subform']);
const IMPORTABLE_TYPES: ReadonlySet<string> = new Set(['custom', 'default', ...CHILD_TYPES]);

/** Modules that records can be imported into. */
export async function getModules(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const modules = await askForChoices(this, async (zoho) => await zoho.metadata.modules());
	return modules
		.filter((module) => (module.isApiSupported && module.isCreatable) || CHILD_TYPES.has(module.generatedType))
		.filter(({ apiName }) => !NOT_IMPORTABLE.has(apiName))
		.filter(({ generatedType }) => IMPORTABLE_TYPES.has(generatedType))
		.map(({ pluralLabel, apiName, generatedType }) => ({
			name: CHILD_TYPES.has(generatedType) ? `${pluralLabel} (Child Rows)` : pluralLabel,
			value: apiName,
		}))
		.sort(byName);
}

/** Fields by which a bulk write job can find records: the record ID, the module's own one, unique fields and external ones. */
export async function getFindByFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const operation = this.getCurrentNodeParameter('importOperation');
	const module = this.getCurrentNodeParameter('module');
	const suitable =
		typeof module === 'string' && module !== ''
			? matchFieldsOf(module, await askForChoices(this, async (zoho) => await zoho.metadata.fields(module)))
			: [];
	const options = suitable.map(({ label, apiName }) => ({ name: label, value: apiName })).sort(byName);
	const none = operation === 'insert' ? 'None (Create a Record for Every Row)' : 'None (Create Only)';
	return [{ name: none, value: '' }, { name: 'Record ID', value: 'id' }, ...options];
}

/** Fields that a column of a file can go to. */
export async function getFileColumnFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const module = this.getCurrentNodeParameter('module');
	const operation = this.getCurrentNodeParameter('importOperation') === 'update' ? 'update' : 'insert';
	const fields =
		typeof module === 'string' && module !== ''
			? await askForChoices(this, async (zoho) => await zoho.metadata.fields(module))
			: [];
	const options = fields
		.filter((field) => isImportable(field, operation))
		.flatMap((field) =>
			USER_TYPES.has(field.dataType)
				? [
						{ name: field.label, value: field.apiName },
						{ name: `${field.label} (Email)`, value: `${field.apiName}.email` },
					]
				: [{ name: field.label, value: field.apiName }],
		)
		.sort(byName);
	// n8n marks a value that is no choice in red.
	return [{ name: 'Choose a Field', value: '' }, { name: 'Record ID', value: 'id' }, ...options];
}

/** Layouts of the module that are in use. */
export async function getLayouts(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const module = this.getCurrentNodeParameter('module');
	const layouts =
		typeof module === 'string' && module !== ''
			? await askForChoices(this, async (zoho) => await zoho.metadata.layouts(module))
			: [];
	const options = layouts
		.filter(({ isActive }) => isActive)
		.map(({ name, id }) => ({ name, value: id }))
		.sort(byName);
	return [{ name: 'Default Layout', value: '' }, ...options];
}
