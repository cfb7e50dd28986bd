import { createReadStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FieldMetadata } from '../../../nodes/shared/zoho/metadata/fields';
import type { SourceRequest } from '../../../nodes/shared/import/request';
import type { Connection } from '../emulated';
import type { LeadFile } from '../leadFile';
import { type Cost, measureCost, type Stalls, watchStalls } from '../meters';

/** A file to be cut and packed. */
export interface PackInput {
	readonly packageFolder: string;
	readonly file: LeadFile;
	/** Where the fields of the module are read. */
	readonly connection: Connection;
}

/** What checking every row took, and what cutting, deflating and packing took. */
export interface PackOutput {
	readonly check: Cost;
	readonly pack: Cost & { readonly stalls: Stalls };
	readonly chunks: number;
	readonly zipBytes: number;
}

type CsvSourceModule = typeof import('../../../nodes/shared/import/csv/source');
type ChunksModule = typeof import('../../../nodes/shared/import/rows/chunks');
type DirectoryModule = typeof import('../../../nodes/shared/zoho/users/directory');
type ClientModule = typeof import('../../../nodes/shared/zoho/client');

/** The pieces in which n8n gives files to a node. */
const PIECE_BYTES = 1_048_576;

const REQUEST: SourceRequest = {
	importId: 'bench',
	module: 'Leads',
	operation: 'insert',
	findBy: null,
	ignoreEmpty: true,
	route: 'auto',
	runsAutomations: true,
	ignoreUnknownColumns: false,
	rowKeyField: null,
	lookUps: {},
	defaults: {},
	layoutId: null,
	layoutFields: [],
	cells: {
		timeZone: 'UTC',
		newPickListValues: 'refuse',
		dateOrder: null,
		decimalSeparator: null,
		language: null,
		excelDates: false,
		thisYear: 2026,
	},
};

/** Measures the local stages of an import from a file, without n8n and without sending. */
export async function measure({ packageFolder, file, connection }: PackInput): Promise<PackOutput> {
	// The edge where compiled code enters: the same modules, built.
	const load = <Module>(name: string): Module => require(path.join(packageFolder, 'nodes/shared', name)) as Module;
	const { CsvSource } = load<CsvSourceModule>('import/csv/source.js');
	const { UserDirectory } = load<DirectoryModule>('zoho/users/directory.js');
	const { cutIntoChunks } = load<ChunksModule>('import/rows/chunks.js');
	const fields = await readFields(load<ClientModule>('zoho/client.js'), connection);
	const byteSource = { fileName: 'leads.csv', open: () => createReadStream(file.path, { highWaterMark: PIECE_BYTES }) };
	const source = new CsvSource(
		{ file: byteSource, children: null, encoding: 'UTF-8', columns: {}, shortRows: 'fail', skipLines: 0, preset: null },
		REQUEST,
		async (module) => (module === REQUEST.module ? fields : []),
		async () => new UserDirectory([]),
		async (ms) => await sleep(ms),
	);
	const { result: checked, ...check } = await measureCost(async () => await source.check());
	const isSound = checked.rowCount === file.rows && checked.refused.length === 0 && checked.sorted.waves.length === 1;
	if (!isSound)
		throw new Error(
			`Of ${checked.rowCount} rows ${checked.refused.length} were refused: ${JSON.stringify(checked.refused[0])}`,
		);
	const chunks = cutIntoChunks(checked.sorted.waves[0], null);
	let zipBytes = 0;
	const { result, ...pack } = await measureCost(
		async () =>
			await watchStalls(async () => {
				for await (const { zip } of source.pack(chunks)) zipBytes += zip.length;
			}),
	);
	return { check, pack: { ...pack, stalls: result.stalls }, chunks: chunks.length, zipBytes };
}

async function readFields(
	{ ZohoClient }: ClientModule,
	{ apiDomain, fileHost, accessToken }: Connection,
): Promise<readonly FieldMetadata[]> {
	const client = new ZohoClient({
		hosts: {
			apiDomain,
			uploadHost: fileHost,
			downloadHosts: [fileHost],
			trustedHostSuffixes: [],
			allowHttpLoopback: true,
		},
		async request({ url, query }) {
			const answer = await fetch(`${url}?${new URLSearchParams(query).toString()}`, {
				headers: { authorization: `Zoho-oauthtoken ${accessToken}` },
			});
			return { status: answer.status, headers: {}, body: await answer.json() };
		},
		sleep: async (ms) => await sleep(ms),
		now: () => Date.now(),
		random: () => Math.random(),
	});
	return await client.metadata.fields('Leads');
}
