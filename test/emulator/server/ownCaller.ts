const OWN_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const OWN_ORIGIN = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Whether a call comes from this machine's programs and pages: a page of another site in somebody's browser must neither read
 * what the emulator holds, under whatever name it reaches 127.0.0.1, nor change it. Links to it may come from anywhere.
 */
export function isOwnCaller(method: string, headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
	const { host = '', origin } = headers;
	if (!OWN_HOST.test(String(host)) || (origin !== undefined && !OWN_ORIGIN.test(String(origin)))) return false;
	const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
	return headers['sec-fetch-site'] !== 'cross-site' || isLink;
}
