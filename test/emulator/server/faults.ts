/** What goes wrong with a call. */
export type FaultEffect =
	/** Answers this instead: a 429, a gateway's HTML page, an error body. Text goes out as HTML unless `contentType` says otherwise. */
	| {
			readonly kind: 'answer';
			readonly status: number;
			readonly body?: unknown;
			readonly contentType?: string;
			readonly retryAfterSeconds?: number;
	  }
	/** Resets the connection. */
	| { readonly kind: 'reset' }
	/** Sends half of the answer, then resets the connection. */
	| { readonly kind: 'cut' }
	/** Answers rightly, but this much later. */
	| { readonly kind: 'slow'; readonly delayMs: number }
	/** Answers nothing, and leaves the connection open until the caller gives up. */
	| { readonly kind: 'silent' }
	/** Begins the answer, and goes on with blanks byte by byte until the caller gives up. */
	| { readonly kind: 'dripping' }
	/** Answers rightly, and packs so many megabytes of blanks behind it. */
	| { readonly kind: 'exploding'; readonly megabytes: number }
	/** Answers the first half of the JSON as if it were whole. */
	| { readonly kind: 'truncatedJson' }
	/** Answers JSON of another shape, with the right status. */
	| { readonly kind: 'wrongJson'; readonly body?: unknown }
	/** Answers 204 with nothing. */
	| { readonly kind: 'empty' }
	/** Ends the token that the call carries; the call is then treated as any other. */
	| { readonly kind: 'expireToken' }
	/** Sends the caller elsewhere. */
	| { readonly kind: 'redirect'; readonly location: string; readonly status?: 301 | 302 | 303 | 307 | 308 };

/** A fault that waits for calls. */
export type Fault = FaultEffect & {
	/** Path of the calls it is meant for; `*` stands for anything: `/crm/v8/Leads*`. */
	readonly path: string;
	/** Default: every method. */
	readonly method?: string;
	/** How many calls it hits; default 1. */
	readonly times?: number;
	/** How many matching calls pass before it begins; default 0. */
	readonly after?: number;
	/** Whether Zoho does what was asked before the call goes wrong; default no. `slow`, `cut`, `exploding` and wrong JSON always act. */
	readonly acts?: boolean;
};

interface QueuedFault {
	readonly fault: Fault;
	readonly pattern: RegExp;
	toPass: number;
	left: number;
}

/** Faults in the order in which they were queued; a call meets the first that is meant for it. */
export class Faults {
	private queue: QueuedFault[] = [];
	/** Is told the caller's port of each call that gets no answer, once Zoho has done its part of it. */
	onSilence: (callerPort: number) => void = () => undefined;

	/** @throws RangeError if a count is not a whole number */
	add(fault: Fault): void {
		const { times = 1, after = 0 } = fault;
		if (!Number.isInteger(times) || times < 1 || !Number.isInteger(after) || after < 0)
			throw new RangeError('times and after are whole numbers, times at least 1');
		const pattern = new RegExp(
			`^${fault.path
				.split('*')
				.map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
				.join('.*')}$`,
		);
		this.queue.push({ fault, pattern, toPass: after, left: times });
	}

	clear(): void {
		this.queue = [];
	}

	/** Faults that have not hit all their calls yet, with what is left of each. */
	pending(): Fault[] {
		return this.queue.map(({ fault, toPass, left }) => ({ ...fault, times: left, after: toPass }));
	}

	/** The fault that a call meets; counts it as met. */
	take(method: string, path: string): Fault | undefined {
		for (const entry of this.queue) {
			if (!entry.pattern.test(path) || (entry.fault.method !== undefined && entry.fault.method !== method)) continue;
			if (entry.toPass > 0) {
				entry.toPass -= 1;
				continue;
			}
			entry.left -= 1;
			if (entry.left === 0) this.queue = this.queue.filter((other) => other !== entry);
			return entry.fault;
		}
		return undefined;
	}
}
