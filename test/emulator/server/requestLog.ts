import { parseJson } from '../json';

/** One call as it was received and answered. Bodies are parsed when they are looked at. */
export interface LoggedRequest {
	readonly number: number;
	readonly method: string;
	readonly host: 'api' | 'files';
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	/** `authorization` is its scheme and a short hash of the token. */
	readonly headers: Readonly<Record<string, string>>;
	readonly sizeBytes: number;
	/** Records that the call carried. */
	readonly records: number;
	/** JSON that was sent; undefined when it was none, or was not kept. */
	readonly body: unknown;
	/** null while unanswered, or when the connection ended first. */
	readonly status: number | null;
	/** JSON that was answered. */
	readonly answer: unknown;
	readonly answerBytes: number;
	readonly startedMs: number;
	readonly endedMs: number | null;
	readonly credits: number;
	/** The fault that the call met. */
	readonly fault: string | null;
}

/** What becomes known of a request while it is handled. */
export interface RequestProgress {
	records?: number;
	status?: number;
	answerText?: string;
	answerBytes?: number;
	endedMs?: number;
	credits?: number;
	fault?: string;
}

type RequestStart = Pick<LoggedRequest, 'method' | 'host' | 'path' | 'query' | 'headers' | 'sizeBytes' | 'startedMs'>;

/** Texts are kept, not values: a parsed batch of leads takes several times the memory. */
class Entry implements LoggedRequest {
	readonly method: string;
	readonly host: 'api' | 'files';
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly sizeBytes: number;
	readonly startedMs: number;
	records = 0;
	status: number | null = null;
	answerBytes = 0;
	endedMs: number | null = null;
	credits = 0;
	fault: string | null = null;
	private answerText = '';

	constructor(
		readonly number: number,
		start: RequestStart,
		private bodyText: string,
	) {
		this.method = start.method;
		this.host = start.host;
		this.path = start.path;
		this.query = start.query;
		this.headers = start.headers;
		this.sizeBytes = start.sizeBytes;
		this.startedMs = start.startedMs;
	}

	get body(): unknown {
		return this.bodyText === '' ? undefined : parseJson(this.bodyText);
	}

	get answer(): unknown {
		return this.answerText === '' ? undefined : parseJson(this.answerText);
	}

	get keptCharacters(): number {
		return this.bodyText.length + this.answerText.length;
	}

	note(progress: RequestProgress): void {
		Object.assign(this, progress);
	}

	dropBodies(): void {
		this.bodyText = '';
		this.answerText = '';
	}

	/** Without what the entry keeps for itself. */
	toJSON(): LoggedRequest {
		const { number, body, status, answer, answerBytes, endedMs, credits, fault, records } = this;
		const { method, host, path, query, headers, sizeBytes, startedMs } = this;
		return {
			number,
			method,
			host,
			path,
			query,
			headers,
			sizeBytes,
			records,
			body,
			status,
			answer,
			answerBytes,
			startedMs,
			endedMs,
			credits,
			fault,
		};
	}
}

const MOST_ENTRIES = 20_000;
const MOST_BODY_CHARACTERS = 64 * 1024 * 1024;

/** The calls since the last reset, oldest first: the last 20,000, with the bodies of the latest 64 MiB. */
export class RequestLog {
	private entries: Entry[] = [];
	private nextNumber = 1;
	private keptCharacters = 0;
	/** Entries before this place hold no bodies any more. */
	private firstWithBodies = 0;

	/** @param keepBodies whether JSON that is sent and answered is kept */
	constructor(public keepBodies: boolean) {}

	reset(): void {
		this.entries = [];
		this.nextNumber = 1;
		this.keptCharacters = 0;
		this.firstWithBodies = 0;
	}

	/** @returns what takes down how the call goes on */
	begin(start: RequestStart, bodyText: string): (progress: RequestProgress) => void {
		const entry = new Entry(this.nextNumber++, start, this.keepBodies ? bodyText : '');
		this.entries.push(entry);
		this.keptCharacters += entry.keptCharacters;
		this.shorten();
		return ({ answerText, ...progress }) => {
			entry.note(answerText === undefined || !this.keepBodies ? progress : { ...progress, answerText });
			if (answerText === undefined || !this.keepBodies) return;
			this.keptCharacters += answerText.length;
			this.shorten();
		};
	}

	/** Those that match every given property; all without an argument. */
	all(
		wanted: { readonly method?: string; readonly path?: string | RegExp; readonly host?: 'api' | 'files' } = {},
	): LoggedRequest[] {
		return this.entries.filter(
			(entry) =>
				(wanted.method === undefined || entry.method === wanted.method) &&
				(wanted.host === undefined || entry.host === wanted.host) &&
				(wanted.path === undefined ||
					(typeof wanted.path === 'string' ? entry.path === wanted.path : wanted.path.test(entry.path))),
		);
	}

	private shorten(): void {
		while (this.keptCharacters > MOST_BODY_CHARACTERS && this.firstWithBodies < this.entries.length)
			this.dropBodiesOf(this.entries[this.firstWithBodies++]);
		if (this.entries.length <= MOST_ENTRIES) return;
		// A tenth at a time: shifting the array for every request would cost more than the request.
		const dropped = this.entries.splice(0, MOST_ENTRIES / 10);
		for (const entry of dropped) this.dropBodiesOf(entry);
		this.firstWithBodies = Math.max(0, this.firstWithBodies - dropped.length);
	}

	private dropBodiesOf(entry: Entry): void {
		this.keptCharacters -= entry.keptCharacters;
		entry.dropBodies();
	}
}
