import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../../../nodes/shared/zoho/call/errors';
import { checkScopes, findMissingScopes, moduleScope, scopeOf } from '../../../nodes/shared/zoho/call/scopes';

it.each([
	['GET', '/crm/v8/Leads', 'ZohoCRM.modules.leads.READ'],
	['POST', '/crm/v8/Leads/upsert', 'ZohoCRM.modules.leads.CREATE'],
	['PUT', '/crm/v8/Sales_Orders', 'ZohoCRM.modules.salesorders.UPDATE'],
	['DELETE', '/crm/v8/Venues/4150868000004600001', 'ZohoCRM.modules.custom.DELETE'],
	['GET', '/crm/v8/settings/fields', 'ZohoCRM.settings.fields.READ'],
	['GET', '/crm/v8/users/4150868000000225013', 'ZohoCRM.users.READ'],
	['GET', '/crm/v8/org', 'ZohoCRM.org.READ'],
	['GET', '/crm/v8/org/currencies', 'ZohoCRM.settings.currencies.READ'],
	['GET', '/crm/v8/settings/automation/assignment_rules', 'ZohoCRM.settings.assignment_rules.READ'],
	['GET', '/crm/v8/Leads/search', 'ZohoSearch.securesearch.READ, ZohoCRM.modules.leads.READ'],
	['GET', '/crm/v8/Venues/actions/count', 'ZohoSearch.securesearch.READ, ZohoCRM.modules.custom.READ'],
	['POST', '/crm/v8/Leads/4150868000004600001/actions/convert', 'ZohoCRM.modules.leads.CREATE'],
	['POST', '/crm/v8/users/4150868000000225013/actions/transfer_and_delete', 'ZohoCRM.users.CREATE'],
	['POST', '/crm/bulk/v8/write', 'ZohoCRM.bulk.CREATE'],
	['GET', '/crm/bulk/v8/write/4150868000004600001', 'ZohoCRM.bulk.READ'],
	['POST', '/crm/v8/upload', 'ZohoFiles.files.ALL'],
	['POST', '/crm/bulk/v8/read', 'ZohoCRM.bulk.READ'],
	['GET', '/crm/v8/Leads/4150868000004600001/Notes', 'ZohoCRM.modules.notes.READ, ZohoCRM.modules.leads.READ'],
	['POST', '/crm/v8/Leads/4150868000004600001/Notes', 'ZohoCRM.modules.notes.CREATE, ZohoCRM.modules.leads.READ'],
	['DELETE', '/crm/v8/Notes/4150868000004600001', 'ZohoCRM.modules.notes.DELETE'],
	[
		'DELETE',
		'/crm/v8/Venues/4150868000004600001/Attachments/4150868000004600002',
		'ZohoCRM.modules.attachments.DELETE, ZohoCRM.modules.custom.READ',
	],
	['GET', '/crm/v8/Deals/4150868000004600001/Emails', 'ZohoCRM.modules.emails.READ, ZohoCRM.modules.deals.READ'],
	['GET', '/crm/v8/settings/tags', 'ZohoCRM.settings.tags.READ'],
	['PUT', '/crm/v8/settings/tags/4150868000004600001', 'ZohoCRM.settings.tags.UPDATE'],
	['POST', '/crm/v8/Leads/actions/add_tags', 'ZohoCRM.settings.tags.ALL, ZohoCRM.modules.leads.ALL'],
	[
		'POST',
		'/crm/v8/Leads/4150868000004600001/actions/remove_tags',
		'ZohoCRM.settings.tags.ALL, ZohoCRM.modules.leads.ALL',
	],
	['GET', '/crm/v8/Campaigns/4150868000004600001/Leads', 'ZohoCRM.modules.campaigns.READ'],
	['PUT', '/crm/v8/Campaigns/4150868000004600001/Leads/4150868000004600002', 'ZohoCRM.modules.campaigns.UPDATE'],
	['GET', '/crm/v8/Leads/4150868000004600001/photo', 'ZohoCRM.modules.leads.READ'],
	['POST', '/crm/v8/files', 'ZohoCRM.Files.CREATE'],
	['POST', '/crm/v8/coql', 'ZohoCRM.coql.READ'],
	['GET', '/crm/v8/constructor', 'ZohoCRM.modules.custom.READ'],
	['GET', '/crm/v8/Leads/constructor', 'ZohoCRM.modules.leads.READ'],
	['GET', '/crm/v8/', null],
	['GET', '/somewhere/else', null],
])('%s %s needs the scope %s', (method, path, scope) => {
	expect(scopeOf({ method, path })).toBe(scope);
});

it.each([
	['Leads', 'READ', 'ZohoCRM.modules.leads.READ'],
	['Price_Books', 'DELETE', 'ZohoCRM.modules.pricebooks.DELETE'],
	['Appointments__s', 'CREATE', 'ZohoCRM.modules.appointments.CREATE'],
	['Venues', 'UPDATE', 'ZohoCRM.modules.custom.UPDATE'],
] as const)('the records of %s: %s needs %s', (module, operation, scope) => {
	expect(moduleScope(module, operation)).toBe(scope);
});

describe('a granted scope', () => {
	it.each([
		['ZohoCRM.users.READ', 'ZohoCRM.users.READ'],
		['ZOHOCRM.USERS.read', 'ZohoCRM.users.READ'],
		['ZohoCRM.users.ALL', 'ZohoCRM.users.READ'],
		['ZohoCRM.users.all', 'ZohoCRM.users.DELETE'],
		['ZohoCRM.modules.ALL', 'ZohoCRM.modules.leads.CREATE'],
		['ZohoCRM.modules.READ', 'ZohoCRM.modules.custom.READ'],
		['ZohoCRM.modules.leads.ALL', 'ZohoCRM.modules.leads.DELETE'],
		['ZohoCRM.modules.Leads.WRITE', 'ZohoCRM.modules.leads.CREATE'],
		['ZohoCRM.modules.WRITE', 'ZohoCRM.modules.leads.UPDATE'],
		['ZohoCRM.modules.WRITE', 'ZohoCRM.modules.DELETE'],
		['ZohoCRM.settings.ALL', 'ZohoCRM.settings.fields.READ'],
		['ZohoCRM.settings.fields.ALL', 'ZohoCRM.settings.fields.READ'],
		['ZohoFiles.files.ALL', 'ZohoFiles.files.ALL'],
	])('%s allows %s', (granted, needed) => {
		expect(findMissingScopes(['AaaServer.profile.READ', granted], [needed])).toEqual([]);
	});

	it.each([
		['ZohoCRM.users.READ', 'ZohoCRM.users.UPDATE'],
		['ZohoCRM.users.WRITE', 'ZohoCRM.users.READ'],
		['ZohoCRM.users.WRITE', 'ZohoCRM.users.ALL'],
		['ZohoCRM.modules.leads.ALL', 'ZohoCRM.modules.contacts.READ'],
		['ZohoCRM.modules.leads.ALL', 'ZohoCRM.modules.READ'],
		['ZohoCRM.modules.leads.READ', 'ZohoCRM.modules.leads.ALL'],
		['ZohoCRM.modules.lead.ALL', 'ZohoCRM.modules.leads.READ'],
		['ZohoCRM.settings.layouts.ALL', 'ZohoCRM.settings.fields.READ'],
		['ZohoCRM.modules.ALL', 'ZohoSearch.securesearch.READ'],
		['ZohoFiles.files.READ', 'ZohoFiles.files.ALL'],
		['ZohoBooks.users.ALL', 'ZohoCRM.users.READ'],
		['ZohoCRM.ALL', 'ZohoCRM.users.READ'],
		['ALL', 'ZohoCRM.users.READ'],
		['', 'ZohoCRM.users.READ'],
	])('%p does not allow %s', (granted, needed) => {
		expect(findMissingScopes(['AaaServer.profile.READ', granted], [needed])).toEqual([needed]);
	});

	it('that is not known is not missing, and none at all is', () => {
		expect(findMissingScopes(null, ['ZohoCRM.users.READ'])).toEqual([]);
		expect(findMissingScopes([], ['ZohoCRM.users.READ'])).toEqual(['ZohoCRM.users.READ']);
	});

	it('names what is missing once, in the order of need', () => {
		const needed = ['ZohoFiles.files.ALL', 'ZohoCRM.users.READ', 'ZohoCRM.org.READ', 'ZohoFiles.files.ALL'];
		expect(findMissingScopes(['ZohoCRM.users.ALL'], needed)).toEqual(['ZohoFiles.files.ALL', 'ZohoCRM.org.READ']);
	});
});

describe('the check before work starts', () => {
	const refusalOf = (granted: readonly string[], needed: readonly string[]): unknown => {
		try {
			checkScopes(granted, needed);
		} catch (refusal) {
			return refusal;
		}
		return null;
	};

	it('lets pass what is allowed or not known', () => {
		expect(refusalOf(['ZohoCRM.org.ALL'], ['ZohoCRM.org.READ'])).toBeNull();
		expect(() => checkScopes(null, ['ZohoCRM.org.READ'])).not.toThrow();
	});

	it('names one missing scope, and several', () => {
		const one = refusalOf(['ZohoCRM.org.READ'], ['ZohoCRM.org.READ', 'ZohoCRM.users.READ']);
		expect(one).toBeInstanceOf(UsageError);
		expect(one).toMatchObject({
			message:
				'The credential was connected without a scope that this operation needs: ZohoCRM.users.READ (OAUTH_SCOPE_MISMATCH)',
			advice: 'Add it to the credential, then reconnect. A self client needs a new grant code with it',
			code: 'OAUTH_SCOPE_MISMATCH',
		});
		expect(refusalOf([], ['ZohoCRM.org.READ', 'ZohoCRM.users.READ'])).toMatchObject({
			message:
				'The credential was connected without scopes that this operation needs: ZohoCRM.org.READ, ZohoCRM.users.READ (OAUTH_SCOPE_MISMATCH)',
			advice: 'Add them to the credential, then reconnect. A self client needs a new grant code with them',
		});
	});
});

describe('the table of scopes', () => {
	const root = path.join(__dirname, '../../..');
	const files = globSync('{nodes,credentials}/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('scopes.ts'));

	const written = (literal: RegExp): string[] =>
		files.flatMap((file) => (readFileSync(path.join(root, file), 'utf8').match(literal) ?? []).map(() => file));

	it('is the only place where scopes are written, and the code for a missing one is written once', () => {
		expect(files.length).toBeGreaterThan(100);
		expect(written(/'Zoho[A-Za-z]+\.[\w.]+\.(CREATE|READ|UPDATE|DELETE|ALL)'/g)).toEqual([]);
		expect(written(/'OAUTH_SCOPE_MISMATCH'/g)).toEqual(['nodes/shared/zoho/call/errors.ts']);
	});
});
