import { UsageError } from '../../../shared/zoho/call/errors';

/** IDs of the imports that run in this process. */
const running = new Set<string>();

/**
 * Runs an import, unless it runs already: two runs at once would send the same rows. Runs in other processes are not known.
 * @throws UsageError if it runs already
 */
export async function runAlone<Result>(importId: string, run: () => Promise<Result>): Promise<Result> {
	if (running.has(importId))
		throw new UsageError(
			`The import ${importId} is still running in another execution. Nothing was sent`,
			'Wait until that execution has finished. Its results are complete, or name the jobs to resume',
		);
	running.add(importId);
	return await run().finally(() => running.delete(importId));
}
