/** How many rows pass between two looks at the clock, where a row is little work. */
export const ROWS_PER_LOOK = 64;

/** Rows between two places in `Steps`, where a row can have long texts. */
export const ROWS_PER_STEP = 16;

/** Long work in small steps: it yields wherever other work may have its turn. */
export type Steps<Result> = Generator<undefined, Result>;

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

	/** Does work in steps. */
	async run<Result>(steps: Steps<Result>): Promise<Result> {
		for (;;) {
			const step = steps.next();
			if (step.done === true) return step.value;
			if (this.isOver) await this.next();
		}
	}

	/** Lets others have their turn. */
	async next(): Promise<void> {
		await this.sleep(0);
		this.startedAt = performance.now();
	}
}
