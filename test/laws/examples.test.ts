import {
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	NodeHelpers,
} from 'n8n-workflow';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createModules } from '../emulator/metadata/modules';
import { nodeClasses, packageName } from './packageNodes';

type JsonObject = Readonly<Record<string, unknown>>;

interface ExampleNode {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly typeVersion: number;
	readonly parameters: INodeParameters;
	readonly credentials?: unknown;
}

interface Example {
	readonly name: string;
	readonly nodes: readonly ExampleNode[];
	readonly connections: Readonly<
		Record<string, Readonly<Record<string, readonly (readonly { readonly node: string; readonly type: string }[])[]>>>
	>;
}

const folder = path.resolve(__dirname, '..', '..', 'examples');
const examples = readdirSync(folder).map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));
const parse = (text: string): Example => JSON.parse(text);

/** Parameters that n8n itself adds to a node that is a tool, and to one that polls. */
const OF_TOOLS = new Set(['descriptionType', 'toolDescription']);
const OF_POLLING = new Set(['pollTimes']);

const isOurs = ({ type }: Pick<ExampleNode, 'type'>): boolean => type.startsWith(`${packageName}.`);
const isTrigger = ({ type }: ExampleNode): boolean => isOurs({ type }) && type.endsWith('Trigger');
const isTool = ({ type }: ExampleNode): boolean => type.endsWith('Tool');
const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isExpression = (value: unknown): boolean => typeof value === 'string' && value.startsWith('=');

function descriptionOf(node: ExampleNode) {
	const name = node.type.slice(packageName.length + 1).replace(/Tool$/, '');
	const found = nodeClasses.find(({ instance }) => instance.description.name === name);
	if (found === undefined) throw new RangeError(`There is no node ${node.type}`);
	return found.instance.description;
}

/** What the form has where nothing is saved, as it is set. */
function defaultOf(node: ExampleNode, name: string): unknown {
	return shownParameters(node).find((property) => property.name === name)?.default;
}

const isEmpty = (value: unknown): boolean =>
	value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** What is wrong with a value, as sentences. */
function findFaults(property: INodeProperties, value: unknown, place: string): string[] {
	if (isExpression(value)) return [];
	const options = property.options ?? [];
	const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
	const isDynamic = property.typeOptions?.loadOptionsMethod !== undefined;
	if (property.type === 'options' && !isDynamic)
		return values.includes(value as string) ? [] : [`${place} has no choice ${String(value)}`];
	if (property.type === 'multiOptions')
		return Array.isArray(value)
			? value.filter((one) => !isDynamic && !values.includes(one)).map((one) => `${place} has no choice ${String(one)}`)
			: [`${place} is no list`];
	if (property.type === 'boolean') return typeof value === 'boolean' ? [] : [`${place} is not true or false`];
	if (property.type === 'number') return typeof value === 'number' ? [] : [`${place} is no number`];
	if (property.type === 'resourceLocator') return findLocatorFaults(property, value, place);
	if (property.type === 'resourceMapper')
		return isObject(value) && ['autoMapInputData', 'defineBelow'].includes(String(value.mappingMode))
			? []
			: [`${place} is no mapping`];
	if (property.type === 'collection')
		return findInnerFaults(
			options.filter((option): option is INodeProperties => 'type' in option),
			value,
			place,
		);
	if (property.type === 'fixedCollection') return findGroupFaults(options, value, place);
	return typeof value === 'string' ? [] : [`${place} is no text`];
}

function findLocatorFaults(property: INodeProperties, value: unknown, place: string): string[] {
	if (!isObject(value) || value.__rl !== true) return [`${place} is no locator`];
	return property.modes?.some(({ name }) => name === value.mode) && value.value !== ''
		? []
		: [`${place} has no mode ${String(value.mode)} or no value`];
}

function findInnerFaults(properties: readonly INodeProperties[], value: unknown, place: string): string[] {
	if (!isObject(value)) return [`${place} is no collection`];
	return Object.entries(value).flatMap(([name, inner]) => {
		const property = properties.find((one) => one.name === name);
		return property === undefined ? [`${place} has no ${name}`] : findFaults(property, inner, `${place} > ${name}`);
	});
}

function findGroupFaults(
	options: readonly (INodePropertyOptions | INodeProperties | INodePropertyCollection)[],
	value: unknown,
	place: string,
): string[] {
	if (!isObject(value)) return [`${place} is no collection`];
	return Object.entries(value).flatMap(([name, rows]) => {
		const group = options.find(
			(option): option is INodePropertyCollection => 'values' in option && option.name === name,
		);
		if (group === undefined) return [`${place} has no ${name}`];
		return (Array.isArray(rows) ? rows : [rows]).flatMap((row) =>
			findInnerFaults(group.values, row, `${place} > ${name}`),
		);
	});
}

/** The parameters that the form of the node shows as it is set, or would show with defaults. */
function shownParameters(node: ExampleNode): INodeProperties[] {
	const description = descriptionOf(node);
	const values =
		NodeHelpers.getNodeParameters(
			description.properties,
			{ authentication: 'oAuth2', ...node.parameters },
			true,
			false,
			{ typeVersion: 1 },
			description,
		) ?? {};
	return description.properties.filter((property) =>
		NodeHelpers.displayParameter(values, property, { typeVersion: 1 }, description),
	);
}

const modules = createModules();

/** Resources that are about one module. */
const RESOURCE_MODULES: ReadonlyMap<string, string> = new Map([
	['account', 'Accounts'],
	['contact', 'Contacts'],
	['deal', 'Deals'],
]);

/** API name of the module that the fields of a node belong to. */
function moduleOf({ parameters }: ExampleNode): string {
	const { module, modules: watched, resource }: JsonObject = parameters;
	if (Array.isArray(watched)) return String(watched[0]);
	if (typeof resource === 'string' && RESOURCE_MODULES.has(resource)) return RESOURCE_MODULES.get(resource) ?? '';
	if (isObject(module)) return String(module.value);
	return resource === 'lead' || module === undefined ? 'Leads' : String(module);
}

/** API names of fields that a node names: mapped by hand, chosen, compared, matched. */
function namedFields(node: ExampleNode): { module: string; field: string }[] {
	const { fields, dealFields, fieldNames, matchFields, conditions, changedFields, options }: JsonObject =
		node.parameters;
	const optional = isObject(options) ? options.fieldNames : undefined;
	const mapped = (mapping: unknown): string[] =>
		isObject(mapping) && isObject(mapping.value) ? Object.keys(mapping.value) : [];
	const compared =
		isObject(conditions) && Array.isArray(conditions.condition)
			? conditions.condition.map((row: unknown) => (isObject(row) ? String(row.field) : ''))
			: [];
	const chosen = [fieldNames, matchFields, changedFields, optional].flatMap((list) =>
		Array.isArray(list) ? list.map(String) : [],
	);
	return [
		...[...mapped(fields), ...compared, ...chosen].map((field) => ({ module: moduleOf(node), field })),
		...mapped(dealFields).map((field) => ({ module: 'Deals', field })),
	];
}

describe('the examples', () => {
	it('are there, each under a name of its own, and use every resource', () => {
		expect(examples.length).toBeGreaterThanOrEqual(17);
		const parsed = examples.map(({ text }) => parse(text));
		expect(new Set(parsed.map(({ name }) => name)).size).toBe(examples.length);
		const resources = new Set(
			// The editor leaves out what is as it is by default.
			parsed.flatMap(({ nodes }) =>
				nodes
					.filter((node) => isOurs(node) && !isTrigger(node))
					.map((node) => node.parameters.resource ?? defaultOf(node, 'resource')),
			),
		);
		expect([...resources].sort()).toEqual([
			'account',
			'bulkWrite',
			'contact',
			'deal',
			'lead',
			'organization',
			'record',
			'user',
		]);
		expect(parsed.flatMap(({ nodes }) => nodes).filter(isTrigger)).toHaveLength(3);
	});
});

describe.each(examples)('the example $file', ({ text }) => {
	const { nodes, connections } = parse(text);
	const ours = nodes.filter(isOurs);

	it('has a step of this package, a note that explains it, and no credential', () => {
		expect(ours.length).toBeGreaterThan(0);
		const [about, ...hints] = nodes
			.filter(({ type }) => type === 'n8n-nodes-base.stickyNote')
			.map(({ parameters }) => String(parameters.content));
		expect(about).toMatch(/^## .+\n\*\*Does:\*\* .{20,}\n\*\*Change:\*\* .+\n\*\*Cost:\*\* .+\n\*\*Result:\*\* .+/);
		expect(hints.map((hint) => /^\*\*(\d)\*\* .{10}/.exec(hint)?.[1])).toEqual(
			hints.map((_hint, index) => String(index + 1)),
		);
		expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		expect(text).not.toMatch(/1000\.[0-9a-f]{8}|client_?secret|Bearer /i);
	});

	it('connects every step with the first one, or with an agent', () => {
		const names = nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const links = Object.entries(connections).flatMap(([from, kinds]) =>
			Object.entries(kinds).flatMap(([kind, outputs]) =>
				outputs.flat().map(({ node, type }) => ({ from, to: node, kind, type })),
			),
		);
		for (const { from, to, kind, type } of links)
			expect([names.includes(from), names.includes(to), type]).toEqual([true, true, kind]);
		const linked = new Set([nodes[0].name, ...links.map(({ to, from, kind }) => (kind === 'main' ? to : from))]);
		expect(
			nodes
				.filter(({ name, type }) => type !== 'n8n-nodes-base.stickyNote' && !linked.has(name))
				.map(({ name }) => name),
		).toEqual([]);
	});

	it('sets only parameters that the form of its operation shows, to values that they can have', () => {
		const faults = ours.flatMap((node) => {
			const shown = shownParameters(node);
			return Object.entries(node.parameters).flatMap(([name, value]) => {
				if ((isTool(node) && OF_TOOLS.has(name)) || (isTrigger(node) && OF_POLLING.has(name))) return [];
				const property = shown.find((one) => one.name === name);
				return property === undefined
					? [`${node.name} shows no ${name}`]
					: findFaults(property, value, `${node.name} > ${name}`);
			});
		});
		expect(faults).toEqual([]);
	});

	it('sets every parameter that is required', () => {
		const missing = ours.flatMap((node) =>
			shownParameters(node)
				.filter(
					({ required, name }) =>
						required === true && node.parameters[name] === undefined && isEmpty(defaultOf(node, name)),
				)
				.map(({ name }) => `${node.name} > ${name}`),
		);
		expect(missing).toEqual([]);
		for (const { name, typeVersion } of ours) expect([name, typeVersion]).toEqual([name, 1]);
	});

	it('names fields that the modules have', () => {
		const unknown = ours
			.flatMap(namedFields)
			.filter(
				({ module, field }) =>
					!modules.find(({ apiName }) => apiName === module)?.fields.some(({ apiName }) => apiName === field),
			);
		expect(unknown).toEqual([]);
	});
});

describe('the examples for agents', () => {
	it('give them only tools that read', () => {
		const tools = examples.flatMap(({ text }) => parse(text).nodes).filter((node) => isOurs(node) && isTool(node));
		expect(tools.length).toBeGreaterThan(0);
		expect(
			tools.filter(({ parameters }) => !['count', 'get', 'getAll', 'search'].includes(String(parameters.operation))),
		).toEqual([]);
	});
});
