import type { IExecuteFunctions } from 'n8n-workflow';

/** Marks that a node sets in n8n's database, where all processes of n8n see them at once, manual runs included. */
export interface NodeMarks {
	/** Sets marks. @returns those that were set before; none where n8n has no place for them, as in a workflow that was never saved */
	set(names: readonly string[]): Promise<readonly string[]>;
	/** Takes marks away. */
	clear(names: readonly string[]): Promise<void>;
}

/** n8n keeps the marks of a node as one list, which it reads and writes as a whole; the oldest of more are dropped. */
const OPTIONS = { mode: 'entries', maxEntries: 200 } as const;

/** The marks of the node that runs: kept as n8n keeps what "Remove Duplicates" has seen, by workflow and node. */
export function nodeMarks({ helpers }: Pick<IExecuteFunctions, 'helpers'>): NodeMarks {
	return {
		set: async (names) =>
			await helpers.checkProcessedAndRecord([...names], 'node', OPTIONS).then(
				({ processed }) => processed.map(String),
				() => [],
			),
		clear: async (names) => await helpers.removeProcessed([...names], 'node', OPTIONS).catch(() => undefined),
	};
}
