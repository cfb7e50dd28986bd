import type { INodeCredentialDescription, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { credentialTypeOf, type Authentication } from '../connection/credential';
import type { Operation, Resource } from '../step/operation';

/** A menu whose first entry is chosen at first. */
function menu(displayName: string, name: string, options: INodePropertyOptions[]): INodeProperties {
	const form: INodeProperties = { displayName, name, type: 'options', noDataExpression: true, default: '', options };
	return { ...form, default: options[0].value };
}

/** Adds when a parameter is shown: only for its resource and operation, besides its own conditions. */
function stamp(parameter: INodeProperties, resource: Resource, operation: Operation): INodeProperties {
	const { show, ...conditions } = parameter.displayOptions ?? {};
	return {
		...parameter,
		displayOptions: {
			...conditions,
			show: { resource: [resource.value], operation: [operation.option.value], ...show },
		},
	};
}

function describeOperations(resource: Resource): INodeProperties[] {
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

/** The credentials of a node, of which Authentication chooses one. */
export function describeCredentials(): INodeCredentialDescription[] {
	return [describeCredential('oAuth2'), describeCredential('selfClient')];
}

/** The whole form of a node, derived from its list of resources. */
export function describeResources(resources: readonly Resource[]): INodeProperties[] {
	const resourceMenu = menu(
		'Resource',
		'resource',
		resources.map(({ name, value }) => ({ name, value })),
	);
	return [authenticationMenu, resourceMenu, ...resources.flatMap(describeOperations)];
}
