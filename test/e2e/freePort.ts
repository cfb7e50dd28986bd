import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give out by themselves, to callers too: what is free now is still free when n8n, seconds later,
 * begins to listen. Test files that run beside each other look in ranges of their own.
 */
const LOWEST_PORT = 20_000;
const PORTS_PER_WORKER = 2_500;
const WORKERS = 5;

const given = new Set<number>();

/** A TCP port of 127.0.0.1 that nothing listens on at this moment, and that was not given out before. */
export async function findFreePort(): Promise<number> {
	const first = LOWEST_PORT + (Number(process.env.JEST_WORKER_ID ?? 0) % WORKERS) * PORTS_PER_WORKER;
	for (;;) {
		const port = first + randomInt(PORTS_PER_WORKER);
		if (given.has(port)) continue;
		given.add(port);
		if (await isFree(port)) return port;
	}
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.on('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}
