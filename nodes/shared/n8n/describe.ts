import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation, Resource } from './operation';

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
		displayOptions: { ...conditions, show: { resource: [resource.value], operation: [operation.option.value], ...show } },
	};
}

function describeOperations(resource: Resource): INodeProperties[] {
	const options = resource.operations.map(({ option }) => ({ ...option }));
	return [
		{ ...menu('Operation', 'operation', options), displayOptions: { show: { resource: [resource.value] } } },
		...resource.operations.flatMap((operation) => operation.parameters.map((parameter) => stamp(parameter, resource, operation))),
	];
}

/** The whole form of a node, derived from its list of resources. */
export function describeResources(resources: readonly Resource[]): INodeProperties[] {
	return [menu('Resource', 'resource', resources.map(({ name, value }) => ({ name, value }))), ...resources.flatMap(describeOperations)];
}
