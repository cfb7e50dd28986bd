import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import { isImportable } from '../../shared/import/plan/columns';
import { askForChoices } from '../../shared/n8n/form/choices';
import { toMapperField, type ReferenceWords } from '../../shared/n8n/form/mapperFields';
import { answerMapper } from '../../shared/n8n/form/mapperForm';
import { PLAIN_FIELD } from '../../shared/zoho/metadata/fields';

/** What lookups and lists take in an import. */
const REFERENCE_WORDS: ReferenceWords = {
	lookup: 'ID',
	user: 'ID, Email or Full Name',
	lookups: null,
	users: null,
};

/** The fields that an import can fill, for mapping by hand. Mandatory ones are required to create records. */
export async function getImportColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const module = this.getCurrentNodeParameter('module');
	const operation = this.getCurrentNodeParameter('importOperation') === 'update' ? 'update' : 'insert';
	const isInsert = this.getCurrentNodeParameter('importOperation') === 'insert';
	return await answerMapper(
		this,
		'columns',
		'No field of this module can be imported. Choose another module.',
		async () => {
			const fields =
				typeof module === 'string' && module !== ''
					? await askForChoices(this, async (zoho) => await zoho.metadata.fields(module))
					: [];
			const mapped = fields
				.filter((field) => isImportable(field, operation))
				.map((field) => toMapperField(field, isInsert && field.systemMandatory, REFERENCE_WORDS));
			return isInsert ? mapped : [recordId, ...mapped];
		},
	);
}

const recordId: ResourceMapperField = toMapperField(
	{ ...PLAIN_FIELD, apiName: 'id', label: 'Record ID' },
	false,
	REFERENCE_WORDS,
);
