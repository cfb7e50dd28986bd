import type { OpenEditor } from '../browser';
import { toList, toRecord, toText } from '../json';
import type { Stage } from '../stage';
import { JOBS } from './jobs';
import { type Effort, Person } from './person';

/** What one job took. */
export interface JobResult extends Effort {
	readonly name: string;
	/** Why a person cannot do it at all; '' if it was done. */
	readonly problem: string;
}

/** Wide enough for the table of a run beside the form. */
export const EVERYDAY_VIEWPORT = { width: 1440, height: 960 };

/** Does the twelve jobs one after the other, each in an empty Zoho CRM. The editor must be signed in. */
export async function doEverydayJobs(stage: Stage, browser: OpenEditor, chosen = JOBS): Promise<readonly JobResult[]> {
	const results: JobResult[] = [];
	for (const job of chosen) {
		await stage.emulator.admin('POST', '/reset');
		await deleteOtherCredentials(stage);
		let result: JobResult | null = null;
		await browser
			.act(`everyday-${results.length + 1}`, async ({ page }) => {
				const person = new Person(page, stage.n8n.url, stage.rest);
				const world = {
					rest: stage.rest,
					emulator: stage.emulator,
					filesFolder: stage.n8n.filesFolder,
					addresses: stage.emulator.addresses,
				};
				const problem = await job.run(person, world).then(
					() => '',
					(error: unknown) => {
						result = { name: job.name, ...person.effort(), problem: String(error) };
						throw error;
					},
				);
				result = { name: job.name, ...person.effort(), problem };
			})
			.catch(() => undefined);
		if (result !== null) results.push(result);
	}
	await deleteOtherCredentials(stage);
	return results;
}

/** n8n chooses a credential by itself only while there is one: those that jobs made go away again. */
async function deleteOtherCredentials({ rest, credential }: Stage): Promise<void> {
	for (const entry of toList(await rest.call('GET', '/credentials'))) {
		const id = toText(toRecord(entry).id);
		if (id !== credential.id) await rest.call('DELETE', `/credentials/${id}`);
	}
}

/** The results as a table in Markdown. */
export function drawJobs(results: readonly JobResult[]): string {
	const lines = results.map(
		({ name, clicks, entries, failedRuns, problem }) =>
			`| ${name} | ${clicks} | ${entries} | ${failedRuns}${problem === '' ? '' : `, then stuck: ${problem}`} |`,
	);
	return ['| Job | Clicks | Texts typed | Failed runs |', '|---|---|---|---|', ...lines].join('\n');
}
