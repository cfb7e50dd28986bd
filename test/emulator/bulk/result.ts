import { stringify } from 'csv-stringify/sync';
import { type ArchiveFile, writeArchive } from './archive';
import type { ResourceOrder } from './order';
import type { ResourceResult, RowResult } from './rows';

/** How a result can go wrong on its way. Zoho's documentation knows none of these; networks and file services do. */
export type ResultFlaw = 'rows missing' | 'shuffled' | 'truncated' | 'not a zip' | 'absent';

/** The same order for the same number of rows, and never the input's. */
function shuffle(rows: readonly RowResult[]): RowResult[] {
	const shuffled = [...rows];
	let seed = 20_261_121;
	for (let at = shuffled.length - 1; at > 0; at--) {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		const other = seed % at;
		[shuffled[at], shuffled[other]] = [shuffled[other], shuffled[at]];
	}
	return shuffled;
}

function arrange(rows: readonly RowResult[], flaw: ResultFlaw | null, isShuffled: boolean): readonly RowResult[] {
	const kept = flaw === 'rows missing' ? rows.filter((_row, index) => index % 3 !== 1) : rows;
	return isShuffled || flaw === 'shuffled' ? shuffle(kept) : kept;
}

/**
 * The zip that a finished job offers: a CSV per resource, named `Leads-leads.csv`.
 * @returns null when the flaw is that there is none
 * Source: Download Bulk Write Result, v8 (bulk-write 6).
 */
export async function writeResult(
	resources: readonly ResourceOrder[],
	results: readonly ResourceResult[],
	options: { readonly flaw: ResultFlaw | null; readonly isShuffled: boolean; readonly modified: Date },
): Promise<Buffer | null> {
	const { flaw, isShuffled, modified } = options;
	if (flaw === 'absent') return null;
	if (flaw === 'not a zip') return Buffer.from('<html><body>Service temporarily unavailable</body></html>');
	const files = resources.map(({ module, fileName }, index): ArchiveFile => {
		const { titles, rows } = results[index];
		const lines = arrange(rows, flaw, isShuffled).map(({ shown, status, recordId, errors }) => [
			...shown,
			status,
			recordId ?? '',
			errors,
		]);
		return {
			name: `${module.apiName}-${fileName}`,
			content: Buffer.from(stringify([[...titles, 'STATUS', 'RECORD_ID', 'ERRORS'], ...lines])),
		};
	});
	const bytes = await writeArchive(files, modified);
	return flaw === 'truncated' ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
}
