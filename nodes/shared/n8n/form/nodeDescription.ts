import type { INodeCredentialDescription, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { credentialTypeOf, type Authentication } from '../connection/nodeContext';

/** The entry of an operation in the Operation menu. */
export interface OperationOption {
	readonly name: string;
	readonly value: string;
	/** Sentence case, as people say it: `Create a lead`. Shown in n8n's list of actions. */
	readonly action: string;
	readonly description: string;
}

/** What a user sees of an operation. */
export interface OperationForm {
	readonly option: OperationOption;
	/** Without displayOptions for resource and operation: they are added here. */
	readonly parameters: readonly INodeProperties[];
}

/** What a user sees of a resource: its entry in the Resource menu, and its operations. */
export interface ResourceForm {
	readonly name: string;
	readonly value: string;
	/** What the Resource menu says of it. */
	readonly description: string;
	/** What the subtitle of a node calls what the operations work on, e.g. `Leads`; left out where the parameter `module` says it. */
	readonly subject?: string;
	/** Value of the operation of a node that was just added. It must not write, unless the whole resource is about writing. */
	readonly defaultOperation: string;
	readonly operations: readonly OperationForm[];
}

function menu(
	displayName: string,
	name: string,
	options: INodePropertyOptions[],
	preset: INodePropertyOptions['value'],
): INodeProperties {
	const form: INodeProperties = { displayName, name, type: 'options', noDataExpression: true, default: '', options };
	return { ...form, default: preset };
}

/** Shows a parameter only for its resource and operation, in addition to its own conditions. */
function stamp(parameter: INodeProperties, resource: ResourceForm, operation: OperationForm): INodeProperties {
	const { show, ...conditions } = parameter.displayOptions ?? {};
	return {
		...parameter,
		displayOptions: {
			...conditions,
			show: { resource: [resource.value], operation: [operation.option.value], ...show },
		},
	};
}

function describeOperations(resource: ResourceForm): INodeProperties[] {
	const options = resource.operations.map(({ option }) => ({ ...option }));
	return [
		{
			...menu('Operation', 'operation', options, resource.defaultOperation),
			displayOptions: { show: { resource: [resource.value] } },
		},
		...resource.operations.flatMap((operation) =>
			operation.parameters.map((parameter) => stamp(parameter, resource, operation)),
		),
	];
}

const authenticationMenu = menu(
	'Authentication',
	'authentication',
	[
		{ name: 'OAuth2', value: 'oAuth2' },
		{ name: 'Self Client', value: 'selfClient' },
	],
	'oAuth2',
);

function describeCredential(authentication: Authentication): INodeCredentialDescription {
	return {
		name: credentialTypeOf(authentication),
		required: true,
		displayOptions: { show: { authentication: [authentication] } },
	};
}

/** The credentials of a node. Authentication chooses one of them. */
export function describeCredentials(): INodeCredentialDescription[] {
	return [describeCredential('oAuth2'), describeCredential('selfClient')];
}

/**
 * The whole form of a node, derived from its list of resources.
 * @param preset value of the resource of a node that was just added
 */
export function describeResources(resources: readonly ResourceForm[], preset: string): INodeProperties[] {
	const options = resources.map(({ name, value, description }) => ({ name, value, description }));
	return [authenticationMenu, menu('Resource', 'resource', options, preset), ...resources.flatMap(describeOperations)];
}

/** Text as a literal of an expression. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`\'`)}'`;

/** An object of an expression. The spaces keep its brackets apart from those that end the expression. */
const literal = (names: ReadonlyMap<string, string>): string =>
	`({ ${[...names].map(([value, name]) => `${value}: ${quoted(name)}`).join(', ')} })`;

/** What the subtitle says while the module is an expression, which only an item can tell, or not chosen. */
const ANY_RECORDS = 'Records';

/**
 * The subtitle of a node as people would say it: `Create or Update: Deals`, `Get Many: Users`, `Import: Leads`, `Get Job`. An
 * expression, which n8n evaluates whenever a parameter changes.
 */
export function describeSubtitle(resources: readonly ResourceForm[]): string {
	const operations = resources.flatMap((resource) => resource.operations.map(({ option }) => option));
	const names = literal(new Map(operations.map(({ value, name }) => [value, name])));
	const subjects = literal(
		new Map(
			resources.flatMap(({ value, subject }) => (subject === undefined ? [] : [[value, `: ${subject}`] as const])),
		),
	);
	const module = '$rawParameter["module"]';
	const isOpen = `${module} === '' || ${module}.startsWith('=')`;
	const named = `(${module} === undefined ? '' : ': ' + (${isOpen} ? ${quoted(ANY_RECORDS)} : ${module}.replaceAll('_', ' ')))`;
	return `={{ ${names}[$parameter["operation"]] + (${subjects}[$parameter["resource"]] ?? ${named}) }}`;
}
