import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import { isImportable } from '../../shared/import/plan/columns';
import { askForChoices } from '../../shared/n8n/form/choices';
import { toMapperField } from '../../shared/n8n/form/mapperFields';
import { LOOKUP_TYPES, PLAIN_FIELD, USER_TYPES, type FieldMetadata } from '../../shared/zoho/metadata/fields';

/** The fields that an import can fill, for mapping by hand. Mandatory ones are required to create records. */
export async function getImportColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const module = this.getCurrentNodeParameter('module');
	const operation = this.getCurrentNodeParameter('importOperation') === 'update' ? 'update' : 'insert';
	const isInsert = this.getCurrentNodeParameter('importOperation') === 'insert';
	const fields =
		typeof module === 'string' && module !== ''
			? await askForChoices(this, async (zoho) => await zoho.metadata.fields(module))
			: [];
	const mapped = fields
		.filter((field) => isImportable(field, operation))
		.map((field) => toMapperField(field, isInsert && field.systemMandatory, nameOf(field)));
	return { fields: isInsert ? mapped : [recordId, ...mapped] };
}

const recordId: ResourceMapperField = toMapperField({ ...PLAIN_FIELD, apiName: 'id', label: 'Record ID' }, false);

function nameOf({ label, dataType }: FieldMetadata): string {
	if (USER_TYPES.has(dataType)) return `${label} (ID, Email or Full Name)`;
	return LOOKUP_TYPES.has(dataType) ? `${label} (ID)` : label;
}
