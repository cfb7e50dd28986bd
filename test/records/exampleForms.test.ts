import type { ILoadOptionsFunctions, INodeParameters, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getRecordFields } from '../../nodes/ZohoCrm/choices/moduleChoices';
import { getDealFields } from '../../nodes/ZohoCrm/choices/leadMatches';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { isRecord, toList, toRecord, toText } from '../e2e/json';
import { connectedCredential } from '../stage/credentials';
import { askForm } from '../stage/runNode';
import { useStage } from '../stage/stage';

const { emulator } = useStage();

const FOLDER = path.resolve(__dirname, '..', '..', 'examples');
/** `EXAMPLES=write` stores the fields of the form in the examples. */
const isWriting = process.env.EXAMPLES === 'write';
const METHODS: Readonly<Record<string, (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields>>> = {
	fields: getRecordFields,
	dealFields: getDealFields,
};

interface StoredFields {
	readonly mappingMode: string;
	readonly value: Readonly<Record<string, unknown>> | null;
	schema: ResourceMapperField[];
}

/** The fields as the editor stores them: what is neither required nor mapped is off the form. */
function asStored(fields: readonly ResourceMapperField[], { value }: StoredFields): ResourceMapperField[] {
	return fields.map(({ removed: _, ...field }) =>
		field.required ? field : { ...field, removed: value?.[field.id] === undefined },
	);
}

describe.each(readdirSync(FOLDER))('the example %s', (file) => {
	const place = path.join(FOLDER, file);
	const workflow = toRecord(JSON.parse(readFileSync(place, 'utf8')));

	it('stores the fields that the form has today, and shows those that are mapped: n8n marks other lists as out of date', async () => {
		for (const node of toList(workflow.nodes).map(toRecord)) {
			if (toText(node.type) !== 'n8n-nodes-zoho-crm.zohoCrm') continue;
			const parameters = toRecord(node.parameters);
			for (const [name, method] of Object.entries(METHODS)) {
				if (!isRecord(parameters[name])) continue;
				const stored = parameters[name] as unknown as StoredFields;
				const { fields } = await askForm(
					{ node: new ZohoCrm(), parameters: parameters as INodeParameters, credential: connectedCredential(emulator) },
					method,
				);
				const expected = asStored(JSON.parse(JSON.stringify(fields)), stored);
				if (isWriting) stored.schema = expected;
				expect({ file, node: node.name, name, schema: stored.schema }).toEqual({
					file,
					node: node.name,
					name,
					schema: expected,
				});
			}
		}
		if (isWriting) writeFileSync(place, `${JSON.stringify(workflow, null, '\t')}\n`);
	});
});
