import { isObject, parseJson } from '../json';

/** An entry of a list. */
type Entry = Readonly<Record<string, unknown>>;

/** The admin address of an emulator, wherever that runs. */
export class EmulatorAdmin {
	constructor(readonly adminUrl: string) {}

	/** One call; answers parsed JSON. @throws AdminRefusal for what the emulator does not take */
	async admin(method: string, pathAndQuery: string, body?: unknown): Promise<unknown> {
		const answer = await this.callAdmin(method, pathAndQuery, body);
		return await answer.json();
	}

	/** A list that comes as NDJSON. */
	async adminList(pathAndQuery: string): Promise<readonly Entry[]> {
		const entries: Entry[] = [];
		for await (const entry of this.streamList(pathAndQuery)) entries.push(entry);
		return entries;
	}

	/** Every record that the module holds, as Zoho would give it out. */
	async records(module: string): Promise<readonly Entry[]> {
		return await this.adminList(`/records?module=${module}`);
	}

	/** The same, one record after the other: for more than fit into one text. */
	streamRecords(module: string): AsyncGenerator<Entry> {
		return this.streamList(`/records?module=${module}`);
	}

	/** A list that comes as NDJSON, one entry after the other. */
	async *streamList(pathAndQuery: string): AsyncGenerator<Entry> {
		const { body } = await this.callAdmin('GET', pathAndQuery);
		if (body === null) return;
		let rest = '';
		for await (const text of body.pipeThrough(new TextDecoderStream())) {
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) yield readEntry(line);
		}
	}

	private async callAdmin(method: string, pathAndQuery: string, body?: unknown): Promise<Response> {
		const answer = await fetch(this.adminUrl + pathAndQuery, {
			method,
			// A kept connection may have been closed by the other side while this process was busy with 60,000 items.
			headers: { connection: 'close', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		if (!answer.ok) throw new AdminRefusal(method, pathAndQuery, answer.status, await answer.text());
		return answer;
	}
}

/** What the admin address does not take, in its own words. */
export class AdminRefusal extends Error {
	/** What is wrong, as a sentence. */
	readonly reason: string;

	constructor(method: string, pathAndQuery: string, status: number, text: string) {
		super(`the emulator answered ${status} to ${method} ${pathAndQuery}: ${text}`);
		this.reason = readReason(text);
	}
}

function readReason(text: string): string {
	const body = parseJson(text);
	return isObject(body) && typeof body.error === 'string' ? body.error : text;
}

function readEntry(line: string): Entry {
	const entry = parseJson(line);
	if (!isObject(entry)) throw new Error(`The emulator's list has a line that is no object: ${line.slice(0, 200)}`);
	return entry;
}
