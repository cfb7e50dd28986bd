import { explain } from '../../../nodes/shared/zoho/advice/advice';
import { ZohoApiError } from '../../../nodes/shared/zoho/call/errors';

const rejected = (
	code: string,
	details: Readonly<Record<string, unknown>> = {},
	path = '/crm/v8/Leads',
): ZohoApiError => new ZohoApiError({ method: 'POST', path }, 400, { code, message: 'words of Zoho', details }, false);

describe('the sentences for a code', () => {
	it.each([
		[
			'the fields that Zoho expects',
			rejected('EXPECTED_FIELD_MISSING', {
				expected_fields: [{ api_name: 'Email', json_path: '$.data[0].Email' }, { api_name: 'Phone' }],
			}),
			'At least one of these fields is required: Email, Phone (EXPECTED_FIELD_MISSING)',
			'Fill in one of them, such as the ID or a unique field',
		],
		[
			'no fields, where Zoho gives none',
			rejected('EXPECTED_FIELD_MISSING'),
			'At least one of these fields is required (EXPECTED_FIELD_MISSING)',
			'Fill in one of them, such as the ID or a unique field',
		],
		[
			'the scope of the call',
			rejected('OAUTH_SCOPE_MISMATCH', {}, '/crm/v8/Leads/4150868000004600001/Notes'),
			'The credential was connected without a scope that this operation needs: ZohoCRM.modules.notes.CREATE, ZohoCRM.modules.leads.READ (OAUTH_SCOPE_MISMATCH)',
			'Add the scope to the credential or restore its default scopes, then reconnect. A self client needs a new grant code with this scope',
		],
		[
			'the record that exists',
			rejected('DUPLICATE_DATA', { api_name: 'Email', duplicate_record: { id: '4150868000004601001' } }),
			'A record with the same Email already exists (DUPLICATE_DATA)',
			'Use Create or Update, or change the value. The existing record is 4150868000004601001',
		],
		[
			"Zoho's own words",
			rejected('INVALID_FILE_ID'),
			'Zoho CRM rejected the request: words of Zoho (INVALID_FILE_ID)',
			'Use the File ID that Upload File returned for the same organization',
		],
	])('name %s', (_, error, message, advice) => {
		expect(explain(error)).toEqual({ message, advice });
	});
});
