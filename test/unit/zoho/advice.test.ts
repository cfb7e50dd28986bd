import { explain } from '../../../nodes/shared/zoho/advice/advice';
import { ZohoApiError } from '../../../nodes/shared/zoho/call/errors';

const rejected = (
	code: string,
	details: Readonly<Record<string, unknown>> = {},
	path = '/crm/v8/Leads',
): ZohoApiError => new ZohoApiError({ method: 'POST', path }, 400, { code, message: 'words of Zoho', details }, false);

const CORRECT = 'Correct the value. Zoho CRM shows the type and length of the field under Setup > Modules and Fields';

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
		[
			'the type that Zoho expects',
			rejected('INVALID_DATA', {
				api_name: 'Next_Call',
				json_path: '$.data[0].Next_Call',
				expected_data_type: 'datetime',
			}),
			'Zoho CRM rejected the value of Next_Call. Zoho CRM expects a date-time (INVALID_DATA)',
			CORRECT,
		],
		[
			'the greatest length',
			rejected('INVALID_DATA', { api_name: 'City', json_path: '$.data[0].City', maximum_length: 100 }),
			'Zoho CRM rejected the value of City. Zoho CRM expects at most 100 characters (INVALID_DATA)',
			CORRECT,
		],
		[
			'the values that there are',
			rejected('INVALID_DATA', { api_name: 'Lead_Source', supported_values: ['Fair', 'Web'] }),
			'Zoho CRM rejected the value of Lead_Source. Zoho CRM expects one of: Fair, Web (INVALID_DATA)',
			CORRECT,
		],
		[
			'twenty of many values',
			rejected('INVALID_DATA', { api_name: 'Code', supported_values: Array.from({ length: 23 }, (_, at) => `v${at}`) }),
			`Zoho CRM rejected the value of Code. Zoho CRM expects one of: ${Array.from({ length: 20 }, (_, at) => `v${at}`).join(', ')} and 3 more (INVALID_DATA)`,
			CORRECT,
		],
		[
			'the pattern',
			rejected('INVALID_DATA', { api_name: 'Code', regex: '^[A-Z]+$' }),
			'Zoho CRM rejected the value of Code. Zoho CRM expects text that matches the pattern ^[A-Z]+$ (INVALID_DATA)',
			CORRECT,
		],
		[
			'no expectation where Zoho says none',
			rejected('INVALID_DATA', { api_name: 'Code' }),
			'Zoho CRM rejected the value of Code (INVALID_DATA)',
			CORRECT,
		],
		[
			'the lookup, not the id inside',
			rejected('INVALID_DATA', {
				api_name: 'id',
				json_path: '$.data[0].Referring_Account.id',
				expected_data_type: 'bigint',
			}),
			"Zoho CRM can't find the record that Referring_Account points to (INVALID_DATA)",
			'Enter the ID of that record: use Search or Get Many of its module to find it. In a field for users, enter the email of the user',
		],
		[
			'the owner',
			rejected('INVALID_DATA', { api_name: 'id', json_path: '$.data[0].Owner.id' }),
			"Zoho CRM can't find the user in Owner (INVALID_DATA)",
			'Enter the email or the ID of an active user',
		],
		[
			'several fields with what each must be',
			rejected('MULTIPLE_OR_MULTI_ERRORS', {
				errors: [
					{ code: 'INVALID_DATA', details: { api_name: 'Email', expected_data_type: 'email' } },
					{ code: 'INVALID_DATA', details: { api_name: 'City' } },
				],
			}),
			'Zoho CRM rejected several values: Email (an email), City (MULTIPLE_OR_MULTI_ERRORS)',
			'Correct these values. Zoho CRM shows the type and length of each field under Setup > Modules and Fields',
		],
		[
			'the words of an administrator',
			rejected('VALIDATION_RULE_FAILED', { api_name: 'Amount' }),
			'A validation rule of your organization rejected the record: words of Zoho (VALIDATION_RULE_FAILED)',
			'Correct the value as it says',
		],
		[
			'the limit of tags',
			rejected('LIMIT_EXCEEDED', { api_name: 'Tag', json_path: '$.data[0].Tag', limit: 10 }),
			'Tag exceeds a limit of Zoho CRM, which is 10 (LIMIT_EXCEEDED)',
			'Shorten the value of Tag, or give it fewer entries',
		],
		[
			'the limit of a request',
			rejected('LIMIT_EXCEEDED', { limit: '10' }),
			'The request exceeds a limit of Zoho CRM, which is 10 (LIMIT_EXCEEDED)',
			'Send less at once',
		],
		[
			'what a record may not',
			rejected('NOT_ALLOWED'),
			'Zoho CRM does not allow this for the record (NOT_ALLOWED)',
			'Ask your Zoho CRM administrator what this record, or the connected user, may do',
		],
		[
			'what users may not',
			rejected('NOT_ALLOWED', {}, '/crm/v8/users'),
			'Zoho CRM does not allow this here (NOT_ALLOWED)',
			"Users can't be created in a sandbox, and users can't delete themselves",
		],
	])('name %s', (_, error, message, advice) => {
		expect(explain(error)).toEqual({ message, advice });
	});
});
