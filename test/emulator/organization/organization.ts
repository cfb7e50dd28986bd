import type { EmulatorState } from '../state';

/** Editions whose limits differ. Source: API Limits, v8 (limits-and-errors, 1 and 2). */
export type Edition = 'free' | 'standard' | 'professional' | 'enterprise' | 'ultimate';

/** The organization all records belong to. */
export interface OrganizationState {
	readonly id: string;
	/** What uploads name in `X-CRM-ORG`. */
	readonly zgid: string;
	readonly companyName: string;
	readonly primaryEmail: string;
	readonly primaryZuid: string;
	/** Offset of every time in answers, minutes east of Greenwich. */
	readonly offsetMinutes: number;
	readonly userLicences: number;
	/** When it came into being, and with it everything that no test made. */
	readonly createdMs: number;
}

/** The organization of the fixtures. */
export function createOrganization(): OrganizationState {
	return {
		id: '4150868000000225009',
		zgid: '654321098',
		companyName: 'Brightwell',
		primaryEmail: 'ann.lee@brightwell.test',
		primaryZuid: '694579958',
		offsetMinutes: 330,
		userLicences: 10,
		createdMs: Date.UTC(2026, 0, 2, 3, 30, 0),
	};
}

/** Who made what the organization came with, and when. */
export function madeAtBirth({ users, organization, timeText }: EmulatorState): Readonly<Record<string, unknown>> {
	const [founder, time] = [users.reference(users.all()[0].id), timeText(organization.createdMs)];
	return { created_by: founder, created_time: time, modified_by: founder, modified_time: time };
}
