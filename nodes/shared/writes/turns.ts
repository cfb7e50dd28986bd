/** How many rows pass between two looks at the clock, where a row is little work. */
export const ROWS_PER_LOOK = 64;

/** How long one stretch of work may be before other work of n8n gets its turn. */
const STRETCH_MS = 8;

/** Splits long work into stretches, so that n8n stays responsive. */
export class Turns {
	private startedAt = performance.now();

	constructor(private readonly sleep: (ms: number) => Promise<void>) {}

	/** Whether it is time to let others have their turn; cheap enough to be asked every few dozen rows. */
	get isOver(): boolean {
		return performance.now() - this.startedAt > STRETCH_MS;
	}

	/** Lets others have their turn. */
	async next(): Promise<void> {
		await this.sleep(0);
		this.startedAt = performance.now();
	}
}
