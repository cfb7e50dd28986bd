import { DataDeduplicationService } from 'n8n-core';
import type { ICheckProcessedOptions, IDataDeduplicator, IDeduplicationOutput } from 'n8n-workflow';

/** n8n's list of processed entries: read and written back as a whole, without a lock, as n8n does. It outlives its processes. */
export class ProcessedEntries implements IDataDeduplicator {
	/** The entries, oldest first. */
	entries: string[] = [];
	/** How often it was asked. */
	calls = 0;
	/** What the next calls meet instead. */
	failures: Error[] = [];

	async checkProcessedAndRecord(
		items: readonly unknown[],
		_scope: string,
		_context: unknown,
		options: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		this.calls += 1;
		const failure = this.failures.shift();
		if (failure !== undefined) throw failure;
		const read = [...this.entries];
		const known = new Set(read);
		const texts = items.map(String);
		const fresh = texts.filter((text) => !known.has(text));
		const processed = texts.filter((text) => known.has(text));
		// Others may write between reading and writing.
		await new Promise((resolve) => setImmediate(resolve));
		if (fresh.length > 0) this.entries = [...read, ...fresh].slice(-(options.maxEntries ?? 10_000));
		return { new: fresh, processed };
	}

	async removeProcessed(): Promise<void> {
		throw new Error('The node removes nothing');
	}

	async clearAllProcessedItems(): Promise<void> {
		throw new Error('The node clears nothing');
	}

	async getProcessedDataCount(): Promise<number> {
		return this.entries.length;
	}
}

/** The list that n8n-core asks; there is one for a test file. */
export async function installDeduplicator(): Promise<ProcessedEntries> {
	const entries = new ProcessedEntries();
	await DataDeduplicationService.init(entries);
	return entries;
}
