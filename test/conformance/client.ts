import axios, { type AxiosResponse } from 'axios';
import type { Exchange } from './openApi/specification';

/** A call to Zoho. */
export interface Call {
	/** Address of the host; default the API domain. */
	readonly host?: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly headers?: Readonly<Record<string, string>>;
	/** JSON value, form, or text that is sent as it is. */
	readonly body?: unknown;
	/** The token to send; null for none. */
	readonly accessToken?: string | null;
	/** The request is wrong on purpose: only its answer is held against the OpenAPI files. */
	readonly isWrong?: boolean;
}

/** What came back. */
export interface Answer {
	readonly status: number;
	/** Parsed JSON; undefined for an empty body. */
	readonly body: unknown;
	readonly bytes: Buffer;
}

/** Name by which the request log tells this client from the nodes. */
export const USER_AGENT = 'conformance';

/** A plain program that talks to Zoho: it takes every status, follows no redirect, repeats nothing and remembers every call. */
export class Client {
	readonly exchanges: Exchange[] = [];

	constructor(
		private readonly apiDomain: string,
		/** The token that calls carry. */
		public accessToken: string,
	) {}

	async call(
		method: string,
		path: string,
		{
			host = this.apiDomain,
			query = {},
			headers = {},
			body,
			accessToken = this.accessToken,
			isWrong = false,
		}: Call = {},
	): Promise<Answer> {
		const response: AxiosResponse<Buffer> = await axios.request<Buffer>({
			method,
			baseURL: host,
			url: path,
			params: query,
			data: body,
			...(typeof body === 'string' ? { transformRequest: (text: unknown) => text } : {}),
			headers: {
				'User-Agent': USER_AGENT,
				...(accessToken === null ? {} : { Authorization: `Zoho-oauthtoken ${accessToken}` }),
				...(typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}),
				...headers,
			},
			responseType: 'arraybuffer',
			validateStatus: () => true,
			maxRedirects: 0,
			maxBodyLength: Number.POSITIVE_INFINITY,
			proxy: false,
		});
		const bytes = Buffer.from(response.data);
		const isJson = String(response.headers['content-type'] ?? '').startsWith('application/json');
		const answer: unknown = isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined;
		const sent = Object.entries(response.config.headers.toJSON()).map(
			([name, value]) => [name.toLowerCase(), String(value)] as const,
		);
		this.exchanges.push({
			method,
			path: new URL(path, host).pathname,
			query,
			headers: Object.fromEntries(sent),
			body,
			status: response.status,
			answer,
			isRightRequest: !isWrong,
		});
		return { status: response.status, body: answer, bytes };
	}
}
