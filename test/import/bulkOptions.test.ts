import type { INodeParameters, INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { bulkWriteResource } from '../../nodes/ZohoCrmBulk/operations/bulkWrite';
import { importOptions } from '../../nodes/ZohoCrmBulk/operations/bulkWrite/importOptionList';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { connectedCredential } from '../stage/credentials';
import { runNode } from '../stage/runNode';
import { useImportStage } from './importStage';

const { emulator } = useImportStage();

/** An expression that gives nothing in place of one option, or of one field of an entry of it. */
interface Gap {
	readonly operation: string;
	/** The label of the option, and of the field in it. */
	readonly label: string;
	readonly parameters: (gap: string) => INodeParameters;
}

const isGroup = (option: NonNullable<INodeProperties['options']>[number]): option is INodePropertyCollection =>
	'values' in option;

/** Where entries of an option can have a gap: each field in turn, beside fields that are filled. */
function gapsInEntries(operation: string, { name, displayName, typeOptions, options = [] }: INodeProperties) {
	return (options as NonNullable<INodeProperties['options']>).filter(isGroup).flatMap((group) =>
		group.values.map((field) => ({
			operation,
			label: `${displayName} > ${field.displayName}`,
			entryOf: (gap: string): INodeParameters => {
				const filled = Object.fromEntries(group.values.map((other) => [other.name, '1']));
				const entry = { ...filled, [field.name]: gap };
				return { [name]: { [group.name]: typeOptions?.multipleValues === true ? [entry] : entry } };
			},
		})),
	);
}

const formOf = (value: string): readonly INodeProperties[] =>
	bulkWriteResource.operations.find(({ option }) => option.value === value)?.parameters ?? [];

/** Every option of the collection Options of an operation, and every field of its entries. */
function gapsOf(operation: string): Gap[] {
	const collection = formOf(operation).find(({ name }) => name === 'options');
	const options = (collection?.options ?? []) as INodeProperties[];
	// A list of entries has no expression of its own in the form, and n8n drops one from a workflow that was written by hand.
	const whole = (option: INodeProperties): Gap[] =>
		option.type === 'fixedCollection'
			? []
			: [{ operation, label: option.displayName, parameters: (gap) => ({ options: { [option.name]: gap } }) }];
	return options.flatMap((option) => [
		...whole(option),
		...gapsInEntries(operation, option).map(({ label, entryOf }) => ({
			operation,
			label,
			parameters: (gap: string) => ({ options: entryOf(gap) }),
		})),
	]);
}

const mappingGaps: Gap[] = formOf('createJob')
	.filter(({ name }) => name === 'fieldMappings')
	.flatMap((form) => gapsInEntries('createJob', form))
	.map(({ entryOf, ...gap }) => ({ ...gap, parameters: entryOf }));

const gaps = [...gapsOf('import'), ...gapsOf('resumeImport'), ...gapsOf('createJob'), ...mappingGaps];

/** What each operation needs besides: a file, because some options are about files. */
const BASE: Readonly<Record<string, INodeParameters>> = {
	import: { module: 'Leads', inputSource: 'file', binaryField: 'data' },
	resumeImport: { module: 'Leads', inputSource: 'file', binaryField: 'data', jobs: '4150868000004912001' },
	createJob: { module: 'Leads', fileId: '4150868000004912001' },
};

async function run(operation: string, parameters: INodeParameters): Promise<unknown> {
	return await runNode({
		node: new ZohoCrmBulk(),
		parameters: { resource: 'bulkWrite', operation, ...BASE[operation], ...parameters },
		items: [{ Last_Name: 'Okafor', Company: 'Brightwell' }],
		credential: connectedCredential(emulator),
	});
}

describe('an option of Bulk Write that was added, and whose expression gives no value', () => {
	it('is looked for in all of the options', () => {
		expect(gaps.map(({ label }) => label)).toEqual(
			expect.arrayContaining([
				'Dry Run',
				'Expert: Layout Name or ID',
				'Default Values > Value',
				'Expert: Lookup Fields > Field',
				'Child Rows: From a Second File > Key Column in the Main File',
				'Callback URL',
				'Field Mappings > Column Index',
			]),
		);
		expect(gaps.length).toBeGreaterThan(50);
	});

	it.each(
		gaps.flatMap((gap) => ['undefined', 'null'].map((nothing) => [gap.operation, gap.label, nothing, gap] as const)),
	)('%s fails by the name of %s where it is %s, and sends nothing', async (operation, label, nothing, gap) => {
		await expect(run(operation, gap.parameters(`={{ ${nothing} }}`))).rejects.toMatchObject({
			message: `${label} has no value`,
			description: expect.stringContaining('Its expression returned undefined or null') as unknown,
		});
		expect(emulator.requests.all({ method: 'POST' })).toEqual([]);
	});
});

describe('the options of an import as they are read', () => {
	const names = importOptions.form().map(({ name }) => name as keyof ReturnType<typeof importOptions.read>);

	it.each(names)('fail by name where %s is undefined or null', (name) => {
		for (const nothing of [undefined, null])
			expect(() => importOptions.read({ [name]: nothing })).toThrow(`${importOptions.labelOf(name)} has no value`);
	});

	it.each([{ lookUps: { values: null } }, { defaults: { values: [null] } }, { childFile: { file: null } }])(
		'fail by name where %j',
		(given) => {
			expect(() => importOptions.read(given)).toThrow(
				/^(Expert: Lookup Fields|Default Values|Child Rows: .*) has no value$/,
			);
		},
	);
});

describe('an option of Bulk Write that was left empty', () => {
	it.each(['layout', 'rowIdentifierField', 'timeZone'])('counts as not added: %s', async (name) => {
		const parameters = { inputSource: 'items', options: { [name]: '', dryRun: true } };
		await expect(run('import', parameters)).resolves.toMatchObject({ json: [{ status: 'READY' }] });
	});

	it('fills nothing where a half of a pair is empty', async () => {
		const pair = (field: string, value: string): INodeParameters => ({
			defaults: { values: [{ field, value }] },
			lookUps: { values: [{ field, findBy: value }] },
			dryRun: true,
		});
		for (const options of [pair('', 'x'), pair('Lead_Source', ' ')])
			await expect(run('import', { inputSource: 'items', options })).resolves.toMatchObject({
				json: [{ status: 'READY' }],
			});
	});

	it('takes a default value of true or false as the text that a cell has', async () => {
		const options = { defaults: { values: [{ field: 'Newsletter', value: '={{ true }}' }] }, dryRun: true };
		await expect(run('import', { inputSource: 'items', options, output: 'summary' })).resolves.toMatchObject({
			json: [{ mapping: expect.arrayContaining([expect.objectContaining({ defaultValue: 'true' })]) as unknown }],
		});
	});
});
