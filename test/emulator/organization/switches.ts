import { oneOf } from '../switch';

/** What is not sure about the organization, and sizes that tests set lower. */
export const organizationSwitches = {
	/** Sets the credits and the number of calls at once. API Limits, v8. */
	edition: oneOf('enterprise', 'free', 'standard', 'professional', 'ultimate'),
	/** Environment that the API hosts serve. A token of another one is rejected. oauth 5 (unverified). */
	environment: oneOf('production', 'sandbox', 'developer'),
	/** Code of that error. oauth 5 (unverified which). */
	wrongEnvironmentCode: oneOf('INVALID_TOKEN', 'OAUTH_SCOPE_MISMATCH'),
	/** The organization has several currencies. users 9. */
	multiCurrency: false,
};
