import { Workflow, type INodeParameters, type INodeType } from 'n8n-workflow';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { sampleOf } from '../operations/registry';
import { named } from '../stage/parameters';
import { choicesOf, nodeClasses } from './packageNodes';

/** A menu of a node, by the resource that it is shown for. */
const operationMenus = ({ description }: INodeType) =>
	description.properties.filter(({ name }) => name === 'operation');

describe('a node that was just added', () => {
	it.each([
		['zohoCrm', 'lead'],
		['zohoCrmBulk', 'bulkWrite'],
	])('%s begins with the resource %s', (node, resource) => {
		const { description } = nodeClasses.find(({ instance }) => instance.description.name === node)?.instance ?? {
			description: { properties: [] },
		};
		expect(description.properties.find(({ name }) => name === 'resource')?.default).toBe(resource);
	});

	it('begins with these operations', () => {
		const defaults = nodeClasses.flatMap(({ instance }) =>
			operationMenus(instance).map((menu) => [menu.displayOptions?.show?.resource?.join(), menu.default]),
		);
		expect(Object.fromEntries(defaults)).toEqual({
			account: 'getAll',
			bulkWrite: 'import',
			contact: 'getAll',
			deal: 'getAll',
			lead: 'getAll',
			organization: 'get',
			record: 'getAll',
			user: 'getAll',
		});
	});

	/** Import writes: it is what the node is for, and it needs a file or items. */
	it('writes nothing, Import excepted', () => {
		const writing = nodeClasses.flatMap(({ instance }) =>
			operationMenus(instance)
				.map((menu) => sampleOf(String(menu.displayOptions?.show?.resource?.[0]), String(menu.default)))
				.filter(({ uses, writing }) =>
					uses.some(({ scopes }) => writing !== undefined || scopes.some((scope) => !/\.READ$/.test(scope))),
				)
				.map(({ resource, operation }) => `${resource} ${operation}`),
		);
		expect(writing).toEqual(['bulkWrite import']);
	});
});

/** What n8n's list of actions says of the operations of records, with what one and several are called. */
const ofRecords = (one: string, several: string): Record<string, string> => ({
	count: `Count ${several}`,
	create: `Create ${one}`,
	delete: `Delete ${one}`,
	get: `Get ${one}`,
	getAll: `Get many ${several}`,
	search: `Search ${several}`,
	update: `Update ${one}`,
	upsert: `Create or update ${one}`,
});

describe("n8n's list of actions", () => {
	it('says what an operation does as people say it', () => {
		const actions = nodeClasses.flatMap(({ instance }) =>
			operationMenus(instance).map((menu) => [
				menu.displayOptions?.show?.resource?.join(),
				Object.fromEntries(
					(menu.options ?? []).flatMap((entry) => ('action' in entry ? [[entry.value, entry.action]] : [])),
				),
			]),
		);
		expect(Object.fromEntries(actions)).toEqual({
			account: ofRecords('an account', 'accounts'),
			bulkWrite: {
				createJob: 'Create a job for an uploaded file',
				getJob: 'Get a job',
				getResult: 'Get the result of a job',
				import: 'Import records from a file or items',
				resumeImport: 'Resume an import',
				uploadFile: 'Upload a file for a job',
			},
			contact: ofRecords('a contact', 'contacts'),
			deal: ofRecords('a deal', 'deals'),
			lead: { ...ofRecords('a lead', 'leads'), convert: 'Convert a lead' },
			organization: { get: 'Get an organization' },
			record: ofRecords('a record', 'records'),
			user: {
				create: 'Create a user',
				delete: 'Delete a user',
				get: 'Get a user',
				getAll: 'Get many users',
				update: 'Update a user',
			},
		});
	});
});

/** The subtitle on the canvas, as the editor works it out. */
function subtitleOf(instance: INodeType, parameters: INodeParameters): unknown {
	const node = {
		id: '1',
		name: 'Zoho',
		type: 'zoho',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters,
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: { getByName: () => instance, getByNameAndVersion: () => instance, getKnownTypes: () => ({}) },
	});
	return workflow.expression.getSimpleParameterValue(
		workflow.nodes.Zoho,
		String(instance.description.subtitle),
		'internal',
		{},
		undefined,
		'[filled at execution time]',
	);
}

describe('the subtitle on the canvas', () => {
	const SUBTITLES: ReadonlyArray<readonly [string, INodeType, INodeParameters]> = [
		['Get Many: Leads', new ZohoCrm(), {}],
		['Create or Update: Leads', new ZohoCrm(), { resource: 'lead', operation: 'upsert' }],
		['Create: Contacts', new ZohoCrm(), { resource: 'contact', operation: 'create' }],
		['Get Many: Accounts', new ZohoCrm(), { resource: 'account' }],
		['Update: Deals', new ZohoCrm(), { resource: 'deal', operation: 'update' }],
		['Get Many: Users', new ZohoCrm(), { resource: 'user' }],
		['Get: Organization', new ZohoCrm(), { resource: 'organization' }],
		[
			'Create or Update: Deals',
			new ZohoCrm(),
			{ resource: 'record', operation: 'upsert', module: { ...named('Deals', 'list'), cachedResultName: 'Deals' } },
		],
		['Search: Sales Orders', new ZohoCrm(), { resource: 'record', operation: 'search', module: named('Sales_Orders') }],
		['Get: Venues', new ZohoCrm(), { resource: 'record', operation: 'get', module: named('Venues', 'name') }],
		['Get Many: Records', new ZohoCrm(), { resource: 'record', module: named('={{ $json.module }}', 'name') }],
		['Get Many: Records', new ZohoCrm(), { resource: 'record', module: named('', 'list') }],
		['Get Many: Leads', new ZohoCrm(), { resource: 'record' }],
		['Import: Leads', new ZohoCrmBulk(), {}],
		['Import: Venues', new ZohoCrmBulk(), { module: 'Venues' }],
		['Import: Records', new ZohoCrmBulk(), { module: '={{ $json.module }}' }],
		['Resume Import: Purchase Orders', new ZohoCrmBulk(), { operation: 'resumeImport', module: 'Purchase_Orders' }],
		['Create Job: Contacts', new ZohoCrmBulk(), { operation: 'createJob', module: 'Contacts' }],
		['Get Job', new ZohoCrmBulk(), { operation: 'getJob', jobId: '1' }],
		['Get Result', new ZohoCrmBulk(), { operation: 'getResult', jobId: '1' }],
		['Upload File', new ZohoCrmBulk(), { operation: 'uploadFile' }],
	];

	it.each(SUBTITLES)('says %s', (subtitle, node, parameters) => {
		expect(subtitleOf(node, parameters)).toBe(subtitle);
	});

	it('is known for every operation', () => {
		for (const { instance } of nodeClasses)
			for (const menu of operationMenus(instance))
				for (const { name, value } of choicesOf(menu)) {
					const resource = String(menu.displayOptions?.show?.resource?.[0]);
					expect(subtitleOf(instance, { resource, operation: value })).toMatch(
						new RegExp(`^${name}(: [A-Z][A-Za-z ]+)?$`),
					);
				}
	});
});
