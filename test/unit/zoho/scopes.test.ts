import { scopeOf } from '../../../nodes/shared/zoho/scopes';

it.each([
	['GET', '/crm/v8/Leads', 'ZohoCRM.modules.leads.READ'],
	['POST', '/crm/v8/Leads/upsert', 'ZohoCRM.modules.leads.CREATE'],
	['PUT', '/crm/v8/Sales_Orders', 'ZohoCRM.modules.salesorders.UPDATE'],
	['DELETE', '/crm/v8/Venues/4150868000004600001', 'ZohoCRM.modules.custom.DELETE'],
	['GET', '/crm/v8/settings/fields', 'ZohoCRM.settings.fields.READ'],
	['GET', '/crm/v8/users/4150868000000225013', 'ZohoCRM.users.READ'],
	['GET', '/crm/v8/org', 'ZohoCRM.org.READ'],
	['POST', '/crm/bulk/v8/write', 'ZohoCRM.bulk.CREATE'],
	['GET', '/crm/bulk/v8/write/4150868000004600001', 'ZohoCRM.bulk.READ'],
	['POST', '/crm/v8/upload', 'ZohoFiles.files.ALL'],
	['GET', '/somewhere/else', null],
])('%s %s needs the scope %s', (method, path, scope) => {
	expect(scopeOf({ method, path })).toBe(scope);
});
