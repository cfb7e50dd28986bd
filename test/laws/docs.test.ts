import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { built, find, root, sentencesOf } from './shownTexts';

const MAX_README_LINES = 130;

const pages = find('README.md', 'docs/*.md', 'nodes/**/*.md', 'test/emulator/README.md');
/** Pages for users; the others speak of code, figures and tests. */
const guides = [
	'README',
	'docs/bulk-import',
	'docs/connect',
	'docs/queue-mode',
	'docs/records',
	'docs/recovery',
	'docs/troubleshooting',
].map((name) => `${name}.md`);

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '`');

/** The anchors of a page, as a repository makes them of its headings. */
function anchorsOf(file: string): string[] {
	const text = read(file).replace(/^```[\s\S]*?^```/gm, '');
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
		title
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
}

/** The links of a page that lead nowhere. */
function brokenLinks(file: string): string[] {
	const targets = [...withoutCode(read(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
	return targets.filter((target) => {
		if (/^https?:/.test(target)) return false;
		const [place, anchor] = target.split('#');
		const linked = place === '' ? file : path.posix.join(path.posix.dirname(file), place);
		if (!existsSync(path.join(root, linked))) return true;
		return anchor !== undefined && !anchorsOf(linked).includes(anchor);
	});
}

/** What is in code font, on one line each. */
const codeOf = (file: string): string[] =>
	[
		...read(file)
			.replace(/^```[\s\S]*?^```/gm, '')
			.matchAll(/`([^`\n]+)`/g),
	].map(([, code]) => code);

/** Labels that n8n shows. */
const OF_N8N: ReadonlySet<string> = new Set([
	'Execute workflow',
	'Map Automatically',
	'Map Each Column Manually',
	'OAuth Redirect URL',
	'On Error',
	'On Error: Continue',
	'On Error: Continue (using error output)',
	'Retry On Fail',
	'Settings > Community nodes > Install',
]);
/** Labels that Zoho CRM and its API console show. */
const OF_ZOHO: ReadonlySet<string> = new Set([
	'Add Client',
	'Authorized Redirect URIs',
	'Generate Code',
	'Self Client',
	'Server-based Applications',
	'Setup > Data Administration > Import > Import History',
	'Setup > Developer Hub > APIs & SDKs',
]);
/** Words in bold that are no labels. */
const EMPHASIS: readonly RegExp[] = [/[.:]$/, /^(Every row gets a result|Do not run the workflow again|all)$/];

describe('README and docs', () => {
	it.each(pages)('%s: every link and anchor leads somewhere', (page) => {
		expect(brokenLinks(page)).toEqual([]);
	});

	it(`README has at most ${MAX_README_LINES} lines, and leads to every page`, () => {
		const text = read('README.md');
		expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_README_LINES);
		const reached = pages.filter((page) => page.startsWith('docs/')).filter((page) => !text.includes(`](${page}`));
		const linked = reached.filter((page) => !read('docs/development.md').includes(`](${path.basename(page)}`));
		expect(linked).toEqual([]);
	});

	it.each(guides)('%s: what is bold is a label on the screen', (guide) => {
		// Options of the import begin with the name of their group, which the pages leave out.
		const labels = new Set(
			built.flatMap(({ text }) => [text, text.replace(/^(Child Rows|Cost and Speed|Expert|Reading): /, '')]),
		);
		const isLabel = (text: string): boolean => labels.has(text) || OF_N8N.has(text) || OF_ZOHO.has(text);
		const bold = [...withoutCode(read(guide)).matchAll(/\*\*([^*]+)\*\*/g)].map(([, text]) =>
			text.replaceAll(/\s+/g, ' '),
		);
		const unknown = bold.filter(
			(text) =>
				!isLabel(text) && !text.split(' > ').every(isLabel) && !EMPHASIS.some((emphasis) => emphasis.test(text)),
		);
		expect(bold.length).toBeGreaterThan(0);
		expect(unknown).toEqual([]);
	});

	it.each(find('docs/*.md', 'nodes/**/*.md'))('%s: every file that is named exists', (page) => {
		const tests = globSync('test/**/*.test.ts', { cwd: root }).map((file) => path.basename(file));
		const missing = codeOf(page).filter((code) => {
			if (/^(credentials|docs|examples|nodes|scripts|test)(\/[\w.-]+)+$/.test(code))
				return !existsSync(path.join(root, code));
			return /^[\w.]+\.test\.ts$/.test(code) && !tests.includes(code);
		});
		expect(missing).toEqual([]);
	});

	it('troubleshooting quotes messages as the source has them', () => {
		const sentences = find('{nodes,credentials}/**/*.ts').flatMap(sentencesOf);
		const quoted = codeOf('docs/troubleshooting.md').filter((code) => / \w+ /.test(code));
		const unknown = quoted.filter(
			(quote) => !sentences.some(({ text }) => quote.split('…').every((part) => text.includes(part.trim()))),
		);
		expect(quoted.length).toBeGreaterThan(10);
		expect(unknown).toEqual([]);
	});
});
