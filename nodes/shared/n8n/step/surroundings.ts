import { sleep, type IExecuteFunctions, type IWebhookFunctions } from 'n8n-workflow';

/** What an operation may ask of n8n besides items, parameters and requests. */
export interface Surroundings {
	/** Waits; ends early when the execution is stopped. */
	sleep(ms: number): Promise<void>;
	/** Milliseconds since 1970. */
	now(): number;
	/** IANA time zone of the workflow. */
	readonly timeZone: string;
	/** Id of the execution, for names of files. */
	readonly executionId: string;
	/** Writes a line to n8n's log: ids and numbers, never contents. */
	log(message: string): void;
	isCancelled(): boolean;
}

/** The surroundings of one execution of a node; a webhook of it cannot be stopped. */
export function surroundingsOf(context: IExecuteFunctions | IWebhookFunctions): Surroundings {
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const cancelled = new Promise<void>((resolve) => {
		signal?.addEventListener('abort', () => resolve(), { once: true });
	});
	return {
		sleep: async (ms) => await Promise.race([sleep(ms), cancelled]),
		now: () => Date.now(),
		timeZone: context.getTimezone(),
		executionId: context.getExecutionId(),
		// A name with a line break in it must not look like a line of ours, because Resume Import reads them.
		log: (message) => context.logger.info(`[Zoho CRM] ${message.replace(/\p{Cc}+/gu, ' ')}`),
		isCancelled: () => signal?.aborted ?? false,
	};
}
