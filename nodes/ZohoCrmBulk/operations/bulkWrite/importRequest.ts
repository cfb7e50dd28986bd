import type { ImportRequest } from '../../../shared/import/request';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { isLoopback } from '../../../shared/zoho/call/address';
import { UsageError } from '../../../shared/zoho/call/errors';
import type { ZohoClient } from '../../../shared/zoho/client';
import { importOptions } from './importOptionList';
import { wait } from './importOptions';
import type { ImportWishes } from './importWishes';

/** How far names can be ahead of the clock. A clock that was set back is followed. */
const LEAD_MS = 1_000;

/** The latest moment that an import of this process was named by. */
let latest = 0;

/**
 * Names the files of an import: unlike any other of this n8n, and safe in a file name. Imports of one execution that begin in
 * one millisecond are named by the next ones.
 * @param now milliseconds
 */
export function toImportId(executionId: string, now: number): string {
	latest = now > latest || latest - now > LEAD_MS ? now : latest + 1;
	return `n8n${executionId.replace(/[^A-Za-z0-9]/g, '')}x${latest.toString(36)}`;
}

/**
 * The import that the form asks for, with what had to be looked up.
 * @param ids of the import, and of this run if it resumes the import of an earlier one
 * @throws UsageError if the layout does not exist or Zoho CRM cannot call this n8n
 */
export async function resolveRequest(
	{ request }: ImportWishes,
	ids: Pick<ImportRequest, 'importId' | 'run'>,
	{ zoho, callbackUrl, connection }: Pick<TogetherContext, 'zoho' | 'callbackUrl' | 'connection'>,
): Promise<ImportRequest> {
	return {
		...request,
		...ids,
		callbackUrl:
			request.wait === 'callback' ? checkCallbackUrl(callbackUrl(ids.importId), (await connection()).dataCenter) : null,
		layoutFields: request.layoutId === null ? [] : await findLayoutFields(request.module, request.layoutId, zoho),
	};
}

/**
 * Checks the address that Zoho CRM will call: public https; plain http only on this machine and with a Custom data center.
 * @throws UsageError if Zoho CRM could not call it
 */
export function checkCallbackUrl(address: string, dataCenter: string): string {
	const { protocol, hostname } = new URL(address);
	const isLocal = isLoopback(hostname);
	if (dataCenter === 'custom' && isLocal && (protocol === 'http:' || protocol === 'https:')) return address;
	if (protocol === 'https:' && !isLocal) return address;
	throw new UsageError(
		`Zoho CRM cannot call this n8n at ${protocol}//${hostname}: it needs a public HTTPS address`,
		`Set WEBHOOK_URL of n8n to its public HTTPS address, or set ${wait.form.displayName} to Wait Until Finished`,
	);
}

/** What the chosen layout requires beyond the mandatory fields of the module. */
async function findLayoutFields(module: string, layoutId: string, zoho: ZohoClient): Promise<readonly string[]> {
	const layout = (await zoho.metadata.layouts(module)).find(({ id }) => id === layoutId);
	if (layout !== undefined) return layout.requiredFields;
	throw new UsageError(
		`${module} has no layout with the ID ${layoutId}`,
		`Choose ${importOptions.labelOf('layout')} from the list`,
	);
}
