import type { Change, Correction } from './correction';

const correct = (name: string, path: readonly string[], change: Change, reason: string): Correction => ({
	file: `v8.0-2026/${name}.json`,
	path,
	change,
	reason,
});
const schema = (...path: readonly string[]): readonly string[] => ['components', 'schemas', ...path];
const answer = (path: string, status: string): readonly string[] => [
	'paths',
	path,
	'get',
	'responses',
	status,
	'content',
	'application/json',
	'schema',
];
const refusing = (...codes: readonly string[]): Change => ({
	kind: 'set',
	value: {
		content: {
			'application/json': {
				schema: {
					type: 'object',
					required: ['code', 'details', 'message', 'status'],
					properties: {
						code: { enum: codes },
						details: { type: 'object' },
						message: { type: 'string' },
						status: { enum: ['error'] },
					},
				},
			},
		},
	},
});

const OPEN = 'README: additionalProperties:false is widely set but wrong';
const NULLS = 'null in the samples of metadata.md';
const GAP = 'A gap of the emulator: metadata.md and users.md do not show these keys';
const LOOKUP = schema('FieldSchema', 'properties', 'lookup', 'oneOf', '0', 'properties');

/** What a multi-status answer of a write is: accepted and refused records side by side. Source: records.md 0. */
const MIXED: Change = {
	kind: 'set',
	value: {
		content: {
			'application/json': {
				schema: {
					type: 'object',
					required: ['data'],
					properties: {
						data: {
							type: 'array',
							items: {
								anyOf: [
									{ $ref: '#/components/schemas/RecordSuccessResponse/properties/data/items' },
									{ $ref: '#/components/schemas/RecordsErrorResponse/properties/data/items' },
								],
							},
						},
					},
				},
			},
		},
	},
};

/** Where the files of 2026 are known to be wrong. README is the one beside the files, the pages those above them. */
export const CORRECTIONS_2026: readonly Correction[] = [
	...['record', 'modules', 'fields', 'layouts', 'profiles', 'roles', 'bulk_write', 'org'].map((name) =>
		correct(name, [], { kind: 'open' }, OPEN),
	),

	correct(
		'record',
		['paths', '/{module}', 'post', 'responses', '207'],
		MIXED,
		'records.md 0: 207 when some records failed',
	),
	correct(
		'record',
		['paths', '/{module}', 'put', 'responses', '207'],
		MIXED,
		'records.md 0: 207 when some records failed',
	),
	correct('record', ['paths', '/{module}', 'get', 'responses', '401'], refusing('OAUTH_SCOPE_MISMATCH'), 'oauth.md 4'),
	correct(
		'record',
		schema('RecordsErrorResponse', 'properties', 'data', 'items', 'properties', 'code', 'enum'),
		{ kind: 'add', values: ['INVALID_REQUEST'] },
		'No code for a body that is not JSON; limits-and-errors.md 6 (unverified, a switch of the emulator)',
	),
	correct(
		'record',
		schema('RecordGETErrorResponse', 'properties', 'data', 'items', 'properties', 'details', 'required'),
		{ kind: 'drop' },
		'limits-and-errors.md 6: `param_name` or `limit` where no part of the path is wrong',
	),
	correct(
		'record',
		schema('RecordSuccessResponse', 'properties', 'data', 'items', 'properties', 'details', 'required'),
		{ kind: 'remove', values: ['$approval_state'] },
		'records.md 2: not guaranteed when a record is updated',
	),
	correct(
		'record',
		schema('RecordGETSucessResponse', 'properties', 'info'),
		{ kind: 'nullable' },
		'records.md 4: tokens are null on the first and on the last page',
	),
	correct(
		'record',
		['paths', '/{module}', 'delete', 'parameters'],
		{ kind: 'add', values: [{ name: 'wf_trigger', in: 'query', schema: { type: 'boolean' } }] },
		'records.md 6',
	),
	correct(
		'record',
		['paths', '/{module}/{recordID}', 'get', 'parameters'],
		{ kind: 'add', values: [{ name: 'fields', in: 'query', schema: { type: 'string' } }] },
		'records.md 5',
	),

	correct(
		'bulk_write',
		[
			'paths',
			'/write',
			'post',
			'requestBody',
			'content',
			'application/json',
			'schema',
			'properties',
			'resource',
			'items',
			'required',
		],
		{ kind: 'remove', values: ['find_by'] },
		'README: `find_by` always required',
	),
	correct(
		'bulk_write',
		[
			'paths',
			'/write',
			'post',
			'requestBody',
			'content',
			'application/json',
			'schema',
			'properties',
			'resource',
			'items',
			'properties',
			'find_by',
			'enum',
		],
		{ kind: 'drop' },
		'README: `find_by` enum only `id`',
	),
	correct(
		'bulk_write',
		['paths', '/write', 'post', 'responses', '400', 'content', 'application/json', 'schema', 'oneOf'],
		{
			kind: 'add',
			values: [
				{
					type: 'object',
					required: ['code'],
					properties: { code: { enum: ['INVALID_FIELD', 'COLUMN_INDEX_NOT_FOUND', 'INVALID_FILE_ID'] } },
				},
			],
		},
		'bulk-write.md 3, create errors; the file of 2025',
	),
	correct(
		'bulk_write',
		['paths', '/write/{jobId}', 'get', 'responses', '404'],
		refusing('RESOURCE_NOT_FOUND'),
		'bulk-write.md 4: 404 for a missing id',
	),
	correct(
		'bulk_write',
		[...answer('/write/{jobId}', '200'), 'required'],
		{ kind: 'remove', values: ['callback'] },
		'bulk-write.md 4: only a job with a callback shows one',
	),
	correct(
		'bulk_write',
		[...answer('/write/{jobId}', '200'), 'properties', 'resource', 'items', 'properties', 'file', 'required'],
		{ kind: 'remove', values: ['name', 'added_count', 'skipped_count', 'updated_count', 'total_count'] },
		'bulk-write.md 4: a file that is ADDED shows its status only',
	),
	correct(
		'bulk_write',
		[...answer('/write/{jobId}', '200'), 'properties', 'resource', 'items', 'properties', 'field_mappings'],
		{ kind: 'nullable' },
		'bulk-write.md 4: unset keys of mappings are null',
	),

	correct(
		'users',
		schema('UserDetails', 'properties', 'Reporting_To', 'oneOf', '0', 'type'),
		{ kind: 'set', value: ['string', 'object'] },
		'users.md 1: name and id when it is read',
	),
	correct(
		'users',
		schema('UserDetails', 'properties', 'role', 'type'),
		{ kind: 'set', value: ['object', 'string'] },
		'users.md 3: an id when a user is created',
	),
	correct(
		'users',
		schema('UserDetails', 'properties', 'profile', 'type'),
		{ kind: 'set', value: ['object', 'string'] },
		'users.md 3: an id when a user is created',
	),
	correct(
		'users',
		['paths', '/users', 'get', 'responses', '400'],
		refusing('INVALID_DATA'),
		'users.md 1: a wrong type',
	),
	correct(
		'users',
		['paths', '/users/{user}', 'get', 'responses', '400'],
		refusing('INVALID_DATA'),
		'users.md 2: a malformed id',
	),

	correct(
		'org',
		['paths', '/org', 'get', 'responses', '401'],
		refusing('AUTHENTICATION_FAILURE', 'INVALID_TOKEN'),
		'oauth.md 4',
	),
	correct(
		'org',
		schema('OrgDetails', 'properties', 'license_details', 'required'),
		{ kind: 'remove', values: ['portal_users_license_purchased'] },
		'users.md 9: the sample has none',
	),

	correct(
		'modules',
		[...answer('/settings/modules/{moduleIdentifier}', '400'), 'oneOf', '0', 'properties', 'code', 'enum'],
		{ kind: 'add', values: ['INVALID_MODULE'] },
		'metadata.md 1: an unknown module',
	),
	correct(
		'fields',
		['components', 'parameters', 'Includes', 'required'],
		{ kind: 'set', value: false },
		'README: `include` is marked required',
	),
	correct(
		'fields',
		schema('FieldSchema', 'properties', 'quick_sequence_number'),
		{ kind: 'nullable' },
		'ASSUMED of fields outside the quick form',
	),
	correct(
		'fields',
		schema('FieldSchema', 'properties', 'convert_mapping', 'type'),
		{ kind: 'set', value: ['object', 'null'] },
		'metadata.md 2: what leads become; other modules have none',
	),
	correct('fields', schema('FieldSchema', 'properties', 'hipaa_compliance_enabled'), { kind: 'nullable' }, NULLS),
	correct(
		'fields',
		schema('FieldSchema', 'properties', 'pick_list_values', 'oneOf', '0', 'items', 'properties', 'colour_code'),
		{ kind: 'nullable' },
		NULLS,
	),
	correct(
		'fields',
		schema('FieldSchema', 'properties', 'multiuserlookup', 'required'),
		{ kind: 'drop' },
		'metadata.md 2: `{}` for other fields',
	),
	correct(
		'fields',
		[...LOOKUP, 'module', 'required'],
		{ kind: 'remove', values: ['crypt'] },
		'metadata.md 2: module is api_name and id',
	),
	correct(
		'tags',
		['components', 'parameters', 'ParamQueryModule', 'schema', 'enum'],
		{ kind: 'drop' },
		'The sample name as the only one that is allowed',
	),
	correct(
		'conversion_option',
		[
			...answer('/Leads/{leadId}/__conversion_options', '200'),
			'properties',
			'__conversion_options',
			'additionalProperties',
		],
		{ kind: 'drop' },
		'records.md 10 and the file of 2025 have Deals too',
	),
	correct('custom_views', schema('UserReference'), { kind: 'nullable' }, NULLS),
	correct('custom_views', schema('CustomViewGetItem', 'properties', 'created_time'), { kind: 'nullable' }, NULLS),
	correct('custom_views', schema('CustomViewGetItem', 'properties', 'modified_time'), { kind: 'nullable' }, NULLS),

	// Not wrong as far as anybody knows: keys that the samples of our pages lack, so that the emulator does not answer them, and no client of ours reads them.
	correct('fields', [...LOOKUP, 'query_details', 'required'], { kind: 'drop' }, GAP),
	correct(
		'custom_views',
		[...answer('/settings/custom_views', '200'), 'properties', 'custom_views', 'items', 'allOf', '1', 'required'],
		{ kind: 'remove', values: ['module'] },
		GAP,
	),
	correct('layouts', [], { kind: 'optional' }, GAP),
	correct('layouts', [], { kind: 'nullable' }, NULLS),
	correct('layouts', [], { kind: 'oneOrMore' }, `${GAP}; without them several alternatives fit`),
	correct(
		'modules',
		[
			...answer('/settings/modules/{moduleIdentifier}', '200'),
			'properties',
			'modules',
			'items',
			'properties',
			'custom_view',
			'required',
		],
		{ kind: 'drop' },
		GAP,
	),
	correct('profiles', [], { kind: 'optional' }, GAP),
];

const required = (name: string, path: readonly string[], ...keys: readonly string[]): Correction =>
	correct(
		name,
		[...path, 'required'],
		{ kind: 'set', value: keys },
		'records.md 0, users.md, metadata.md; no key is required, so that any object would do',
	);
const bodyOf = (path: string, method: string, status: string): readonly string[] => [
	'paths',
	path,
	method,
	'responses',
	status,
	'content',
	'application/json',
	'schema',
];

/** A refusal of the whole call stands in the list or by itself; the emulator has a switch for it. */
const aloneOrIn = (key: string, alone: unknown): Change => ({ kind: 'set', value: [{ required: [key] }, alone] });

/** Where the same files, corrected, are so loose that they say nothing: rules of our pages that are added to them. */
export const ADDITIONS_2026: readonly Correction[] = [
	...['RecordsErrorResponse', 'RecordGETErrorResponse'].map((name) =>
		correct(
			'record',
			schema(name, 'anyOf'),
			aloneOrIn('data', { $ref: `#/components/schemas/${name}/properties/data/items` }),
			'records.md 0: refusals of a whole call stand at the top level, some in `data`',
		),
	),
	correct(
		'users',
		[...bodyOf('/users', 'post', '400'), 'anyOf'],
		aloneOrIn('users', { required: ['code', 'details', 'message', 'status'] }),
		'users.md 3: too many users are refused at the top level',
	),
	required('record', schema('RecordGETSucessResponse'), 'data'),
	required('record', bodyOf('/{module}', 'delete', '207'), 'data'),
	required('record', [...bodyOf('/{module}', 'delete', '400'), 'oneOf', '0'], 'data'),
	required('users', bodyOf('/users', '*', '200'), 'users'),
	required('users', bodyOf('/users', '*', '201'), 'users'),
	required('users', bodyOf('/users/{user}', '*', '200'), 'users'),
	required('profiles', bodyOf('/settings/profiles', 'get', '200'), 'profiles'),
	required('layouts', schema('LayoutResponseSchema'), 'layouts'),
];
