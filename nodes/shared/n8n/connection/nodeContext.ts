import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type INode,
	type IPollFunctions,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

/** A value of the parameter Authentication. */
export type Authentication = 'oAuth2' | 'selfClient';

/** The credential type behind a choice. */
export function credentialTypeOf(authentication: Authentication): string {
	return authentication === 'selfClient' ? 'zohoCrmSelfClientApi' : 'zohoCrmOAuth2Api';
}

/** The execution that a node runs in. Polls, hooks and forms run outside of one: it has no id there, and cannot be stopped. */
export interface Execution {
	/** Empty outside of an execution. */
	readonly id: string;
	/** IANA time zone of the workflow. */
	readonly timeZone: string;
	/** Milliseconds since 1970. */
	now(): number;
	/** Waits; ends early when the execution is stopped. */
	sleep(ms: number): Promise<void>;
	/** Whether the execution was stopped. */
	isCancelled(): boolean;
	/** Writes a line to n8n's log: ids and numbers, never contents. */
	log(message: string): void;
}

/** How a parameter is read. */
export interface ReadOptions {
	/** What the node gets if the parameter is missing; without it a missing parameter is an error. */
	readonly fallback?: unknown;
	/** Gives the value of a resource locator instead of the whole locator. */
	readonly extractValue?: boolean;
}

/**
 * What our code needs from n8n. n8n calls a node in several ways, each with another `this`. The entry point makes a port
 * from it with the factory of the same name, and everything further in works with the port alone.
 */
export interface NodeContext {
	readonly execution: Execution;
	readonly node: INode;
	/** Which credential the node uses. Nodes saved before there was a choice use OAuth2. */
	readonly authentication: Authentication;
	/** Aborted when the execution is stopped; undefined where nothing can be stopped. */
	readonly cancelSignal: AbortSignal | undefined;
	/** The chosen credential, decrypted, as n8n stores it at this moment. */
	getCredentials(): Promise<ICredentialDataDecryptedObject>;
	/**
	 * Sends a request with the token of the chosen credential. n8n renews the token after a 401 and sends it once more, unless
	 * `abortSignal` says that nobody waits any longer.
	 */
	requestSigned(options: IHttpRequestOptions): Promise<unknown>;
	/** Sends a request as it is. */
	requestPlain(options: IHttpRequestOptions): Promise<unknown>;
	/** Reads a parameter. @param itemIndex item for which expressions are evaluated; ignored where there are no items */
	readParameter(name: string, itemIndex: number, options?: ReadOptions): unknown;
}

/** What differs from one way of calling a node to the next. */
interface Edge {
	readonly read: NodeContext['readParameter'];
	readonly cancelSignal?: AbortSignal;
}

/** `execute`. */
export function ofExecution(context: IExecuteFunctions): NodeContext {
	return toPort(context, {
		read: (name, itemIndex, { fallback, ...options } = {}) =>
			context.getNodeParameter(name, itemIndex, fallback, options),
		cancelSignal: context.getExecutionCancelSignal(),
	});
}

/** `webhook`: of a trigger, or of a node whose execution sleeps. */
export function ofWebhook(context: IWebhookFunctions): NodeContext {
	return toPort(context, { read: withoutItems(context) });
}

/** `poll`. */
export function ofPoll(context: IPollFunctions): NodeContext {
	return toPort(context, { read: withoutItems(context) });
}

/** `trigger`. */
export function ofTrigger(context: ITriggerFunctions): NodeContext {
	return toPort(context, { read: withoutItems(context) });
}

/** `checkExists`, `create` and `delete` of a webhook. */
export function ofHook(context: IHookFunctions): NodeContext {
	return toPort(context, { read: withoutItems(context) });
}

/** `loadOptions`, `listSearch` and `resourceMapping`: parameters are those in the open form, which may not be saved yet. */
export function ofForm(context: ILoadOptionsFunctions): NodeContext {
	return toPort(context, {
		read: (name, _, { fallback, ...options } = {}) => context.getCurrentNodeParameter(name, options) ?? fallback,
	});
}

/** Whether a form has a credential of the chosen kind. A new node gets its own a moment after its form was opened. */
export function hasCredential(context: ILoadOptionsFunctions): boolean {
	const chosen = context.getCurrentNodeParameter('authentication') === 'selfClient' ? 'selfClient' : 'oAuth2';
	return context.getNode().credentials?.[credentialTypeOf(chosen)] !== undefined;
}

/** `preAuthentication` of a credential, which runs before a request, after a 401 and in a test: it can only send. */
export function ofCredential({ helpers }: IHttpRequestHelper): Pick<NodeContext, 'requestPlain'> {
	return { requestPlain: async (options) => await helpers.httpRequest(options) };
}

type WithoutItems = IWebhookFunctions | IPollFunctions | ITriggerFunctions | IHookFunctions;

/** These contexts take the fallback where `execute` takes the index of the item. */
function withoutItems(context: WithoutItems): NodeContext['readParameter'] {
	return (name, _, { fallback, ...options } = {}) => context.getNodeParameter(name, fallback, options);
}

/** n8n puts a token of any other type into the address; Zoho's are all of this one, whatever a token answer says. */
const SIGNING = { oauth2: { tokenType: 'Bearer' } };

function toPort(
	context: IExecuteFunctions | ILoadOptionsFunctions | WithoutItems,
	{ read, cancelSignal }: Edge,
): NodeContext {
	const choose = (): Authentication =>
		read('authentication', 0, { fallback: 'oAuth2' }) === 'selfClient' ? 'selfClient' : 'oAuth2';
	return {
		execution: toExecution(context, cancelSignal),
		cancelSignal,
		get node() {
			return context.getNode();
		},
		get authentication() {
			return choose();
		},
		getCredentials: async () => await context.getCredentials(credentialTypeOf(choose())),
		requestSigned: async (options) =>
			await context.helpers.httpRequestWithAuthentication.call(
				stoppedBy(context, options.abortSignal),
				credentialTypeOf(choose()),
				options,
				SIGNING,
			),
		requestPlain: async (options) => await context.helpers.httpRequest(options),
		readParameter: read,
	};
}

/** n8n puts its own signal in the place of that of a request: the one of the context it is called on. */
function stoppedBy<Context extends object>(context: Context, signal: IHttpRequestOptions['abortSignal']): Context {
	if (signal === undefined) return context;
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } }) as Context;
}

function toExecution(
	context: IExecuteFunctions | ILoadOptionsFunctions | WithoutItems,
	signal?: AbortSignal,
): Execution {
	return {
		id: context.getExecutionId() ?? '',
		timeZone: context.getTimezone(),
		now: () => Date.now(),
		sleep: async (ms) => await sleepUntilStopped(ms, signal),
		isCancelled: () => signal?.aborted ?? false,
		// A name with a line break in it must not look like a line of ours, because Resume Import reads them.
		log: (message) => context.logger.info(`[Zoho CRM] ${message.replace(/\p{Cc}+/gu, ' ')}`),
	};
}

async function sleepUntilStopped(ms: number, signal: AbortSignal | undefined): Promise<void> {
	if (signal === undefined) return await sleep(ms);
	if (signal.aborted) return;
	let stop = (): void => undefined;
	const stopped = new Promise<void>((resolve) => {
		stop = resolve;
	});
	signal.addEventListener('abort', stop, { once: true });
	await Promise.race([sleep(ms), stopped]);
	signal.removeEventListener('abort', stop);
}
