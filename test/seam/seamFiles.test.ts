import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IBinaryData, IDataObject } from 'n8n-workflow';
import type { BinarySource } from '../../nodes/shared/n8n/step/files';
import { OutputItem } from '../../nodes/shared/n8n/step/operation';
import { keepFilesOnDisk } from '../stage/binaryStore';
import { connectedCredential } from '../stage/credentials';
import { runNode, type NodeRun } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { CHOSEN, eachNode, numbered, togetherNode, type SeamNode } from './seamNode';
import { failureOf } from '../stage/failure';

const { emulator } = useStage();

const run = async (node: SeamNode, more: Partial<NodeRun> = {}) =>
	await runNode({ node, parameters: CHOSEN, items: [{}], credential: connectedCredential(emulator), ...more });

async function piecesOf({ open }: BinarySource): Promise<Uint8Array[]> {
	const pieces: Uint8Array[] = [];
	for await (const piece of open()) pieces.push(piece);
	return pieces;
}

const allOf = async (source: BinarySource): Promise<Buffer> => Buffer.concat(await piecesOf(source));

/** 3 MB that are not alike anywhere. */
const CONTENT = Buffer.from(Uint32Array.from({ length: 786_432 }, (_, number) => number * 2_654_435_761).buffer);
const inItem = (data: Buffer, more: Partial<IBinaryData> = {}): IBinaryData => ({
	data: data.toString('base64'),
	mimeType: 'text/csv',
	fileName: 'leads.csv',
	...more,
});

/** Reads the field `data` of the first item twice, and says what is known about it. */
async function readTwice(
	more: Partial<NodeRun>,
): Promise<{ readonly told: unknown; readonly first: Buffer; readonly second: Buffer; readonly pieces: number }> {
	let found:
		{ readonly told: unknown; readonly first: Buffer; readonly second: Buffer; readonly pieces: number } | undefined;
	const node = togetherNode({
		async together({ readBinary }) {
			const source = await readBinary(0, 'data');
			const { fileName, mimeType, sizeBytes } = source;
			found = {
				told: { fileName, mimeType, sizeBytes },
				first: await allOf(source),
				second: await allOf(source),
				pieces: (await piecesOf(source)).length,
			};
			return [];
		},
	});
	await run(node, more);
	if (found === undefined) throw new Error('Nothing was read');
	return found;
}

describe('reading a file of an item', () => {
	it('gives a file that the item holds itself, as often as it is opened', async () => {
		const { told, first, second, pieces } = await readTwice({ files: [{ data: inItem(CONTENT) }] });
		expect(told).toEqual({ fileName: 'leads.csv', mimeType: 'text/csv', sizeBytes: CONTENT.length });
		expect([first.equals(CONTENT), second.equals(CONTENT), pieces]).toEqual([true, true, 12]);
	});

	it('gives an empty file without a piece', async () => {
		const { told, first, pieces } = await readTwice({ files: [{ data: { data: '', mimeType: '' } }] });
		expect([told, first.length, pieces]).toEqual([{ fileName: null, mimeType: null, sizeBytes: 0 }, 0, 0]);
	});

	it('takes the only file of an item, whatever its name is', async () => {
		const { first } = await readTwice({ files: [{ CSV_file: inItem(CONTENT) }] });
		expect(first.equals(CONTENT)).toBe(true);
	});

	it('finds it among the keys of the item where the workflow combines both', async () => {
		const { told, first } = await readTwice({ items: [{ data: inItem(CONTENT) as unknown as IDataObject }] });
		expect(told).toEqual({ fileName: 'leads.csv', mimeType: 'text/csv', sizeBytes: CONTENT.length });
		expect(first.equals(CONTENT)).toBe(true);
	});

	const readField = (field: string) => eachNode(async ({ readBinary }) => ({ ...(await readBinary(field)) }));
	it.each<[string, Partial<NodeRun>, string, string]>([
		[
			'that the item lacks, naming those it has',
			{ files: [{ report: inItem(CONTENT), data: inItem(CONTENT) }] },
			'No file in "Data". This item has "report", "data"',
			'Enter one of these names as the input binary field, without expression brackets',
		],
		[
			'of an item without files',
			{},
			'No file in "Data". This item has no files',
			'Add a node that outputs a file before this one, such as Read/Write Files from Disk or HTTP Request',
		],
		[
			'whose key holds something else',
			{ items: [{ Data: { data: 1 } }] },
			'No file in "Data". This item has no files',
			'Add a node that outputs a file before this one, such as Read/Write Files from Disk or HTTP Request',
		],
	])('refuses a field %s', async (_, more, message, description) => {
		expect(await failureOf(run(readField('Data'), more))).toMatchObject({ message, description, itemIndex: 0 });
	});

	it('is of the item that is being handled', async () => {
		const node = eachNode(async ({ readBinary }) => ({ text: (await allOf(await readBinary('data'))).toString() }));
		const { items } = await run(node, {
			items: numbered(2),
			files: [{ data: inItem(Buffer.from('one')) }, { data: inItem(Buffer.from('two')) }],
		});
		expect(items).toEqual([
			{ json: { text: 'one' }, pairedItem: { item: 0 } },
			{ json: { text: 'two' }, pairedItem: { item: 1 } },
		]);
	});
});

async function* inPieces(content: Buffer, pulled: number[] = []): AsyncGenerator<Uint8Array> {
	for (let first = 0; first < content.length; first += 500_000) {
		pulled.push(first);
		yield content.subarray(first, first + 500_000);
	}
}

const writer = (content: () => AsyncIterable<Uint8Array>) =>
	eachNode(
		async ({ writeBinary }) =>
			new OutputItem({ done: true }, { binary: { result: await writeBinary(content(), 'rejects.csv', 'text/csv') } }),
	);

async function* brokenOff(): AsyncGenerator<Uint8Array> {
	yield CONTENT.subarray(0, 10);
	throw new Error('The source broke off');
}

describe('writing a file', () => {
	it('puts it into the item where n8n holds files in memory', async () => {
		const pulled: number[] = [];
		const { items } = await run(writer(() => inPieces(CONTENT, pulled)));
		expect(items).toEqual([
			{
				json: { done: true },
				binary: {
					result: {
						data: CONTENT.toString('base64'),
						mimeType: 'text/csv',
						fileType: 'text',
						fileExtension: 'csv',
						fileName: 'rejects.csv',
						fileSize: '3.15 MB',
						bytes: CONTENT.length,
					},
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(pulled).toEqual([0, 500_000, 1_000_000, 1_500_000, 2_000_000, 2_500_000, 3_000_000]);
	});

	it('says what broke its source off', async () => {
		expect(await failureOf(run(writer(brokenOff)))).toMatchObject({ message: 'The source broke off' });
	});
});

describe('where n8n keeps files on disk', () => {
	let folder: string;
	let putBack: () => void;

	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'files-'));
		putBack = await keepFilesOnDisk(folder);
	});
	afterAll(async () => {
		putBack();
		await rm(folder, { recursive: true });
	});
	const filesOnDisk = async (): Promise<string[]> =>
		(await readdir(folder, { recursive: true, withFileTypes: true }))
			.filter((entry) => entry.isFile() && !entry.name.endsWith('.metadata'))
			.map(({ name }) => name);

	it('a file is written once, piece by piece, and read back the same', async () => {
		const pulled: number[] = [];
		const { items } = await run(writer(() => inPieces(CONTENT, pulled)));
		const written = items[0].binary?.result;
		expect(written).toEqual({
			data: 'filesystem-v2',
			id: expect.stringMatching(/^filesystem-v2:/),
			mimeType: 'text/csv',
			fileType: 'text',
			fileExtension: 'csv',
			fileName: 'rejects.csv',
			fileSize: '3.15 MB',
			bytes: CONTENT.length,
		});
		expect(pulled).toHaveLength(7);
		expect(await filesOnDisk()).toHaveLength(1);
		if (written === undefined) throw new Error('Nothing was written');
		const { told, first, second, pieces } = await readTwice({ files: [{ data: written }] });
		expect(told).toEqual({ fileName: 'rejects.csv', mimeType: 'text/csv', sizeBytes: CONTENT.length });
		expect([first.equals(CONTENT), second.equals(CONTENT), pieces]).toEqual([true, true, 12]);
		const { bytes, ...older } = written;
		expect(bytes).toBe(CONTENT.length);
		expect((await readTwice({ files: [{ data: older as IBinaryData }] })).told).toEqual(told);
	});

	it('a source that breaks off is not read a second time, and leaves no file', async () => {
		const before = await filesOnDisk();
		let opened = 0;
		const source = (): AsyncIterable<Uint8Array> => {
			opened += 1;
			return brokenOff();
		};
		expect(await failureOf(run(writer(source)))).toMatchObject({ message: 'The source broke off' });
		expect(opened).toBe(1);
		expect(await filesOnDisk()).toEqual(before);
	});
});

describe('outputs', () => {
	const OUT: IBinaryData = { data: 'eA==', mimeType: 'text/plain' };

	it('of a step that handles items one by one get what is placed there, each linked with its item', async () => {
		const node = eachNode(
			async ({ json }) => [
				{ is: 'plain', ...json },
				new OutputItem({ is: 'second', ...json }, { output: 1, binary: { out: OUT } }),
			],
			2,
		);
		const { outputs } = await run(node, { items: numbered(2) });
		expect(outputs).toEqual([
			[0, 1].map((item) => ({ json: { is: 'plain', number: item }, pairedItem: { item } })),
			[0, 1].map((item) => ({ json: { is: 'second', number: item }, binary: { out: OUT }, pairedItem: { item } })),
		]);
	});

	it('of a step that handles all items at once get its answers and refusals', async () => {
		const node = togetherNode({
			outputs: () => 2,
			together: async () => [
				{ answers: 2, json: { status: 'ADDED' } },
				{ answers: 0, refused: { status: 'SKIPPED', reason: new Error('No') }, output: 1 },
				{ answers: 1, json: { status: 'SKIPPED' }, binary: { out: OUT }, output: 1 },
			],
		});
		const { outputs } = await run(node, { items: numbered(3) });
		expect(outputs).toEqual([
			[{ json: { status: 'ADDED' }, pairedItem: { item: 2 } }],
			[
				{
					json: {
						status: 'SKIPPED',
						reason: 'No',
						id: '',
						item: 1,
						next: 'Please report this message and the version of n8n-nodes-zoho-crm',
						code: 'NOT_SENT',
						input: { number: 0 },
					},
					pairedItem: { item: 0 },
				},
				{ json: { status: 'SKIPPED' }, binary: { out: OUT }, pairedItem: { item: 1 } },
			],
		]);
	});

	it('are as many as the operation declares for its parameters, also without items', async () => {
		const outputs = { displayName: 'Outputs', name: 'count', type: 'number' as const, default: 1 };
		const node = togetherNode(
			{ outputs: (read) => read.number('count'), together: async () => [{ answers: 0, json: { a: 1 } }] },
			[outputs],
		);
		expect((await run(node, { parameters: { ...CHOSEN, count: 3 } })).outputs).toEqual([
			[{ json: { a: 1 }, pairedItem: { item: 0 } }],
			[],
			[],
		]);
		expect((await run(node, { parameters: { ...CHOSEN, count: 3 }, items: [] })).outputs).toEqual([[], [], []]);
		expect((await run(node, { parameters: CHOSEN, items: [] })).outputs).toEqual([[]]);
	});

	it('take what is refused as a whole at the last of them, where the step goes on', async () => {
		const node = togetherNode({ outputs: () => 2, together: async () => await Promise.reject(new Error('No')) });
		const { outputs } = await run(node, { items: numbered(2), onError: 'continueRegularOutput' });
		const json = (number: number) => ({
			status: 'UNPROCESSED',
			reason: 'No',
			id: '',
			item: number + 1,
			next: 'Please report this message and the version of n8n-nodes-zoho-crm',
			code: 'NOT_SENT',
			input: { number },
		});
		expect(outputs).toEqual([
			[],
			[
				{ json: json(0), pairedItem: { item: 0 } },
				{ json: json(1), pairedItem: { item: 1 } },
			],
		]);
	});
});
