import { packZip } from '../emulator/clients/bulk';
import { connectedCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { asFile, LEADS, seedUpload } from './uploads';
import { failureOf } from '../stage/failure';
import { bulk } from '../stage/parameters';

const { emulator, run } = useStage();

const uploads = () => emulator.requests.all({ path: '/crm/v8/upload' });

describe('Bulk Write > Upload File', () => {
	it('uploads the ZIP of every item as it is, and answers each with the id of its file', async () => {
		const first = await packZip({ 'leads.csv': LEADS });
		const second = await packZip({ 'other.csv': 'Last_Name,Company\nRao,Brightwell\n' });
		const { items } = await run(bulk('uploadFile'), [{}, {}], {
			files: [asFile(first), asFile(second, 'other.zip')],
		});
		expect(items).toEqual([
			{
				json: { fileId: expect.stringMatching(/^\d{19}$/), fileName: 'leads.zip', sizeBytes: first.length },
				pairedItem: { item: 0 },
			},
			{
				json: { fileId: expect.stringMatching(/^\d{19}$/), fileName: 'other.zip', sizeBytes: second.length },
				pairedItem: { item: 1 },
			},
		]);
		expect(uploads().map(({ headers, status }) => [headers.feature, headers['x-crm-org'], status])).toEqual([
			['bulk-write', emulator.zgid, 200],
			['bulk-write', emulator.zgid, 200],
		]);
		const create = { importOperation: 'insert', fileId: '={{ $json.fileId }}', csvFileName: '={{ $json.name }}' };
		const jobs = await run(bulk('createJob', create), [
			{ ...items[0].json, name: 'leads.csv' },
			{ ...items[1].json, name: 'other.csv' },
		]);
		emulator.advance(60_000);
		expect(jobs.json.map(({ jobId }) => emulator.jobs.get(String(jobId))?.status)).toEqual(['COMPLETED', 'COMPLETED']);
		expect([...emulator.store.all('Leads')].map(({ Last_Name }) => Last_Name)).toEqual(['Okafor', 'Rao']);
	});

	it('takes the file from the field that is named, and names an unnamed one', async () => {
		const zip = await packZip({ 'leads.csv': LEADS });
		const { json } = await run(bulk('uploadFile', { binaryField: 'archive' }), [{}], {
			files: [{ archive: { data: zip.toString('base64'), mimeType: 'application/zip' } }],
		});
		expect(json).toEqual([
			{ fileId: expect.stringMatching(/^\d{19}$/), fileName: 'upload.zip', sizeBytes: zip.length },
		]);
	});

	const notZip = 'The file "leads.zip" is not a ZIP archive that contains a file';
	const tooLarge = 'The file "leads.zip" is larger than 25000000 bytes, the limit of Zoho CRM';
	it.each<[string, () => Promise<Buffer>, string, string]>([
		[
			'what is no ZIP',
			async () => Buffer.from(LEADS),
			notZip,
			'Compress the CSV file with a Compression node before this one, or use Import, which does it for you',
		],
		[
			'an empty file',
			async () => Buffer.alloc(0),
			notZip,
			'Compress the CSV file with a Compression node before this one, or use Import, which does it for you',
		],
		[
			'a ZIP without a file',
			async () => await packZip({}),
			notZip,
			'Compress the CSV file with a Compression node before this one, or use Import, which does it for you',
		],
		[
			'more than 25 MB',
			async () => Buffer.alloc(25_000_001, 'PK\u0003\u0004'),
			tooLarge,
			'Split its rows into several ZIP files, and create a job for each',
		],
	])('refuses %s before anything is sent', async (_, content, message, description) => {
		const refusal = await failureOf(run(bulk('uploadFile'), [{}], { files: [asFile(await content())] }));
		expect(refusal).toMatchObject({ message, description, itemIndex: 0 });
		expect(emulator.requests.all()).toEqual([]);
	});

	it('refuses an item without the file, naming the fields that it has; the others go on where that is set', async () => {
		const zip = await packZip({ 'leads.csv': LEADS });
		const { items } = await run(bulk('uploadFile'), [{}, {}], {
			files: [{ archive: asFile(zip).data, other: asFile(zip).data }, asFile(zip)],
			onError: 'continueRegularOutput',
		});
		expect(items).toMatchObject([
			{
				json: {
					status: 'FAILED',
					reason: 'No file in "data". This item has "archive", "other"',
					code: 'NOT_SENT',
					next: 'Enter one of these names as the input binary field, without expression brackets',
				},
				pairedItem: { item: 0 },
			},
			{
				json: { fileId: expect.stringMatching(/^\d{19}$/), fileName: 'leads.zip', sizeBytes: zip.length },
				pairedItem: { item: 1 },
			},
		]);
	});

	it('says what Zoho refuses', async () => {
		const damaged = (await packZip({ 'leads.csv': LEADS })).subarray(0, 60);
		expect(await failureOf(run(bulk('uploadFile'), [{}], { files: [asFile(damaged)] }))).toMatchObject({
			message: 'Zoho CRM rejected the request: invalid file format. only zip format is supported (INVALID_FILE_FORMAT)',
			itemIndex: 0,
		});
	});

	it('uploads again after a token that ended and after a lost reply', async () => {
		const credential = connectedCredential(emulator);
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/upload' });
		emulator.faults.add({ kind: 'reset', path: '/crm/v8/upload' });
		const { json } = await run(bulk('uploadFile'), [{}], {
			files: [asFile(await packZip({ 'leads.csv': LEADS }))],
			credential,
		});
		expect(json).toMatchObject([{ fileName: 'leads.zip' }]);
		expect(uploads().map(({ status }) => status)).toEqual([401, null, 200]);
		expect(credential.tokenUpdates).toBe(1);
	});
});

describe('the form of Create Job', () => {
	it('takes what Upload File answers, without a file name where there is one file only', async () => {
		const fileId = await seedUpload(emulator, { 'leads.csv': LEADS });
		const { json } = await run(bulk('createJob', { importOperation: 'insert', fileId }));
		emulator.advance(60_000);
		expect(emulator.jobs.get(String(json[0].jobId))?.status).toBe('COMPLETED');
	});
});
