import { UsageError } from './errors';
import type { ZohoHosts } from './http';

/**
 * Whether a text can stand between two slashes of a path: dots alone would lead elsewhere, and half a character cannot
 * be encoded.
 */
export const isPathPart = (text: string): boolean => !/^\.{0,2}$/.test(text) && !/\p{Cs}/u.test(text);

/**
 * The path of a record API, e.g. `https://www.zohoapis.eu/crm/v8/Leads/actions/count`. Parts are encoded.
 * @throws UsageError for a part that would make another path of it
 */
export function crmUrl(hosts: ZohoHosts, ...parts: string[]): string {
	const wrong = parts.find((part) => !isPathPart(part));
	if (wrong !== undefined)
		throw new UsageError(`"${wrong}" can't be part of a URL`, 'Correct the value, or find the record with Search');
	return `${new URL(hosts.apiDomain).origin}/crm/v8/${parts.map(encodeURIComponent).join('/')}`;
}

/**
 * A module's API name as part of a path.
 * @throws UsageError if no module can have the name
 */
export function checkModule(name: string): string {
	if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return name;
	// Lists in a form are asked for before there is an item.
	if (name.startsWith('='))
		throw new UsageError(
			'Lists cannot be loaded while Module is an expression',
			'Choose the module from the list, make your choices, then switch Module back to the expression. Or enter API names of fields with an expression',
		);
	throw new UsageError(
		`"${name}" is not the API name of a module`,
		'Use the API name, such as Leads or Sales_Orders. To find it in Zoho CRM, go to Setup > Developer Hub > APIs & SDKs > API Names',
	);
}

/**
 * A field's API name where it is not sent as a value, such as in a header.
 * @throws UsageError if no field can have the name
 */
export function checkField(name: string): string {
	if (/^[A-Za-z$][A-Za-z0-9_$]*$/.test(name)) return name;
	throw new UsageError(
		`"${name}" is not the API name of a field`,
		'Choose the field from the list, or enter its API name, such as Last_Name',
	);
}

/** An id without the prefix and the white space of Zoho's own exports, which write `zcrm_` in front; other texts as they are. */
export const plainId = (text: string): string => {
	const bare = text.trim();
	return /^zcrm_\d+$/.test(bare) ? bare.slice('zcrm_'.length) : text;
};

/**
 * An id as part of an address.
 * @param what whose id it is, for the message, e.g. `record`
 * @throws UsageError if it is not made of digits
 */
export function checkId(id: string, what: string): string {
	if (/^\d+$/.test(id)) return id;
	throw new UsageError(
		`The ${what} ID is invalid: it must contain only digits`,
		'Copy the ID from the URL of the page in Zoho CRM',
	);
}

/** Whether a host name is that of this machine. */
export const isLoopback = (hostname: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);

/**
 * Decides whether a token may be sent to an address: https to one of the configured hosts or, on the usual port, to a trusted suffix, or
 * plain http to this machine where the hosts allow it.
 * @throws UsageError otherwise, also for addresses with credentials in them
 */
export function checkTrusted(url: URL, hosts: ZohoHosts): void {
	const configured = [hosts.apiDomain, hosts.uploadHost, ...hosts.downloadHosts].map((host) => new URL(host).origin);
	const isUsualPort = url.port === '';
	const hasSuffix = hosts.trustedHostSuffixes.some(
		(suffix) => isUsualPort && (url.hostname === suffix || url.hostname.endsWith(`.${suffix}`)),
	);
	const isSafeScheme =
		url.protocol === 'https:' || (url.protocol === 'http:' && hosts.allowHttpLoopback && isLoopback(url.hostname));
	const isPlain = url.username === '' && url.password === '';
	if (isSafeScheme && isPlain && (hasSuffix || configured.includes(url.origin))) return;
	throw new UsageError(
		`The token is not sent to ${url.protocol}//${url.host}, which is not an https URL of the data center of the credential`,
		'Check the Data Center of the credential. If it is Custom, check its URLs',
	);
}

/**
 * Checks what a client is built on.
 * @throws UsageError if a host is no address, or one that a token may not be sent to
 */
export function checkHosts(hosts: ZohoHosts): void {
	for (const host of [hosts.apiDomain, hosts.uploadHost, ...hosts.downloadHosts]) {
		if (!URL.canParse(host))
			throw new UsageError(`"${host}" is not a URL`, 'Enter URLs such as https://www.zohoapis.eu');
		checkTrusted(new URL(host), hosts);
	}
}
