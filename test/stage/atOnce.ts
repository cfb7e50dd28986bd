import type { Steps } from '../../nodes/shared/writes/turns';

/** Does work in steps at once, where nobody else waits for a turn. */
export function atOnce<Result>(steps: Steps<Result>): Result {
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}
