import { ZohoClient } from '../../zoho/client';
import { TIME_OVER, UsageError } from '../../zoho/call/errors';
import type { ZohoRequest, ZohoResponse } from '../../zoho/call/http';
import { REQUEST_DEADLINE_MS } from '../../zoho/call/limits';
import { recover } from '../../zoho/call/recover';
import { readCredential, type ZohoCredential } from './credential';
import { askForOrganization, sendWithToken, toHttpOptions, toResponse } from './httpCall';
import type { NodeContext } from './nodeContext';
import { isRefusing, withoutSecrets } from './secrets';
import { explainAnswer, explainRejection, isAboutScope } from './whyUnauthorized';

const STOPPED = new UsageError(
	'The execution was stopped before this request was sent',
	'Run the node again for what was not sent',
);

/** A client that sends through n8n. n8n signs the calls and renews the token. */
export async function createZohoClient(n8n: NodeContext): Promise<ZohoClient> {
	const atStart = await readCredential(n8n);
	return new ZohoClient({
		hosts: atStart.hosts,
		request: async (call) => {
			if (n8n.execution.isCancelled()) throw STOPPED;
			const send = call.host === 'file' ? sendToFileHost : sendSigned;
			const response = await endInTime(call, async (ended) => await send(n8n, call, { atStart, ended }));
			return isRefusing(response, call) ? await strikeOut(n8n, response, atStart) : response;
		},
		sleep: n8n.execution.sleep,
		now: n8n.execution.now,
		random: () => Math.random(),
	});
}

/** Strikes the tokens out of an answer whose words are shown: those from the start, and those that replaced them. */
async function strikeOut(n8n: NodeContext, response: ZohoResponse, atStart: ZohoCredential): Promise<ZohoResponse> {
	const { secrets } = await readCredential(n8n);
	return withoutSecrets(response, [...secrets, ...atStart.secrets]);
}

/**
 * Waits for an answer, but not for ever: n8n's timeout is about silence, which an answer never is that comes byte by byte.
 * The timer keeps no process alive.
 * @param send is told when nobody waits any longer
 * @throws an error with the code `TIME_OVER`: such a call is not sent again
 */
async function endInTime<Answer>(
	{ timeoutMs = REQUEST_DEADLINE_MS }: ZohoRequest,
	send: (ended: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
	const ended = AbortSignal.timeout(Math.min(timeoutMs, REQUEST_DEADLINE_MS));
	let end = (): void => undefined;
	const tooLate = new Promise<never>((_, reject) => {
		end = () => reject(Object.assign(new Error('The response did not end in time'), { code: TIME_OVER }));
	});
	ended.addEventListener('abort', end, { once: true });
	return await Promise.race([send(ended), tooLate]).finally(() => ended.removeEventListener('abort', end));
}

/** What a call is sent with, besides itself. */
interface Sending {
	readonly atStart: ZohoCredential;
	/** Aborted when nobody waits for the answer any longer. */
	readonly ended: AbortSignal;
}

/**
 * Sends a call to the API domain. n8n signs it; after a 401 it renews the token and sends the call once more. Before 2.10, n8n
 * takes an exception among ignored statuses for none and gives the 401 back: another call then makes it renew the token.
 */
async function sendSigned(n8n: NodeContext, call: ZohoRequest, sending: Sending): Promise<ZohoResponse> {
	const first = await trySigned(n8n, call, sending);
	if (!first.isUnrenewed || sending.ended.aborted) return first.response;
	await renewToken(n8n, sending);
	const second = await trySigned(n8n, call, sending);
	return second.isUnrenewed ? await explainAnswer(n8n, second.response, call, sending.atStart) : second.response;
}

/** A response, and whether n8n gave it back as it was although its token may have expired. */
interface SignedTry {
	readonly response: ZohoResponse;
	readonly isUnrenewed: boolean;
}

async function trySigned(n8n: NodeContext, call: ZohoRequest, { atStart, ended }: Sending): Promise<SignedTry> {
	const options = {
		...toHttpOptions(call, n8n, ended),
		ignoreHttpStatusErrors: { ignore: true as const, except: [401] },
	};
	return await n8n.requestSigned(options).then(
		async (answer) => {
			const response = await toResponse(answer, call, ended);
			return { response, isUnrenewed: response.status === 401 && !isAboutScope(response) };
		},
		async (reason: unknown) => ({
			response: await explainRejection(n8n, reason, call, atStart),
			isUnrenewed: false,
		}),
	);
}

/**
 * Makes n8n renew the token by a call of which it ignores no status.
 * @throws UsageError if no token is to be had
 */
async function renewToken(n8n: NodeContext, { atStart, ended }: Sending): Promise<void> {
	const call = askForOrganization(atStart.hosts.apiDomain);
	const renewed = n8n
		.requestSigned({ ...toHttpOptions(call, n8n, ended), ignoreHttpStatusErrors: false })
		.then(async (answer) => await toResponse(answer, call, ended));
	// Whatever else this call meets, it met with the new token.
	await recover(
		renewed.catch(async (reason: unknown) => await explainRejection(n8n, reason, call, atStart)),
		(reason) => !(reason instanceof UsageError),
		() => null,
	);
}

/**
 * Sends a call to a file host, which accepts only the documented form `Zoho-oauthtoken`. The token is fresh, because a call
 * to the API domain comes first. If the host rejects it nevertheless, another call to the API domain renews it, once.
 */
async function sendToFileHost(n8n: NodeContext, call: ZohoRequest, sending: Sending): Promise<ZohoResponse> {
	const { atStart, ended } = sending;
	const first = await sendWithToken(n8n, call, (await readCredential(n8n)).accessToken, { ended });
	if (first.status !== 401 || ended.aborted) return first;
	await sendSigned(n8n, askForOrganization(atStart.hosts.apiDomain), sending);
	return await sendWithToken(n8n, call, (await readCredential(n8n)).accessToken, { ended });
}
