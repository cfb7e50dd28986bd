import type { Execution } from '../../../shared/n8n/connection/nodeContext';
import type { NodeMarks } from '../../../shared/n8n/step/nodeMarks';
import { UsageError } from '../../../shared/zoho/call/errors';

/** IDs of the imports that run in this process. */
const running = new Set<string>();

/** What an execution does whenever it sleeps, which an import does all the time. */
export class Pulse {
	beat = async (): Promise<void> => undefined;

	/** The execution, with the pulse in its sleep. */
	in(execution: Execution): Execution {
		return {
			...execution,
			sleep: async (ms) => {
				await this.beat();
				await execution.sleep(ms);
			},
		};
	}
}

/** Who runs an import, and where it can be seen by other processes of n8n. */
export interface ImportRun {
	readonly importId: string;
	/** Whether it resumes the import of an earlier run, so that another run of it is possible. */
	readonly isResumed: boolean;
	readonly marks: NodeMarks;
	readonly execution: Pick<Execution, 'now' | 'sleep'>;
	/** Beats while it runs. */
	readonly pulse: Pulse;
}

/**
 * Runs an import, unless it runs already: two runs at once would send the same rows. Runs in other processes of n8n are known by
 * marks that they set every minute, if the same node runs them.
 * @throws UsageError if it runs already
 */
export async function runAlone<Result>(run: ImportRun, work: () => Promise<Result>): Promise<Result> {
	const { importId, isResumed, pulse } = run;
	if (running.has(importId)) throw runsAlready(importId, 'is still running in another execution');
	running.add(importId);
	const signs = new SignsOfLife(run);
	const begin = async (): Promise<Result> => {
		if (isResumed && (await signs.isTaken()))
			throw runsAlready(importId, 'is still running in another execution, or was until a moment ago');
		await signs.show();
		pulse.beat = async () => await signs.show();
		return await work();
	};
	return await begin().finally(async () => {
		running.delete(importId);
		pulse.beat = async () => undefined;
		await signs.end();
	});
}

const runsAlready = (importId: string, what: string): UsageError =>
	new UsageError(
		`The import ${importId} ${what}. Nothing was sent`,
		'Wait until that execution has finished. Its results are complete, or name the jobs to resume. If it has crashed, retry after 3 minutes',
	);

const MINUTE_MS = 60_000;
/** A run that waits for a response longer than two minutes counts as ended. */
const MINUTES_OF_LIFE = 3;
/** Two runs that begin at the same moment may not see each other's marks: they look once more, at different moments. */
const LONGEST_SECOND_LOOK_MS = 2_000;
/** Longer than a look takes. */
const A_LOOK_MS = 500;

/** The marks of one run: a name for each minute in which it was alive. */
class SignsOfLife {
	private readonly shown = new Set<string>();
	private latest = -1;
	/** Until when another run that began at the same moment may still look. */
	private lookedForUntil = 0;

	constructor(private readonly run: ImportRun) {}

	/** Whether another run is alive. If not, the place is taken from now on. */
	async isTaken(): Promise<boolean> {
		const { marks, execution } = this.run;
		const names = Array.from({ length: MINUTES_OF_LIFE }, (_, ago) => this.nameOf(this.minute - ago));
		const [latest] = names;
		const before = await this.set(names);
		// What was not there says nothing of the other run, and would keep the next one away.
		await marks.clear(before.length > 0 ? names.filter((name) => !before.includes(name)) : names.slice(1));
		if (before.length > 0) return this.leave();
		this.lookedForUntil = execution.now() + LONGEST_SECOND_LOOK_MS;
		await execution.sleep(Math.round(Math.random() * (LONGEST_SECOND_LOOK_MS - A_LOOK_MS)));
		return (await this.set([`${latest} again`])).length > 0 ? this.leave() : false;
	}

	/** Sets the mark of this minute, once. */
	async show(): Promise<void> {
		const { minute } = this;
		if (minute === this.latest) return;
		this.latest = minute;
		await this.set([this.nameOf(minute)]);
	}

	/** Takes its marks away, so that the next run can begin at once. */
	async end(): Promise<void> {
		const { marks, execution } = this.run;
		if (this.shown.size === 0) return;
		await execution.sleep(Math.max(0, this.lookedForUntil - execution.now()));
		await marks.clear([...this.shown]);
	}

	/** Leaves the marks to the other run. */
	private leave(): true {
		this.shown.clear();
		return true;
	}

	private async set(names: readonly string[]): Promise<readonly string[]> {
		for (const name of names) this.shown.add(name);
		return await this.run.marks.set(names);
	}

	private get minute(): number {
		return Math.floor(this.run.execution.now() / MINUTE_MS);
	}

	private nameOf(minute: number): string {
		return `import ${this.run.importId} ${minute}`;
	}
}
