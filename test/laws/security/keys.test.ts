import type { IBinaryKeyData, IDataObject, INodeParameters, INodeProperties, NodeOperationError } from 'n8n-workflow';
import { toRecordItem } from '../../../nodes/ZohoCrm/operations/common/simpleRecord';
import { prepareInput, SAMPLES } from '../../operations/registry';
import type { OperationSample } from '../../operations/sample';
import { useStage } from '../../stage/stage';
import { BY_NAME, lead, leadImport } from '../../stage/parameters';
import { nodeClasses } from '../packageNodes';

const { emulator, run } = useStage();

/** What objects and lists have in common, before anything ran. */
const shapeOf = (value: object): string => JSON.stringify(Reflect.ownKeys(value).map(String));
const [objects, lists, functions] = [Object.prototype, Array.prototype, Function.prototype].map(shapeOf);
const inherited = Object.prototype.toString;

afterEach(() => {
	expect([Object.prototype, Array.prototype, Function.prototype].map(shapeOf)).toEqual([objects, lists, functions]);
	expect(Object.prototype.toString).toBe(inherited);
	expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

const KEYS = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'hasOwnProperty',
	'valueOf',
	'__defineGetter__',
	'0',
	'17',
	'-1',
	'__proto__.polluted',
	'constructor.prototype.polluted',
	'Owner.__proto__',
	'Last_Name.__proto__',
	'length',
] as const;
/** Where a dotted key names a field of a look-up's record, Zoho is the one to refuse it. */
const NAMES_TARGET = 'Owner.__proto__';
const UNKNOWN_KEYS = KEYS.filter((key) => key !== NAMES_TARGET);

/** An object that has the key as its own, as `JSON.parse` makes it; what it holds would pollute. */
const withKey = (key: string, value: unknown = { polluted: 'yes' }): IDataObject =>
	JSON.parse(`{"Last_Name":"Ash","Company":"Brightwell",${JSON.stringify(key)}:${JSON.stringify(value)}}`);

/** Several problems are listed in the description. */
const listedIn = ({ message, description }: NodeOperationError): string =>
	message.includes('problems must be fixed') ? `: ${description}` : '';

/** What was said of the run: the reason it stopped, or its items. */
async function told(parameters: INodeParameters, item: IDataObject, files?: IBinaryKeyData): Promise<string> {
	return await run(parameters, [item], { files: files === undefined ? [] : [files] }).then(
		({ outputs }) => `went through: ${JSON.stringify(outputs)}`,
		(reason: unknown) => `stopped: ${(reason as Error).message}${listedIn(reason as NodeOperationError)}`,
	);
}

/** The parameters that the form of an operation has. */
const formOf = ({ resource, operation }: OperationSample): readonly INodeProperties[] =>
	nodeClasses
		.flatMap(({ instance }) => instance.description.properties)
		.filter(
			({ displayOptions: { show } = {} }) => show?.resource?.includes(resource) && show.operation?.includes(operation),
		);

/** What was said of an operation with an item that it works with, and something in it that it does not. */
async function toldOf(
	sample: OperationSample,
	parameters: INodeParameters,
	spoil: (item: IDataObject) => IDataObject,
): Promise<string> {
	const { items, files } = await prepareInput(emulator, sample);
	return await told(parameters, spoil(items[0]), files?.[0]);
}

const byHand = (item: IDataObject): INodeParameters => ({ mappingMode: 'defineBelow', value: item as INodeParameters });
const IMPORT = leadImport({ columns: BY_NAME });
const CREATE = lead('create');
const inFile = (text: string): IBinaryKeyData => ({
	data: { data: Buffer.from(text).toString('base64'), mimeType: 'text/csv', fileName: 'leads.csv' },
});

/** Every place where a key of somebody's comes in. */
const PLACES: readonly [place: string, run: (key: string) => Promise<string>][] = [
	...SAMPLES.flatMap((sample): [string, (key: string) => Promise<string>][] => {
		const [{ name, parameters }] = sample.uses;
		const form = formOf(sample);
		const isByName = form.some(
			(parameter) =>
				parameter.type === 'resourceMapper' &&
				JSON.stringify(parameters[parameter.name] ?? parameter.default).includes(BY_NAME.mappingMode),
		);
		if (!isByName) return [];
		const strict = { ...parameters, options: {} };
		const json = { ...strict, specifyFields: 'json', fieldsJson: '={{ $json.text }}' };
		return [
			[
				`the items of: ${name}`,
				async (key) => await toldOf(sample, strict, (item) => ({ ...item, ...withKey(key, 'x') })),
			],
			...(form.some(({ name: parameter }) => parameter === 'fieldsJson')
				? [
						[
							`the JSON of: ${name}`,
							async (key) => await toldOf(sample, json, (item) => ({ ...item, text: JSON.stringify(withKey(key)) })),
						] as [string, (key: string) => Promise<string>],
					]
				: []),
		];
	}),
	['items of Import by the records API', async (key) => await told({ ...IMPORT, route: 'records' }, withKey(key, 'x'))],
	[
		'the header of a file',
		async (key) =>
			await told(
				{ ...IMPORT, inputSource: 'file', binaryField: 'data' },
				{},
				inFile(`Last_Name,Company,${key}\r\nAsh,Brightwell,x\r\n`),
			),
	],
	[
		'default values',
		async (key) =>
			await told(
				{ ...IMPORT, options: { defaults: { values: [{ field: key, value: 'x' }] } } },
				{ Last_Name: 'Ash', Company: 'Brightwell' },
			),
	],
	[
		'the Row Key Field',
		async (key) =>
			await told({ ...IMPORT, options: { rowIdentifierField: key } }, { Last_Name: 'Ash', Company: 'Brightwell' }),
	],
	[
		'the Find By field',
		async (key) =>
			await told({ ...IMPORT, importOperation: 'upsert', findBy: key }, { Last_Name: 'Ash', Company: 'Brightwell' }),
	],
	[
		'child rows',
		async (key) =>
			await told(IMPORT, {
				Last_Name: 'Ash',
				Company: 'Brightwell',
				Work_History: [JSON.parse(`{"Employer":"A",${JSON.stringify(key)}:"x"}`)],
			}),
	],
	[
		'a field whose values are looked for',
		async (key) =>
			await told({ resource: 'lead', operation: 'get', getBy: 'field', getByField: key, getByValue: 'x' }, {}),
	],
];

describe.each(PLACES)('a key in %s', (_, run) => {
	it.each(UNKNOWN_KEYS)('that no field has is refused as unknown, and nothing is written: %s', async (key) => {
		expect(await run(key)).toMatch(
			/^stopped: .*(has no (writable )?field|has no such writable field|No input row has the Find By field|cannot be read by)/,
		);
		expect(
			emulator.requests.all().filter(({ method, path }) => method !== 'GET' && !path.startsWith('/oauth/')),
		).toEqual([]);
		for (const lead of emulator.store.all('Leads')) expect(Object.hasOwn(lead, key)).toBe(false);
	});
});

/** Places where a mapping by hand holds the key: n8n itself may drop it before we see it. */
it.each(UNKNOWN_KEYS)('a mapping by hand with the key %s changes no object but its own row', async (key) => {
	for (const parameters of [
		{ ...CREATE, fields: byHand(withKey(key, 'x')) },
		{ ...IMPORT, columns: byHand(withKey(key, 'x')) },
	]) {
		emulator.reset();
		const text = await told(parameters, {});
		const isDropped = text.startsWith('went through');
		expect(isDropped || /has no (writable )?field/.test(text)).toBe(true);
		if (isDropped) expect(['__proto__', 'constructor', 'prototype']).toContain(key);
		for (const lead of emulator.store.all('Leads')) expect(Object.hasOwn(lead, key)).toBe(false);
	}
});

it.each(KEYS)('look-ups that are said to be found by %s change no object', async (key) => {
	const text = await told(
		{
			...IMPORT,
			options: {
				lookUps: {
					values: [
						{ field: key, findBy: key },
						{ field: 'Owner', findBy: key },
					],
				},
			},
		},
		{ Last_Name: 'Ash', Company: 'Brightwell' },
	);
	expect(text).toMatch(/^went through: .*"status":"ADDED"/);
	expect([...emulator.store.all('Leads')].map(({ Last_Name: name }) => name)).toEqual(['Ash']);
});

it(`a target of a look-up called ${NAMES_TARGET} reaches Zoho as a name, and no object`, async () => {
	expect(await told({ ...IMPORT, route: 'records' }, withKey(NAMES_TARGET, 'x'))).toMatch(/SKIPPED|stopped/);
	expect(emulator.store.count('Leads')).toBe(0);
});

it.each(KEYS)('a refusal whose code is %s is told like any other', async (code) => {
	emulator.faults.add({
		kind: 'answer',
		status: 400,
		body: { code, details: { api_name: code }, message: 'no', status: 'error' },
		path: '/crm/v8/Leads',
	});
	expect(await told(CREATE, { Last_Name: 'Ash', Company: 'Brightwell' })).toBe(
		`stopped: Zoho CRM rejected the request: no (${code})`,
	);
});

it.each(KEYS)('a condition with the operator %s is refused', async (operator) => {
	const conditions = { condition: [{ field: 'Nothing_Known', operator, value: 'x' }] };
	expect(
		await told(
			{ resource: 'lead', operation: 'search', searchBy: 'conditions', conditions, fieldNames: ['Last_Name'] },
			{},
		),
	).toBe('stopped: Condition 1: the operator for Nothing_Known is not valid');
	expect(emulator.requests.all({ path: '/crm/v8/Leads/search' })).toEqual([]);
});

it.each(KEYS)('a record that has the key %s keeps it as its own, simplified or not', (key) => {
	const record = JSON.parse(
		`{"id":"1",${JSON.stringify(key)}:{"id":"2","name":"x","email":"a@b.test","polluted":"yes"}}`,
	);
	for (const isSimple of [true, false]) {
		const item = toRecordItem(record, isSimple);
		expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
		expect(Object.hasOwn(item, key)).toBe(true);
		expect(Reflect.get(item, 'polluted')).toBeUndefined();
	}
});
