import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import type { LeadFile } from '../leadFile';
import { type Cost, measureCost } from '../meters';

/** What deflating took. */
export interface DeflateFileOutput extends Cost {
	readonly deflatedBytes: number;
}

const deflateAsync = promisify(deflateRaw);

/** Measures reading a file and deflating it natively, level 6, chunk after chunk: the least that any program does. */
export async function measure({ path: file, chunkStarts }: LeadFile): Promise<DeflateFileOutput> {
	const handle = await open(file);
	let deflatedBytes = 0;
	const { wallMs, cpuMs } = await measureCost(async () => {
		for (let chunk = 0; chunk + 1 < chunkStarts.length; chunk += 1) {
			const bytes = Buffer.allocUnsafeSlow(chunkStarts[chunk + 1] - chunkStarts[chunk]);
			await handle.read(bytes, 0, bytes.length, chunkStarts[chunk]);
			const { length } = await deflateAsync(bytes, { level: 6 });
			deflatedBytes += length;
		}
	});
	await handle.close();
	return { wallMs, cpuMs, deflatedBytes };
}
