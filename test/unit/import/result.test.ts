import { stringify } from 'csv-stringify/sync';
import { ZipFile } from 'yazl';
import { buffer } from 'node:stream/consumers';
import { parseRefusals, readResultFile } from '../../../nodes/shared/import/result';

async function zipOf(lines: readonly (readonly string[])[]): Promise<Uint8Array> {
	const zip = new ZipFile();
	zip.addBuffer(Buffer.from(stringify(lines.map((line) => [...line]))), 'Leads-leads.csv');
	zip.end();
	return await buffer(zip.outputStream);
}

describe('the result file of a bulk write job', () => {
	it('reads codes and fields as the documentation writes them', () => {
		expect(parseRefusals('MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email')).toEqual([
			{ code: 'MANDATORY_NOT_FOUND', fields: ['Company', 'Last_Name'] },
			{ code: 'DUPLICATE_DATA', fields: ['Email'] },
		]);
		expect(parseRefusals('CANNOT_PROCESS')).toEqual([{ code: 'CANNOT_PROCESS', fields: [] }]);
		expect(parseRefusals(' ')).toEqual([]);
	});

	it('reads rows by the names of its own header, in whatever order its columns stand', async () => {
		const zip = await zipOf([
			['Email', 'STATUS', 'Last_Name', 'ERRORS', 'RECORD_ID'],
			['a@b.test', 'ADDED', 'Lee, "Ann"\nJr', '', '17'],
			['', 'skipped', 'Rao', 'INVALID_DATA-Email', ''],
		]);
		expect(await readResultFile(zip, ['Last_Name', 'Email', 'Phone'])).toEqual({
			keyNames: ['Last_Name', 'Email'],
			rows: [
				{ key: ['Lee, "Ann"\nJr', 'a@b.test'], status: 'ADDED', id: '17', errors: [] },
				{ key: ['Rao', ''], status: 'SKIPPED', id: null, errors: [{ code: 'INVALID_DATA', fields: ['Email'] }] },
			],
		});
	});

	it.each([
		['columns are missing', [['Email', 'STATUS'], ['a', 'ADDED']], /lacks the columns/],
		['a line has no status', [['Email', 'STATUS', 'RECORD_ID', 'ERRORS'], ['a', '?', '', '']], /line 2 has no status/],
		['it is empty', [], /lacks the columns/],
	])('is refused where %s', async (_, lines, message) => {
		await expect(readResultFile(await zipOf(lines), ['Email'])).rejects.toThrow(message);
	});
});
