import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { askForChoices, byName } from '../../shared/n8n/form/choices';
import { operatorsOf } from '../../shared/zoho/records/criteria';
import { readFormModule } from './formModule';

/** Fields of the module that a search can look for. */
export async function getSearchableFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const module = readFormModule(this);
	const fields = module === null ? [] : await askForChoices(this, async (zoho) => await zoho.metadata.fields(module));
	const found = fields.filter(({ searchable, dataType }) => searchable && operatorsOf(dataType).length > 0);
	return found
		.map(({ label, apiName, dataType }) => ({ name: label, value: apiName, description: dataType }))
		.sort(byName);
}

/** Custom views of the module. */
export async function getCustomViews(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const module = readFormModule(this);
	const views =
		module === null ? [] : await askForChoices(this, async (zoho) => await zoho.metadata.customViews(module));
	return views.map(({ id, name }) => ({ name, value: id })).sort(byName);
}

/** Territories of the organization. */
export async function getTerritories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const territories = await askForChoices(this, async (zoho) => await zoho.metadata.territories());
	return territories.map(({ id, name }) => ({ name, value: id })).sort(byName);
}
