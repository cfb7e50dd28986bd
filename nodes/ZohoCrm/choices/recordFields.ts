import type { ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';
import { askForChoices, byName } from '../../shared/n8n/form/choices';
import { toMapperField } from '../../shared/n8n/form/mapperFields';
import { matchFieldsOf } from '../../shared/zoho/records/duplicateFields';
import type { FieldMetadata } from '../../shared/zoho/metadata/fields';
import { isListed } from '../operations/common/readParameters';
import { readFormModule } from './formModule';

/** The live fields of the module of the form; none while no module is chosen. */
async function readFields(context: ILoadOptionsFunctions): Promise<readonly FieldMetadata[]> {
	const module = readFormModule(context);
	return module === null ? [] : await askForChoices(context, async (zoho) => await zoho.metadata.fields(module));
}

/** Fields that a new record can have; the mandatory ones are required. */
export async function getFieldsToCreate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = (await readFields(this)).filter((field) => field.creatable);
	return { fields: fields.map((field) => toMapperField(field, field.systemMandatory)) };
}

/** Fields of a record that can be changed; none is required. */
export async function getFieldsToUpdate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = (await readFields(this)).filter((field) => field.updatable);
	return { fields: fields.map((field) => toMapperField(field, false)) };
}

function toOptions(fields: readonly FieldMetadata[]): INodePropertyOptions[] {
	return fields.map(({ label, apiName }) => ({ name: label, value: apiName })).sort(byName);
}

/** Fields that a list of records can have. */
export async function getListedFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return toOptions((await readFields(this)).filter(isListed));
}

/** Fields by which upsert can find a record: the system's own, unique and external ones. */
export async function getMatchFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return toOptions(matchFieldsOf(readFormModule(this) ?? '', await readFields(this)));
}

/** Fields that hold several values of a pick list. */
export async function getMultiSelectFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return toOptions(
		(await readFields(this)).filter(({ dataType, updatable }) => dataType === 'multiselectpicklist' && updatable),
	);
}
