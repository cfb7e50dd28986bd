import { type Books, type Connection, openBooks, readBooks } from '../emulated';
import { makeLeadRows } from '../leadRows';
import { type Cost, measureCost, watchStalls } from '../meters';
import { importLeads } from '../script/importLeads';

/** The items that a step is given. */
export interface ScriptInput {
	readonly rows: number;
	readonly seed: number;
	readonly connection: Connection;
}

/** What the script took, and what came of it. */
export interface ScriptOutput extends Cost {
	readonly books: Books;
	/** Rows that were added and have an id. */
	readonly added: number;
}

/** Runs the script on items that are there, as those of a step are. The event loop is watched as that of a step is, which costs as much. */
export async function measure({ rows, seed, connection }: ScriptInput): Promise<ScriptOutput> {
	const items = [...makeLeadRows(rows, seed)];
	const creditsBefore = await openBooks(connection);
	const { result, wallMs, cpuMs } = await measureCost(
		async () => await watchStalls(async () => await importLeads(items, connection)),
	);
	const added = result.result.filter(({ status, id }) => status === 'ADDED' && id !== '').length;
	return { wallMs, cpuMs, added, books: await readBooks(connection, creditsBefore) };
}
