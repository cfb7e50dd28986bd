import { readFileSync } from 'node:fs';
import path from 'node:path';
import { built, find, linesOf, notesOf, root, sentencesOf, type Shown } from './shownTexts';
import { UNUSED_WORDS } from './wordList';

/** Texts that use one of the words and have to, by a part of the text. */
const EXCEPTIONS: ReadonlyArray<{ readonly text: RegExp; readonly reason: string }> = [];

/** What is wrong with a text, as a line for a person: place, text, better word. */
function complaintsOf({ where, text }: Shown): string[] {
	if (EXCEPTIONS.some((exception) => exception.text.test(text))) return [];
	return UNUSED_WORDS.flatMap(({ pattern, better }) => {
		const [found] = pattern.exec(text) ?? [];
		return found === undefined ? [] : [`${where} "${found.trim()}" -> ${better} | ${text.trim()}`];
	});
}

const complaints = (shown: readonly Shown[]): string[] => shown.flatMap(complaintsOf);

describe('the words that a user reads', () => {
	const sources = find('{nodes,credentials}/**/*.ts');
	const pages = find('README.md', 'CHANGELOG.md', 'docs/*.md', 'nodes/**/*.md');

	it('are plain in the forms of nodes and credentials', () => {
		expect(built.length).toBeGreaterThan(500);
		expect(complaints(built)).toEqual([]);
	});

	it('are plain in every sentence of the source', () => {
		const sentences = sources.flatMap(sentencesOf);
		expect(sentences.length).toBeGreaterThan(500);
		expect(complaints(sentences)).toEqual([]);
	});

	it('are plain in README and docs', () => {
		expect(pages.length).toBeGreaterThan(3);
		expect(complaints(pages.flatMap(linesOf))).toEqual([]);
	});

	it('are plain on the notes of the examples, and in the description of the package', () => {
		const { description }: { description: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
		const notes = find('examples/*.json').flatMap(notesOf);
		expect(complaints([...notes, { where: 'package.json', text: description }])).toEqual([]);
	});

	it('are looked at where the law can be broken', () => {
		const broken = { where: 'here', text: 'The licence of the heir was refused: mend it' };
		expect(complaintsOf(broken)).toEqual([
			expect.stringContaining('here "heir" -> new owner | The licence'),
			expect.stringContaining('"refused" -> rejected'),
			expect.stringContaining('"mend" -> fix'),
			expect.stringContaining('"licence" -> license'),
		]);
	});
});
