import type { INodeProperties } from 'n8n-workflow';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { credentialClasses, nodeClasses, walkParameters } from './packageNodes';
import { UNUSED_WORDS } from './wordList';

const root = path.resolve(__dirname, '..', '..');

/** A text that a user reads, and where it is: a file with its line, or a place in a form. */
interface Shown {
	readonly where: string;
	readonly text: string;
}

/** Files and forms whose words are still to be rewritten; the law does not hold for them yet. */
const NOT_YET: readonly string[] = [
	'CHANGELOG.md',
	'README.md',
	'ZohoCrm:',
	'ZohoCrmOAuth2Api:',
	'ZohoCrmSelfClientApi:',
	'credentials/',
	'docs/',
	'examples/',
	'nodes/ZohoCrm/',
	'nodes/shared/archive/',
	'nodes/shared/import/',
	'nodes/shared/n8n/',
	'nodes/shared/values/',
	'nodes/shared/writes/',
	'package.json',
];

/** Texts that use one of the words and have to, by a part of the text. */
const EXCEPTIONS: ReadonlyArray<{ readonly text: RegExp; readonly reason: string }> = [];

const isDue = ({ where }: Shown): boolean => !NOT_YET.some((place) => where.startsWith(place));

/** What is wrong with a text, as a line for a person: place, text, better word. */
function complaintsOf({ where, text }: Shown): string[] {
	if (EXCEPTIONS.some((exception) => exception.text.test(text))) return [];
	return UNUSED_WORDS.flatMap(({ pattern, better }) => {
		const [found] = pattern.exec(text) ?? [];
		return found === undefined ? [] : [`${where} "${found.trim()}" -> ${better} | ${text.trim()}`];
	});
}

const complaints = (shown: readonly Shown[]): string[] => shown.filter(isDue).flatMap(complaintsOf);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && !value.startsWith('=');

/** The texts of one object by the keys whose values are shown. */
function textsAt(where: string, holder: object, keys: readonly string[]): Shown[] {
	const values = new Map(Object.entries(holder));
	return keys.flatMap((key) => {
		const text: unknown = values.get(key);
		return isText(text) ? [{ where: `${where} > ${key}`, text }] : [];
	});
}

/** What a parameter shows; those inside it have places of their own, and a `name` is shown only where it is a choice's. */
function textsOfParameter(where: string, parameter: INodeProperties): Shown[] {
	const choices = (parameter.options ?? []).flatMap((option) =>
		'value' in option
			? textsAt(`${where} > ${String(option.value)}`, option, ['name', 'description', 'action'])
			: textsAt(where, option, ['displayName']),
	);
	const modes = (parameter.modes ?? []).flatMap((mode) => [
		...textsAt(`${where} > ${mode.name}`, mode, ['displayName', 'hint', 'placeholder']),
		...(mode.validation ?? []).flatMap((check) =>
			'properties' in check ? textsAt(`${where} > ${mode.name}`, check.properties, ['errorMessage']) : [],
		),
	]);
	const { multipleValueButtonText = '' } = parameter.typeOptions ?? {};
	const mapper = parameter.typeOptions?.resourceMapper ?? {};
	const fieldWords = parameter.typeOptions?.resourceMapper?.fieldWords ?? {};
	return [
		...textsAt(where, parameter, ['displayName', 'description', 'hint', 'placeholder']),
		...textsAt(where, { multipleValueButtonText }, ['multipleValueButtonText']),
		...textsAt(where, mapper, ['matchingFieldsLabels', 'noFieldsError']),
		...textsAt(where, fieldWords, ['singular', 'plural']),
		...choices,
		...modes,
	];
}

const forms = (owner: string, properties: readonly INodeProperties[]): Shown[] =>
	walkParameters(properties).flatMap(({ place, parameter }) => textsOfParameter(`${owner}: ${place}`, parameter));

const built: Shown[] = [
	...nodeClasses.flatMap(({ className, instance: { description } }) => [
		...textsAt(`${className}:`, description, [
			'displayName',
			'description',
			'activationMessage',
			'eventTriggerDescription',
		]),
		...(description.outputNames ?? []).map((text) => ({ where: `${className}: outputNames`, text })),
		...(description.hints ?? []).map(({ message }) => ({ where: `${className}: hints`, text: message })),
		...forms(className, description.properties),
	]),
	...credentialClasses.flatMap(({ className, instance }) => [
		{ where: `${className}: displayName`, text: instance.displayName },
		...forms(className, instance.properties),
	]),
];

/** Whether a text is one that people read: at least three words in a row, and no expression. */
const isSentence = (text: string): boolean =>
	!/^\s*[={$]/.test(text) && /[A-Za-z]{2,}[^\w]+[a-z]+[^\w]+[a-z]+/i.test(text);

/** The text of a literal; what is filled in is a `…`. */
function textOf(node: ts.Node): string | null {
	if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
	if (!ts.isTemplateExpression(node)) return null;
	return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
}

/** Whether a node is a line for n8n's log, which reading an import back depends on, or names a module. */
const isSkipped = (node: ts.Node): boolean =>
	ts.isImportDeclaration(node) ||
	ts.isExportDeclaration(node) ||
	(ts.isCallExpression(node) && /(^|\.)log$/.test(node.expression.getText()));

/** The sentences of one source file, with their lines. */
function sentencesOf(file: string): Shown[] {
	const source = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
	const found: Shown[] = [];
	const visit = (node: ts.Node): void => {
		if (isSkipped(node)) return;
		const text = textOf(node);
		if (text !== null && isSentence(text)) {
			const { line } = source.getLineAndCharacterOfPosition(node.getStart());
			found.push({ where: `${file}:${line + 1}`, text });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** The lines of a page without code, addresses and what is quoted in code font. */
function linesOf(file: string): Shown[] {
	const text = readFileSync(path.join(root, file), 'utf8').replace(/^```[\s\S]*?^```/gm, (code) =>
		code.replace(/[^\n]+/g, ''),
	);
	return text.split('\n').map((line, index) => ({
		where: `${file}:${index + 1}`,
		text: line.replace(/`[^`]*`/g, '…').replace(/\]\([^)]*\)/g, ']'),
	}));
}

/** The notes on the canvas of an example. */
function notesOf(file: string): Shown[] {
	const { name, nodes }: { name: string; nodes: ReadonlyArray<{ name: string; parameters: { content?: string } }> } =
		JSON.parse(readFileSync(path.join(root, file), 'utf8'));
	return [name, ...nodes.flatMap((node) => [node.name, node.parameters.content ?? ''])].map((text) => ({
		where: file,
		text: text.replace(/`[^`]*`/g, '…').replace(/\]\([^)]*\)/g, ']'),
	}));
}

const find = (...patterns: string[]): string[] =>
	patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).map((file) => file.replaceAll(path.sep, '/'));

describe('the words that a user reads', () => {
	const sources = find('{nodes,credentials}/**/*.ts');
	const pages = find('README.md', 'CHANGELOG.md', 'docs/*.md');

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
