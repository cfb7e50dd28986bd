import { useEach, useEmulator } from '../../stage/useEmulator';
import { createRecordClient, type List } from '../clients/records';

const emulator = useEmulator();
const zoho = useEach(() => createRecordClient(emulator));

const ORDERS = [
	['Quotes', 'Quoted_Items'],
	['Sales_Orders', 'Ordered_Items'],
	['Invoices', 'Invoiced_Items'],
] as const;

interface Line {
	readonly id: string;
}

const linesOf = (record: Readonly<Record<string, unknown>>, items: string) => record[items] as readonly Line[];

describe.each(ORDERS)('%s with %s', (module, items) => {
	it('work out what each line and all lines come to', async () => {
		const lamp = await zoho.insertOne({ Product_Name: 'Lamp', Unit_Price: 19.95 }, 'Products');
		const desk = await zoho.insertOne({ Product_Name: 'Desk' }, 'Products');
		const id = await zoho.insertOne(
			{
				Subject: 'Office',
				Discount: 10,
				Adjustment: 0.5,
				[items]: [
					{ Product_Name: { id: lamp }, Quantity: 3 },
					{
						Product_Name: { id: desk },
						Quantity: 2,
						List_Price: 250,
						Discount: 50,
						Line_Tax: [{ name: 'Vat', percentage: 7.5 }],
						Description: 'oak',
					},
				],
			},
			module,
		);
		const record = await zoho.read(id, module);
		// 3 x 19.95 = 59.85; 500 - 50 = 450, with 7.5 percent 483.75; together 543.60, less 10, and 0.50.
		expect(record).toMatchObject({
			Subject: 'Office',
			Sub_Total: 543.6,
			Discount: 10,
			Tax: null,
			Adjustment: 0.5,
			Grand_Total: 534.1,
		});
		const common = {
			id: expect.stringMatching(/^\d{19}$/),
			Parent_Id: { name: 'Office', id },
			Created_Time: record.Created_Time,
			Modified_Time: record.Modified_Time,
		};
		expect(record[items]).toEqual([
			{
				...common,
				Product_Name: { name: 'Lamp', id: lamp },
				Quantity: 3,
				List_Price: 19.95,
				Total: 59.85,
				Discount: null,
				Total_After_Discount: 59.85,
				Line_Tax: null,
				Tax: 0,
				Net_Total: 59.85,
				Description: null,
			},
			{
				...common,
				Product_Name: { name: 'Desk', id: desk },
				Quantity: 2,
				List_Price: 250,
				Total: 500,
				Discount: 50,
				Total_After_Discount: 450,
				Line_Tax: [{ name: 'Vat', percentage: 7.5 }],
				Tax: 33.75,
				Net_Total: 483.75,
				Description: 'oak',
			},
		]);
		expect((await zoho.call<List>('GET', `/${module}?fields=Subject,Grand_Total,${items}`)).body.data).toEqual([
			{ Subject: 'Office', Grand_Total: 534.1, id },
		]);
	});

	it('work it out anew when a line is changed, added or deleted, and when the discount changes', async () => {
		const lamp = await zoho.insertOne({ Product_Name: 'Lamp' }, 'Products');
		const line = (Quantity: number) => ({ Product_Name: { id: lamp }, Quantity, List_Price: 10 });
		const id = await zoho.insertOne({ Subject: 'Office', [items]: [line(1), line(2)] }, module);
		const totals = async () => {
			const { Sub_Total, Grand_Total } = await zoho.read(id, module);
			return [Sub_Total, Grand_Total];
		};
		expect(await totals()).toEqual([30, 30]);
		const [first, second] = linesOf(await zoho.read(id, module), items);
		await zoho.write('PUT', `/${module}`, [{ id, [items]: [{ id: first.id, Quantity: 5 }, line(4)] }]);
		expect(await totals()).toEqual([110, 110]);
		await zoho.write('PUT', `/${module}`, [{ id, [items]: [{ id: second.id, _delete: null }] }]);
		expect(await totals()).toEqual([90, 90]);
		await zoho.write('PUT', `/${module}`, [{ id, Discount: 5 }]);
		expect(await totals()).toEqual([90, 85]);
	});

	it.each([
		['no lines', [], 'MANDATORY_NOT_FOUND', { api_name: items, json_path: `$.data[0].${items}` }],
		[
			'a line without product',
			[{ Quantity: 1 }],
			'MANDATORY_NOT_FOUND',
			{ api_name: 'Product_Name', json_path: `$.data[0].${items}[0].Product_Name` },
		],
		[
			'a line without quantity',
			[{ Product_Name: { name: 'Lamp' } }],
			'MANDATORY_NOT_FOUND',
			{ api_name: 'Quantity', json_path: `$.data[0].${items}[0].Quantity` },
		],
		[
			'a tax without percentage',
			[{ Quantity: 1, Line_Tax: [{ name: 'Vat' }] }],
			'INVALID_DATA',
			{
				expected_data_type: 'double',
				api_name: 'percentage',
				json_path: `$.data[0].${items}[0].Line_Tax[0].percentage`,
			},
		],
	])('refuse %s', async (_, lines, code, details) => {
		emulator.switches.severalRefusals = 'all';
		const entry = await zoho.refusalOf({ Subject: 'Office', [items]: lines }, module, {});
		const { errors = [entry] } = entry.details as { readonly errors?: readonly (typeof entry)[] };
		expect(errors.map((error) => [error.code, error.details])).toContainEqual([code, details]);
		expect(emulator.store.count(module)).toBe(0);
	});
});
