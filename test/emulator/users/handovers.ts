import type { EmulatorState } from '../state';
import type { UserOutcome } from './store';

/** What one user leaves to another. Source: users 7. */
export interface Handover {
	readonly leaverId: string;
	readonly heirId: string;
	readonly records: boolean;
	/** Who those who reported to the leaver report to from then on. */
	readonly newSuperiorId: string;
}

interface Job extends Handover {
	readonly id: string;
	readonly actorId: string;
	readonly startedMs: number;
	status: 'in_progress' | 'completed' | 'failed';
}

/** Jobs at once. Source: users 7. */
const JOBS_AT_ONCE = 10;

/** Jobs that hand over what a user has and then delete the user. They end when time has passed, whoever asks. */
export class Handovers {
	private jobs = new Map<string, Job>();

	constructor(private readonly state: EmulatorState) {}

	reset(): void {
		this.jobs = new Map();
	}

	/** @returns the job's id; undefined while too many run */
	start(actorId: string, handover: Handover): string | undefined {
		this.settle();
		const running = [...this.jobs.values()].filter(({ status }) => status === 'in_progress');
		if (running.length >= JOBS_AT_ONCE) return undefined;
		const id = this.state.nextId();
		this.jobs.set(id, { ...handover, id, actorId, startedMs: this.state.clock.now(), status: 'in_progress' });
		return id;
	}

	/** Undefined for an unknown job. */
	status(id: string): Job['status'] | undefined {
		this.settle();
		return this.jobs.get(id)?.status;
	}

	/** Whether a job that runs is about the user. */
	isLeaving(userId: string): boolean {
		this.settle();
		return [...this.jobs.values()].some(({ leaverId, status }) => leaverId === userId && status === 'in_progress');
	}

	/** Ends the jobs whose time has come. */
	settle(): void {
		const nowMs = this.state.clock.now();
		for (const job of this.jobs.values())
			if (job.status === 'in_progress' && nowMs - job.startedMs >= this.state.switches.handoverMs)
				job.status = this.finish(job).kind === 'done' ? 'completed' : 'failed';
	}

	private finish(job: Job): UserOutcome {
		const heir = this.state.users.get(job.heirId);
		if (heir?.status !== 'active')
			return { kind: 'refused', refusal: { status: 400, code: 'INVALID_DATA', message: 'invalid data', details: {} } };
		const outcome = this.state.users.delete(job.actorId, job.leaverId);
		if (outcome.kind === 'refused') return outcome;
		if (job.records) this.moveRecords(job);
		for (const user of this.state.users.all())
			if (user.reportingToId === job.leaverId) user.reportingToId = job.newSuperiorId;
		return outcome;
	}

	private moveRecords({ leaverId, heirId }: Job): void {
		const owner = this.state.users.personReference(heirId);
		for (const { apiName } of this.state.schema.modules()) {
			for (const id of this.state.records.find(apiName, 'Owner', { id: leaverId })) {
				const record = this.state.records.get(apiName, id);
				if (record) this.state.records.update(apiName, { ...record, Owner: owner });
			}
		}
	}
}
