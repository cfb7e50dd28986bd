import type { INodeProperties } from 'n8n-workflow';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { credentialClasses, nodeClasses, walkParameters } from './packageNodes';

export const root = path.resolve(__dirname, '..', '..');

/** A text that a user reads, and where it is: a file with its line, or a place in a form. */
export interface Shown {
	readonly where: string;
	readonly text: string;
}

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

/** Every text of the built forms: nodes and credentials. */
export const built: Shown[] = [
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
export function sentencesOf(file: string): Shown[] {
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
export function linesOf(file: string): Shown[] {
	const text = readFileSync(path.join(root, file), 'utf8').replace(/^```[\s\S]*?^```/gm, (code) =>
		code.replace(/[^\n]+/g, ''),
	);
	return text.split('\n').map((line, index) => ({
		where: `${file}:${index + 1}`,
		text: line.replace(/`[^`]*`/g, '…').replace(/\]\([^)]*\)/g, ']'),
	}));
}

/** The notes on the canvas of an example. */
export function notesOf(file: string): Shown[] {
	const { name, nodes }: { name: string; nodes: ReadonlyArray<{ name: string; parameters: { content?: string } }> } =
		JSON.parse(readFileSync(path.join(root, file), 'utf8'));
	return [name, ...nodes.flatMap((node) => [node.name, node.parameters.content ?? ''])].map((text) => ({
		where: file,
		text: text.replace(/`[^`]*`/g, '…').replace(/\]\([^)]*\)/g, ']'),
	}));
}

/** Files of the repository by patterns, with slashes. */
export const find = (...patterns: string[]): string[] =>
	patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).map((file) => file.replaceAll(path.sep, '/'));
