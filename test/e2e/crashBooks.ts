import { parse } from 'csv-parse/sync';
import { readArchive } from '../emulator/bulk/archive';
import type { Call } from './crashGate';
import { type JsonRecord, toList, toRecord, toText } from './json';

/** A row of an import that is to crash. `Phone` is its own; `Email` is the key by which an upsert finds its record. */
export interface CrashRow extends JsonRecord {
	readonly Last_Name: string;
	readonly Company: string;
	readonly Email: string;
	readonly Phone: string;
	readonly Description: string;
}

/** Every column of a row; a record holds exactly what the row says. */
export const CRASH_COLUMNS = ['Last_Name', 'Company', 'Email', 'Phone', 'Description'] as const;

/** How often a row went out, by what the bytes of the calls say. */
export interface SentRow {
	/** In calls that n8n made to write records, whether they reached Zoho or not. */
	readonly ordered: number;
	/** In those of them that Zoho was given and did not refuse. */
	readonly reached: number;
	/** Names of the files that it went out in. */
	readonly files: readonly string[];
}

/** All that is known once an import was taken up again. */
export interface Books {
	readonly rows: readonly CrashRow[];
	/** Rows that are refused, by their index. */
	readonly refused: ReadonlySet<number>;
	/** The answers, in the order in which they left the step. */
	readonly answers: readonly JsonRecord[];
	/** What Zoho holds of this import. */
	readonly records: readonly JsonRecord[];
	/** Ids of Zoho's jobs by the names of their files. */
	readonly jobs: ReadonlyMap<string, string>;
	/** By the row's index. */
	readonly sent: readonly SentRow[];
	/** How often n8n may have sent a row off: once, or once more where a person had seen that Zoho never got it. */
	readonly mostOrders: 1 | 2;
}

const UPLOAD = '/crm/v8/upload';
const ORDER = '/crm/bulk/v8/write';
const RECORDS = /^\/crm\/v8\/Leads(\/upsert)?$/;

/** Whether a call writes records: the order of a job, or a group of records. */
export function isWrite({ method, path }: Call): boolean {
	return method === 'POST' && (path === ORDER || RECORDS.test(path));
}

/** Reads what went out from the bytes of the calls, with readers that are not ours. */
export async function readSent(rows: readonly CrashRow[], calls: readonly Call[]): Promise<SentRow[]> {
	const indexOf = new Map(rows.map(({ Phone }, index) => [Phone, index]));
	const sent = rows.map(() => ({ ordered: 0, reached: 0, files: [] as string[] }));
	const uploads = new Map<string, Buffer>();
	for (const call of calls) {
		if (call.method === 'POST' && call.path === UPLOAD && call.status === 200)
			uploads.set(readFileId(call), await readUpload(call));
	}
	for (const call of calls.filter(isWrite)) {
		const body = toRecord(JSON.parse(call.body.toString()));
		const name = call.path === ORDER ? toText(toList(toRecord(toList(body.resource)[0]).file_names)[0]) : null;
		const phones =
			name === null
				? toList(body.data).map((record) => toRecord(record).Phone)
				: await readPhones(uploads.get(toText(toRecord(toList(body.resource)[0]).file_id)), name);
		const hasActed = call.hasReached && (call.status === null || call.status < 400);
		for (const phone of phones) {
			const row = sent[indexOf.get(String(phone)) ?? -1];
			if (row === undefined) throw new Error(`a row that is not of the import was sent: ${String(phone)}`);
			row.ordered += 1;
			if (hasActed) row.reached += 1;
			if (name !== null) row.files.push(name);
		}
	}
	return sent;
}

function readFileId({ answer }: Call): string {
	return toText(toRecord(toRecord(JSON.parse(answer.toString())).details).file_id);
}

async function readUpload({ body, headers }: Call): Promise<Buffer> {
	const parts = await new Response(new Uint8Array(body), {
		headers: { 'content-type': headers['content-type'] ?? '' },
	}).formData();
	const file = parts.get('file');
	if (file === null || typeof file === 'string') throw new Error('an upload had no file');
	return Buffer.from(await file.arrayBuffer());
}

async function readPhones(archive: Buffer | undefined, name: string): Promise<readonly unknown[]> {
	if (archive === undefined) throw new Error(`a job was ordered for ${name}, which was never uploaded`);
	const file = (await readArchive(archive)).find((entry) => entry.name === name);
	if (file === undefined) throw new Error(`the archive of ${name} does not have it`);
	const rows: unknown = parse(file.content, { columns: true });
	return toList(rows).map((row) => toRecord(row).Phone);
}

/** Collects differences in words, as many as a person can use. */
class Differences {
	readonly found: string[] = [];

	note(difference: string): void {
		if (this.found.length < 20) this.found.push(difference);
	}

	expect(isRight: boolean, what: string, seen: unknown): void {
		if (!isRight) this.note(`${what}: ${JSON.stringify(seen ?? null)}`);
	}
}

const isConfirmed = ({ status }: JsonRecord): boolean => status === 'ADDED' || status === 'UPDATED';
const isSame = (record: JsonRecord, row: CrashRow): boolean =>
	CRASH_COLUMNS.every((column) => record[column] === row[column]);

/**
 * Compares answers, records, jobs and bytes of an import that was taken up again, row by row.
 * @returns one line for each difference, at most 20; empty = every row is answered once and nothing was done twice
 */
export function compareBooks({ rows, refused, answers, records, jobs, sent, mostOrders }: Books): string[] {
	const differences = new Differences();
	differences.expect(answers.length === rows.length, `${rows.length} rows have answers`, answers.length);
	const keyOf = (value: unknown): string => String(value).toLowerCase();
	const recordsOf = groupBy(records, ({ Email }) => keyOf(Email));
	const rowsOf = groupBy([...rows.keys()], (index) => keyOf(rows[index].Email));
	for (const key of recordsOf.keys()) differences.expect(rowsOf.has(key), 'a record that no row accounts for', key);
	for (const [key, indexes] of rowsOf) {
		const [record, ...more] = recordsOf.get(key) ?? [];
		differences.expect(
			more.length === 0,
			`records of ${key} beside the first`,
			more.map(({ id }) => id),
		);
		compareKey(
			differences,
			indexes.map((index) => ({ row: rows[index], answer: answers[index] ?? {}, index })),
			record,
		);
	}
	for (const [index, answer] of answers.entries()) {
		const name = `row ${index + 1}`;
		differences.expect(answer.row === index + 1, `${name} is answered in its place`, answer.row);
		differences.expect(
			(answer.status === 'SKIPPED') === refused.has(index) || answer.status === 'UNKNOWN',
			`${name} is refused if it must be, and only then`,
			answer.status,
		);
		const { ordered, reached, files } = sent[index];
		differences.expect(ordered <= mostOrders && reached <= 1, `${name} was sent once at most`, sent[index]);
		if (isConfirmed(answer))
			differences.expect(reached === 1, `${name} is ${String(answer.status)}, and reached Zoho`, sent[index]);
		if (answer.status === 'UNPROCESSED')
			differences.expect(ordered === 0, `${name} is not written, and was never sent`, sent[index]);
		if (isConfirmed(answer))
			differences.expect(
				(files.length === 0 ? '' : jobs.get(files[files.length - 1])) === (answer.job ?? ''),
				`${name} names the job of its file ${files.join(', ')}`,
				answer.job,
			);
		if (answer.status === 'UNKNOWN') compareUnknown(differences, index, answer, files);
		else if (answer.status !== 'UNPROCESSED' && answer.status !== 'SKIPPED')
			differences.expect(isConfirmed(answer), `${name} has a final answer`, answer);
	}
	return differences.found;
}

interface KeyRow {
	readonly row: CrashRow;
	readonly answer: JsonRecord;
	readonly index: number;
}

/** The rows of one key, in input order, against the one record that they may have made. */
function compareKey(differences: Differences, ofKey: readonly KeyRow[], record: JsonRecord | undefined): void {
	let isCertain = true;
	let last: KeyRow | null = null;
	const perhaps: KeyRow[] = [];
	for (const entry of ofKey) {
		const { answer, index } = entry;
		const name = `row ${index + 1}`;
		if (isConfirmed(answer)) {
			if (isCertain)
				differences.expect(
					(answer.status === 'ADDED') === (last === null),
					`${name} was added or updated`,
					answer.status,
				);
			differences.expect(record !== undefined, `the record of ${name} is there`, answer);
			differences.expect(
				answer.id === record?.id || (answer.id === '' && toRecord(answer.details).match !== 'key'),
				`${name} has the id of its record, ${String(record?.id)}`,
				answer.id,
			);
			last = entry;
			perhaps.length = 0;
		} else if (answer.status === 'UNKNOWN') {
			isCertain = false;
			perhaps.push(entry);
		} else if (answer.status === 'UNPROCESSED') {
			differences.expect(!isCertain, `${name} is held back only behind an uncertain one`, answer);
		}
	}
	if (record === undefined) return;
	const candidates = [...(last === null ? [] : [last]), ...perhaps];
	differences.expect(
		candidates.some(({ row }) => isSame(record, row)),
		`the record of rows ${ofKey.map(({ index }) => index + 1).join(', ')} holds what ${candidates.map(({ index }) => index + 1).join(' or ')} says`,
		record,
	);
}

/** Whoever reads that it is not known what became of a row must read where to look. */
function compareUnknown(differences: Differences, index: number, answer: JsonRecord, files: readonly string[]): void {
	const next = String(answer.next);
	const named = nameOfFile(next);
	const isByRecords =
		String(answer.reason).startsWith('An earlier run may have written this row through the Records API') &&
		next.includes('or the record in Zoho CRM');
	if (named === null)
		return differences.expect(isByRecords && files.length === 0, `row ${index + 1} says where to look`, next);
	const range = /_(\d+)-(\d+)\.csv$/.exec(named);
	differences.expect(
		range !== null && Number(range[1]) <= index + 1 && index + 1 <= Number(range[2]),
		`row ${index + 1} is one of the file that is named`,
		named,
	);
	differences.expect(
		files.every((file) => file === named),
		`row ${index + 1} went out in the file that is named`,
		[named, ...files],
	);
}

/** The file that a message tells to look for; null if it names none. */
export function nameOfFile(next: string): string | null {
	return /Look for the file (\S+\.csv) in Zoho CRM/.exec(next)?.[1] ?? null;
}

function groupBy<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): Map<string, Entry[]> {
	const groups = new Map<string, Entry[]>();
	for (const entry of entries) {
		const key = keyOf(entry);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [entry]);
		else group.push(entry);
	}
	return groups;
}
