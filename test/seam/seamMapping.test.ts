import { ExecuteContext } from 'n8n-core';
import { sleep, type IDataObject, type INodeParameters } from 'n8n-workflow';
import type { MappedRows } from '../../nodes/shared/n8n/form/mappedRows';
import { connectedCredential } from '../stage/credentials';
import { runNode, type NodeRun } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { CHOSEN, numbered, togetherNode } from './seamNode';
import { failureOf } from '../stage/failure';

const { emulator } = useStage();

const COLUMNS = {
	displayName: 'Columns',
	name: 'columns',
	type: 'resourceMapper' as const,
	default: { mappingMode: 'defineBelow', value: null },
};

/** The names of the parameters that n8n is asked for from now on. */
function watchParameters(): () => string[] {
	const asked = jest.spyOn(
		ExecuteContext.prototype as unknown as { _getNodeParameter(name: string): unknown },
		'_getNodeParameter',
	);
	return () => asked.mock.calls.map(([name]) => name);
}

/** The rows as they are mapped, and each as n8n reads the mapping as a whole. */
async function map(
	columns: INodeParameters,
	items: readonly IDataObject[],
	more: Partial<NodeRun> = {},
): Promise<MappedRows & { readonly whole: IDataObject[] }> {
	let found: (MappedRows & { readonly whole: IDataObject[] }) | undefined;
	const node = togetherNode(
		{
			async together({ mappedRows, readAt }) {
				const mapped = await mappedRows('columns');
				found = {
					...mapped,
					whole: items
						.slice(0, 5)
						.map((_, index) => ({ ...(readAt(index).collection('columns').value as IDataObject) })),
				};
				return [];
			},
		},
		[COLUMNS],
	);
	await runNode({
		node,
		parameters: { ...CHOSEN, columns },
		items,
		credential: connectedCredential(emulator),
		...more,
	});
	if (found === undefined) throw new Error('Nothing was mapped');
	return found;
}

const byHand = (value: INodeParameters): INodeParameters => ({ mappingMode: 'defineBelow', value });

describe('a mapping by name', () => {
	it('gives the items as they are, and asks n8n no more for a thousand of them than for one', async () => {
		const counts: number[] = [];
		for (const count of [1, 1000]) {
			const asked = watchParameters();
			const items = numbered(count);
			const { rows, evaluated } = await map({ mappingMode: 'autoMapInputData', value: null }, items);
			expect(rows).toEqual(items);
			expect(evaluated).toBe(0);
			counts.push(asked().filter((name) => name === 'columns').length);
			jest.restoreAllMocks();
		}
		// Once by us; the others are the five by which this test compares.
		expect(counts).toEqual([1 + 1, 1 + 5]);
	});
});

describe('a mapping by hand', () => {
	const ITEM = {
		name: 'Rao',
		n: 1.5,
		yes: true,
		none: null,
		list: [1, 'a'],
		deep: { a: { b: 'c' } },
		'with space': 's',
		"it's": 'q',
		constructor: 'own',
		'dotted.key': 'd',
		when: '2026-05-03',
	};

	it.each<[string, string]>([
		['a text', '={{ $json.name }}'],
		['a text, without spaces', '={{$json.name}}'],
		['a number', '={{ $json.n }}'],
		['true', '={{ $json.yes }}'],
		['null', '={{ $json.none }}'],
		['a key that is missing', '={{ $json.missing }}'],
		['a list', '={{ $json.list }}'],
		['a value further in', '={{ $json.deep.a.b }}'],
		['an object', '={{ $json.deep }}'],
		['a key in quotes', '={{ $json["with space"] }}'],
		['a key in single quotes', "={{ $json['with space'] }}"],
		['a key with a dot', '={{ $json["dotted.key"] }}'],
		['a key with an apostrophe', `={{ $json["it's"] }}`],
	])('takes %s from the item, as n8n would, without evaluating', async (_, expression) => {
		const { rows, whole, evaluated } = await map(
			byHand({ Field: expression, Other: 'x' }),
			[ITEM, { name: 'Ito' }].slice(0, 1),
		);
		expect(rows).toEqual(whole);
		expect(evaluated).toBe(0);
	});

	it.each<[string, string]>([
		['a calculation', '={{ $json.n * 2 }}'],
		['text around it', '=Ms {{ $json.name }}'],
		['text behind it', '={{ $json.name }} '],
		['a call', '={{ $json.name.toUpperCase() }}'],
		['the length of a text', '={{ $json.name.length }}'],
		['an entry of a list', '={{ $json.list[1] }}'],
		['a key within what is missing', '={{ $json.missing.a }}'],
		['the number of the item', '={{ $itemIndex }}'],
		['a plain text', '=plain'],
		['a moment', '={{ DateTime.fromISO($json.when) }}'],
	])('lets n8n evaluate %s', async (_, expression) => {
		const { rows, whole, evaluated } = await map(byHand({ Field: expression }), [ITEM, { ...ITEM, name: 'Ito', n: 2 }]);
		expect(rows).toEqual(whole);
		expect(evaluated).toBe(2);
	});

	it('reads values of columns whose names are odd', async () => {
		const names = ['Account_Name.id', 'a["b"]', "it's", 'back\\slash', 'quote"', 'sp ace', '[0]', ''];
		const value = Object.fromEntries(names.map((name, index) => [name, `={{ "v${index}-" + $json.number }}`]));
		const { rows, evaluated } = await map(byHand(JSON.parse(JSON.stringify(value))), numbered(2));
		expect(rows.map((row) => Object.entries(row))).toEqual(
			[0, 1].map((number) => names.map((name, index) => [name, `v${index}-${number}`])),
		);
		expect(evaluated).toBe(16);
	});

	it('evaluates only the values that need it', async () => {
		const columns = byHand({
			Last_Name: '={{ $json.number }}',
			Company: 'Brightwell',
			Score: '={{ $json.number + 1 }}',
			Tags: ['a', 'b'],
			More: { deep: ['={{ $json.number }}'] },
			Empty: null,
		});
		const items = numbered(200);
		const asked = watchParameters();
		const { rows, evaluated } = await map(columns, items);
		expect(rows).toEqual(
			items.map(({ number }) => ({
				Last_Name: number,
				Company: 'Brightwell',
				Score: Number(number) + 1,
				Tags: ['a', 'b'],
				More: { deep: [number] },
				Empty: null,
			})),
		);
		expect(evaluated).toBe(400);
		expect(asked().filter((name) => name.startsWith('columns.value'))).toHaveLength(400);
	});

	it('lets other work have its turn while it evaluates, and none where it need not', async () => {
		jest.mocked(sleep).mockClear();
		await map(byHand({ Score: '={{ $json.number + 1 }}' }), numbered(1500));
		expect(jest.mocked(sleep).mock.calls.length).toBeGreaterThan(2);
		expect(new Set(jest.mocked(sleep).mock.calls.flat())).toEqual(new Set([0]));
		jest.mocked(sleep).mockClear();
		await map(byHand({ Last_Name: '={{ $json.number }}', Company: 'Brightwell' }), numbered(1500));
		expect(jest.mocked(sleep).mock.calls.length).toBeLessThan(2);
	});

	it('stops when the execution is stopped', async () => {
		const controller = new AbortController();
		const run = failureOf(
			map(byHand({ Score: '={{ $json.number + 1 }}' }), numbered(20_000), { cancelSignal: controller.signal }),
		);
		setImmediate(() => controller.abort());
		expect(await run).toMatchObject({
			message: 'The execution was stopped before anything was sent',
			description: 'Run the workflow again',
		});
	});

	it.each([null, {}])('refuses a mapping without a field: %j', async (value) => {
		const columns = { mappingMode: 'defineBelow', value } as INodeParameters;
		expect(await failureOf(map(columns, numbered(1)))).toMatchObject({
			message: 'No field is mapped',
			description: 'Map at least one field, or set Mapping Column Mode to Map Automatically',
		});
	});

	it.each([
		['={{ $("Nowhere").item.json.a }}', "Referenced node doesn't exist"],
		['={{ $json.toString }}', 'this is a function, please add ()'],
	])('says what n8n says of %s', async (expression, message) => {
		expect(await failureOf(map(byHand({ Score: expression }), numbered(1)))).toMatchObject({ message });
	});
});

it('a mapping that is an expression as a whole fails, named as the screen shows it', async () => {
	const refusal = await failureOf(map('={{ $json }}' as unknown as INodeParameters, numbered(1)));
	expect(refusal).toMatchObject({
		message: 'Columns is not a mapping of fields',
		description: 'Check its expression',
	});
});
