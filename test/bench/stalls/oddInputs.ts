import { packZip } from '../../../nodes/shared/archive/zip';
import { answerFromResult } from '../../../nodes/shared/import/answers/jobAnswers';
import { joinOwnRows } from '../../../nodes/shared/import/answers/join';
import { readLines, readResult } from '../../../nodes/shared/import/answers/result';
import { readLog } from '../../../nodes/shared/import/importLog';
import { ItemSource } from '../../../nodes/shared/import/items/itemSource';
import type { SourceRequest } from '../../../nodes/shared/import/request';
import { cutIntoChunks, weigher } from '../../../nodes/shared/import/rows/chunks';
import { refusalWords } from '../../../nodes/shared/import/rows/refusalWords';
import type { PackedChunk, RowSource } from '../../../nodes/shared/import/rows/source';
import { Turns } from '../../../nodes/shared/writes/turns';
import type { FieldMetadata } from '../../../nodes/shared/zoho/metadata/fields';
import { readZip } from '../../../nodes/shared/archive/zip';
import {
	field,
	fileOf,
	leadFields,
	noUsers,
	plainRequest,
	sourceOf,
	type CaseOptions,
} from '../../unit/import/csv/cases';
import { giveTurn } from './watch';

/** An input that would once have stopped an n8n, in any size. */
export interface OddInput {
	readonly name: string;
	/** The size that is measured in full. */
	readonly size: number;
	/** What the size counts. */
	readonly unit: string;
	/** Makes the input, and gives the work with it. */
	prepare(size: number): Promise<() => Promise<unknown>>;
}

type Row = Readonly<Record<string, unknown>>;

const rowsOf = (count: number, row: (index: number) => Row): Row[] =>
	Array.from({ length: count }, (_, index) => row(index));

const wideFields: readonly FieldMetadata[] = [
	...leadFields,
	...Array.from({ length: 190 }, (_, index) => field(`Wide_${index}`)),
];

function itemSource(
	rows: readonly Row[],
	fields: readonly FieldMetadata[],
	request: Partial<SourceRequest> = {},
): ItemSource {
	const children = [field('Parent_Id', 'lookup'), field('Employer'), field('Since', 'date')];
	return new ItemSource(
		rows,
		{ ...plainRequest, ...request },
		async (module) => (module === 'Leads' ? fields : children),
		noUsers,
		giveTurn,
	);
}

/** Checks all rows, and packs the first chunk: the others are like it. */
async function checkAndPack(source: RowSource): Promise<PackedChunk | null> {
	const checked = await source.check();
	const [first = []] = cutIntoChunks(checked.sorted.waves[0] ?? [], weigher(checked)).slice(0, 1);
	if (first.length === 0) return null;
	const packing = source.pack([first]);
	const { value } = await packing.next();
	await packing.return(undefined);
	return (value as PackedChunk | undefined) ?? null;
}

/** The result of a job: the CSV that was sent, with three columns of Zoho's behind the first three. */
async function resultOf({ zip }: PackedChunk): Promise<Uint8Array> {
	const [{ name, content }] = await readZip(zip);
	const [header, ...lines] = Buffer.from(content).toString().trimEnd().split(/\r?\n/);
	const first = (line: string): string => line.split(',').slice(0, 3).join(',');
	const text = [
		`${first(header)},STATUS,RECORD_ID,ERRORS`,
		...lines.map((line, index) => `${first(line)},ADDED,41508680000${index},`),
	].join('\r\n');
	return await packZip([{ name: `Leads-${name}`, content: [Buffer.from(text)] }], new Date(0));
}

/** Reads the result of a job, joins it and answers its rows. */
async function answer(chunk: PackedChunk, result: Uint8Array): Promise<unknown> {
	const [parent] = await readResult(result, [chunk.parent], giveTurn);
	const turns = new Turns(giveTurn);
	const { rows } = await turns.run(joinOwnRows(parent.sent, parent.lines, null));
	const words = refusalWords({ operation: 'insert', findBy: null, fields: new Map() });
	return await turns.run(answerFromResult(chunk, '1', rows, [], words));
}

/** The whole way of rows: checked, packed, and joined with their result. */
async function wholeWay(source: RowSource): Promise<() => Promise<unknown>> {
	const packed = await checkAndPack(source);
	const result = packed === null ? null : await resultOf(packed);
	return async () => {
		const chunk = await checkAndPack(source);
		return chunk === null || result === null ? null : await answer(chunk, result);
	};
}

/** A file in memory as n8n gives it. */
const csvOf = (text: string, options: CaseOptions = {}): RowSource =>
	sourceOf(text, { chunkBytes: 1_048_576, sleep: giveTurn, ...options });

/** Ends in a refusal, whatever it takes. */
const refused = (work: () => Promise<unknown>) => async () => () =>
	work().then(
		() => null,
		(reason: unknown) => reason,
	);

const titles = (count: number): string => Array.from({ length: count }, (_, index) => `a${index}`).join(',');

/** Inputs of strangers, by what they are made of. */
export const ODD_INPUTS: readonly OddInput[] = [
	{
		name: 'items alike',
		size: 25_000,
		unit: 'items',
		prepare: async (size) =>
			await wholeWay(
				itemSource(
					rowsOf(size, (index) => ({
						Last_Name: 'Anonymous',
						Company: 'Survey',
						Lead_Source: index % 2 ? 'Fair' : 'Web',
					})),
					leadFields,
				),
			),
	},
	{
		name: 'rows of a file alike',
		size: 25_000,
		unit: 'rows',
		prepare: async (size) => await wholeWay(csvOf(`Last_Name,Company\n${'Anonymous,Survey\n'.repeat(size)}`)),
	},
	{
		name: 'long texts that differ at their ends',
		size: 2_500,
		unit: 'items of 31,000 characters',
		prepare: async (size) => {
			const text = 'x'.repeat(31_000);
			const row = (index: number): Row => ({
				Last_Name: `L${index % 3}`,
				Notes: text + String(index).padStart(5, '0'),
			});
			return await wholeWay(
				itemSource(rowsOf(size, row), [...leadFields, field('Notes', 'textarea', { length: 32_000 })]),
			);
		},
	},
	{
		name: '191 columns with few values',
		size: 25_000,
		unit: 'items',
		prepare: async (size) => {
			const row = (index: number): Row =>
				Object.fromEntries([
					['Last_Name', `L${index % 7}`],
					...wideFields.slice(-190).map(({ apiName }) => [apiName, index % 2 ? 'a' : 'b']),
				]);
			return await wholeWay(itemSource(rowsOf(size, row), wideFields));
		},
	},
	{
		name: 'columns that are always empty',
		size: 100_000,
		unit: 'items of 150 columns',
		prepare: async (size) => {
			const empty = Object.fromEntries(wideFields.slice(-149).map(({ apiName }) => [apiName, null]));
			const source = itemSource(
				rowsOf(size, (index) => ({ Last_Name: `L${index}`, ...empty })),
				wideFields,
			);
			return async () => await source.check();
		},
	},
	{
		name: 'items with 5 child rows each',
		size: 100_000,
		unit: 'items',
		prepare: async (size) => {
			const children = Array.from({ length: 5 }, (_, index) => ({ Employer: `E${index}`, Since: '2020-01-01' }));
			const source = itemSource(
				rowsOf(size, (index) => ({ Last_Name: `L${index}`, Work_History: children })),
				leadFields,
			);
			return async () => await checkAndPack(source);
		},
	},
	{
		name: 'a header of many titles',
		size: 16_000,
		unit: 'titles',
		prepare: async (size) =>
			await refused(
				async () => await csvOf(`Last_Name,${titles(size)}\nA\n`, { request: { ignoreUnknownColumns: true } }).check(),
			)(),
	},
	{
		name: 'a header of as many titles as are taken, 100 rows',
		size: 1_999,
		unit: 'titles',
		prepare: async (size) => {
			const text = `Last_Name,${titles(size)}\n${`A${','.repeat(size)}\n`.repeat(100)}`;
			return async () => await csvOf(text, { request: { ignoreUnknownColumns: true } }).check();
		},
	},
	{
		name: 'a header of unknown titles',
		size: 1_999,
		unit: 'titles',
		prepare: async (size) => await refused(async () => await csvOf(`Last_Name,${titles(size)}\nA\n`).check())(),
	},
	{
		name: 'a header of carriage returns',
		size: 1_000_000,
		unit: 'bytes',
		prepare: async (size) =>
			await refused(async () => await csvOf(`Last_Name,Company${'\r'.repeat(size)}\r\nA,B\r\n`).check())(),
	},
	{
		name: 'child rows of one parent with bad cells',
		size: 40_000,
		unit: 'rows',
		prepare: async (size) => {
			const children = {
				file: fileOf(`Lead,Since\n${'1,never\n'.repeat(size)}`, 1_048_576),
				field: leadFields.find(({ apiName }) => apiName === 'Work_History') ?? field('Work_History'),
				childFields: [field('Parent_Id', 'lookup'), field('Since', 'date')],
				parentKeyColumn: 'Row_Key',
				childKeyColumn: 'Lead',
			};
			return async () => await csvOf('Last_Name,Row_Key\nA,1\n', { children }).check();
		},
	},
	{
		name: 'rows with one unique value',
		size: 100_000,
		unit: 'items',
		prepare: async (size) => {
			const fields = [...leadFields, field('Ref', 'text', { unique: { caseSensitive: false } })];
			const row = (index: number): Row => ({ Last_Name: `L${index}`, Ref: `R${index % 3}` });
			const source = itemSource(rowsOf(size, row), fields);
			return async () => await source.check();
		},
	},
	{
		name: 'rows for the same records, with values that must be unique',
		size: 100_000,
		unit: 'items',
		prepare: async (size) => {
			const fields = [...leadFields, field('Ref', 'text', { unique: { caseSensitive: false } })];
			const row = (index: number): Row => ({ Last_Name: 'L', Email: `e${index % 900}@b.test`, Ref: `R${index % 700}` });
			const source = itemSource(rowsOf(size, row), fields, { operation: 'upsert', findBy: 'Email' });
			return async () => await source.check();
		},
	},
	{
		name: 'problems of columns and of all rows',
		size: 250_000,
		unit: 'rows',
		prepare: async (size) =>
			await refused(
				async () =>
					await csvOf(`Last_Name,Born,Amount\n${'A,01/02/2026,x\n,03/04/2026,1.500\n'.repeat(size / 2)}`, {
						request: { cells: { ...plainRequest.cells, dateOrder: null } },
					}).check(),
			)(),
	},
	{
		name: 'a result with long keys',
		size: 25_000,
		unit: 'lines of 3,000 characters',
		prepare: async (size) => {
			const text = 'x'.repeat(3_000);
			const source = itemSource(
				rowsOf(size, (index) => ({ Last_Name: text + String(index).padStart(5, '0'), Company: 'C' })),
				[field('Last_Name', 'textarea', { length: 32_000 }), field('Company')],
			);
			const chunk = await checkAndPack(source);
			const result = chunk === null ? null : await resultOf(chunk);
			return async () => {
				if (chunk === null || result === null) return;
				await answer(chunk, result);
				for await (const lines of readLines((await readZip(result))[0], giveTurn)) if (lines.length === 0) return;
			};
		},
	},
	{
		name: 'cells of zeros in number, date and Find By columns',
		size: 1_000_000,
		unit: 'characters',
		prepare: async (size) => {
			const zeros = '0'.repeat(size);
			const row = (index: number): Row => ({
				Last_Name: 'A',
				Amount: `0.${zeros}${index}`,
				Born: `1/1/2026${'T'.repeat(size)}\nx`,
				Account: `${' '.repeat(size)}x`,
			});
			const request = { operation: 'upsert', findBy: 'Amount' } as const;
			const fields = [
				...leadFields.filter(({ apiName }) => apiName !== 'Amount'),
				field('Amount', 'double', { unique: { caseSensitive: false } }),
			];
			const source = itemSource(rowsOf(5, row), fields, request);
			return async () => await source.check();
		},
	},
	{
		name: 'lines of a log that never end',
		size: 200_000,
		unit: 'characters',
		prepare: async (size) => await refused(async () => readLog('importn8nx'.repeat(size / 10)))(),
	},
];
