/** Addresses of machines that Zoho cannot reach: loopback, private and link-local ones. */
const CLOSED_ADDRESSES =
	/^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.|^\[(?:::1?|f[cd][\da-f]{2}:.*|fe80:.*)\]$/;

/** Whether an address is https at a name or number of the public internet. Source: bulk-write 3, `callback`. */
export function isPublic({ protocol, hostname }: URL): boolean {
	const isName = !/^[\d.]+$|^\[/.test(hostname);
	if (isName && (!hostname.includes('.') || /\.(?:local|localhost|internal)$/.test(hostname))) return false;
	return protocol === 'https:' && !CLOSED_ADDRESSES.test(hostname);
}
