import type { Change, Correction } from './correction';

const correct = (name: string, path: readonly string[], change: Change, reason: string): Correction => ({
	file: `v8.0/${name}.json`,
	path,
	change,
	reason,
});
const schema = (...path: readonly string[]): readonly string[] => ['components', 'schemas', ...path];

const STATUSES = 'README: refusals and multi-status bodies are declared under 200 only, other statuses not at all';
const NULLS = 'README: nullables everywhere; null in the samples of metadata.md and users.md';
const KEYS = 'README: required lists are too strict; the samples of metadata.md and users.md lack these keys';
const UNPARSED = 'No code for a body that is not JSON; limits-and-errors.md 6 (unverified, a switch of the emulator)';
const OVERLAP = 'The alternatives name no required keys, so that several of them fit one body';
const SAMPLE = 'README, of notify_url: sample values were taken for rules';

/** Where the files of June 2025 are known to be wrong. README is the one beside the files, the pages those above them. */
export const CORRECTIONS_2025: readonly Correction[] = [
	...['201', '207', '400', '401'].map((to) =>
		correct('record', ['paths', '*', '*', 'responses'], { kind: 'sameAnswer', from: '200', to }, STATUSES),
	),
	...['/crm/v8/{module_api_name}/search', '/crm/v8/{module_api_name}/{id}'].map((path) =>
		correct(
			'record',
			['paths', path, 'get', 'responses', '204'],
			{ kind: 'set', value: {} },
			`${STATUSES}; records.md 0: nothing found is 204`,
		),
	),
	correct(
		'record',
		schema('Info', 'properties'),
		{ kind: 'nullable' },
		'records.md 4: tokens are null on the first and on the last page',
	),
	correct(
		'record',
		schema('Success_Response', 'properties', 'duplicate_field'),
		{ kind: 'nullable' },
		'records.md 3: null on insert',
	),
	correct(
		'record',
		schema('API_Exception', 'properties', 'code', 'enum'),
		{ kind: 'add', values: ['DISCRETE_PAGINATION_LIMIT_EXCEEDED', 'EXPECTED_PARAM_MISSING'] },
		'limits-and-errors.md 6; the files of 2026',
	),
	correct(
		'record',
		schema('API_Exception', 'properties', 'code', 'enum'),
		{ kind: 'add', values: ['INVALID_REQUEST'] },
		UNPARSED,
	),
	correct(
		'record',
		schema('API_Exception', 'properties', 'message', 'enum'),
		{ kind: 'drop' },
		`${SAMPLE}; limits-and-errors.md 6 has others`,
	),
	correct(
		'record',
		schema('API_Exception', 'properties', 'details', 'properties', 'maximum_length', 'type'),
		{ kind: 'set', value: 'integer' },
		'records.md 1: a number',
	),
	correct(
		'record',
		[
			'paths',
			'/crm/v8/{module_api_name}/actions/count',
			'get',
			'responses',
			'200',
			'content',
			'application/json',
			'schema',
		],
		{ kind: 'set', value: { type: 'object', required: ['count'], properties: { count: { type: 'integer' } } } },
		'records.md 9 and the file of 2026: a number',
	),

	correct(
		'bulk_write',
		['paths', '/crm/v8/upload', 'post', 'responses'],
		{ kind: 'sameAnswer', from: '200', to: '400' },
		STATUSES,
	),
	correct(
		'bulk_write',
		schema('Success_Response', 'properties', 'details', 'required'),
		{ kind: 'drop' },
		'README: `details.id` is required though an upload answers `file_id`',
	),
	correct(
		'bulk_write',
		schema('Success_Response', 'properties', 'details', 'properties', 'file_id', 'type'),
		{ kind: 'set', value: 'string' },
		'README: `file_id` is a string',
	),
	correct(
		'bulk_write',
		schema('API_Exception', 'properties', 'message', 'enum'),
		{ kind: 'drop' },
		`${SAMPLE}: "Requested module 'asdf' is not available."`,
	),
	correct(
		'bulk_write',
		schema('API_Exception', 'properties', 'code', 'enum'),
		{ kind: 'add', values: ['NOT_SUPPORTED_FEATURE'] },
		'bulk-write.md 2, upload errors; the file of 2026',
	),
	correct('bulk_write', ['paths', '/crm/bulk/v8/write/{job_id}'], { kind: 'oneOrMore' }, OVERLAP),
	correct(
		'bulk_write',
		['paths', '/crm/bulk/v8/write/{job_id}', 'get', 'responses'],
		{ kind: 'sameAnswer', from: '400', to: '404' },
		'README: unknown bulk job = 400 (docs: 404)',
	),
	correct(
		'bulk_write',
		schema('Resource', 'properties', 'status', 'enum'),
		{ kind: 'add', values: ['INPROGRESS'] },
		'README: live samples say INPROGRESS',
	),
	correct(
		'bulk_write',
		schema('Resource', 'properties', 'file', 'properties', 'status', 'enum'),
		{ kind: 'add', values: ['INPROGRESS'] },
		'README: live samples say INPROGRESS',
	),
	correct(
		'bulk_write',
		schema('Resource', 'properties', 'field_mappings'),
		{ kind: 'nullable' },
		'bulk-write.md 4: unset keys of mappings are null',
	),
	correct(
		'bulk_write',
		schema('default_value'),
		{ kind: 'nullable' },
		'bulk-write.md 4: unset keys of mappings are null',
	),

	correct(
		'users',
		['components', 'parameters', 'type', 'schema', 'enum'],
		{ kind: 'add', values: ['AllUsers', 'DeletedUsers', 'AdminUsers', 'ActiveConfirmedAdmins'] },
		'users.md 1',
	),
	correct('users', schema('users', 'properties', 'email', 'pattern'), { kind: 'drop' }, SAMPLE),
	correct('users', schema('users', 'properties', 'date_format', 'enum'), { kind: 'drop' }, SAMPLE),
	correct('users', schema('users', 'properties', 'number_separator', 'enum'), { kind: 'drop' }, SAMPLE),
	correct(
		'users',
		schema('users', 'properties', 'time_zone', 'type'),
		{ kind: 'set', value: 'string' },
		'README: typed object where strings are returned; users.md 1',
	),
	correct('users', schema('owner', 'required'), { kind: 'drop' }, 'users.md 1: `Modified_By` is name and id'),
	correct('users', schema('shift'), { kind: 'nullable' }, NULLS),
	correct('users', schema('Minified_User'), { kind: 'nullable' }, NULLS),
	correct(
		'users',
		schema('Response_Wrapper', 'required'),
		{ kind: 'remove', values: ['info'] },
		'users.md 2: one user comes without info',
	),
	correct(
		'users',
		schema('role', 'type'),
		{ kind: 'set', value: ['object', 'string'] },
		'users.md 3: an id when a user is created',
	),
	correct(
		'users',
		schema('profile', 'type'),
		{ kind: 'set', value: ['object', 'string'] },
		'users.md 3: an id when a user is created',
	),
	correct(
		'users',
		['paths', '/crm/v8/users/{user}', 'get', 'responses', '400'],
		{ kind: 'set', value: { $ref: '#/components/responses/RErrorResponse' } },
		STATUSES,
	),
	correct('users', ['components', 'responses', 'RErrorResponse'], { kind: 'oneOrMore' }, OVERLAP),

	correct(
		'convert_lead',
		['paths', '/crm/v8/Leads/{lead_id}/actions/convert', 'post', 'requestBody', 'content', 'application/json'],
		{
			kind: 'set',
			value: {
				schema: {
					type: 'object',
					required: ['data'],
					properties: { data: { type: 'array', items: { $ref: '#/components/schemas/Lead_Converter' } } },
				},
			},
		},
		'The body is not described, though what it holds is',
	),
	correct(
		'users_transfer_delete',
		['paths', '/crm/v8/users/{id}/actions/transfer_and_delete', 'post', 'requestBody', 'content', 'application/json'],
		{ kind: 'set', value: { schema: { type: 'object', required: ['transfer_and_delete'] } } },
		'The body is not described; users.md 7',
	),
	correct(
		'convert_lead',
		schema('Lead_Converter', 'required'),
		{ kind: 'drop' },
		'records.md 10: all keys are optional',
	),
	correct(
		'convert_lead',
		schema('Lead_Converter', 'properties', 'assign_to'),
		{ kind: 'set', value: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
		'records.md 10: the id alone',
	),
	correct(
		'convert_lead',
		schema('Successful_Convert', 'properties', 'Deals'),
		{ kind: 'set', value: { type: ['object', 'null'] } },
		'records.md 10: null where none was created',
	),
	...['Accounts', 'Contacts', 'Deals'].map((name) =>
		correct(
			'conversion_option',
			schema('Conversion_Options', 'properties', name),
			{ kind: 'nullable' },
			'records.md 10 and the file of 2026: null where nothing matches',
		),
	),
	...['Accounts', 'Contacts'].map((name) =>
		correct(
			'conversion_option',
			schema('Conversion_Options', 'properties', 'preference_field_matched_value', 'properties', name),
			{ kind: 'nullable' },
			'The file of 2026: null where nothing matches',
		),
	),
	correct(
		'conversion_option',
		schema('Conversion_Options', 'properties', 'modules_with_multiple_layouts'),
		{ kind: 'nullable' },
		'The file of 2026 takes null',
	),
	correct(
		'conversion_option',
		schema('Conversion_Options', 'properties', 'preference_field_matched_value', 'required'),
		{ kind: 'remove', values: ['Deals'] },
		'The file of 2026 has no Deals there',
	),
	correct(
		'record',
		schema('Record', 'properties', 'Tag', 'items'),
		{ kind: 'set', value: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
		'records.md 15: a tag is written by its name',
	),
	correct(
		'tags',
		schema('Tag', 'properties', 'color_code', 'enum'),
		{ kind: 'add', values: [null] },
		'The file of 2026 takes null',
	),
	correct(
		'assignment_rules',
		schema('user', 'required'),
		{ kind: 'remove', values: ['zuid'] },
		'The file of 2026 gives it only where it is asked for',
	),
	correct('territories', schema('reporting_to'), { kind: 'nullable' }, 'Nothing is above the highest'),
	correct(
		'territories',
		schema('Criteria', 'required'),
		{ kind: 'drop' },
		'The file of 2026 has either a comparison or a group',
	),
	correct('territories', schema('Criteria'), { kind: 'nullable' }, 'The file of 2026: a territory without rule'),
	correct(
		'territories',
		schema('Criteria', 'properties', 'value'),
		{ kind: 'set', value: {} },
		'The file of 2026: texts, numbers, lists',
	),
	correct(
		'pick_list_values',
		schema('pick_list_values', 'properties', 'layout_associations'),
		{ kind: 'nullable' },
		'The file of 2026 takes null',
	),
	correct(
		'org',
		['paths', '/crm/v8/org', 'get', 'responses', '401'],
		{
			kind: 'set',
			value: {
				content: { 'application/json': { schema: { $ref: './common.json#/components/schemas/API_Exception' } } },
			},
		},
		STATUSES,
	),
	correct(
		'org',
		schema('Org', 'properties', 'type', 'enum'),
		{ kind: 'add', values: ['production'] },
		'users.md 9 and the file of 2026 write it small',
	),
	...['org', 'modules', 'fields', 'layouts', 'custom_views', 'profiles'].map((name) =>
		correct(name, [], { kind: 'optional' }, KEYS),
	),
	...['modules', 'fields', 'layouts', 'custom_views', 'profiles', 'roles'].map((name) =>
		correct(name, [], { kind: 'nullable' }, NULLS),
	),
	correct('fields', ['components'], { kind: 'oneOrMore' }, OVERLAP),
	correct(
		'modules',
		schema('modules', 'properties', 'generated_type', 'enum'),
		{ kind: 'add', values: ['subform'] },
		'metadata.md 1',
	),
	correct(
		'modules',
		schema('modules', 'properties', 'display_field', 'type'),
		{ kind: 'set', value: ['object', 'string', 'null'] },
		'The file of 2026 takes an api_name too',
	),
];

const REFUSAL_KEYS = ['code', 'details', 'message', 'status'];
const required = (name: string, path: readonly string[], keys: readonly string[], page: string): Correction =>
	correct(
		name,
		[...path, 'required'],
		{ kind: 'set', value: keys },
		`${page}; no key is required, so that any object would do`,
	);

/** Where the same files, corrected, are so loose that they say nothing: rules of our pages that are added to them. */
export const ADDITIONS_2025: readonly Correction[] = [
	...['record', 'bulk_write', 'profiles'].map((name) =>
		required(name, schema('API_Exception'), REFUSAL_KEYS, 'limits-and-errors.md 6'),
	),
	required('org', schema('Response_Wrapper'), ['org'], 'users.md 9'),
	required('org', schema('Invalid_Data_Exception'), REFUSAL_KEYS, 'limits-and-errors.md 6'),
	...['MandatoryError', 'InvalidParamError', 'MandatoryParamError', 'InvalidTypeError', 'InvalidValueError'].map(
		(name) => required('fields', schema(name), REFUSAL_KEYS, 'limits-and-errors.md 6'),
	),
	required('record', schema('Success_Response'), REFUSAL_KEYS, 'records.md 1'),
	required('record', schema('Response_Wrapper'), ['data'], 'records.md 0'),
	required('record', schema('Deleted_Records_Wrapper'), ['data', 'info'], 'records.md 6'),
	required('record', schema('File_Body_Wrapper'), ['file'], 'bulk_write.json says so of the same body'),
	required(
		'record',
		['paths', '*', '*', 'responses', '200', 'content', 'application/json', 'schema', 'oneOf', '0'],
		['data'],
		'records.md 0',
	),
	required(
		'bulk_write',
		schema('Bulk_Write_Response'),
		['status', 'resource', 'id', 'created_by', 'operation', 'created_time'],
		'bulk-write.md 4',
	),
	required('bulk_write', schema('Request_Wrapper'), ['operation', 'resource'], 'bulk-write.md 3'),
	...['modules', 'fields', 'custom_views', 'profiles'].map((name) =>
		required(name, schema('Response_Wrapper'), [name], 'metadata.md, users.md 8'),
	),
	required('layouts', schema('wrapper'), ['layouts'], 'metadata.md 3'),
	required('users_transfer_delete', schema('Success_Response'), REFUSAL_KEYS, 'users.md 7'),
	required('users_transfer_delete', schema('Status'), ['status'], 'users.md 7'),
	required(
		'users_transfer_delete',
		['paths', '*', '*', 'responses', '200', 'content', 'application/json', 'schema', 'oneOf', '0'],
		['transfer_and_delete'],
		'users.md 7',
	),
];
