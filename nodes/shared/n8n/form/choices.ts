import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { ZohoClient } from '../../zoho/client';
import { ofForm } from '../connection/nodeContext';
import { toNodeError } from '../connection/nodeErrors';
import { createZohoClient } from '../connection/transport';

/** Asks Zoho for the choices of a form. n8n shows an error next to the field. */
export async function askForChoices<Answer>(
	context: ILoadOptionsFunctions,
	question: (zoho: ZohoClient) => Promise<Answer>,
): Promise<Answer> {
	try {
		return await question(await createZohoClient(ofForm(context)));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** The order of choices in a list. */
export const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
	one.name.localeCompare(other.name);
