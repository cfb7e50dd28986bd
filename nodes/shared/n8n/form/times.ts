import { formatDateTime } from '../../values/dates';
import { UsageError } from '../../zoho/call/errors';

/**
 * A moment of a form as Zoho takes it: ISO 8601 with offset, without milliseconds.
 * @param label display name of the parameter, for the message
 * @param timeZone IANA name, for values without an offset
 * @throws UsageError if the value is no moment
 */
export function readTime(value: unknown, label: string, timeZone: string): string {
	const cell = formatDateTime(value, timeZone);
	if (typeof cell === 'string') return cell;
	throw new UsageError(
		`The value of ${label} ${cell.reason}`,
		'Give it as yyyy-MM-ddTHH:mm:ss, with or without an offset',
	);
}
