import type { ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';
import { askForChoices, byName } from '../../shared/n8n/formChoices';
import { toMapperField } from '../../shared/n8n/mapperFields';
import type { FieldMetadata } from '../../shared/zoho/metadata';
import { isListed } from '../operations/record/getAll.operation';

const MODULE = 'Leads';
/** What upsert finds leads by without being told. Source: Upsert Records, system duplicate fields (read 2026-11-21). */
const SYSTEM_DUPLICATE_FIELD = 'Email';

/** The live fields of Leads, for the choices of the form. */
async function readFields(context: ILoadOptionsFunctions): Promise<FieldMetadata[]> {
	return await askForChoices(context, async (zoho) => await zoho.metadata.fields(MODULE));
}

/** Fields that a new lead can have; the mandatory ones are required. */
export async function getLeadFieldsToCreate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = (await readFields(this)).filter((field) => field.creatable);
	return { fields: fields.map((field) => toMapperField(field, field.systemMandatory)) };
}

/** Fields of a lead that can be changed; none is required. */
export async function getLeadFieldsToUpdate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = (await readFields(this)).filter((field) => field.updatable);
	return { fields: fields.map((field) => toMapperField(field, false)) };
}

function toOptions(fields: readonly FieldMetadata[]): INodePropertyOptions[] {
	return fields.map(({ label, apiName }) => ({ name: label, value: apiName })).sort(byName);
}

/** Fields that a list of leads can have. */
export async function getLeadFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return toOptions((await readFields(this)).filter(isListed));
}

/** Fields by which upsert can find a lead: the system's own and unique ones. */
export async function getLeadMatchFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return toOptions((await readFields(this)).filter((field) => field.apiName === SYSTEM_DUPLICATE_FIELD || field.unique !== null));
}
