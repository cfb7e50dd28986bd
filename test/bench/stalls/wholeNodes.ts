import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { bulk, fileImport, jobImport, lead, leadImport, record, resumedImport } from '../../stage/parameters';

/** A run of a whole node, in any size. */
export interface NodeInput {
	readonly name: string;
	/** The size that is measured in full. */
	readonly size: number;
	/** What the size counts. */
	readonly unit: string;
	/** Gives what is run. @param run runs a node beforehand, to fill Zoho CRM */
	prepare(size: number, run: RunBefore): Promise<NodeWork>;
}

/** What is run: once for itself, and again on what it left. */
export interface NodeWork {
	readonly parameters: INodeParameters;
	readonly items: readonly IDataObject[];
	readonly files?: readonly IBinaryKeyData[];
	/** Status of what leaves first; left out where it has none. */
	readonly status?: string;
}

/** Runs a node. @returns what leaves it */
export type RunBefore = (work: NodeWork) => Promise<readonly IDataObject[]>;

type ToItem = (index: number) => IDataObject;

const itemsOf = (count: number, toItem: ToItem): IDataObject[] =>
	Array.from({ length: count }, (_, index) => toItem(index));

const plainLead: ToItem = (index) => ({
	Last_Name: `Lead ${index}`,
	Company: `Company ${index % 50}`,
	Email: `lead${index}@brightwell.test`,
	Annual_Revenue: index * 1.5,
	Description: `Line one of ${index}\r\nline two, "quoted"`,
});

const alike: ToItem = (index) => ({
	Last_Name: 'Anonymous',
	Company: 'Survey',
	Rating: index % 2 ? 'Active' : 'Acquired',
});

/** Values that no field takes, names that no field has, and texts of strangers. */
const hostile: ToItem = (index) => ({
	Last_Name: index % 3 === 0 ? `0.${'0'.repeat(500)}1` : `<a href="https://evil.test">${index}</a>`,
	Company: '\u202e=HYPERLINK("x")'.repeat(20),
	Email: `${'a'.repeat(200)}${index}@`,
	Annual_Revenue: `${'0'.repeat(400)}x`,
	Visit_Date: `1/1/2026${'T'.repeat(400)}`,
	Description: 'x'.repeat(2_000) + String(index),
	Interests: itemsOf(20, (number) => ({ number })) as unknown as IDataObject,
});

const CHUNK = 20_000;
const existing = async (size: number, run: RunBefore): Promise<readonly IDataObject[]> =>
	await run({ parameters: lead('create'), items: itemsOf(size, plainLead) });

/** A CSV file as an item holds it. */
function csvOf(text: string): IBinaryKeyData {
	const data = Buffer.from(text).toString('base64');
	return { data: { data, mimeType: 'text/csv', fileName: 'leads.csv', fileExtension: 'csv' } };
}

/** Both nodes from end to end, each with the most that a workflow gives it. */
export const NODE_INPUTS: readonly NodeInput[] = [
	{
		name: 'Import of items',
		size: 100_000,
		unit: 'items',
		prepare: async (size) => ({ status: 'ADDED', parameters: jobImport(), items: itemsOf(size, plainLead) }),
	},
	{
		name: 'Import of items alike',
		size: 25_000,
		unit: 'items',
		prepare: async (size) => ({ status: 'ADDED', parameters: jobImport(), items: itemsOf(size, alike) }),
	},
	{
		name: 'Import of hostile items',
		size: 25_000,
		unit: 'items',
		prepare: async (size) => ({ status: 'SKIPPED', parameters: jobImport(), items: itemsOf(size, hostile) }),
	},
	{
		name: 'Import of items, records API',
		size: CHUNK,
		unit: 'items',
		prepare: async (size) => ({
			status: 'ADDED',
			parameters: leadImport({ route: 'records' }),
			items: itemsOf(size, plainLead),
		}),
	},
	{
		name: 'Import from a file',
		size: 100_000,
		unit: 'rows',
		prepare: async (size) => {
			const text = itemsOf(size, plainLead)
				.map(({ Last_Name, Company, Email }) => `${Last_Name},${Company},${Email}`)
				.join('\r\n');
			return {
				status: 'ADDED',
				parameters: fileImport({ output: 'all' }),
				items: [{}],
				files: [csvOf(`Last_Name,Company,Email\r\n${text}\r\n`)],
			};
		},
	},
	{
		name: 'Get Result of a job',
		size: 25_000,
		unit: 'rows',
		prepare: async (size, run) => {
			const [{ job }] = await run({ parameters: jobImport(), items: itemsOf(size, plainLead) });
			return { status: 'ADDED', parameters: bulk('getResult', { jobId: String(job) }), items: [{}] };
		},
	},
	{
		name: 'Resume Import',
		size: 50_000,
		unit: 'items',
		prepare: async (size, run) => {
			const items = itemsOf(size, plainLead);
			const results = await run({ parameters: jobImport(), items });
			const jobs = [...new Set(results.map(({ job }) => String(job)))];
			return { status: 'ADDED', parameters: resumedImport(jobs.join(', ')), items };
		},
	},
	{
		name: 'Create',
		size: CHUNK,
		unit: 'items',
		prepare: async (size) => ({ status: 'ADDED', parameters: lead('create'), items: itemsOf(size, plainLead) }),
	},
	{
		name: 'Create of hostile items, errors as items',
		size: CHUNK,
		unit: 'items',
		prepare: async (size) => ({ status: 'SKIPPED', parameters: lead('create'), items: itemsOf(size, hostile) }),
	},
	{
		name: 'Create, lookups by name',
		size: CHUNK,
		unit: 'items',
		prepare: async (size, run) => {
			const names = itemsOf(200, (index) => ({ Account_Name: `Account ${index}` }));
			await run({ parameters: record('Accounts', 'create'), items: names });
			const toItem: ToItem = (index) => ({ Last_Name: `Contact ${index}`, Account_Name: `Account ${index % 200}` });
			return { status: 'ADDED', parameters: record('Contacts', 'create'), items: itemsOf(size, toItem) };
		},
	},
	{
		name: 'Update by ID',
		size: CHUNK,
		unit: 'items',
		prepare: async (size, run) => {
			const made = await existing(size, run);
			const parameters = lead('update', { leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } });
			return { status: 'UPDATED', parameters, items: made.map(({ id }, index) => ({ id, Company: `New ${index}` })) };
		},
	},
	{
		name: 'Create or Update by Email',
		size: CHUNK,
		unit: 'items',
		prepare: async (size, run) => {
			await existing(size, run);
			const parameters = lead('upsert', { matchFields: ['Email'] });
			return { status: 'UPDATED', parameters, items: itemsOf(size, plainLead) };
		},
	},
	{
		name: 'Get Many',
		size: CHUNK,
		unit: 'records',
		prepare: async (size, run) => {
			await existing(size, run);
			return { parameters: lead('getAll', { returnAll: true }), items: [{}] };
		},
	},
	{
		name: 'Search',
		size: 2_000,
		unit: 'records',
		prepare: async (size, run) => {
			await existing(size, run);
			return { parameters: lead('search', { searchBy: 'word', word: 'Lead', returnAll: true }), items: [{}] };
		},
	},
];
