/** The process in which one part runs: takes its input from the process that started it, and sends back what it found. */
import path from 'node:path';
import type { Part } from './apart';

async function main(input: unknown): Promise<void> {
	// The edge where a part is chosen by name; its types are held against its caller's in `runApart`.
	const part = require(path.join(__dirname, 'parts', process.argv[2])) as Part<unknown, unknown>;
	const answer = await part.measure(input).then(
		(output) => ({ output }),
		(error: unknown) => ({ thrown: error instanceof Error ? error.stack : String(error) }),
	);
	process.send?.(answer, () => process.exit(0));
}

process.once('message', ({ input }: { input: unknown }) => void main(input));
