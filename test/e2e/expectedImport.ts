import { DEMO_COLUMNS, type DemoLead, type DemoRow, FIND_BY, type ImportOperation } from './demoData';
import { isRecord, type JsonRecord } from './json';
import type { OutputItem } from './n8nRest';

/**
 * What must come of an import, worked out without Zoho, emulator or node: one row after the other, against a table.
 * Empty cells leave a value as it is, which is the node's default.
 */
export interface ExpectedImport {
	/** By row: its status, and for a refused one code and field. */
	readonly answers: readonly ExpectedAnswer[];
	/** Final values by field, by Ext_Ref. */
	readonly records: ReadonlyMap<string, JsonRecord>;
	/** By row: the Ext_Ref of the record that it wrote; null if it wrote none. */
	readonly written: readonly (string | null)[];
}

type ExpectedAnswer =
	| { readonly status: 'ADDED' | 'UPDATED' }
	| { readonly status: 'SKIPPED'; readonly code: string; readonly field: string };

const NUMBERS = new Set(['Annual_Revenue', 'No_of_Employees', 'Score']);

/** A cell as the record holds it; a datetime as its moment, since Zoho gives it out in the user's zone. */
function toStored(column: string, text: string): unknown {
	if (column === 'Newsletter') return text === 'true';
	if (text === '') return null;
	if (NUMBERS.has(column)) return Number(text);
	if (column === 'Interests') return text.split(';');
	return column === 'Next_Call' ? Date.parse(text) : text;
}

function fromRecord(column: string, value: unknown): unknown {
	if (column === 'Next_Call' && typeof value === 'string') return Date.parse(value);
	return Array.isArray(value) && value.length === 0 ? null : (value ?? null);
}

/** The record that comes of writing a row over what was there. */
function writeOver(before: JsonRecord | undefined, row: DemoRow): JsonRecord {
	return Object.fromEntries(
		DEMO_COLUMNS.map((column) => [
			column,
			row[column] === '' && before !== undefined ? (before[column] ?? null) : toStored(column, row[column]),
		]),
	);
}

/** @param recordsBefore what Zoho held before the import */
export function expectImport(
	leads: readonly DemoLead[],
	operation: ImportOperation,
	recordsBefore: readonly JsonRecord[] = [],
): ExpectedImport {
	const records = new Map<string, JsonRecord>();
	const refByKey = new Map<string, string>();
	const hold = (ref: string, record: JsonRecord): void => {
		records.set(ref, record);
		if (operation !== 'insert') refByKey.set(String(record[FIND_BY]).toLowerCase(), ref);
	};
	for (const record of recordsBefore)
		hold(String(record.Ext_Ref), Object.fromEntries(DEMO_COLUMNS.map((column) => [column, record[column] ?? null])));
	const answers: ExpectedAnswer[] = [];
	const written: (string | null)[] = [];
	for (const { row, refusal } of leads) {
		const found = refByKey.get(row[FIND_BY].toLowerCase());
		const refuse = (code: string, field: string): void => {
			answers.push({ status: 'SKIPPED', code, field });
			written.push(null);
		};
		// What is missing in a row stays as it is where the record is there, and a bad key finds nothing.
		const isHarmless = refusal?.code === 'MANDATORY_NOT_FOUND' && (found !== undefined || operation === 'update');
		const isBadKey = operation === 'update' && refusal?.field === FIND_BY;
		if (refusal !== null && !isHarmless && !isBadKey) {
			refuse(refusal.code, refusal.field);
		} else if (found === undefined && operation === 'update') {
			refuse('RESOURCE_NOT_FOUND', FIND_BY);
		} else {
			const ref = found ?? row.Ext_Ref;
			hold(ref, writeOver(records.get(ref), row));
			answers.push({ status: found === undefined ? 'ADDED' : 'UPDATED' });
			written.push(ref);
		}
	}
	return { answers, records, written };
}

/** Collects differences in words, as many as a person can use. */
class Differences {
	readonly found: string[] = [];

	compare(what: string, actual: unknown, expected: unknown): void {
		const [have, want] = [JSON.stringify(actual ?? null), JSON.stringify(expected ?? null)];
		if (have !== want && this.found.length < 20) this.found.push(`${what}: ${have} instead of ${want}`);
	}
}

/**
 * Compares answers and records with what was expected, field by field.
 * @returns one line for each difference, at most 20; empty = everything is as it must be
 */
export function compareImport(
	expected: ExpectedImport,
	items: readonly OutputItem[],
	records: readonly JsonRecord[],
): string[] {
	const differences = new Differences();
	const byId = new Map(records.map((record) => [String(record.id), record]));
	differences.compare('answers', items.length, expected.answers.length);
	for (const [index, { json, pairedItem }] of items.entries())
		compareAnswer(differences, index, json, pairedItem, expected, byId);
	const byRef = new Map(records.map((record) => [String(record.Ext_Ref), record]));
	differences.compare('records', records.length, expected.records.size);
	for (const [ref, fields] of expected.records) {
		const record = byRef.get(ref);
		for (const column of DEMO_COLUMNS)
			differences.compare(`record ${ref} ${column}`, fromRecord(column, record?.[column]), fields[column]);
	}
	return differences.found;
}

function compareAnswer(
	differences: Differences,
	index: number,
	json: JsonRecord,
	pairedItem: unknown,
	expected: ExpectedImport,
	byId: ReadonlyMap<string, JsonRecord>,
): void {
	const answer = expected.answers[index];
	const name = `row ${index + 1}`;
	differences.compare(`${name} status`, json.status, answer?.status);
	differences.compare(`${name} number`, json.row, index + 1);
	differences.compare(`${name} pairedItem`, isRecord(pairedItem) ? pairedItem.item : pairedItem, index);
	const errors = answer?.status === 'SKIPPED' ? [{ code: answer.code, fields: [answer.field] }] : [];
	const details = isRecord(json.details) ? json.details : {};
	differences.compare(`${name} errors`, details.errors ?? [], errors);
	const ref = expected.written[index];
	if (ref === null) return;
	// Two rows that are the same in every column cannot be told apart in Zoho's result file: then no id is given.
	if (json.id !== '' || details.match === 'key')
		differences.compare(`${name} record`, byId.get(String(json.id))?.Ext_Ref, ref);
}
