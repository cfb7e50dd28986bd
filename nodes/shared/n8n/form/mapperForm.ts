import { sleep, type ILoadOptionsFunctions, type ResourceMapperField, type ResourceMapperFields } from 'n8n-workflow';
import { isObject } from '../../zoho/call/shape';
import { hasCredential } from '../connection/nodeContext';

const NO_CREDENTIAL =
	'Your fields appear here once a credential is chosen. If they do not, close this panel and open it again.';

/**
 * n8n asks for the fields of a new node a moment before it writes the only credential into it, and asks again only when a parameter
 * that the mapper depends on changes. This one changes with the answer to the first question, and nobody sees it: columns are
 * matched in no mode that we use. Learnt by trying n8n 2.41.1.
 */
export const askingAgainOf = (mapper: string): string => `${mapper}.matchingColumns`;

/** How often n8n is made to ask again within a short time, and how long each answer waits for the credential. */
const MAX_QUESTIONS = 3;
const PATIENCE_MS = 600;
const SHORT_TIME_MS = 10_000;

/** How often forms without a credential were answered lately. n8n does not say which form asks. */
const lately = { count: 0, at: 0 };

/**
 * The answer to a resource mapper that asks for its fields.
 * @param mapper name of the parameter
 * @param noFields what to say where there are none
 * @param read is not called as long as there is no credential
 */
export async function answerMapper(
	context: ILoadOptionsFunctions,
	mapper: string,
	noFields: string,
	read: () => Promise<ResourceMapperField[]>,
): Promise<ResourceMapperFields> {
	if (hasCredential(context)) return { fields: await read(), emptyFieldsNotice: noFields };
	const isAskedAgain = isUntouched(context.getCurrentNodeParameter(mapper)) && mayAskAgain();
	if (!isAskedAgain) return { fields: [], emptyFieldsNotice: NO_CREDENTIAL };
	await sleep(PATIENCE_MS);
	return { fields: [toMarker(lately.count)] };
}

/** Whether nothing is mapped by hand yet: asking again begins with an empty mapping. */
const isUntouched = (mapping: unknown): boolean =>
	isObject(mapping) &&
	mapping.mappingMode === 'defineBelow' &&
	(mapping.value === null || (isObject(mapping.value) && Object.keys(mapping.value).length === 0));

function mayAskAgain(): boolean {
	const now = Date.now();
	if (now - lately.at > SHORT_TIME_MS) lately.count = 0;
	lately.at = now;
	lately.count += 1;
	return lately.count <= MAX_QUESTIONS;
}

/** A field that is not shown. Being one to match by, it becomes the column that the mapper matches. */
const toMarker = (count: number): ResourceMapperField => ({
	id: `waiting${count}`,
	displayName: '',
	defaultMatch: true,
	canBeUsedToMatch: true,
	required: false,
	display: false,
	type: 'string',
});
