import { UsageError } from '../../../shared/zoho/call/errors';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Checks the address that Zoho is to call: public https; plain http only on this machine and with a Custom data center.
 * @throws UsageError if Zoho could not call it
 */
export function checkCallbackUrl(address: string, dataCenter: string): string {
	const { protocol, hostname } = new URL(address);
	const isLoopback = LOOPBACK.has(hostname);
	if (dataCenter === 'custom' && isLoopback && (protocol === 'http:' || protocol === 'https:')) return address;
	if (protocol === 'https:' && !isLoopback) return address;
	throw new UsageError(
		`Zoho CRM cannot call this n8n at ${protocol}//${hostname}: it needs a public https address`,
		'Set WEBHOOK_URL of n8n to its public https address, or let the step wait for the End of the Jobs',
	);
}
