import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';

/** An address at which executions wait for each other, so that they certainly run side by side from there on. */
export interface Barrier {
	/** A GET is answered once all have come. */
	readonly url: string;
	/** From now on holds callers until so many have come, then lets all of them go. */
	gather(count: number): void;
	close(): Promise<void>;
}

/** Opens it on a free port of 127.0.0.1; whoever comes before `gather` is let through. */
export async function openBarrier(): Promise<Barrier> {
	let wanted = 0;
	let waiting: ServerResponse[] = [];
	const server = createServer((_request, response) => {
		waiting.push(response);
		if (waiting.length < wanted) return;
		for (const held of waiting) held.end('{}');
		waiting = [];
		wanted = 0;
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port was given');
	return {
		url: `http://127.0.0.1:${address.port}/`,
		gather: (count) => {
			wanted = count;
		},
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
