import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { askForChoices, byName } from '../../shared/n8n/formChoices';

/** Modules that bulk write leaves out. Source: Bulk Write, limitations (read 2026-11-21). */
const NOT_IMPORTABLE: ReadonlySet<string> = new Set(['Attachments', 'Calls', 'Events', 'Notes']);

/** Modules that records can be imported into. */
export async function getModules(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const modules = await askForChoices(this, async (zoho) => await zoho.metadata.modules());
	return modules
		.filter((module) => module.isApiSupported && module.isCreatable && !NOT_IMPORTABLE.has(module.apiName))
		.filter((module) => module.generatedType === 'default' || module.generatedType === 'custom')
		.map(({ pluralLabel, apiName }) => ({ name: pluralLabel, value: apiName }))
		.sort(byName);
}

/** Fields by which a bulk write job can find records: the record id, unique and external ones, and e-mail addresses. */
export async function getFindByFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const module = this.getCurrentNodeParameter('module');
	const fields = typeof module === 'string' && module !== '' ? await askForChoices(this, async (zoho) => await zoho.metadata.fields(module)) : [];
	const suitable = fields.filter((field) => field.unique !== null || field.external || field.dataType === 'email');
	const options = suitable.map(({ label, apiName }) => ({ name: label, value: apiName })).sort(byName);
	return [{ name: 'None (Insert Only)', value: '' }, { name: 'Record ID', value: 'id' }, ...options];
}
