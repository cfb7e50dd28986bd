import type { Options } from 'csv-stringify';
import { LEAD_COLUMNS } from './leadRows';

/**
 * Makes csv-stringify write what an import needs: our columns, and booleans as words. Lines end with LF, its default: set to
 * CR LF it would leave cells with an LF in them without quotes.
 */
export const CSV_OPTIONS: Options = {
	columns: [...LEAD_COLUMNS],
	cast: { boolean: (value) => (value ? 'true' : 'false') },
};
