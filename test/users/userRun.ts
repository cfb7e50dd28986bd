import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import type { LoggedRequest } from '../emulator/server/requestLog';
import type { NodeRunResult } from '../stage/runNode';
import { runCrm, type LeadRun } from '../records/leadRun';

/** Runs an operation on users. */
export async function runUser(
	emulator: Emulator,
	operation: string,
	parameters: INodeParameters,
	items: readonly IDataObject[] = [{}],
	run: LeadRun = {},
): Promise<NodeRunResult> {
	return await runCrm(emulator, { resource: 'user', operation, ...parameters }, items, run);
}

/** A user, role or profile as a locator of the form names it. */
export const named = (value: string, mode: 'email' | 'id' | 'list' = 'id'): INodeParameters => ({
	__rl: true,
	mode,
	value,
});

/** Calls about users, oldest first. */
export const userCalls = (emulator: Emulator, method?: string): LoggedRequest[] =>
	emulator.requests.all({ path: /^\/crm\/v8\/users/, ...(method === undefined ? {} : { method }) });

/** Adds people until there are so many. */
export function hire(emulator: Emulator, count: number): void {
	const { users, organization } = emulator.state;
	Object.assign(organization, { userLicences: count + 10 });
	const [ann] = users.all();
	for (let number = users.all().length; number < count; number += 1) {
		users.create(ann.id, {
			first_name: `F${number}`,
			last_name: `L${number}`,
			email: `f${number}@brightwell.test`,
			role: ann.roleId,
			profile: ann.profileId,
		});
	}
}
