import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { askForChoices, byName } from '../shared/n8n/form/choices';
import { splitList } from '../shared/values/lists';

/** Modules without records of their own, or whose records change only with those of others. */
const NOT_WATCHED: ReadonlySet<string> = new Set(['linking', 'subform']);

/** Modules that can be watched. */
export async function getTriggerModules(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const modules = await askForChoices(this, async (zoho) => await zoho.metadata.modules());
	return modules
		.filter(
			({ isApiSupported, isViewable, generatedType }) =>
				isApiSupported && isViewable && !NOT_WATCHED.has(generatedType),
		)
		.map(({ pluralLabel, apiName }) => ({ name: pluralLabel, value: apiName }))
		.sort(byName);
}

/** Fields of the chosen modules. */
export async function getTriggerFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const chosen = this.getCurrentNodeParameter('modules');
	const modules = Array.isArray(chosen) ? chosen.map(String) : splitList(String(chosen ?? ''), ',');
	if (modules.length === 0) return [];
	const fields = await askForChoices(this, async (zoho) => {
		const found: INodePropertyOptions[] = [];
		for (const module of modules)
			for (const { label, apiName } of await zoho.metadata.fields(module)) found.push({ name: label, value: apiName });
		return found;
	});
	const first = new Map([...fields].reverse().map((field) => [field.value, field]));
	return [...first.values()].sort(byName);
}
