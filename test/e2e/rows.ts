import type { EmulatorProcess } from './emulatorProcess';
import { isRecord, type JsonRecord, toRecord, toText } from './json';
import type { Execution } from './n8nRest';

/** Leads that nothing but their e-mail address keeps apart. */
export function makeLeads(name: string, count: number): readonly JsonRecord[] {
	return Array.from({ length: count }, (_, index) => ({
		Last_Name: index % 2 === 0 ? 'Okafor' : 'O"Brien, Zoë',
		Company: `Company ${index % 7}`,
		Email: `lead${index}@${name}.example.test`,
		Phone: String(1_000 + index),
		Description: `Line one of ${index}\nline two`,
	}));
}

/** The items that the step of ours gave out, with the number of the item that each is paired with. */
export function answersOf(execution: Execution): readonly { readonly json: JsonRecord; readonly item: unknown }[] {
	return execution
		.outputOf('Zoho CRM')
		.map(({ json, pairedItem }) => ({ json, item: isRecord(pairedItem) ? pairedItem.item : pairedItem }));
}

/** What the step `lookAtPairs` saw: each answer, and the address of the row that n8n pairs it with. */
export function pairsOf(execution: Execution, step = 'Look'): readonly JsonRecord[] {
	return execution.outputOf(step).map(({ json }) => json);
}

/** Records by their ids. */
export function byId(records: readonly JsonRecord[]): ReadonlyMap<string, JsonRecord> {
	return new Map(records.map((record) => [toText(record.id), record]));
}

/** Every row is answered in its place and paired with its own input, and Zoho holds exactly these leads, sent in one job. */
export async function expectAdded(
	emulator: EmulatorProcess,
	execution: Execution,
	rows: readonly JsonRecord[],
	job: string,
	lookStep = 'Look',
): Promise<void> {
	const pairs = pairsOf(execution, lookStep);
	expect(pairs).toEqual(
		rows.map(({ Email }, index) => ({
			email: Email,
			answer: {
				status: 'ADDED',
				reason: 'Created',
				id: expect.any(String),
				row: index + 1,
				importId: expect.stringMatching(/^n8n\w+$/),
				job,
				details: { match: 'key', retrySafe: false },
			},
		})),
	);
	const held = byId(await emulator.records('Leads'));
	expect(held.size).toBe(rows.length);
	expect(pairs.map(({ answer }) => held.get(toText(toRecord(answer).id)))).toEqual(
		rows.map((row) => expect.objectContaining(row)),
	);
	expect(
		await emulator.adminList(`/requests?method=POST&path=${encodeURIComponent('/crm/bulk/v8/write')}`),
	).toHaveLength(1);
}
