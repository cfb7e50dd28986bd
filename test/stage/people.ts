import type { Emulator } from '../emulator';

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

/** The user of the fixtures whose email begins with a name. */
export function userNamed(emulator: Emulator, name: string): { readonly id: string; readonly email: string } {
	const user = emulator.state.users.all().find(({ email }) => email.startsWith(name));
	if (user === undefined) throw new RangeError(`The emulator has no ${name}`);
	return user;
}
