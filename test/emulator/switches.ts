import { bulkSwitches } from './bulk/switches';
import { coqlSwitches } from './coql/switches';
import { leadsSwitches } from './leads/switches';
import { limitsSwitches } from './limits/switches';
import { metadataSwitches } from './metadata/switches';
import { oauthSwitches } from './oauth/switches';
import { notificationsSwitches } from './notifications/switches';
import { organizationSwitches } from './organization/switches';
import { recordsSwitches } from './records/switches';
import { usersSwitches } from './users/switches';

/** Every switch at its default. Each area's folder says which it has; the README lists them. */
const DEFAULTS = {
	...organizationSwitches,
	...oauthSwitches,
	...limitsSwitches,
	...usersSwitches,
	...metadataSwitches,
	...recordsSwitches,
	...leadsSwitches,
	...bulkSwitches,
	...coqlSwitches,
	...notificationsSwitches,
};

/**
 * How the emulator behaves where Zoho's sources disagree, are silent or are not sure, and the sizes that tests set lower.
 * A plain object: change a value and the next call sees it. Each key names its source; (unverified) is what that
 * source itself says.
 */
export type Switches = typeof DEFAULTS;

/** Every switch at its default, but for those given. */
export function createSwitches(changed: Partial<Switches> = {}): Switches {
	return { ...DEFAULTS, ...changed };
}
