import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import { packZip } from '../emulator/clients/bulk';
import { asFile, LEADS, seedJob, seedUpload } from '../import/uploads';
import { seedLead } from '../stage/seeds';
import type { Input } from './sample';

const rowAt = (number: number): IDataObject => ({
	Last_Name: `Row ${number}`,
	Company: 'Brightwell',
	Email: `row${number}@brightwell.test`,
});
const rows = (count: number): IDataObject[] => Array.from({ length: count }, (_, number) => rowAt(number));

/** Rows of leads that are not there yet. */
export const plainRows = (_emulator: Emulator, count: number): Input => ({ items: rows(count) });

/** Rows of leads, each with the id of one that has its email: `lead`. */
export const rowsWithLeads = (emulator: Emulator, count: number): Input => ({
	items: rows(count).map((row) => ({ ...row, lead: seedLead(emulator, { Email: String(row.Email) }) })),
});

/** Each item has a ZIP, the id of an uploaded file (`file`) and that of a job (`job`). */
export async function filesAndJobs(emulator: Emulator, count: number): Promise<Input> {
	const items: IDataObject[] = [];
	for (const row of rows(count)) {
		const file = await seedUpload(emulator, { 'leads.csv': LEADS });
		items.push({ ...row, file, job: await seedJob(emulator) });
	}
	const zip = asFile(await packZip({ 'leads.csv': LEADS }));
	return { items, files: items.map(() => zip) };
}
