import type { INodeCredentialDescription, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { credentialTypeOf, type Authentication } from '../connection/nodeContext';

/** The entry of an operation in the Operation menu. */
export interface OperationOption {
	readonly name: string;
	readonly value: string;
	/** Sentence case without articles, shown in n8n's list of actions. */
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
	readonly operations: readonly OperationForm[];
}

/** A menu with its first entry as the default. */
function menu(displayName: string, name: string, options: INodePropertyOptions[]): INodeProperties {
	const form: INodeProperties = { displayName, name, type: 'options', noDataExpression: true, default: '', options };
	return { ...form, default: options[0].value };
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
		{ ...menu('Operation', 'operation', options), displayOptions: { show: { resource: [resource.value] } } },
		...resource.operations.flatMap((operation) =>
			operation.parameters.map((parameter) => stamp(parameter, resource, operation)),
		),
	];
}

const authenticationMenu = menu('Authentication', 'authentication', [
	{ name: 'OAuth2', value: 'oAuth2' },
	{ name: 'Self Client', value: 'selfClient' },
]);

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

/** The whole form of a node, derived from its list of resources. */
export function describeResources(resources: readonly ResourceForm[]): INodeProperties[] {
	const resourceMenu = menu(
		'Resource',
		'resource',
		resources.map(({ name, value }) => ({ name, value })),
	);
	return [authenticationMenu, resourceMenu, ...resources.flatMap(describeOperations)];
}
