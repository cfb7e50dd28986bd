/**
 * n8n's log at its most talkative. Import it before anything of n8n: the level is read when n8n-core is loaded.
 */
process.env.N8N_LOG_LEVEL = 'debug';

/** The part of n8n's logger that every line goes through, whatever its level. */
interface LineWriter {
	log(level: string, message: string, metadata: unknown): void;
}

/** Keeps every line that n8n logs from now on, with its metadata, instead of writing it out. */
export function captureLog(): { readonly level: string; readonly message: string; readonly metadata: unknown }[] {
	const { Logger }: { Logger: { prototype: LineWriter } } = require('@n8n/backend-common');
	const lines: { level: string; message: string; metadata: unknown }[] = [];
	jest
		.spyOn(Logger.prototype, 'log')
		.mockImplementation((level, message, metadata) => void lines.push({ level, message, metadata }));
	return lines;
}

/**
 * Keeps the lines that our nodes write to n8n's log from now on, as they stand there.
 * @param onLine is told how many there are, after each
 */
export function keepLog(onLine: (count: number) => void = () => undefined): string[] {
	const { Logger }: { Logger: { prototype: LineWriter } } = require('@n8n/backend-common');
	const lines: string[] = [];
	jest.spyOn(Logger.prototype, 'log').mockImplementation((level, message) => {
		if (!message.startsWith('[Zoho CRM]')) return;
		lines.push(`2026-11-21T10:00:00.000Z | ${level} | ${message} {"file":"logger.js","executionId":"1234567"}`);
		onLine(lines.length);
	});
	return lines;
}
