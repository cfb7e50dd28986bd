import { BulkJob, isLeft, type JobsApi, type JobState } from '../../../nodes/shared/bulk/job';
import { growingPace, LearnedPace, type Pace } from '../../../nodes/shared/bulk/pace';

/** Waits for a job that takes so long, by a clock of its own. @returns when it was asked for, in seconds */
async function looksAt(tookSeconds: number, pace?: Pace): Promise<number[]> {
	let now = 0;
	const looks: number[] = [];
	const api: JobsApi<JobState & { readonly at: number }> = {
		get: async (id) => {
			looks.push(now / 1000);
			return { id, at: now };
		},
		hasEnded: ({ at }) => at >= tookSeconds * 1000,
		download: async () => new Uint8Array(),
	};
	const deps = { sleep: async (ms: number) => void (now += ms), now: () => now, isCancelled: () => false };
	const end = await new BulkJob('1', api, deps).wait({ deadline: 3_600_000, mustStop: () => null }, pace);
	expect(isLeft(end)).toBe(false);
	return looks;
}

describe('the pauses while a job is waited for', () => {
	it('grow as long as nothing is known of such jobs', async () => {
		const expected = [5, 12.5, 23.75, 40.63, 65.94, 103.91, 160.86];
		for (const pace of [undefined, growingPace, new LearnedPace().of(25_000)])
			expect((await looksAt(150, pace)).map((at) => Math.round(at * 100) / 100)).toEqual(expected);
	});

	it('end near the time that the job before took', async () => {
		const pace = new LearnedPace();
		expect(await looksAt(30, pace.of(25_000))).toHaveLength(4);
		const looks = await looksAt(30, pace.of(25_000));
		expect(looks[0]).toBeCloseTo(0.8 * 40.627);
		expect(looks).toHaveLength(1);
		// Found ended at the first look: the next look is earlier, until it finds one that has not ended.
		expect(await looksAt(30, pace.of(25_000))).toEqual([26, 30.875]);
	});

	it.each([7, 20, 33, 60, 100, 300, 900])(
		'cost no more questions and no more time for the later ones of ten jobs of %d s',
		async (seconds) => {
			const before = await looksAt(seconds);
			const pace = new LearnedPace();
			await looksAt(seconds, pace.of(25_000));
			for (let job = 2; job <= 10; job += 1) {
				const looks = await looksAt(seconds, pace.of(25_000));
				expect(looks.length).toBeLessThanOrEqual(before.length + 1);
				expect(looks.at(-1)).toBeLessThanOrEqual(Math.max(before.at(-1) ?? 0, 1.25 * seconds));
			}
		},
	);

	it('look at a small job soon, whatever a large one took, and at a large one no later than a small one took', async () => {
		const pace = new LearnedPace();
		await looksAt(200, pace.of(25_000));
		expect((await looksAt(1, pace.of(100)))[0]).toBe(2);
		expect((await looksAt(1, pace.of(25_000)))[0]).toBe(2);
	});

	it('never exceed a minute, so that a stopped execution ends', async () => {
		const pace = new LearnedPace();
		await looksAt(2_000, pace.of(25_000));
		const looks = [0, ...(await looksAt(2_000, pace.of(25_000)))];
		for (let at = 1; at < looks.length; at += 1) expect(looks[at] - looks[at - 1]).toBeLessThanOrEqual(60);
	});
});
