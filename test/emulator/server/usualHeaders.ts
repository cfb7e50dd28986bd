import type { Answer } from '../contract';
import type { Switches } from '../switches';

/** Source: answers of version 2 and 6, of May 2026 and January 2025. Theirs set two cookies besides. */
const OF_ALL: Readonly<Record<string, string>> = {
	'cache-control': 'no-store, no-cache, must-revalidate, private',
	pragma: 'no-cache',
	expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
	'content-language': 'en-US',
	server: 'ZGS',
	'strict-transport-security': 'max-age=64072000; includeSubDomains; preload',
	'x-xss-protection': '1; mode=block',
	'referrer-policy': 'strict-origin',
};

/** Headers that every answer of the API with a body has; none for others. */
export function usualHeaders(
	{ sendsUsualHeaders }: Switches,
	method: string,
	{ body }: Answer,
): Readonly<Record<string, string>> {
	if (!sendsUsualHeaders || body === undefined) return {};
	return {
		...OF_ALL,
		'content-disposition': 'attachment; filename=response.json',
		...(method === 'GET' ? { vary: 'accept-encoding' } : {}),
	};
}
