import type { Clock } from './contract';
import { createOrganization, type OrganizationState } from './organization/organization';
import { Schema } from './metadata/schema';
import { createSwitches, type Switches } from './switches';
import { UserStore } from './users/store';

/** What every service of the emulator knows about: time, behaviour, metadata, people and a source of ids. */
export interface EmulatorState {
	readonly clock: Clock;
	readonly switches: Switches;
	readonly schema: Schema;
	readonly users: UserStore;
	readonly organization: OrganizationState;
	/** The next id of anything: 19 digits, ascending, never one that the fixtures use. */
	nextId(): string;
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
	const current = createSwitches(switches);
	const organization = createOrganization();
	const nextId = () => `${ORGANIZATION_PREFIX}${String(nextNumber++).padStart(12, '0')}`;
	const schema = new Schema();
	const users = new UserStore({ clock, switches: current, organization, nextId });
	return {
		clock,
		switches: current,
		schema,
		users,
		organization,
		nextId,
		reset() {
			nextNumber = FIRST_FREE_NUMBER;
			Object.assign(current, createSwitches(switches));
			schema.reset();
			users.reset();
		},
	};
}
