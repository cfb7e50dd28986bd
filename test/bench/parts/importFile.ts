import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IBinaryData, INodeParameters } from 'n8n-workflow';
import { keepFilesOnDisk } from '../../stage/binaryStore';
import { runNode, type NodeRunResult } from '../../stage/runNode';
import { storeFile } from '../../stage/storeFile';
import { type Books, connectedCredential, type Connection, openBooks, readBooks } from '../emulated';
import { type Cost, measureCost, type Stalls, watchMemory, watchStalls } from '../meters';
import { loadNode } from '../nodeClasses';

/** A file to be imported by the node. */
export interface ImportFileInput {
	readonly packageFolder: string;
	readonly parameters: INodeParameters;
	readonly file: string;
	/** A small file that is imported before and not measured, so that n8n's code is loaded. */
	readonly warmUpFile: string;
	readonly connection: Connection;
}

/** What importing it took. */
export interface ImportFileOutput extends Cost {
	readonly growthMb: number;
	readonly beforeMb: number;
	readonly stalls: Stalls;
	readonly books: Books;
	/** The first output item, for people. */
	readonly summary: unknown;
}

/** Imports a file that n8n keeps on disk, as it does by default, through the node's `execute`. */
export async function measure({
	packageFolder,
	parameters,
	file,
	warmUpFile,
	connection,
}: ImportFileInput): Promise<ImportFileOutput> {
	const folder = await mkdtemp(path.join(tmpdir(), 'zoho-crm-bench-'));
	await keepFilesOnDisk(folder);
	const node = loadNode('bulk', packageFolder);
	const credential = connectedCredential(connection);
	const importFile = async (data: IBinaryData): Promise<NodeRunResult> =>
		await runNode({ node, parameters, items: [{}], files: [{ data }], credential });
	const run = async (): Promise<ImportFileOutput> => {
		await importFile(await storeFile(warmUpFile, 'text/csv'));
		const data = await storeFile(file, 'text/csv');
		const creditsBefore = await openBooks(connection);
		const {
			growthMb,
			beforeMb,
			result: cost,
		} = await watchMemory(
			async () => await measureCost(async () => await watchStalls(async () => await importFile(data))),
		);
		const { wallMs, cpuMs, result } = cost;
		return {
			wallMs,
			cpuMs,
			growthMb,
			beforeMb,
			stalls: result.stalls,
			books: await readBooks(connection, creditsBefore),
			summary: result.result.json[0],
		};
	};
	return await run().finally(async () => await rm(folder, { recursive: true, force: true }));
}
