import { MAX_CHILD_ROWS_PER_PARENT, MAX_HEADER_COLUMNS } from '../../../../nodes/shared/zoho/call/limits';
import { field, fileOf, leadFields, refusalOf, sourceOf } from './cases';

const titles = (count: number): string => Array.from({ length: count }, (_, index) => `a${index}`).join(',');
const large = { chunkBytes: 65_536 };

describe('an odd header', () => {
	it('of too many columns is refused in a sentence, however they are separated', async () => {
		const sentence = [
			`The file has ${MAX_HEADER_COLUMNS + 1} columns in its header, and the limit is ${MAX_HEADER_COLUMNS}. Nothing was sent`,
			'Check that the first line has the titles of the columns, and keep only columns that are imported',
		];
		for (const delimiter of [',', ';', '\t', '|'])
			expect(
				await refusalOf(sourceOf(`Last_Name,${titles(MAX_HEADER_COLUMNS)}\nA\n`.replaceAll(',', delimiter), large)),
			).toEqual(sentence);
	});

	it('of as many columns as are taken has its unknown ones left out', async () => {
		const content = `Last_Name,${titles(MAX_HEADER_COLUMNS - 1)}\nA${','.repeat(MAX_HEADER_COLUMNS - 1)}\n`;
		const source = sourceOf(content, { ...large, request: { ignoreUnknownColumns: true } });
		expect(await source.check()).toMatchObject({ rowCount: 1, refused: [] });
	});

	it('of many unknown titles is refused with 20 of them, each cut, and a number', async () => {
		const [message, advice] = await refusalOf(sourceOf(`Last_Name,${titles(1_000)}\n`, large));
		expect(message).toMatch(/"a19" and 980 more$/);
		expect(advice.length).toBeLessThan(500);
		const long = Array.from({ length: 30 }, (_, index) => `${index}${'x'.repeat(5_000)}`).join(',');
		const [longMessage, longAdvice] = await refusalOf(sourceOf(`Last_Name,${long}\n`, large));
		expect(longMessage.length + longAdvice.length).toBeLessThan(3_000);
	});

	it('that is longer than any is refused by its length', async () => {
		const [message] = await refusalOf(sourceOf(`Last_Name,${'x'.repeat(3_000_000)}\nA,\n`, large));
		expect(message).toBe('The header of the file is longer than 262144 bytes: a quote in it may be left open');
	});

	it('that ends in carriage returns is read, and one that goes on behind them is refused', async () => {
		const returns = '\r'.repeat(30_000);
		const source = sourceOf(`Last_Name,Company${returns}\r\nA,B\r\n`, large);
		expect((await source.check()).rowCount).toBe(1);
		const [message] = await refusalOf(sourceOf(`Last_Name,Company${returns}x\r\nA,B\r\n`, large));
		expect(message).toContain('has a carriage return without a line feed in its header');
	});

	it('with one title many times names it once', async () => {
		const [message] = await refusalOf(
			sourceOf(`${Array.from({ length: 1_500 }, () => 'Last_Name').join(',')}\n`, large),
		);
		expect(message).toBe('The title "Last_Name" occurs twice in the header of the file');
	});
});

describe('rows with many cells that cannot be written', () => {
	it('are told the first 20 of them, and how many more there are', async () => {
		const dates = Array.from({ length: 50 }, (_, index) => field(`D${index}`, 'date'));
		const content = `Last_Name,${dates.map(({ apiName }) => apiName).join(',')}\nA${',never'.repeat(50)}\n`;
		const { refused } = await sourceOf(content, { ...large, fields: [...leadFields, ...dates] }).check();
		expect(refused[0].errors[0].fields).toHaveLength(50);
		expect(refused[0].reason).toMatch(/D19 "never" is not a date in the format yyyy-MM-dd and 30 more$/);
	});

	it('of one parent are told up to its limit of child rows, and beyond it the limit', async () => {
		const children = {
			file: null,
			field: leadFields.find(({ apiName }) => apiName === 'Work_History') ?? field('Work_History'),
			childFields: [field('Parent_Id', 'lookup'), field('Since', 'date')],
			parentKeyColumn: 'Row_Key',
			childKeyColumn: 'Lead',
		};
		const refusedWith = async (rows: number) => {
			const file = fileOf(`Lead,Since\n${'1,never\n'.repeat(rows)}`, 65_536);
			const source = sourceOf('Last_Name,Row_Key\nA,1\n', { ...large, children: { ...children, file } });
			const [{ errors, reason }] = (await source.check()).refused;
			return { code: errors[0].code, fields: errors[0].fields.length, reason };
		};
		expect(await refusedWith(MAX_CHILD_ROWS_PER_PARENT)).toMatchObject({ code: 'INVALID_DATA', fields: 200 });
		expect(await refusedWith(30_000)).toMatchObject({ code: 'LIMIT_EXCEEDED', fields: 1 });
	});
});
