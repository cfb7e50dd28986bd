import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';
import { stringify } from 'csv-stringify/sync';
import type { Emulator } from '../emulator';
import { storeFile } from '../stage/storeFile';

/** A row of the tests' files: texts by API name, as a person's file has them. */
export type FileRow = Readonly<Record<string, string>>;

/** The columns of the tests' files. */
export const FIELDS = [
	'Ext_Ref',
	'Last_Name',
	'Company',
	'Email',
	'Annual_Revenue',
	'Newsletter',
	'Visit_Date',
	'Next_Call',
	'Interests',
	'Description',
] as const;

const NAMES = [
	'Okafor',
	'O"Brien',
	'Lee, Ann',
	'Zoë',
	'李小龙',
	'Ana\nMaria',
	' padded ',
	'😀',
	'semi;colon',
	'co:lon | pipe',
	'=1+1',
	'Windows\r\nline',
];
const two = (number: number): string => String(number).padStart(2, '0');

/** A row, different for every number and the same on every run. */
export function fileRow(number: number): FileRow {
	return {
		Ext_Ref: `REF-${number}`,
		Last_Name: `${NAMES[number % NAMES.length]} ${number}`,
		Company: `Company ${number % 50}`,
		Email: `lead${number}@brightwell.test`,
		Annual_Revenue: number % 5 === 0 ? '' : `${number}.5`,
		Newsletter: number % 2 === 0 ? 'true' : 'false',
		Visit_Date: number % 4 === 0 ? '' : `2026-${two(1 + (number % 12))}-${two(1 + (number % 28))}`,
		Next_Call: number % 3 === 0 ? '' : `2026-${two(1 + (number % 12))}-15T10:30:00+02:00`,
		Interests: ['', 'Support', 'Support;Training'][number % 3],
		Description: number % 6 === 0 ? '' : `Line one of ${number}\nline two, "quoted"`,
	};
}

export const fileRows = (count: number, first = 0): FileRow[] =>
	Array.from({ length: count }, (_, at) => fileRow(first + at));

/** How a CSV is written. */
export interface CsvForm {
	readonly delimiter?: string;
	readonly lineBreak?: string;
	readonly hasMark?: boolean;
	/** Titles instead of API names. */
	readonly titles?: Readonly<Record<string, string>>;
}

/** The header of a file, without its line break. */
export const writeHeader = (row: FileRow, { delimiter = ',', titles = {} }: CsvForm = {}): string =>
	writeCells(
		Object.keys(row).map((field) => titles[field] ?? field),
		delimiter,
	);

/** A row as it stands in a file, without its line break; written by csv-stringify. */
export const writeRow = (row: FileRow, { delimiter = ',' }: CsvForm = {}): string =>
	writeCells(Object.values(row), delimiter);

function writeCells(cells: readonly string[], delimiter: string): string {
	return stringify([[...cells]], { delimiter, record_delimiter: '\n' }).slice(0, -1);
}

/** Rows as a CSV. */
export function writeCsv(rows: readonly FileRow[], form: CsvForm = {}): string {
	const { lineBreak = '\r\n', hasMark = false } = form;
	const lines = [writeHeader(rows[0], form), ...rows.map((row) => writeRow(row, form))];
	return `${hasMark ? '\uFEFF' : ''}${lines.join(lineBreak)}${lineBreak}`;
}

/** Refused rows by their indexes: code, fields, and the reason in words. */
export type Refusals = Readonly<Record<number, readonly [code: string, fields: string, reason: string]>>;

/** The reject file that an import must give: the refused rows as they stand in the file, with reason, code and fields. */
export function writeRejects(rows: readonly FileRow[], refusals: Refusals, form: CsvForm = {}): string {
	const { delimiter = ',', lineBreak = '\r\n', hasMark = false } = form;
	const lines = Object.entries(refusals).map(([index, [code, fields, reason]]) =>
		[writeRow(rows[Number(index)], form), writeCells([reason], delimiter), code, fields].join(delimiter),
	);
	return `${hasMark ? '\uFEFF' : ''}${[[writeHeader(rows[0], form), 'Import_Reason', 'Import_Code', 'Import_Fields'].join(delimiter), ...lines].join(lineBreak)}${lineBreak}`;
}

/** A cell as Zoho holds it: empty ones as null, datetimes as moments. */
function toStored(field: string, text: string): unknown {
	if (field === 'Newsletter') return text === 'true';
	if (text === '') return null;
	if (field === 'Annual_Revenue') return Number(text);
	if (field === 'Interests') return text.split(';');
	return field === 'Next_Call' ? Date.parse(text) : text;
}

/** The record that a row becomes. */
export function expectedRecord(row: FileRow): Record<string, unknown> {
	return Object.fromEntries(Object.entries(row).map(([field, text]) => [field, toStored(field, text)]));
}

/** Some fields of a record as the emulator holds it, in the form of `expectedRecord`; undefined if it is not there. */
export function heldRecord(
	emulator: Emulator,
	id: unknown,
	fields: readonly string[],
	module = 'Leads',
): Record<string, unknown> | undefined {
	const record = emulator.store.get(module, String(id));
	return (
		record &&
		Object.fromEntries(
			fields.map((field) => [
				field,
				field === 'Next_Call' && typeof record[field] === 'string'
					? Date.parse(record[field])
					: (record[field] ?? null),
			]),
		)
	);
}

/** All leads that the emulator holds, by their Ext_Ref, in the form of `expectedRecord`. */
export function heldLeads(emulator: Emulator, fields: readonly string[] = FIELDS): Record<string, unknown> {
	return Object.fromEntries(
		[...emulator.store.all('Leads')].map(({ id, Ext_Ref: ref }) => [String(ref), heldRecord(emulator, id, fields)]),
	);
}

/** What the emulator must hold after an import of rows alone, by their Ext_Ref. */
export function expectedLeads(rows: readonly FileRow[]): Record<string, unknown> {
	return Object.fromEntries(rows.map((row) => [row.Ext_Ref, expectedRecord(row)]));
}

/** A file that an item holds itself. */
export function inItem(content: string | Uint8Array, fileName = 'leads.csv'): IBinaryData {
	return { data: Buffer.from(content).toString('base64'), mimeType: 'text/csv', fileName };
}

/** A file that n8n keeps on disk. Call `keepFilesOnDisk` first. */
export async function onDisk(content: string | Uint8Array, fileName = 'leads.csv'): Promise<IBinaryData> {
	const folder = await mkdtemp(path.join(tmpdir(), 'file-'));
	try {
		await writeFile(path.join(folder, fileName), content);
		return await storeFile(path.join(folder, fileName), 'text/csv');
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** n8n's container of services. */
interface Services {
	get<Service>(service: abstract new (...parts: never[]) => Service): Service;
}

/** The bytes of a file that left a step, wherever n8n keeps it. */
export async function readOutput(file: IBinaryData | undefined): Promise<Buffer> {
	if (file === undefined) throw new Error('The step gave no file');
	if (file.id === undefined) return Buffer.from(file.data, 'base64');
	const { Container }: { Container: Services } = require('@n8n/di');
	return await readFile(Container.get(BinaryDataService).getPath(file.id));
}
