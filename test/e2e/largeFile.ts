import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { parse } from 'csv-parse';
import type { JsonRecord } from './json';

/** The columns of the file; all are fields of the emulator's Leads module. */
export const COLUMNS = [
	'Ext_Ref',
	'Last_Name',
	'First_Name',
	'Company',
	'Email',
	'Phone',
	'Website',
	'Lead_Source',
	'Lead_Status',
	'Industry',
	'Annual_Revenue',
	'No_of_Employees',
	'Street',
	'City',
	'Country',
	'Description',
	'Visit_Date',
	'Next_Call',
	'Interests',
	'Newsletter',
] as const;

/** What is wrong with a row, as Zoho or the check before it names it. */
export interface Refusal {
	readonly code: string;
	readonly field: string;
	readonly reason: string;
}

const LAST_NAMES = [
	'Okafor',
	"O'Brien",
	'García-Márquez',
	'Smith, Jr.',
	'Ито',
	'山田',
	'الخطيب',
	'Þórsdóttir',
	'The "Quoted" Lee',
	' padded ',
];
const FIRST_NAMES = ['Ada', '', 'Chloé', 'Дмитрий', '小明', 'Zoë 🚀', 'Bo'];
const COMPANIES = [
	'Brightwell',
	'Smith, Wesson & Daughters',
	'Straße & Söhne GmbH',
	'株式会社サンプル',
	'semi;colon | pipe: all',
];
const PLACES = [
	['Lagos', 'Nigeria'],
	['São Paulo', 'Brasil'],
	['Washington, D.C.', 'USA'],
	['', ''],
	['京都', '日本'],
];
const DESCRIPTIONS = [
	'',
	'Met at the fair in spring. Asked for the price list, for two references in the same trade, and for a call in the week after',
	'Two lines:\nthe second',
	'Windows lines\r\nare kept, "quotes" too',
	'=1+1 is no formula, # no comment',
];
const SOURCES = ['Advertisement', 'Cold Call', 'Partner', 'Trade Show', ''];
const STATUSES = ['Contacted', 'Not Contacted', ''];
const INDUSTRIES = ['ERP (Enterprise Resource Planning)', 'Government/Military', 'Manufacturing', ''];
const INTERESTS = ['Support;Training', '', 'Hardware', 'Consulting;Software;Support'];
const OFFSETS = ['+00:00', '+02:00', '-05:00', '+05:30'];

/** Of every so many rows, one has each of the defects. */
const ROWS_PER_DEFECT = 9973;
const DEFECTS: Readonly<
	Record<
		number,
		{
			readonly column: (typeof COLUMNS)[number];
			readonly text: string | null;
			readonly code: string;
			readonly reason: string;
		}
	>
> = {
	40: { column: 'Last_Name', text: '', code: 'MANDATORY_NOT_FOUND', reason: 'Last Name is empty' },
	// Null: the text of the row before, which must be the only one of its kind.
	217: {
		column: 'Ext_Ref',
		text: null,
		code: 'DUPLICATE_DATA',
		reason: 'Ext Ref "{value}" is in row {before} too',
	},
	1090: {
		column: 'Lead_Source',
		text: 'Carrier Pigeon',
		code: 'INVALID_DATA',
		reason: 'Lead Source "Carrier Pigeon" is not in the picklist',
	},
	4130: {
		column: 'Email',
		text: 'ann@brightwell.t',
		code: 'INVALID_DATA',
		reason: 'Zoho CRM rejected the value of Email, which must be an email of at most 100 characters',
	},
	7200: {
		column: 'No_of_Employees',
		text: 'a dozen',
		code: 'INVALID_DATA',
		reason: 'No. of Employees "a dozen" is not a number',
	},
};

const two = (number: number): string => String(number).padStart(2, '0');
const pick = <Choice>(choices: readonly Choice[], number: number): Choice => choices[number % choices.length];
const refOf = (index: number): string => `REF-${String(index).padStart(7, '0')}`;

/** Why a row must be refused; null for a sound one. */
export function refusalOf(index: number): Refusal | null {
	const defect = DEFECTS[index % ROWS_PER_DEFECT];
	if (defect === undefined) return null;
	// The row before, counted from 1.
	const reason = defect.reason.replace('{value}', refOf(index - 1)).replace('{before}', String(index));
	return { code: defect.code, field: defect.column, reason };
}

/** The cells of a row: a function of its index alone, so that nobody has to hold a million rows to compare with. */
export function cellsOf(index: number): string[] {
	const [city, country] = pick(PLACES, index);
	const day = two(1 + (index % 28));
	const cells = [
		refOf(index),
		`${pick(LAST_NAMES, index)} ${index}`,
		pick(FIRST_NAMES, index),
		`${pick(COMPANIES, index >> 3)} ${index % 5000}`,
		`lead.${index}@files.example.test`,
		`+49 221 ${100_000 + (index % 900_000)}`,
		index % 4 === 0 ? '' : `https://www.example.test/leads/${index}?source=file&page=${index % 97}`,
		pick(SOURCES, index),
		pick(STATUSES, index >> 1),
		pick(INDUSTRIES, index >> 2),
		index % 6 === 0 ? '' : `${index * 7}.${two(index % 100)}`,
		index % 9 === 0 ? '' : String(index % 10_000),
		index % 5 === 0
			? `${1 + (index % 200)} Main Street\nBuilding ${1 + (index % 9)}`
			: `${1 + (index % 300)} Station Road`,
		city,
		country,
		pick(DESCRIPTIONS, index >> 1),
		index % 3 === 0 ? '' : `20${20 + (index % 10)}-${two(1 + (index % 12))}-${day}`,
		index % 7 === 0
			? ''
			: `2027-${two(1 + (index % 12))}-${day}T${two(index % 24)}:${two(index % 60)}:${two((index >> 4) % 60)}${pick(OFFSETS, index)}`,
		pick(INTERESTS, index),
		index % 2 === 0 ? 'true' : 'false',
	];
	const defect = DEFECTS[index % ROWS_PER_DEFECT];
	if (defect !== undefined) cells[COLUMNS.indexOf(defect.column)] = defect.text ?? refOf(index - 1);
	return cells;
}

/** A row as the file has it, without its line break. */
export function encodeCells(cells: readonly string[]): string {
	return cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

const ROWS_PER_WRITE = 2000;

/** Writes the file. @returns its size in bytes */
export async function writeLargeFile(file: string, rowCount: number): Promise<number> {
	const stream = createWriteStream(file);
	stream.write(`${COLUMNS.join(',')}\r\n`);
	for (let first = 0; first < rowCount; first += ROWS_PER_WRITE) {
		let text = '';
		for (let index = first; index < Math.min(rowCount, first + ROWS_PER_WRITE); index += 1)
			text += `${encodeCells(cellsOf(index))}\r\n`;
		if (!stream.write(text)) await once(stream, 'drain');
	}
	stream.end();
	await finished(stream);
	return stream.bytesWritten;
}

/** What a reject file must be, to the byte: the refused rows as they are in the file, with code and field. */
export function expectedRejects(rowCount: number): string {
	const lines = [`${COLUMNS.join(',')},Import_Reason,Import_Code,Import_Fields`];
	for (let index = 0; index < rowCount; index += 1) {
		const refusal = refusalOf(index);
		if (refusal !== null)
			lines.push(`${encodeCells(cellsOf(index))},${encodeCells([refusal.reason])},${refusal.code},${refusal.field}`);
	}
	return `${lines.join('\r\n')}\r\n`;
}

/** Texts of differences, as many as a person can use. */
type Differences = string[];
const MOST_DIFFERENCES = 20;

function note(differences: Differences, what: string, have: unknown, want: unknown): void {
	const [told, expected] = [JSON.stringify(have ?? null), JSON.stringify(want ?? null)];
	if (told !== expected && differences.length < MOST_DIFFERENCES)
		differences.push(`${what}: ${told} instead of ${expected}`);
}

/** Holds a file, read by csv-parse, against `cellsOf`. @returns what differs */
export async function compareFile(file: string, rowCount: number): Promise<readonly string[]> {
	const differences: Differences = [];
	let index = -1;
	for await (const cells of createReadStream(file).pipe(parse())) {
		const want = index === -1 ? COLUMNS : cellsOf(index);
		// One text is compared first: a million comparisons of 20 cells each would take as long as the import.
		if (String(cells.join('\u0000')) !== want.join('\u0000'))
			note(differences, `row ${index + 1} of the file`, cells, want);
		index += 1;
	}
	note(differences, 'rows of the file', index, rowCount);
	return differences;
}

/** A cell as Zoho holds it: empty ones not at all, a datetime as its moment. */
function toStored(column: (typeof COLUMNS)[number], text: string): unknown {
	if (column === 'Newsletter') return text === 'true';
	if (text === '') return null;
	if (column === 'Annual_Revenue' || column === 'No_of_Employees') return Number(text);
	if (column === 'Interests') return text.split(';');
	return column === 'Next_Call' ? Date.parse(text) : text;
}

function fromRecord(column: (typeof COLUMNS)[number], record: JsonRecord): unknown {
	const value = record[column];
	if (column === 'Next_Call' && typeof value === 'string') return Date.parse(value);
	return Array.isArray(value) && value.length === 0 ? null : (value ?? null);
}

const isSame = (have: unknown, want: unknown): boolean =>
	have === want || (Array.isArray(have) && Array.isArray(want) && have.join('\u0000') === want.join('\u0000'));

/**
 * Holds the records of the module against the rows, field by field, one record after the other.
 * @returns what differs: every sound row must have left exactly one record, no other row any
 */
export async function compareRecords(records: AsyncIterable<JsonRecord>, rowCount: number): Promise<readonly string[]> {
	const differences: Differences = [];
	const seen = new Uint8Array(rowCount);
	const ids = new Set<unknown>();
	for await (const record of records) {
		const index = Number(String(record.Ext_Ref).slice('REF-'.length));
		if (!(index >= 0 && index < rowCount)) {
			note(differences, 'a record of no row', record, null);
			continue;
		}
		if (refusalOf(index) !== null)
			note(differences, `record of row ${index + 1}, which is to be refused`, record, null);
		seen[index] += 1;
		ids.add(record.id);
		const cells = cellsOf(index);
		for (const [at, column] of COLUMNS.entries()) {
			const have = fromRecord(column, record);
			const want = toStored(column, cells[at]);
			if (!isSame(have, want)) note(differences, `row ${index + 1}, ${column}`, have, want);
		}
	}
	for (let index = 0; index < rowCount; index += 1)
		note(differences, `records of row ${index + 1}`, seen[index], refusalOf(index) === null ? 1 : 0);
	note(
		differences,
		'different ids',
		ids.size,
		seen.reduce((sum, count) => sum + count, 0),
	);
	return differences;
}

/** How many rows are to be refused. */
export function countRefusals(rowCount: number): number {
	let count = 0;
	for (let index = 0; index < rowCount; index += 1) if (refusalOf(index) !== null) count += 1;
	return count;
}
