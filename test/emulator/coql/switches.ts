import { oneOf } from '../switch';

/** What is not sure about queries, and sizes that tests set lower. */
export const coqlSwitches = {
	/** Rows of one answer at most. coql 2: 2,000 in v8; the error list of its page still says 200. */
	coqlRows: 2000,
	/** OFFSET and LIMIT together. coql 2: 10,000 in older versions. */
	coqlReach: 100_000,
	/** More than two criteria without brackets around pairs. coql 2: refused in the documentation, sent by others in production. */
	coqlFlatCriteria: oneOf('refuse', 'accept'),
	/** Lookups in rows. coql 4: with the name since v7. */
	coqlLookupNames: true,
};
