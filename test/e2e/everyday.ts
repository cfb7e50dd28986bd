/**
 * Twelve everyday jobs in the editor of a real n8n, from an empty canvas: what they take a person. `dist` must have been built.
 * `node --import tsx test/e2e/everyday.ts [--package TARBALL] [--only 1,5]`; the last line on stdout is JSON.
 */
import { parseArgs } from 'node:util';
import { findChromium, openEditor } from './browser';
import { JOBS } from './everyday/jobs';
import { doEverydayJobs, drawJobs, EVERYDAY_VIEWPORT } from './everyday/run';
import { raiseStage } from './stage';

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { package: { type: 'string' }, only: { type: 'string' } } });
	const chosen = values.only?.split(',').map(Number);
	const chromium = findChromium();
	if (chromium === undefined) throw new Error('There is no Chromium here: name one in CHROMIUM_PATH');
	const stage = await raiseStage(['--job-step-ms', '200'], { tarball: values.package ?? null });
	try {
		const browser = await openEditor(stage.n8n.url, chromium, EVERYDAY_VIEWPORT);
		try {
			await browser.act('everyday-sign-in', async (editor) => await editor.signIn());
			const jobs = JOBS.filter((_job, index) => chosen?.includes(index + 1) ?? true);
			const results = await doEverydayJobs(stage, browser, jobs);
			process.stderr.write(`${drawJobs(results)}\n`);
			process.stdout.write(`${JSON.stringify(results)}\n`);
			process.exitCode = results.every(({ problem }) => problem === '') ? 0 : 1;
		} finally {
			await browser.close();
		}
	} finally {
		await stage.stop();
	}
}

void main();
