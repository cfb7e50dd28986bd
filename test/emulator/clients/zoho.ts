import axios from 'axios';
import { ZohoClient } from '../../../nodes/shared/zoho/client';
import type { Emulator } from '../index';

/** Our own client, talking to an emulator with a manual clock; its pauses move the clock. */
export function createZohoClient(emulator: Emulator, authorization = emulator.grantToken().authorization): ZohoClient {
	return new ZohoClient({
		hosts: {
			apiDomain: emulator.apiDomain,
			uploadHost: emulator.fileHost,
			downloadHosts: [emulator.fileHost],
			trustedHostSuffixes: [],
			allowHttpLoopback: true,
		},
		async request({ method, url, query, headers, body }) {
			const answer = await axios.request<unknown>({
				method,
				url,
				params: query,
				data: body?.kind === 'json' ? body.value : body?.form,
				headers: { ...headers, Authorization: authorization },
				validateStatus: () => true,
				maxRedirects: 0,
				proxy: false,
			});
			return {
				status: answer.status,
				headers: Object.fromEntries(
					Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
				),
				body: answer.data,
			};
		},
		async sleep(ms) {
			emulator.advance(ms);
		},
		now: () => emulator.state.clock.now(),
		random: () => 0.5,
	});
}
