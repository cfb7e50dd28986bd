/**
 * Node tests live in virtual time: when a node sleeps, the emulator's clock and the date move on by as much, and nobody
 * waits. Only `sleep` of n8n-workflow is replaced, and only the date is faked.
 */
jest.mock('n8n-workflow', () => {
	const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
	return { ...actual, sleep: jest.fn(actual.sleep) };
});

// n8n's own log lines would drown the results.
process.env.N8N_LOG_LEVEL ??= 'error';
