import { findChromium, openEditor } from './browser';
import { doEverydayJobs, drawJobs, EVERYDAY_VIEWPORT } from './everyday/run';
import { raiseStage } from './stage';

const MINUTE_MS = 60_000;
jest.setTimeout(20 * MINUTE_MS);

/** Too slow for every run of the tests: five minutes of clicks. `npm test -- --full` does them. */
const { EVERYDAY_JOBS: isWanted } = process.env;
const chromium = findChromium();
const onRequest = isWanted === 'yes' && chromium !== undefined ? it : it.skip;

onRequest('a person does twelve everyday jobs from an empty canvas', async () => {
	const stage = await raiseStage(['--job-step-ms', '200']);
	try {
		const browser = await openEditor(stage.n8n.url, String(chromium), EVERYDAY_VIEWPORT);
		try {
			await browser.act('everyday-sign-in', async (editor) => await editor.signIn());
			const results = await doEverydayJobs(stage, browser);
			process.stderr.write(`\n${drawJobs(results)}\n`);
			expect(results.filter(({ problem }) => problem !== '')).toEqual([]);
		} finally {
			await browser.close();
		}
	} finally {
		await stage.stop();
	}
});
