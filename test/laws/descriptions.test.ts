import { type INodeProperties, NodeHelpers } from 'n8n-workflow';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
	choicesOf,
	credentialClasses,
	nodeClasses,
	packageName,
	type PlacedParameter,
	walkParameters,
} from './packageNodes';

/** Words that stay small inside a title. */
const SMALL_WORDS = new Set([
	'a',
	'an',
	'and',
	'as',
	'at',
	'by',
	'for',
	'from',
	'if',
	'in',
	'into',
	'of',
	'on',
	'or',
	'per',
	'the',
	'to',
	'with',
]);

function isTitleCase(text: string): boolean {
	const words = text.split(/[\s/]+/).filter((word) => /^[a-z]/i.test(word));
	return words.every((word, index) => /^[A-Z]/.test(word) || (index > 0 && SMALL_WORDS.has(word)));
}

/** One sentence has no final period; several sentences each have one. */
function hasRightPeriods(text: string): boolean {
	const plain = text.replace(/<[^>]+>/g, '').replace(/\b(e\.g|i\.e|etc)\./g, '$1');
	return /[.!?]\s+[A-Z]/.test(plain) ? plain.endsWith('.') : !plain.endsWith('.');
}

/** The places where something is not as it should be, for a message that can be used. */
function placesWhere(
	parameters: readonly PlacedParameter[],
	isWrong: (parameter: INodeProperties) => boolean,
): string[] {
	return parameters.filter(({ parameter }) => isWrong(parameter)).map(({ place }) => place);
}

const twice = (values: readonly string[]): string[] => values.filter((value, index) => values.indexOf(value) !== index);

describe.each(nodeClasses)('the node $className', ({ className, source, instance }) => {
	const { description } = instance;
	const all = walkParameters(description.properties);
	const resources = description.properties.filter(({ name }) => name === 'resource').flatMap(choicesOf);
	const operationsOf = (resource: string) =>
		description.properties
			.filter(({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource))
			.flatMap(choicesOf);
	const pairs = resources.flatMap((resource) =>
		operationsOf(resource.value).map((operation) => ({ resource: resource.value, operation: operation.value })),
	);

	it('has an icon for light and for dark screens, and both files exist', () => {
		const icon = description.icon;
		if (typeof icon !== 'object') throw new Error('the icon is not a pair');
		expect(icon.light).not.toBe(icon.dark);
		for (const name of [icon.light, icon.dark]) {
			expect(name).toMatch(/^file:.*\.svg$/);
			const file = path.join(path.dirname(source), name.slice('file:'.length));
			expect(readFileSync(file, 'utf8')).toMatch(/^<svg [^>]*viewBox="0 0 60 60"/);
		}
	});

	it('has a codex file that names it', () => {
		const codex = JSON.parse(readFileSync(`${source}.json`, 'utf8'));
		expect(codex.node).toBe(`${packageName}.${description.name}`);
		expect(codex.nodeVersion).toBe('1.0');
		expect(codex.codexVersion).toBe('1.0');
		expect(codex.categories.length).toBeGreaterThan(0);
	});

	// A trigger starts workflows: no agent uses it, and it has no resources.
	const isTrigger = description.group.includes('trigger');

	it('is named after its class, can be used by AI agents and has a subtitle that follows the choice', () => {
		expect(description.name).toBe(className[0].toLowerCase() + className.slice(1));
		expect(description.defaults.name).toBe(description.displayName);
		expect(description.usableAsTool).toBe(isTrigger ? undefined : true);
		expect(description.subtitle).toContain('$parameter');
		expect(description.group.length).toBe(1);
	});

	it('asks only for credentials of this package', () => {
		const known = credentialClasses.map((credential) => credential.instance.name);
		for (const { name } of description.credentials ?? []) expect(known).toContain(name);
		expect(description.credentials?.length).toBeGreaterThan(0);
	});

	it('shows one Operation menu for every resource, and every operation in it can be reached', () => {
		expect(pairs.length > 0).toBe(!isTrigger);
		for (const resource of resources) expect(operationsOf(resource.value).length).toBeGreaterThan(0);
		for (const values of pairs) {
			const shown = description.properties.filter((parameter) =>
				NodeHelpers.displayParameter(values, parameter, null, description),
			);
			const menus = shown.filter(({ name }) => name === 'operation');
			expect(menus.length).toBe(1);
			expect(choicesOf(menus[0]).map(({ value }) => value)).toContain(values.operation);
		}
	});

	it('shows every parameter for operations that exist, and for those alone', () => {
		for (const parameter of description.properties) {
			if (['authentication', 'resource', 'operation'].includes(parameter.name)) continue;
			const show = parameter.displayOptions?.show ?? {};
			if (isTrigger) {
				expect([show.resource, show.operation]).toEqual([undefined, undefined]);
				continue;
			}
			expect(show.resource?.length).toBeGreaterThan(0);
			expect(show.operation?.length).toBeGreaterThan(0);
			for (const resource of show.resource ?? []) {
				for (const operation of show.operation ?? []) expect(pairs).toContainEqual({ resource, operation });
			}
		}
	});

	it('has no two parameters of one name in the form of an operation, unless they exclude each other', () => {
		for (const { resource, operation } of pairs) {
			const form = description.properties.filter(
				({ displayOptions: { show } = {} }) =>
					show?.resource?.includes(resource) && show.operation?.includes(operation),
			);
			const unconditional = form.filter(
				({ displayOptions }) =>
					Object.keys(displayOptions?.show ?? {}).length === 2 && displayOptions?.hide === undefined,
			);
			expect({ resource, operation, names: twice(unconditional.map(({ name }) => name)) }).toEqual({
				resource,
				operation,
				names: [],
			});
		}
	});

	it('has unique names and values in every menu', () => {
		expect(placesWhere(all, (parameter) => twice(choicesOf(parameter).map(({ value }) => value)).length > 0)).toEqual(
			[],
		);
		expect(placesWhere(all, (parameter) => twice(choicesOf(parameter).map(({ name }) => name)).length > 0)).toEqual([]);
	});

	it('lists the choices of every menu in alphabetical order', () => {
		const isUnsorted = (parameter: INodeProperties): boolean => {
			const names = choicesOf(parameter).map(({ name }) => name);
			return (
				JSON.stringify(names) !==
				JSON.stringify([...names].sort((one, other) => one.localeCompare(other, 'en', { sensitivity: 'base' })))
			);
		};
		expect(placesWhere(all, isUnsorted)).toEqual([]);
	});

	it('has defaults that are choices of their menu', () => {
		const hasStrangeDefault = (parameter: INodeProperties): boolean =>
			parameter.type === 'options' &&
			parameter.options !== undefined &&
			!choicesOf(parameter).some(({ value }) => value === String(parameter.default));
		expect(placesWhere(all, hasStrangeDefault)).toEqual([]);
	});

	it('writes names in title case', () => {
		expect(placesWhere(all, ({ type, displayName }) => type !== 'notice' && !isTitleCase(displayName))).toEqual([]);
		expect(
			all
				.flatMap(({ parameter }) => choicesOf(parameter))
				.map(({ name }) => name)
				.filter((name) => !isTitleCase(name)),
		).toEqual([]);
	});

	it('writes descriptions that begin with a capital letter, and a period only between sentences', () => {
		const described = all.flatMap(({ place, parameter }) => [
			{ place, text: parameter.description },
			...(parameter.options ?? []).map((option) => ({
				place: `${place} > ${option.name}`,
				text: 'description' in option ? option.description : undefined,
			})),
		]);
		const wrong = described.filter(
			({ text }) => text !== undefined && !(/^[A-Z<"]/.test(text) && hasRightPeriods(text)),
		);
		expect(wrong.map(({ place }) => place)).toEqual([]);
	});

	it('begins the description of every switch with "Whether"', () => {
		expect(
			placesWhere(all, ({ type, description: text = '' }) => type === 'boolean' && !text.startsWith('Whether ')),
		).toEqual([]);
	});

	it('gives every operation a description and an action as people say it, in sentence case', () => {
		const operations = description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options = [] }) => options);
		for (const option of operations) {
			const { action, description: text } = { action: '', description: '', ...option };
			expect(action).toMatch(/^[A-Z][a-z]/);
			expect(action).toMatch(/ (a|an|many|records|[a-z]+s)\b/);
			expect(text).not.toBe('');
		}
	});

	it('has no parameter that the resource and operation menus let expressions change', () => {
		expect(
			placesWhere(
				all,
				({ name, noDataExpression }) => ['resource', 'operation'].includes(name) && noDataExpression !== true,
			),
		).toEqual([]);
	});
});

describe.each(credentialClasses)('the credential $className', ({ className, source, instance }) => {
	const all = walkParameters(instance.properties);

	it('is named after its class and has an icon for light and for dark screens', () => {
		expect(instance.name).toBe(className[0].toLowerCase() + className.slice(1));
		const icon = instance.icon;
		if (typeof icon !== 'object') throw new Error('the icon is not a pair');
		for (const name of [icon.light, icon.dark])
			expect(existsSync(path.join(path.dirname(source), name.slice('file:'.length)))).toBe(true);
	});

	it('hides what is secret', () => {
		expect(
			placesWhere(
				all,
				({ name, type, typeOptions }) =>
					/secret|token$|password/i.test(name) && type === 'string' && typeOptions?.password !== true,
			),
		).toEqual([]);
	});

	it('has texts in title case, and switches that begin with "Whether"', () => {
		expect(
			placesWhere(all, ({ type, displayName }) => type !== 'hidden' && type !== 'notice' && !isTitleCase(displayName)),
		).toEqual([]);
		expect(
			placesWhere(all, ({ type, description: text = '' }) => type === 'boolean' && !text.startsWith('Whether ')),
		).toEqual([]);
	});

	it('leads to its documentation', () => {
		expect(instance.documentationUrl).toMatch(/^https:\/\//);
	});
});
