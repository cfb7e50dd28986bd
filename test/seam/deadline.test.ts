import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { connectedCredential } from '../stage/credentials';
import { rejectionOf } from '../stage/failure';
import { runNode } from '../stage/runNode';
import { useStage } from '../stage/stage';

/** Short, so that a request is given up soon. */
jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	REQUEST_DEADLINE_MS: 300,
}));

const { emulator } = useStage();

/** A server whose answers begin and never end. */
async function startDripping(): Promise<{ readonly url: string; readonly asked: () => number; stop(): Promise<void> }> {
	let asked = 0;
	const drips = new Set<NodeJS.Timeout>();
	const drip = (response: ServerResponse): void => {
		asked += 1;
		response.writeHead(200, { 'content-type': 'application/json' });
		drips.add(setInterval(() => response.write(' '), 20));
	};
	const server: Server = createServer((_, response) => drip(response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked: () => asked,
		async stop() {
			for (const timer of drips) clearInterval(timer);
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

it('gives up a request whose answer never ends, and does not send it again', async () => {
	const dripping = await startDripping();
	const credential = connectedCredential(emulator);
	credential.data = { ...credential.data, customApiUrl: dripping.url };
	const reason = await rejectionOf(
		runNode({
			node: new ZohoCrm(),
			parameters: { resource: 'organization', operation: 'get' },
			items: [{}],
			credential,
		}),
	).finally(dripping.stop);
	expect(String(reason)).toContain('No response from Zoho CRM at 127.0.0.1');
	expect(dripping.asked()).toBe(1);
});
