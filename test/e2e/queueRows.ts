import type { EmulatorProcess } from './emulatorProcess';
import { isRecord, type JsonRecord, toRecord, toText } from './json';
import type { Execution } from './n8nRest';

const RECORDS_PER_REQUEST = 100;

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

/** Creates records by Zoho's API, in order and without n8n. */
export async function seedRecords(emulator: EmulatorProcess, module: string, records: readonly JsonRecord[]): Promise<void> {
	// Such a token counts for none of Zoho's limits on tokens.
	const { authorization } = toRecord(await emulator.admin('POST', '/tokens', {}));
	for (let first = 0; first < records.length; first += RECORDS_PER_REQUEST) {
		const answer = await fetch(`${emulator.addresses.apiDomain}/crm/v8/${module}`, {
			method: 'POST',
			headers: { authorization: toText(authorization), 'content-type': 'application/json', connection: 'close' },
			body: JSON.stringify({ data: records.slice(first, first + RECORDS_PER_REQUEST) }),
		});
		if (answer.status !== 201) throw new Error(`the emulator did not create records of ${module}: ${(await answer.text()).slice(0, 400)}`);
	}
}

/** The items that the step of ours gave out, with the number of the item that each is paired with. */
export function answersOf(execution: Execution): readonly { readonly json: JsonRecord; readonly item: unknown }[] {
	return execution.outputOf('Zoho CRM').map(({ json, pairedItem }) => ({ json, item: isRecord(pairedItem) ? pairedItem.item : pairedItem }));
}

/** What the step `lookAtPairs` saw: each answer, and the address of the row that n8n pairs it with. */
export function pairsOf(execution: Execution): readonly JsonRecord[] {
	return execution.outputOf('Look').map(({ json }) => json);
}

/** Records by their ids. */
export function byId(records: readonly JsonRecord[]): ReadonlyMap<string, JsonRecord> {
	return new Map(records.map((record) => [toText(record.id), record]));
}
