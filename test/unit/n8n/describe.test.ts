import type { INodeProperties } from 'n8n-workflow';
import { describeCredentials, describeResources } from '../../../nodes/shared/n8n/form/nodeDescription';
import type { Operation, Resource } from '../../../nodes/shared/n8n/step/operation';

const text = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
	...more,
});
const option = (value: string) => ({ name: value.toUpperCase(), value, action: `Do ${value}`, description: 'Does it' });
const doing = (value: string, ...parameters: INodeProperties[]): Operation => ({
	option: option(value),
	parameters,
	scopes: () => [],
	each: async () => ({}),
});

const RESOURCES: Resource[] = [
	{
		name: 'Lead',
		value: 'lead',
		description: 'People',
		subject: 'Leads',
		defaultOperation: 'list',
		operations: [
			doing('get', text('leadId')),
			doing('list', text('limit', { displayOptions: { show: { all: [false] } } })),
		],
	},
	{
		name: 'User',
		value: 'user',
		description: 'Users of the organization',
		defaultOperation: 'get',
		operations: [doing('get', text('userId', { displayOptions: { hide: { by: ['x'] } } }))],
	},
];

describe('the form of a node', () => {
	const form = describeResources(RESOURCES, 'user');
	const named = (name: string) => form.filter((property) => property.name === name);

	it('begins with the choice of the credential, OAuth2 at first', () => {
		expect(form[0]).toMatchObject({
			name: 'authentication',
			type: 'options',
			noDataExpression: true,
			default: 'oAuth2',
			options: [
				{ name: 'OAuth2', value: 'oAuth2' },
				{ name: 'Self Client', value: 'selfClient' },
			],
		});
		expect(describeCredentials()).toEqual([
			{ name: 'zohoCrmOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
			{ name: 'zohoCrmSelfClientApi', required: true, displayOptions: { show: { authentication: ['selfClient'] } } },
		]);
	});

	it('goes on with a menu of resources, the given one chosen', () => {
		expect(form[1]).toMatchObject({
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			default: 'user',
			options: [
				{ name: 'Lead', value: 'lead', description: 'People' },
				{ name: 'User', value: 'user', description: 'Users of the organization' },
			],
		});
	});

	it('has a menu of operations for each resource, its default chosen', () => {
		expect(
			named('operation').map(({ displayOptions, default: chosen, options }) => [displayOptions, chosen, options]),
		).toEqual([
			[{ show: { resource: ['lead'] } }, 'list', [option('get'), option('list')]],
			[{ show: { resource: ['user'] } }, 'get', [option('get')]],
		]);
	});

	it('shows a parameter for its resource and operation only, besides its own conditions', () => {
		expect(named('leadId')[0].displayOptions).toEqual({ show: { resource: ['lead'], operation: ['get'] } });
		expect(named('limit')[0].displayOptions).toEqual({
			show: { resource: ['lead'], operation: ['list'], all: [false] },
		});
		expect(named('userId')[0].displayOptions).toEqual({
			show: { resource: ['user'], operation: ['get'] },
			hide: { by: ['x'] },
		});
	});

	it('leaves the operations as they were registered', () => {
		expect(RESOURCES[0].operations[0].parameters[0]).toEqual(text('leadId'));
	});
});
