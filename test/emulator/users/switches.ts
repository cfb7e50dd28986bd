import { oneOf } from '../switch';

/** What is not sure about users, and sizes that tests set lower. */
export const usersSwitches = {
	/** `status` of deactivated users. users 1: `disabled`, docs also `inactive`. */
	disabledUserStatus: oneOf('disabled', 'inactive'),
	/** Code for an unknown `type`. users 1 (unverified). */
	wrongUserTypeCode: oneOf('INVALID_DATA', 'INVALID_REQUEST'),
	/** Accepted forms of `role` and `profile`. users 3: docs against OAS. */
	userReferenceForm: oneOf('both', 'string', 'object'),
	/** Name that a new user must have. users 3: docs against older docs. */
	mandatoryUserName: oneOf('either', 'first_name', 'last_name'),
	/** `AllUsers` lists deleted users too. ASSUMED not: they have a type of their own. */
	allUsersIncludesDeleted: false,
	/** Users in one PUT. users 4: 1 in v7 docs, 10 in the 2026 OAS. */
	usersPerUpdate: 1,
	/** Time until a handover is done and the user is deleted. users 7: not said. */
	handoverMs: 5000,
};
