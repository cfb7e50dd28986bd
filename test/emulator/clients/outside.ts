import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import type { Emulator } from '../index';

/** An outside program that talks to the emulator; it takes every status and follows no redirect. */
export interface OutsideClient {
	/** Header of the token it sends; change it to send another, empty to send none. */
	authorization: string;
	request(method: string, path: string, body?: unknown, config?: AxiosRequestConfig): Promise<AxiosResponse<unknown>>;
	get(path: string, config?: AxiosRequestConfig): Promise<AxiosResponse<unknown>>;
	post(path: string, body: unknown, config?: AxiosRequestConfig): Promise<AxiosResponse<unknown>>;
	admin(method: string, path: string, body?: unknown): Promise<AxiosResponse<unknown>>;
	/** Posts to the token endpoint, with client id and secret unless they are given. */
	token(parameters: Readonly<Record<string, string>>): Promise<AxiosResponse<unknown>>;
}

/** A client with a fresh token that has all scopes. */
export function createOutsideClient(emulator: Emulator): OutsideClient {
	const http: AxiosInstance = axios.create({
		baseURL: emulator.url,
		validateStatus: () => true,
		maxRedirects: 0,
		proxy: false,
	});
	const client: OutsideClient = {
		authorization: emulator.grantToken().authorization,
		request: (method, path, body, config = {}) =>
			http.request({
				method,
				url: path,
				data: body,
				...config,
				headers: { ...(client.authorization === '' ? {} : { Authorization: client.authorization }), ...config.headers },
			}),
		get: (path, config) => client.request('GET', path, undefined, config),
		post: (path, body, config) => client.request('POST', path, body, config),
		admin: (method, path, body) => http.request({ method, url: `${emulator.adminUrl}${path}`, data: body }),
		token: (parameters) =>
			http.post(
				'/oauth/v2/token',
				new URLSearchParams({ client_id: emulator.clientId, client_secret: emulator.clientSecret, ...parameters }),
			),
	};
	return client;
}
