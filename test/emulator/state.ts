import { formatZohoTime } from './clock';
import type { Clock } from './contract';
import { Schema } from './metadata/schema';
import { createOrganization, type OrganizationState } from './organization/organization';
import { RecordPages } from './records/pages';
import { RecordStore } from './records/store';
import { createSwitches, type Switches } from './switches';
import { TagStore } from './tags/store';
import { UserStore } from './users/store';

/** What every area of the emulator knows: time, behaviour, metadata, people, records, and a source of ids. */
export interface EmulatorState {
	readonly clock: Clock;
	readonly switches: Switches;
	readonly organization: OrganizationState;
	readonly schema: Schema;
	readonly users: UserStore;
	readonly tags: TagStore;
	readonly records: RecordStore;
	readonly pages: RecordPages;
	/** The next id of anything: 19 digits, ascending, never one that the fixtures use. */
	nextId(): string;
	/** A moment as Zoho writes it, in the organization's time zone; left out: now. */
	timeText(timeMs?: number): string;
}

/** A state that can be set back to how it started. */
export interface ResettableState extends EmulatorState {
	reset(): void;
}

/** Every id of the emulated organization begins with this. */
const ORGANIZATION_PREFIX = '4150868';
/** Fixtures use lower numbers. */
const FIRST_FREE_NUMBER = 4_600_001;

/**
 * The state of a fresh organization.
 * @param switches that differ from the defaults; they are what `reset` returns to
 */
export function createState(clock: Clock, switches: Partial<Switches> = {}): ResettableState {
	let nextNumber = FIRST_FREE_NUMBER;
	const base = {
		clock,
		switches: createSwitches(switches),
		organization: createOrganization(),
		schema: new Schema(),
		nextId: () => `${ORGANIZATION_PREFIX}${String(nextNumber++).padStart(12, '0')}`,
		timeText: (timeMs = clock.now()) => formatZohoTime(timeMs, base.organization.offsetMinutes),
	};
	const records = new RecordStore(base);
	const state = {
		...base,
		users: new UserStore(base),
		tags: new TagStore(base),
		records,
		pages: new RecordPages(clock, records, () => base.switches.recordDelayMs > 0),
	};
	return {
		...state,
		reset() {
			nextNumber = FIRST_FREE_NUMBER;
			Object.assign(state.switches, createSwitches(switches));
			for (const part of [state.schema, state.users, state.tags, state.records]) part.reset();
		},
	};
}
