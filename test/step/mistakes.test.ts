import { exec } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');
const page = readFileSync(path.join(root, 'docs', 'troubleshooting.md'), 'utf8');
const [, section] = /## The ten most common mistakes\n([\s\S]*?)\n## /.exec(page) ?? [];

/** A mistake as the page shows it: how to make it, and what the node says. */
interface Mistake {
	readonly title: string;
	readonly command: string;
	readonly said: string;
}

const MISTAKES: readonly Mistake[] = [
	...section.matchAll(/^### (.+)\n\n```bash\n(.+)\n```\n\n```text\n([\s\S]+?)\n```$/gm),
].map(([, title, command, said]) => ({ title, command, said }));

/** What `npm run step` answers with. */
interface Answer {
	readonly outputs: ReadonlyArray<ReadonlyArray<{ readonly json: Readonly<Record<string, unknown>> }>>;
	readonly failed: { readonly message: string; readonly description: string } | null;
}

/** Runs a command of the page in the project's folder, and reads the last line on stdout. */
async function answerTo(command: string): Promise<Answer> {
	return await new Promise((resolve) => {
		exec(command, { cwd: root }, (_error, stdout) => {
			resolve(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Answer);
		});
	});
}

/** Message and description of a failed node, or reason and next step of each failed row. */
function sentencesOf({ outputs, failed }: Answer): string {
	if (failed !== null) return `${failed.message}\n${failed.description}`;
	const rows = outputs.flat().filter(({ json }) => json.status === 'SKIPPED');
	return rows.map(({ json }) => `Row ${String(json.row)}: ${String(json.reason)}\n${String(json.next)}`).join('\n');
}

it('the page shows ten mistakes, with a file for each that needs one', () => {
	expect(MISTAKES).toHaveLength(10);
	const named = [...section.matchAll(/docs\/mistakes\/([\w.-]+)/g)].map(([, name]) => name);
	expect([...new Set(named)].sort()).toEqual(readdirSync(path.join(root, 'docs', 'mistakes')).sort());
});

it.each(MISTAKES)('$title: the node says what the page says, word for word', async ({ command, said }) => {
	expect(sentencesOf(await answerTo(command))).toBe(said);
});
