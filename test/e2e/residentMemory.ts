import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);
const LOOK_EVERY_MS = 250;

/** Resident memory of a process, in bytes. */
export async function readResidentBytes(processId: number): Promise<number> {
	const { stdout } = await execFileAsync('ps', ['-o', 'rss=', '-p', String(processId)]);
	return Number(stdout.trim()) * 1024;
}

/** What came of the work, and the most resident memory that a process took meanwhile, in bytes. */
export interface Watched<Result> {
	readonly result: Result;
	readonly before: number;
	readonly peak: number;
}

/** Watches the memory of a process while work is done. */
export async function watchMemory<Result>(processId: number, work: () => Promise<Result>): Promise<Watched<Result>> {
	const before = await readResidentBytes(processId);
	let peak = before;
	const timer = setInterval(
		() => void readResidentBytes(processId).then((bytes) => (peak = Math.max(peak, bytes))),
		LOOK_EVERY_MS,
	);
	try {
		return { result: await work(), before, peak: Math.max(peak, await readResidentBytes(processId)) };
	} finally {
		clearInterval(timer);
	}
}
