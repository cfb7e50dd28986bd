import { ZohoClient } from '../../zoho/client';
import { UsageError } from '../../zoho/call/errors';
import type { ZohoRequest, ZohoResponse } from '../../zoho/call/http';
import { readCredential, type ZohoCredential } from './credential';
import { askForOrganization, sendWithToken, toHttpOptions, toResponse } from './httpCall';
import type { NodeContext } from './nodeContext';
import { explainRejection } from './whyUnauthorized';

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
			return await (call.host === 'file' ? sendToFileHost(n8n, call, atStart) : sendSigned(n8n, call, atStart));
		},
		sleep: n8n.execution.sleep,
		now: n8n.execution.now,
		random: () => Math.random(),
	});
}

/** Sends a call to the API domain. n8n signs it; after a 401 it renews the token and sends the call once more. */
async function sendSigned(n8n: NodeContext, call: ZohoRequest, atStart: ZohoCredential): Promise<ZohoResponse> {
	return await n8n
		.requestSigned({ ...toHttpOptions(call), ignoreHttpStatusErrors: { ignore: true, except: [401] } })
		.then(
			(answer) => toResponse(answer, call),
			async (reason: unknown) => await explainRejection(n8n, reason, call, atStart),
		);
}

/**
 * Sends a call to a file host, which accepts only the documented form `Zoho-oauthtoken`. The token is fresh, because a call
 * to the API domain comes first. If the host rejects it nevertheless, another call to the API domain renews it, once.
 */
async function sendToFileHost(n8n: NodeContext, call: ZohoRequest, atStart: ZohoCredential): Promise<ZohoResponse> {
	const first = await sendWithToken(n8n, call, (await readCredential(n8n)).accessToken);
	if (first.status !== 401) return first;
	await sendSigned(n8n, askForOrganization(atStart.hosts.apiDomain), atStart);
	return await sendWithToken(n8n, call, (await readCredential(n8n)).accessToken);
}
