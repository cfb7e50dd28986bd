import { packZip } from '../../../../nodes/shared/archive/zip';
import { refusalOf, sourceOf } from './cases';

/** Small, so that few rows reach it. */
jest.mock('../../../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../../../nodes/shared/zoho/call/limits'),
	MAX_FILE_ROWS: 1_000,
}));

describe('the limit of rows', () => {
	const fileOf = (rows: number): string => `Last_Name,Company\n${'a,b\n'.repeat(rows)}`;

	it('is reached without complaint, empty rows at the end not counted', async () => {
		expect((await sourceOf(fileOf(1_000)).check()).rowCount).toBe(1_000);
		expect((await sourceOf(`${fileOf(999)},\n`).check()).rowCount).toBe(999);
	});

	it('refuses what is beyond it in a sentence, from a ZIP as well', async () => {
		const sentence = [
			'The file has more than 1000 rows, which is the limit of one import. Nothing was sent',
			'Split the file and import the parts one after the other',
		];
		expect(await refusalOf(sourceOf(fileOf(1_001)))).toEqual(sentence);
		const zip = await packZip([{ name: 'leads.csv', content: [Buffer.from(fileOf(100_000))] }], new Date(0));
		expect(await refusalOf(sourceOf(zip, { chunkBytes: 65_536 }))).toEqual(sentence);
	});
});
