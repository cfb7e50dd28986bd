import { globSync } from 'node:fs';
import path from 'node:path';
import type { Emulator } from '../emulator';
import { rowsWithLeads } from './inputs';
import type { Input, OperationSample, Use } from './sample';
import type { WritingOperation } from './writing/task';

/**
 * A folder for each resource, in it a file for each operation, which exports its `sample`, or one for all, which exports
 * `samples`: to be there is to be registered.
 */
const files = globSync('*/*.ts', { cwd: __dirname, exclude: (name) => name === 'writing' }).sort();

/** A sample of every operation of the package. */
export const SAMPLES: readonly OperationSample[] = files.flatMap((file) => {
	const { sample, samples }: { sample: OperationSample; samples?: readonly OperationSample[] } = require(
		path.join(__dirname, file),
	);
	return samples ?? [sample];
});

/** Every way in which an operation is run by the laws. */
export const USES: readonly (Use & { readonly sample: OperationSample })[] = SAMPLES.flatMap((sample) =>
	sample.uses.map((use) => ({ ...use, sample })),
);

/** Every operation that writes, as the fault matrix runs it. */
export const WRITING: readonly WritingOperation[] = SAMPLES.flatMap(({ writing = [] }) => writing);

/** The sample of an operation. @throws RangeError if there is none */
export function sampleOf(resource: string, operation: string): OperationSample {
	const found = SAMPLES.find((sample) => sample.resource === resource && sample.operation === operation);
	if (found === undefined) throw new RangeError(`There is no sample of ${resource} ${operation}`);
	return found;
}

/** The plainest way in which an operation is used. */
export const plainUseOf = (resource: string, operation: string): Use => sampleOf(resource, operation).uses[0];

/** Makes ready what the items of an operation need, and forgets the requests that this took. @returns the items: one, unless told otherwise */
export async function prepareInput(
	emulator: Emulator,
	{ prepare = rowsWithLeads }: OperationSample,
	count = 1,
): Promise<Input> {
	const input = await prepare(emulator, count);
	emulator.requests.reset();
	return input;
}
